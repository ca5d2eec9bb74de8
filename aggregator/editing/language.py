"""The language that a text is written in, where there is enough of it to tell."""

import re
from string import ascii_letters

import pycld2

#: Fewer letters than these say too little: a title alone may be taken for a neighbouring language.
FEWEST_LETTERS = 80
#: Characters that are ever looked at.
LONGEST_SAMPLE = 200
#: How much of a text has to be in its language, in percent, and how much alike the two have to be. Running text comes
#: to 600 and more; names and single words of several languages, which are often taken for one, stay below.
LEAST_SHARE, LEAST_LIKENESS = 75, 550
#: Where CLD2 has a code of its own, or one that ISO 639 has given up; None is for languages that nobody writes news in.
ISO_639 = {
    "bh": "bho", "iw": "he", "jw": "jv", "xx-Bugi": "bug", "xx-Goth": "got", "zh-Hant": "zh", "tlh": None, "zzp": None,
}  # fmt: skip
#: What CLD2 takes for no text: controls, surrogates, and what Unicode says will never be a character.
_NO_TEXT = re.compile(
    "[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


#: What is no letter of ASCII.
_OTHERS = bytes({*range(256)}.difference(ascii_letters.encode()))


def detect(text: str) -> str | None:
    """The language as the shortest code that ISO 639 has for it, or None where the text does not suffice to tell."""
    sample = text[:LONGEST_SAMPLE]
    if not _has_letters(sample):
        return None
    try:
        reliable, _, found = pycld2.detect(sample, isPlainText=True)
    except (pycld2.error, UnicodeEncodeError):  # rarely, and looking beforehand takes as long
        reliable, _, found = pycld2.detect(_NO_TEXT.sub(" ", sample), isPlainText=True)
    _, code, share, likeness = found[0]
    if not reliable or share < LEAST_SHARE or likeness < LEAST_LIKENESS:
        return None
    return ISO_639.get(code, code)


def _has_letters(sample: str) -> bool:
    """Whether there are enough; those of ASCII, which mostly are, take a tenth of the time to count."""
    if len(sample.encode("ascii", "ignore").translate(None, _OTHERS)) >= FEWEST_LETTERS:
        return True
    return sum(map(str.isalpha, sample)) >= FEWEST_LETTERS
