"""Which characters a text may hold once it is read: those of XML 1.0, with LF as the only line end.

The one place that knows the classes. XML 1.0, section 2.2, forbids surrogates, U+FFFE, U+FFFF and the C0 controls
but tab and line ends; it discourages DEL, the C1 controls and the other non-characters, which are left out as well.
"""

import re
from typing import Final

_LAST_PLANE: Final = 16
_ASTRAL: Final = "".join(f"{chr(plane << 16)}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, _LAST_PLANE + 1))
_ALLOWED: Final = f"\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_ASTRAL}"

# Matched against a whole text: possessive, and thus twice as fast as a search for the first character outside.
_CLEAN: Final = re.compile(f"[{_ALLOWED}]*+")
_UNCLEAN: Final = re.compile(f"[^{_ALLOWED}]")
_LINE_ENDS: Final = frozenset("\v\f\x85\u2028\u2029")


def is_clean(text: str) -> bool:
    """Whether `text` needs no more than `plain_ends`, as nearly every text does."""
    return _CLEAN.fullmatch(text) is not None


def plain_ends(text: str) -> str:
    """`text` with LF for CR LF and CR, and without byte-order marks at its beginning."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.lstrip("\ufeff")


def clean(text: str) -> str:
    """`text` with LF for every line end and without what XML forbids.

    C1 controls are what windows-1252 has in their place (HTML standard, section 13.2.5.80); other controls and
    non-characters are dropped. No other character is touched. `text` has been decoded, and so holds no surrogates.
    """
    return plain_ends(_UNCLEAN.sub(_replacement, text))


def _replacement(match: re.Match[str]) -> str:
    character = match[0]
    if character in _LINE_ENDS:
        return "\n"
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1").decode("windows-1252", "ignore")
    return ""
