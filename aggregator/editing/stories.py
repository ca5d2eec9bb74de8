"""Which articles of several sources are one: the same text, give or take what an editor changes in passing. Pure.

Two questions, one cheap and one exact:

    text ─sketches─▶ a few numbers ─equal ones in the store─▶ entries that might be alike ─alike─▶ those that are
                                                                             └─resemblance─▶ how near they are

A story merged by mistake hides an article, a missed one shows it twice: so another number, another name or another day
makes another article, however long the rest that is the same. Forms that are filled in anew each day are that way.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.fuzz import ratio

#: A text of so many characters is nobody else's.
UNMISTAKABLE: Final = 80
#: After so many seconds the same long text is news again, such as the yearly call for volunteers.
LONG_AFTER: Final = 30 * 86_400
#: And a short one, such as `Details follow.` under `Weather`, is another day's.
SHORT_AFTER: Final = 12 * 3600
#: How alike the words of two texts must be, and the spellings of one word that was replaced: `organise`, `organize`;
#: but neither `Tuesday`, `Thursday` nor `million`, `billion`.
LEAST_ALIKE: Final = 0.9
LEAST_SPELLING: Final = 87.0
#: How alike the words of two texts must be for a reader of one to be told of the other, which hides neither.
LEAST_RESEMBLANCE: Final = 0.8
#: Fewer words are too few to be alike.
LEAST_WORDS: Final = 15

_WORD: Final = re.compile(r"\w+")
_WORDS_ALONE: Final = bytes(code if _WORD.fullmatch(chr(code)) else 32 for code in range(256))
#: What keeps most texts of Western languages from being Latin-1, and is part of no word.
_SIGNS: Final = "–—‘’“”„…"
#: Characters that are sketched, words of the beginning, and words about the longest of them all.
_SKETCHED, _FIRST, _BEFORE, _AFTER = 300, 8, 2, 4
#: From here on are scripts of which a single character may be a word.
_UNSPACED: Final = "\u0e00"


def sketches(text: str, key: bytes) -> tuple[int, ...]:
    """Numbers of 64 bits of which texts that are alike nearly always share one; none for an article without text.

    One is of the first words, the other of those about the longest, wherever that stands: so a change of one of them
    is survived by the other. A short text has that of the whole article, its `key`.
    """
    if len(text) < UNMISTAKABLE:
        return (int.from_bytes(key[:8], "big", signed=True),) if text else ()
    words = _words(text[:_SKETCHED])
    if not words:
        return ()
    lengths = [*map(len, words)]
    longest = lengths.index(max(lengths))
    return _number(words[:_FIRST]), _number(words[max(longest - _BEFORE, 0) : longest + _AFTER])


def near(one: int, other: int, text: str) -> bool:
    """Whether two moments (seconds since 1970) are near enough for articles with such a text to be one."""
    return abs(one - other) <= (LONG_AFTER if len(text) >= UNMISTAKABLE else SHORT_AFTER)


def alike(one: str, other: str) -> bool:
    """Whether two long texts are one article: the same words, or the beginning of them, or a few that do not matter."""
    if min(len(one), len(other)) < UNMISTAKABLE:
        return False
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    if longer[: len(shorter)] == shorter:
        return True
    if len(shorter) < LEAST_WORDS:
        return False
    if Indel.normalized_similarity(shorter, longer, score_cutoff=LEAST_ALIKE) < LEAST_ALIKE:
        return False
    return all(
        step.tag == "equal" or _passing(shorter[step.src_start : step.src_end], longer[step.dest_start : step.dest_end])
        for step in Levenshtein.opcodes(shorter, longer)
    )


def resemblance(one: str, other: str) -> float:
    """How alike two long texts are, from 0 to 1; 0 where that is too little to be worth a word.

    Unlike what is `alike` they may differ in numbers and names: last year's call for volunteers, the next closed road.
    """
    if min(len(one), len(other)) < UNMISTAKABLE:
        return 0.0
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    if longer[: len(shorter)] == shorter:
        return 1.0
    return Indel.normalized_similarity(shorter, longer, score_cutoff=LEAST_RESEMBLANCE)


def _passing(removed: Sequence[str], added: Sequence[str]) -> bool:
    """Whether a change tells nothing else: another spelling, or words more that name no number."""
    words = "".join((*removed, *added))
    if any(character.isnumeric() or character >= _UNSPACED for character in words):
        return False
    return not (removed and added) or ratio(" ".join(removed), " ".join(added)) >= LEAST_SPELLING


def _words(text: str) -> list[str]:
    folded = text.casefold()
    if not text.isascii():
        for sign in _SIGNS:
            folded = folded.replace(sign, " ")
    try:  # as bytes, in a third of the time that the pattern takes
        return folded.encode("latin-1").translate(_WORDS_ALONE).decode("latin-1").split()
    except UnicodeEncodeError:
        return _WORD.findall(folded)


def _number(words: Sequence[str]) -> int:
    digest = blake2b(" ".join(words).encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
