"""When an article was published: decided at first sight, stored, and never decided again.

A date line in the article, else the day in the file's name, else the file's own time; never later than now. Articles
that would share a moment are spread by a second, the first of the file being the newest. What is seen later is newer
than what was seen before it at the same date.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

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
    # As in nearly every file that is new: there is nothing to make way for.
    if not taken and bases and bases.count(bases[0]) == len(bases):
        (base, whole_day), count = bases[0], len(bases)
        lowest = base if whole_day else max(base - (count - 1), min(base, EARLIEST_TIME_OF_FILE))
        if lowest + count - 1 <= now:
            return list(range(lowest + count - 1, lowest - 1, -1))
    counted, moments = Counter(bases), _Moments(taken)
    given: dict[tuple[int, bool], Iterator[int]] = {}
    for (base, whole_day), count in counted.items():
        lowest = base if whole_day else max(base - (count - 1), min(base, EARLIEST_TIME_OF_FILE))
        lowest = max(taken & set(range(lowest, lowest + count)), default=lowest - 1) + 1
        given[base, whole_day] = iter(sorted((moments.take(lowest, now) for _ in range(count)), reverse=True))
    return [next(given[base]) for base in bases]


class _Moments:
    """Seconds since 1970, each given once."""

    def __init__(self, taken: AbstractSet[int]) -> None:
        self._taken = set(taken)
        # Where to go on from a taken moment, up and down: a long row of them is walked through once.
        self._above: dict[int, int] = {}
        self._below: dict[int, int] = {}

    def take(self, wanted: int, limit: int) -> int:
        """The first free moment from `wanted` up to `limit`; where there is none, the last one before."""
        moment = self._free(wanted, 1, self._above)
        if moment > limit:
            moment = self._free(limit, -1, self._below)
        self._taken.add(moment)
        return moment

    def _free(self, moment: int, step: int, ways: dict[int, int]) -> int:
        passed: list[int] = []
        while moment in self._taken:
            passed.append(moment)
            moment = ways.get(moment, moment + step)
        ways.update(dict.fromkeys(passed, moment))
        return moment
