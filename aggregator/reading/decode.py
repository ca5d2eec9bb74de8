"""Bytes become text, whatever encoding they were saved in.

    begins like an image, an archive… ── ReadingError
    UTF-8 of clean characters ────────── nearly every file ends here
    byte-order mark ──────────────────── that encoding
    NULs in a pattern ────────────────── UTF-16 or UTF-32 without a mark
    mostly control characters ────────── ReadingError
    escape sequences ─────────────────── ISO-2022
    UTF-8, if need be with faults ────── the good stays, the rest is windows-1252
    anything else ────────────────────── the encoding in which it reads best

What did not end at the second line then goes through `characters.clean`.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from typing import Final, NamedTuple
from unicodedata import category

from aggregator.errors import ReadingError
from aggregator.reading.characters import clean, is_clean, plain_ends
from aggregator.reading.legacy import likeliest_encoding
from aggregator.reading.signatures import kind_of

# UTF-32 stands before UTF-16, whose little-endian mark begins the other's.
_MARKS: Final = {
    BOM_UTF32_LE: "utf-32-le",
    BOM_UTF32_BE: "utf-32-be",
    BOM_UTF16_LE: "utf-16-le",
    BOM_UTF16_BE: "utf-16-be",
}
_WIDE: Final = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_WIDE_SAMPLE: Final = 4096
_ODD: Final = frozenset({"Cc", "Cn", "Co", "Cs"})
_ASCII_PAIR: Final = re.compile(r"[\u2020-\u7e7e]")

# All controls but bell, backspace, white space and escape: what file(1) takes for proof that bytes are no text.
_CONTROLS: Final = bytes([*range(0x07), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_FEW_CONTROLS: Final = 8
# Random bytes hold a tenth of them and are never UTF-8; in UTF-8, stray NULs and separators are no rarity.
_CONTROL_SHARE: Final = 0.05
_CONTROL_SHARE_OF_UTF8: Final = 0.3

_ISO_2022: Final = ("iso2022_jp_ext", "iso2022_kr")

_ENCODED_SURROGATES: Final = re.compile(rb"(?:\xed[\xa0-\xbf][\x80-\xbf])+")
_NOT_UTF8: Final = re.compile("[\udc80-\udcff]+")
_GOOD_OUTSIDE_ASCII: Final = re.compile("[^\0-\x7f\udc80-\udcff]")
_CUT_CHARACTER: Final = re.compile(
    "(?<=[^\0-\x7f\udc80-\udcff])[\udcc2-\udcf4][\udc80-\udcbf]{0,2}(?![\udc80-\udcff])"
    "|(?<![\udc80-\udcff])[\udcc2-\udcf4][\udc80-\udcbf]{0,2}\\Z"
)

_REMEDY: Final = "move it out of the folder or add it to input.exclude"


class Decoded(NamedTuple):
    """A file's text, and the name of the encoding that it was in.

    `text` holds only characters that XML 1.0 allows, with LF as its only line end. `encoding` is for people to read:
    "utf-8+windows-1252" is UTF-8 with faults.
    """

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """The text of a file in any encoding; empty for an empty file.

    Raises:
        ReadingError: `content` is no text: an image, an archive, a program, or mostly control characters.
    """
    if kind := kind_of(content):
        raise ReadingError(f"looks like {kind}, not text: {_REMEDY}")
    text = _strict(content)
    if text is not None and is_clean(text):
        return Decoded(plain_ends(text), "utf-8")
    text, encoding = _marked(content) or _wide(content) or _narrow(content)
    return Decoded(clean(text), encoding)


def _strict(content: bytes, encoding: str = "utf-8") -> str | None:
    """The text in this encoding, None where it is in another one."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _marked(content: bytes) -> Decoded | None:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return Decoded(content.decode(encoding, "replace"), encoding)
    return None


def _wide(content: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: its spaces and line ends bring the NULs that other text lacks."""
    sample = content[:_WIDE_SAMPLE]
    if not 2 * sample.count(b"\0") > sum(map(sample.count, (b"\n", b"\r", b" "))):
        return None
    found = {encoding: _ascii_if_plausible(sample, encoding) for encoding in _WIDE}
    likeliest = max(_WIDE, key=found.__getitem__)
    return Decoded(content.decode(likeliest, "replace"), likeliest) if found[likeliest] else None


def _ascii_if_plausible(sample: bytes, encoding: str) -> int:
    """How many ASCII characters `encoding` finds, or 0 if what it finds is no text.

    In the wrong byte order most letters are unassigned or strange, and ASCII read by twos is East Asian throughout.
    Nothing but UTF-32 reads well as UTF-32, which therefore needs no ASCII.
    """
    text = sample.decode(encoding, "replace")
    odd = sum(character == "\ufffd" or category(character) in _ODD for character in text if not character.isspace())
    found = sum(map(str.isascii, text)) + encoding.startswith("utf-32")
    by_twos = len(_ASCII_PAIR.findall(text)) if sample.isascii() else 0
    return 0 if 50 * odd > len(text) or 4 * by_twos > found else found


def _narrow(content: bytes) -> Decoded:
    text = _strict(content)
    _refuse_controls(content, _CONTROL_SHARE if text is None else _CONTROL_SHARE_OF_UTF8)
    if found := _iso_2022(content):
        return found
    return _mended(content) or _legacy(content) if text is None else Decoded(text, "utf-8")


def _refuse_controls(content: bytes, share: float) -> None:
    # NULs at the end are what a crash or a fixed-size record leaves behind a text.
    content = content.rstrip(b"\0") or content
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > max(_FEW_CONTROLS, share * len(content)):
        first = min(position for control in _CONTROLS if (position := content.find(control)) >= 0)
        raise ReadingError(
            f"holds {controls} control characters, as no text does: {_REMEDY}", content.count(b"\n", 0, first) + 1
        )


def _iso_2022(content: bytes) -> Decoded | None:
    if b"\x1b$" not in content:
        return None
    readings = ((_strict(content, encoding), encoding) for encoding in _ISO_2022)
    return next((Decoded(text, encoding) for text, encoding in readings if text is not None), None)


def _mended(content: bytes) -> Decoded | None:
    """UTF-8 with faults, told from other encodings by having no fewer good characters than bad bytes."""
    text = _ENCODED_SURROGATES.sub(_joined, content).decode("utf-8", "surrogateescape")
    faults = sum(map(len, _NOT_UTF8.findall(text)))
    if len(_GOOD_OUTSIDE_ASCII.findall(text)) < faults:
        return None
    text = _NOT_UTF8.sub(_windows_1252, _CUT_CHARACTER.sub("\ufffd", text))
    return Decoded(text, "utf-8+windows-1252" if faults else "utf-8")


def _joined(match: re.Match[bytes]) -> bytes:
    """CESU-8, section 2.1 of Unicode Technical Report 26: a character as two surrogates of three bytes each."""
    halves = match[0].decode("utf-8", "surrogatepass")
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _windows_1252(match: re.Match[str]) -> str:
    return match[0].encode("ascii", "surrogateescape").decode("windows-1252", "replace")


def _legacy(content: bytes) -> Decoded:
    encoding = likeliest_encoding(content)
    if encoding != "windows-1252":
        return Decoded(content.decode(encoding, "replace"), encoding)
    # A pair of bytes that happens to be UTF-8 among Western letters was meant so: nobody writes "Ã©".
    text = content.decode("utf-8", "surrogateescape")
    return Decoded(_NOT_UTF8.sub(_windows_1252, text), encoding)
