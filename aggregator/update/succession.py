"""Which file a gone one has become: a feed's address is for ever, so its subscribers are sent on.

A gone file's successor is the one that holds at least half of its articles, if they are at least half of what that
one holds: whoever follows a small file into a large archive would see all of the archive as new.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple


class Moves(NamedTuple):
    """What went where in one scan.

    `moved` counts articles by (row of the source that they left, row of the one that they are in now), `held` those
    of each source before, `holding` those of each source now.
    """

    moved: Mapping[tuple[int, int], int]
    held: Mapping[int, int]
    holding: Mapping[int, int]


def successors(gone: Collection[int], moves: Moves) -> dict[int, int]:
    """The successor of each gone source that has one; of several, the one that took most, then the lower row."""
    found: dict[int, tuple[int, int]] = {}
    for (old, new), count in moves.moved.items():
        half = max(moves.held.get(old, 0), moves.holding.get(new, 0)) <= 2 * count
        if old in gone and new not in gone and half:
            found[old] = max(found.get(old, (0, 0)), (count, -new))
    return {old: -new for old, (_, new) in found.items()}


def origins(successor_of: Mapping[int, int], moves: Moves, fresh: Collection[int]) -> list[tuple[int, int]]:
    """The pairs of a gone source and a fresh one that exchange what their feeds' ids are made from.

    Fresh is what is first seen, or back again. Each source is in one pair at most: a file made from two continues the
    one of which it took most.
    """
    pairs: dict[int, tuple[int, int]] = {}
    for old, new in successor_of.items():
        if new in fresh:
            pairs[new] = max(pairs.get(new, (0, 0)), (moves.moved[old, new], -old))
    return [(-old, new) for new, (_, old) in pairs.items()]
