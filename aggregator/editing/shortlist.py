"""Who is worth comparing: pairs that share a rare piece of text, found without comparing all with all.

    new documents ─every place─▶ pieces that few of them have ◀─some places─ old documents

A piece is a few characters from the beginning of a word on; in scripts without spaces, from any character on. Of the
new documents, which are few, all are listed; of the old ones, which may be a hundred thousand, those of their two ends,
as far as there is time for.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest

#: Of so few pairs, all are looked at.
FEW = 64
#: Characters in a piece: two words or so.
SPACED, UNSPACED = 12, 5
#: Pieces of an old document, one behind the other; of a new one, all are listed, so that one of them begins here too.
_SPACED_PIECES = re.compile(rf" (.{{{SPACED}}})", re.DOTALL)
_UNSPACED_PIECES = re.compile(rf".{{{UNSPACED}}}", re.DOTALL)
#: A text with fewer spaces than one in so many characters is of a script that puts none between words.
LETTERS_A_SPACE = 16
#: A piece that more documents have, new or old, says little about any of them.
MOST_NEW, MOST_OLD = 4, 16
#: How many characters at each end of an old document are looked at: at least, at most, and of all of them together.
SHORTEST_END, LONGEST_END, ALL_ENDS = 160, 2000, 12_000_000
#: How many old documents each new one is compared with, and what share of the most votes they need.
CONTENDERS, OF_MOST_VOTES = 4, 0.4


def shortlist(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs (index of an old document, index of a new one) that share most; at most a few for each new one.

    A document is a title, a line end and a text. Of those that share as much, the old ones that come first are taken.
    """
    for other, counted in (_counted if len(old) * len(new) <= FEW else _votes)(old, new).items():
        best = nlargest(CONTENDERS, ((count, -index) for index, count in counted.items()))
        for count, index in best:
            if count >= best[0][0] * OF_MOST_VOTES:
                yield -index, other


def _counted(old: Sequence[str], new: Sequence[str]) -> Mapping[int, Counter[int]]:
    """For each new document how many words each old one shares with it, common ones included."""
    words = [_words(document) for document in old]
    return {
        other: Counter({index: len(wanted & found) for index, found in enumerate(words)})
        for other, wanted in enumerate(map(_words, new))
    }


def _votes(old: Sequence[str], new: Sequence[str]) -> Mapping[int, Counter[int]]:
    """For each new document how many rare pieces each old one shares with it."""
    sharers = _sharers(new)
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for piece, indices in _sharing(old, set(sharers)).items():
        for other in sharers[piece]:
            votes[other].update(indices)
    return votes


def _words(document: str) -> set[str]:
    if _is_spaced(document):
        return set(document.split())
    return {document[place : place + 2] for place in range(len(document))}


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


def _sharing(documents: Sequence[str], pieces: set[str]) -> dict[str, list[int]]:
    """The old documents that have each of these pieces, as far as they are looked at, where these are few."""
    end = min(LONGEST_END, max(SHORTEST_END, ALL_ENDS // max(1, len(documents))))
    found: dict[str, list[int]] = defaultdict(list)
    for index, document in enumerate(documents):
        pattern = _SPACED_PIECES if _is_spaced(document) else _UNSPACED_PIECES
        if len(document) <= 2 * end:
            some = pattern.findall(document)
        else:
            some = pattern.findall(document, 0, end) + pattern.findall(document, len(document) - end)
        some.append(_title(document))
        if not pieces.isdisjoint(some):
            for piece in pieces.intersection(some):
                found[piece].append(index)
                if len(found[piece]) > MOST_OLD:
                    del found[piece]
                    pieces.remove(piece)  # and looked for no longer, which spares most of the time
    return found


def _is_spaced(document: str) -> bool:
    return document.count(" ") * LETTERS_A_SPACE >= len(document)


def _title(document: str) -> str:
    return document[: document.find("\n") + 1]
