"""What an edit changed, word by word: two wordings go in, what was kept, removed and added comes out.

texts ─▶ paragraphs, aligned ─▶ the words of those that differ, aligned ─▶ segments
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

Kind = Literal["kept", "removed", "added"]

#: Pairs of words that are compared to keep the most words: the best reading of an edit, at a bit of memory for each.
MOST_IN_MEMORY = 50_000_000
#: Pairs that are compared at all, in memory that grows with the words alone: 100,000 by 100,000, a few seconds' work.
MOST_COMPARED = 10_000_000_000

_EMPTY_LINE = "\n\n"
#: Thai, Lao, Tibetan, Burmese, Khmer, Kana, Han and their signs: no spaces part their words, so each character is one.
_UNSPACED = (
    "\u0e00-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff0f\U00020000-\U0003ffff"
)
#: What belongs to the character before it: vowels and tones, and what chooses a character's shape.
_MARKS = "\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef" + "".join(
    character for character in map(chr, range(0x0E00, 0x1800)) if unicodedata.category(character).startswith("M")
)
#: A word and the spaces behind it; the first may be empty, where a text begins with spaces.
_WORD = re.compile(rf"([{_UNSPACED}][{_MARKS}]*|[^\s{_UNSPACED}]+|(?=\s))(\s*)")
#: A paragraph and the empty line behind it; the last has none.
_PARAGRAPH = re.compile(rf"(.*?)({_EMPTY_LINE}|\Z)", re.DOTALL)


class Segment(NamedTuple):
    """A stretch of text that stands in both wordings (`kept`), only in the earlier or only in the later one."""

    kind: Kind
    text: str


class _Piece(NamedTuple):
    """A word or a paragraph, and the spaces behind it, which say nothing of whether two are the same."""

    text: str
    spaces: str


def differences(before: str, after: str) -> tuple[Segment, ...]:
    """What became of a text.

    The segments that are not `added` are the earlier text when joined, those that are not `removed` the later one.
    Where something was replaced, what was removed comes first.
    """
    changes = (
        change
        for changed, together in groupby(_compared(before, after), key=lambda segment: segment.kind != "kept")
        for change in (_change(together) if changed else together)
        if change.text
    )
    return tuple(
        Segment(kind, "".join(segment.text for segment in together))
        for kind, together in groupby(changes, key=lambda segment: segment.kind)
    )


def by_paragraph(segments: Iterable[Segment]) -> list[tuple[Segment, ...]]:
    """The segments of each paragraph, the empty lines between them left out."""
    paragraphs: list[list[Segment]] = [[]]
    for kind, text in segments:
        for number, part in enumerate(text.split(_EMPTY_LINE)):
            if number:
                paragraphs.append([])
            if part.strip() or (part and paragraphs[-1]):
                paragraphs[-1].append(Segment(kind, part))
    return [tuple(paragraph) for paragraph in paragraphs if paragraph]


def _change(segments: Iterable[Segment]) -> Iterator[Segment]:
    """One removal and one addition; the spaces that both end with are kept."""
    parts = list(segments)
    removed = "".join(part.text for part in parts if part.kind == "removed")
    added = "".join(part.text for part in parts if part.kind == "added")
    spaces = removed[len(removed.rstrip()) :]
    if not spaces or spaces != added[len(added.rstrip()) :]:
        spaces = ""
    yield Segment("removed", removed.removesuffix(spaces))
    yield Segment("added", added.removesuffix(spaces))
    yield Segment("kept", spaces)


def _compared(before: str, after: str) -> Iterator[Segment]:
    for same, old, new in _aligned(_pieces(_PARAGRAPH, before), _pieces(_PARAGRAPH, after)):
        if same:
            yield from _kept(old, new)
            continue
        for alike, removed, added in _aligned(_pieces(_WORD, _joined(old)), _pieces(_WORD, _joined(new))):
            if alike:
                yield from _kept(removed, added)
            else:
                yield Segment("removed", _joined(removed))
                yield Segment("added", _joined(added))


def _kept(old: Sequence[_Piece], new: Sequence[_Piece]) -> Iterator[Segment]:
    for (_, before), (text, after) in zip(old, new, strict=True):
        yield Segment("kept", text)
        if before == after:
            yield Segment("kept", after)
        else:
            yield Segment("removed", before)
            yield Segment("added", after)


def _pieces(pattern: re.Pattern[str], text: str) -> list[_Piece]:
    return [_Piece(*found) for found in pattern.findall(text) if any(found)]


def _joined(pieces: Iterable[_Piece]) -> str:
    return "".join(text + spaces for text, spaces in pieces)


def _aligned(old: Sequence[_Piece], new: Sequence[_Piece]) -> Iterator[tuple[bool, Sequence[_Piece], Sequence[_Piece]]]:
    """Stretches of both, in order and in turn the same or not; too much to compare is not the same."""
    pairs = len(old) * len(new)
    if pairs > MOST_COMPARED:
        yield False, old, new
        return
    # Numbers, since rapidfuzz compares hashes, which two words may share.
    numbers: dict[str, int] = {}
    first = [numbers.setdefault(piece.text, len(numbers)) for piece in old]
    second = [numbers.setdefault(piece.text, len(numbers)) for piece in new]
    metric = Indel if pairs <= MOST_IN_MEMORY else Levenshtein
    for same, together in groupby(metric.opcodes(first, second), key=lambda step: step.tag == "equal"):
        begin, *rest = together
        end = rest[-1] if rest else begin
        yield same, old[begin.src_start : end.src_end], new[begin.dest_start : end.dest_end]
