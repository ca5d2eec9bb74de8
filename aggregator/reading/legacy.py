"""Text from before UTF-8: which encoding makes the likeliest words of these bytes.

Every encoding that `alphabets` knows is tried, and every language weighs the result by how common its letters are
(naive Bayes over the characters outside ASCII). General detectors need long texts for that; here one sentence must do.
"""

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from math import log
from typing import Final, NamedTuple, Self

from aggregator.reading.alphabets import ALPHABETS, Alphabet

# Natural logarithms of likelihoods, found by trial on names and sentences in forty languages.
_PUNCTUATION: Final = -1.2
_RARE_PUNCTUATION: Final = -3.0
_UNLISTED_LETTER: Final = -8.0
_SYMBOL: Final = -9.0
_NO_CHARACTER: Final = -14.0
_CAPITAL_AFTER_SMALL: Final = -4.0
_ODD_SYMBOL: Final = -6.0
_SCRIPTS_IN_A_WORD: Final = -5.0
_COMMON_WORD: Final = 2.0

# Where little speaks for either, it is windows-1252; DOS and old Macintosh files need good evidence.
_PRIOR: Final = {"windows-1252": 1.0, "iso-8859-15": 1.0, "macintosh": -4.0, "ibm850": -4.0}
_LESS_USUAL: Final = -1.2

_SAMPLE_SIZE: Final = 3000
_WINDOW: Final = 65_536
_OUTSIDE_ASCII: Final = re.compile(rb"[\x80-\xff]")
_LINE_OUTSIDE_ASCII: Final = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")
_ASCII_WORD: Final = re.compile(rb"(?<![a-z\x80-\xff])[a-z]+(?![a-z\x80-\xff])")

_COMMON_MARKS: Final = "’‘“”„«»–—…\xa0"
_RARE_MARKS: Final = "‚‹›·•№°§©®™€£½¼¾²³"
_FIRST_BEYOND_LATIN: Final = "\u0250"
_FIRST_KANA: Final = "\u3041"

_CHARACTER: Final = re.compile(r"[^\0-\x7f]")
_BESIDE_ASCII: Final = re.compile(r"(?<=[A-Za-z])[^\W\0-\x7f\d]|[^\W\0-\x7f\d](?=[A-Za-z])")
_ODD: Final = re.compile(
    # A symbol within a word, a closing quote where a word begins, a Latin letter before a digit ("£5").
    r"(?<=[^\W\d_])[\x80-\x9f¡-©«-´¶¸¹»-¿×÷\u2010-\u2012\u2015-\u2018\u201a-\u2bff](?=[^\W\d_])"
    r"|(?<!\w)’(?=[^\W\0-\x7f\d])"
    r"|[À-ɏ](?=\d)"
)


class _Reading(NamedTuple):
    """What one encoding makes of a text: its characters outside ASCII, and how they stand together."""

    characters: Counter[str]
    beside_ascii: int
    disorder: float

    @classmethod
    def of(cls, text: str) -> Self:
        capitals = sum(
            before.islower() and after.isupper() and max(before, after) > "\x7f" for before, after in pairwise(text)
        )
        return cls(
            characters=Counter(_CHARACTER.findall(text.lower())),
            beside_ascii=len(_BESIDE_ASCII.findall(text)),
            disorder=_CAPITAL_AFTER_SMALL * capitals + _ODD_SYMBOL * len(_ODD.findall(text)),
        )


def likeliest_encoding(content: bytes) -> str:
    """The name of the encoding in which `content` reads best; windows-1252 where nothing speaks for another.

    `content` is text that is not UTF-8; the answer is a name that Python knows.
    """
    sample = _sample(content)
    words = Counter(_ASCII_WORD.findall(sample.lower()))
    encodings = dict.fromkeys(encoding for alphabet in ALPHABETS for encoding in alphabet.encodings)
    readings = {encoding: _Reading.of(sample.decode(encoding, "replace")) for encoding in encodings}
    likelihoods: dict[str, float] = {}
    for alphabet in ALPHABETS:
        spoken = _COMMON_WORD * sum(words[word.encode()] for word in alphabet.words.split())
        for rank, encoding in enumerate(alphabet.encodings):
            usual = _LESS_USUAL * rank + _PRIOR.get(encoding, 0)
            likelihood = spoken + usual + _likelihood(readings[encoding], alphabet)
            likelihoods[encoding] = max(likelihood, likelihoods.get(encoding, likelihood))
    return max(likelihoods, key=likelihoods.__getitem__)


def _sample(content: bytes) -> bytes:
    """The first lines that are not ASCII, up to a size at which all encodings are weighed within milliseconds."""
    found = _OUTSIDE_ASCII.search(content)
    start = content.rfind(b"\n", 0, found.start()) + 1 if found else 0
    lines = _LINE_OUTSIDE_ASCII.findall(content[start : start + _WINDOW])
    return b"".join(lines)[:_SAMPLE_SIZE]


def _likelihood(reading: _Reading, alphabet: Alphabet) -> float:
    weights = _weights(alphabet)
    letters = sum(
        count * (weights.get(character) or _unlisted(character)) for character, count in reading.characters.items()
    )
    mixed = reading.beside_ascii if alphabet.letters >= _FIRST_BEYOND_LATIN and not _is_ideographic(alphabet) else 0
    return letters + _SCRIPTS_IN_A_WORD * mixed + reading.disorder


@cache
def _weights(alphabet: Alphabet) -> dict[str, float]:
    """Zipf's law, a little flattened: the second commonest letter is about half as frequent as the first, and so on."""
    shares = {letter: 1 / (rank + 2) for rank, letter in enumerate(alphabet.letters)}
    whole = sum(shares.values())
    return (
        dict.fromkeys(_COMMON_MARKS, _PUNCTUATION)
        | dict.fromkeys(_RARE_MARKS, _RARE_PUNCTUATION)
        | {letter: log(share / whole) for letter, share in shares.items()}
    )


def _unlisted(character: str) -> float:
    if character.isalpha():
        return _UNLISTED_LETTER
    return _SYMBOL if character.isprintable() and character != "\ufffd" else _NO_CHARACTER


def _is_ideographic(alphabet: Alphabet) -> bool:
    return max(alphabet.letters) >= _FIRST_KANA
