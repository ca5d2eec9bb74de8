"""Who is worth comparing: pairs that share a rare piece of text, found without comparing all with all.

    new documents ─every place─▶ pieces that few of them have ◀─some places─ old documents

A piece is a few characters from the beginning of a word on; in scripts without spaces, from any character on. Of the
new documents, which are few, all are listed; of the old ones, which may be a hundred thousand, so many as there is
time for, spread over the whole text.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import nlargest

#: Characters in a piece: two words or so.
SPACED, UNSPACED = 12, 5
#: A text with fewer spaces than one in so many characters is of a script that puts none between words.
LETTERS_A_SPACE = 16
#: A piece that more documents have, new or old, says little about any of them.
MOST_NEW, MOST_OLD = 4, 40
#: How many pieces of an old document are looked up: at least, at most, and of all of them together.
FEWEST_PLACES, MOST_PLACES, ALL_PLACES = 5, 64, 500_000
#: How many old documents each new one is compared with, and what share of the most votes they need.
CONTENDERS, OF_MOST_VOTES = 4, 0.3


def shortlist(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs (index of an old document, index of a new one) that share most; at most a few for each new one.

    A document is a title, a line end and a text. Of those that share as much, the old ones that come first are taken.
    """
    sharers = _sharers(new)
    rare = set(sharers)
    places = min(MOST_PLACES, max(FEWEST_PLACES, ALL_PLACES // max(1, len(old))))
    found: dict[str, list[int]] = defaultdict(list)
    for index, document in enumerate(old):
        for piece in rare.intersection(_some_pieces(document, places)):
            found[piece].append(index)
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for piece, indices in found.items():
        if len(indices) <= MOST_OLD:
            for other in sharers[piece]:
                counted = votes[other]
                for index in indices:
                    counted[index] += 1
    for other, counted in votes.items():
        best = nlargest(CONTENDERS, ((count, -index) for index, count in counted.items()))
        for count, index in best:
            if count >= best[0][0] * OF_MOST_VOTES:
                yield -index, other


def _sharers(documents: Sequence[str]) -> dict[str, list[int]]:
    """The new documents that have each piece, where these are few."""
    found: dict[str, list[int]] = {}
    for index, document in enumerate(documents):
        for piece in {_title(document), *_all_pieces(document)}:
            found.setdefault(piece, []).append(index)
    return {piece: indices for piece, indices in found.items() if len(indices) <= MOST_NEW}


def _all_pieces(document: str) -> Iterator[str]:
    if _is_spaced(document):
        place = -1
        while True:
            yield document[place + 1 : place + 1 + SPACED]
            place = document.find(" ", place + 1)
            if place < 0:
                return
    yield from (document[place : place + UNSPACED] for place in range(len(document)))


def _some_pieces(document: str, places: int) -> list[str]:
    if not _is_spaced(document):
        step = max(UNSPACED // 2, len(document) // places)
        pieces = [document[place : place + UNSPACED] for place in range(0, len(document), step)]
    else:
        step = max(SPACED // 2, len(document) // places)
        # Where no space comes, the search ends before the first word.
        starts = [document.find(" ", place) + 1 for place in range(0, len(document), step)]
        pieces = [document[start : start + SPACED] for start in starts]
    pieces.append(_title(document))
    return pieces


def _is_spaced(document: str) -> bool:
    return document.count(" ") * LETTERS_A_SPACE >= len(document)


def _title(document: str) -> str:
    return document[: document.find("\n") + 1]
