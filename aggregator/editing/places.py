"""Where an article stands: between which kept neighbours.

before   A  x  B  y  C           x and x′ stand alone between the same two kept articles: they are in one place.
now      A  x′ B  z  w  C        y does not: two stand where it stood.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from aggregator.model import Known

#: Who stands there, by a number of the caller's, and the row under which a kept article is known; None for the others.
Standing = tuple[int, int | None]
#: The rows of the kept neighbours before and after; None at either end of the file.
Gap = tuple[int | None, int | None]


def in_order(known: Iterable[Known]) -> dict[int, list[Known]]:
    """What each source held, as it stood there; without what is gone."""
    held: dict[int, list[Known]] = defaultdict(list)
    for entry in known:
        if not entry.gone:
            held[entry.source].append(entry)
    for entries in held.values():
        entries.sort(key=lambda entry: (entry.line, entry.row))
    return held


def in_one_place(before: Sequence[Standing], now: Sequence[Standing]) -> Iterator[tuple[int, int]]:
    """Pairs (old, new) of what stands alone between the same kept neighbours, in one file's order then and now."""
    lonely = dict(_alone(before))
    for gap, new in _alone(now):
        # Where nobody stayed, all stand between the same two ends.
        if gap in lonely and gap != (None, None):
            yield lonely[gap], new


def _alone(articles: Iterable[Standing]) -> Iterator[tuple[Gap, int]]:
    between: dict[Gap, list[int]] = defaultdict(list)
    previous: int | None = None
    waiting: list[int] = []
    for each, kept in articles:
        if kept is None:
            waiting.append(each)
            continue
        between[previous, kept] += waiting
        previous, waiting = kept, []
    between[previous, None] += waiting
    return ((gap, found[0]) for gap, found in between.items() if len(found) == 1)
