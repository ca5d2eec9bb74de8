"""Words that were searched for, marked in what is shown of an article; pure.

Words are cut and compared nearly as the search does it (see `store/words.py`). Where the two differ, a word is not
marked: what is found does not hang on it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from aggregator.publishing.feeds import SUMMARY, summary_of
from aggregator.store.queries import parse, spaced

#: Characters of a text in which a word is looked for: where it comes later, the beginning is shown.
SEARCHED: Final = 5000
#: Characters shown before the first word found.
_BEFORE: Final = 80
#: Letters and digits of all scripts, with the signs that are set above, below and between them.
_WORD: Final = re.compile(
    r"(?:[^\W_]|[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u109f])+"
)
#: Accents, which a search does not tell apart.
_ACCENTS: Final = re.compile("[\u0300-\u0331]")


class Piece(NamedTuple):
    """A stretch of text, and whether it was searched for."""

    text: str
    marked: bool = False


Phrase = tuple[str, ...]


def phrases_of(query: str) -> tuple[Phrase, ...]:
    """What a query in its normal form asks for, each as its words."""
    return tuple(
        phrase for wanted in parse(query).wanted if (phrase := tuple(word for word, _ in _words(spaced(wanted))))
    )


def marked(text: str, phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """A text with all of these phrases marked; joined, the pieces are the text."""
    pieces, done = [], 0
    for start, end in _found(text, phrases):
        pieces += [Piece(text[done:start]), Piece(text[start:end], marked=True)]
        done = end
    return tuple(piece for piece in (*pieces, Piece(text[done:])) if piece.text)


def excerpt(text: str, phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """One line of a text, from a little before the first of these phrases in it, with all of them marked."""
    line = " ".join(text[:SEARCHED].split())
    first = next(iter(_found(line, phrases)), (0, 0))[0]
    if first + _BEFORE < SUMMARY:
        return marked(summary_of(text), phrases)
    begun = line.find(" ", first - _BEFORE, first) + 1 or first
    return (Piece("… "), *marked(summary_of(line[begun:]), phrases))


def _words(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The words of a text as they are compared, and where each begins and ends."""
    for found in _WORD.finditer(text):
        word = found[0].lower()
        yield word if word.isascii() else _without_accents(word), found.span()


def _without_accents(word: str) -> str:
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", word)))


def _found(text: str, phrases: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    """Where these phrases begin and end in a text, in order, none within another."""
    words = list(_characters(text))
    done = 0
    for index, (word, (start, _)) in enumerate(words):
        if start < done:
            continue
        lengths = [
            len(phrase)
            for phrase in phrases
            if phrase[0] == word and phrase == tuple(each for each, _ in words[index : index + len(phrase)])
        ]
        if lengths:
            done = words[index + max(lengths) - 1][1][1]
            yield start, done


def _characters(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The words of a text, in scripts that put no spaces between them its characters."""
    for word, (start, end) in _words(text):
        cut = spaced(text[start:end])
        if cut == text[start:end]:
            yield word, (start, end)
            continue
        parted = start
        for part in cut.split():
            yield part, (parted, parted + len(part))
            parted += len(part)
