"""Who is worth comparing: pairs that share a rare piece of text, found without comparing all with all.

    new documents ─every place─▶ pieces that few of them have ◀─forty places─ old documents

Of the new documents, which are few, every piece of a few characters is listed; of the old ones, which may be a hundred
thousand, so many pieces as are enough. Pieces of characters serve scripts without spaces as well, only shorter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import nlargest

#: Characters in a piece: more than a word where spaces part words, and about two words where none do.
SPACED, UNSPACED = 8, 3
#: A text with fewer spaces than one in so many characters is of a script that puts none between words.
LETTERS_A_SPACE = 16
#: A piece that more new documents have says nothing about any of them.
MOST_SHARERS = 6
#: How many pieces of an old document are looked up.
PLACES = 40
#: How many old documents each new one is compared with.
CONTENDERS = 6


def shortlist(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs (index of an old document, index of a new one) that share most; at most a few for each new one."""
    sharers = _sharers(new)
    if not sharers:
        return
    contenders: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for index, document in enumerate(old):
        votes = Counter[int]()
        for piece in sharers.keys() & _some_pieces(document):
            votes.update(sharers[piece])
        for other, count in votes.items():
            contenders[other].append((count, -index))
    for other, counted in contenders.items():
        for _, index in nlargest(CONTENDERS, counted):
            yield -index, other


def _sharers(documents: Sequence[str]) -> dict[str, list[int]]:
    """The new documents that have each piece, where these are few."""
    found: dict[str, list[int]] = {}
    for index, document in enumerate(documents):
        for piece in _all_pieces(document):
            found.setdefault(piece, []).append(index)
    return {piece: indices for piece, indices in found.items() if len(indices) <= MOST_SHARERS}


def _size(document: str) -> int:
    return SPACED if document.count(" ") * LETTERS_A_SPACE >= len(document) else UNSPACED


def _all_pieces(document: str) -> set[str]:
    size = _size(document)
    pieces = {document[start : start + size] for start in range(max(1, len(document) - size + 1))}
    return pieces | {_title(document)}


def _some_pieces(document: str) -> set[str]:
    size = _size(document)
    places = max(1, len(document) - size + 1)
    pieces = {document[start : start + size] for start in range(0, places, max(size // 2, places // PLACES))}
    return pieces | {_title(document)}


def _title(document: str) -> str:
    return document[: document.find("\n") + 1]
