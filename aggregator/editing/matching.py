"""One to one, best pairs first; a pair that another one rivals is nobody's.

A wrong pair costs two articles their ids in readers' eyes, a missing one only shows an article again: where two old
articles suit one reading about as well, or two readings one old article, neither is taken.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

#: By how much a pair has to be better than its rival.
CLEARLY = 0.03


class Pair(NamedTuple):
    """An old and a new article that might be one; `rank` is how well they suit, greater is better."""

    rank: float
    old: int
    new: int


def assign(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs that hold, each old and each new one in at most one, whatever the order that they come in."""
    ranked = sorted(pairs, key=lambda pair: (-pair.rank, pair.new, pair.old))
    by_old: dict[int, list[Pair]] = defaultdict(list)
    by_new: dict[int, list[Pair]] = defaultdict(list)
    for pair in ranked:
        by_old[pair.old].append(pair)
        by_new[pair.new].append(pair)
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    held: list[Pair] = []
    for pair in ranked:
        if pair.old in taken_old or pair.new in taken_new:
            continue
        # Taken by nobody, in the case of rivals: what suits one of two equally is not given to the other either.
        taken_old.add(pair.old)
        taken_new.add(pair.new)
        rivals = [other for other in by_new[pair.new] if other.old not in taken_old and other == by_old[other.old][0]]
        rivals += [other for other in by_old[pair.old] if other.new not in taken_new and other == by_new[other.new][0]]
        if all(other.rank < pair.rank - CLEARLY for other in rivals):
            held.append(pair)
    return held
