"""When an article was published: decided at first sight, stored, and never decided again.

A date line in the article, else the day in the file's name, else the file's own time; never later than now. Articles
that would share a moment are spread by a second, the first of the file being the newest. What is seen later is newer
than what was seen before it at the same date.
"""

import datetime
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

from aggregator.model import DateLine

#: A file from before 1970 is a clock's or an archive's mistake. In seconds since 1970.
EARLIEST_TIME_OF_FILE = 0


def base_of(date: DateLine | None, named: datetime.date | None, modified: float, now: int) -> tuple[int, bool]:
    """(seconds since 1970, whether only the day is known) before any spreading; clamped to `now`."""
    if date:
        seconds, whole_day = int(date.moment.timestamp()), date.whole_day
    elif named:
        midnight = datetime.datetime.combine(named, datetime.time(), datetime.UTC)
        seconds, whole_day = int(midnight.timestamp()), True
    else:
        seconds, whole_day = max(EARLIEST_TIME_OF_FILE, int(modified)), False
    return (seconds, whole_day) if seconds <= now else (now, False)


def spread(bases: Sequence[tuple[int, bool]], taken: AbstractSet[int], now: int) -> list[int]:
    """The moments of one file's new articles, in the file's order, each its own; `taken` are those given before.

    A day leaves room above its midnight; from a file's own time they go back, so that none is in the future.
    """
    moments: list[int] = []
    used = set(taken)
    for (base, whole_day), group in groupby(bases):
        count = len(list(group))
        lowest = base if whole_day else base - (count - 1)
        while clash := used.intersection(range(lowest, lowest + count)):
            lowest = max(clash) + 1
        highest = min(lowest + count - 1, max(now, base))
        given = [highest - index for index in range(count)]
        used.update(given)
        moments += given
    return moments
