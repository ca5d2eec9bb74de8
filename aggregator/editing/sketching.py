"""Sketches of texts: a few numbers, by which those are found in the store that may be alike (`stories.py`). Pure."""

import re
from collections.abc import Sequence
from typing import Final
from zlib import crc32

#: A text of so many characters is nobody else's; `Details follow.` may be.
UNMISTAKABLE: Final = 80

_WORD: Final = re.compile(r"\w+")
#: Latin-1 with a space for whatever is part of no word, and no capitals of ASCII.
_WORDS_ALONE: Final = bytes(code if _WORD.fullmatch(chr(code)) else 32 for code in range(256)).lower()
#: What keeps most texts of Western languages from being Latin-1, and is part of no word.
_SIGNS: Final = "–—‘’“”„…"
#: Characters that are sketched, words of the beginning, and words before and from the longest of the others on.
_SKETCHED, _FIRST, _BEFORE, _AFTER = 300, 8, 4, 4


def sketches(text: str, key: bytes) -> tuple[int, ...]:
    """Numbers of 32 bits of which texts that are alike nearly always share one; none for an article without text.

    One is of the first words, the other of those about the longest that follows them, wherever that stands: so a change
    of one of them is mostly survived by the other. A short text has that of the whole article, its `key`.
    """
    if len(text) < UNMISTAKABLE:
        return (_number([key]),) if text else ()
    words = words_of(text[:_SKETCHED])
    if not words:
        return ()
    start = _FIRST if len(words) > _FIRST else 0
    longest = words.index(max(words[start:], key=len), start)
    return _number(words[:_FIRST]), _number(words[max(longest - _BEFORE, 0) : longest + _AFTER])


def words_of(text: str) -> list[bytes]:
    """The words of a text in UTF-8, without what stands between them, and without capitals."""
    if text.isascii():  # as most are, for whom half of the time is enough
        return text.encode().translate(_WORDS_ALONE).split()
    folded = text.casefold()
    for sign in _SIGNS:
        folded = folded.replace(sign, " ")
    try:  # as bytes, in a third of the time that the pattern takes
        return folded.encode("latin-1").translate(_WORDS_ALONE).decode("latin-1").encode().split()
    except UnicodeEncodeError:
        return [word.encode(errors="surrogatepass") for word in _WORD.findall(folded)]


def _number(words: Sequence[bytes]) -> int:
    # Whoever shares one by chance is looked at in vain, which costs less than a better one. SQLite has four bytes for a
    # number below 2**31.
    return crc32(b" ".join(words)) - 2**31
