"""Listings: articles of one mould, such as the weather of twenty towns, that are alike without being one.

before   Leeds  Hull  York       Bath reads much like York, but as much like Leeds and Hull,
now      Leeds  Hull  Bath       so that the likeness is the mould's and says nothing of who is who.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from aggregator.editing.likeness import DIGITS, Likeness, Titles, Wording, compare, wording
from aggregator.editing.places import in_order
from aggregator.model import Candidate, Known

#: Two articles of one file that share so much are of one mould; those that share half may be article and follow-up.
MOULD = 0.65
#: Who differs from all others of the mould in so many times as much as from one is that one.
TIMES_CLOSER = 4
#: How many that stand before an article, and how many behind it, are asked whether it is one of many.
NEAR = 16

Each = TypeVar("Each")


class Neighbours:
    """Old and new articles beside those of their files; the new ones, with their sources, by index."""

    def __init__(self, known: Sequence[Known], read: Sequence[tuple[int, Candidate]]) -> None:
        self._read = read
        self._old_wordings: dict[int, Wording] = {}
        self._new_wordings: dict[int, Wording] = {}
        self.held = in_order(known)
        self._before: dict[int, dict[int, int]] = {}
        self._now: dict[int, list[int]] = defaultdict(list)
        self._places: list[int] = []
        for index, (source, _) in enumerate(read):
            self._places.append(len(self._now[source]))
            self._now[source].append(index)

    def compare(self, entry: Known, index: int) -> Likeness:
        """How alike an old and a new article are."""
        source, candidate = self._read[index]
        if entry.row not in self._old_wordings:
            self._old_wordings[entry.row] = wording(entry.title, entry.text)
        if index not in self._new_wordings:
            self._new_wordings[index] = wording(candidate.title, candidate.text)
        return compare(self._old_wordings[entry.row], self._new_wordings[index], moved=entry.source != source)

    def are_of_a_mould(self, entry: Known, index: int, likeness: Likeness) -> bool:
        """Whether the two are as good as alike to others that stand near the one then or near the other now.

        The same title tells them apart all the same; one with a slip or another number, where no other is as close.
        """
        if likeness.titles is Titles.SAME:
            return False
        place, now = self._places[index], self._now[self._read[index][0]]
        pairs = [(entry, other) for other in _near(now, place) if other != index]
        if entry.source not in self._before:
            held = self.held.get(entry.source, ())
            self._before[entry.source] = {other.row: number for number, other in enumerate(held)}
        if entry.row in self._before[entry.source]:
            near = _near(self.held[entry.source], self._before[entry.source][entry.row])
            pairs += [(other, index) for other in near if other.row != entry.row]
        close = self._titles_are_close(entry, index, likeness)
        return any(
            other.score >= min(other.bar, MOULD)
            and 1 - other.score < (1 - likeness.score) * TIMES_CLOSER
            and (not close or self._titles_are_close(*pair, other))
            for pair, other in ((pair, self.compare(*pair)) for pair in pairs)
        )

    def _titles_are_close(self, entry: Known, index: int, likeness: Likeness) -> bool:
        if likeness.titles >= Titles.SLIP:
            return True
        old, new = (DIGITS.sub("", title) for title in (entry.title, self._read[index][1].title))
        return likeness.titles is Titles.ALIKE and old == new


def _near(listed: Sequence[Each], place: int) -> Sequence[Each]:
    return listed[max(0, place - NEAR) : place + NEAR + 1]
