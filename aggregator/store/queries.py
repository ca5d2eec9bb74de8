"""What people type to search: words (all of them), "phrases", and -what is not to be there; the rest is literal. Pure.

harbour "east pier" -ferry
"""

import re
import unicodedata
from typing import Final, NamedTuple

#: Characters of a query, at most: nobody types more.
LONGEST: Final = 300
#: Words and phrases of a query, at most, however often each stands there: every one is looked up by itself.
MOST_TERMS: Final = 20
_UNPRINTABLE: Final = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TERM: Final = re.compile(r'(?P<without>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
#: Scripts that put no space between words: Thai to Burmese, Khmer, kana and Han. There, a character is a word.
_UNSPACED: Final = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff])"
)
#: What those characters begin with in UTF-8, and some others.
_BEGINNINGS: Final = bytes([0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0])


class Query(NamedTuple):
    """The words and phrases that an article has to hold, and those that it must not."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def normal(query: str) -> str:
    """The query in the one form of all that differ by spacing and by how accents are encoded; it may be empty."""
    return " ".join(_UNPRINTABLE.sub(" ", unicodedata.normalize("NFC", query)).split())


def parse(query: str) -> Query:
    """What a query asks for, each once; signs without a letter or a digit ask for nothing."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for term in _TERM.finditer(query):
        text = term["phrase"] if term["phrase"] is not None else term["word"]
        if any(unicodedata.category(character)[0] in "LN" for character in text):
            (unwanted if term["without"] else wanted).append(text)
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def spaced(text: str) -> str:
    """A text with spaces around each character of the scripts that have none between words.

    So a word of two characters is found, as a phrase; trigrams would find none shorter than three, and take thrice
    the room for everybody's texts.
    """
    if text.isascii():
        return text
    encoded = text.encode(errors="surrogatepass")
    # A byte is taken out in a tenth of the time that a pattern takes, and most texts have none of these.
    return text if len(encoded.translate(None, _BEGINNINGS)) == len(encoded) else _UNSPACED.sub(r" \1 ", text)
