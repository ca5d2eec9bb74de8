"""What stands where a file could not be read, for people to look at."""

from typing import Final

#: Characters of an excerpt, at most.
LONGEST: Final = 200
#: Enough bytes for as many characters of any encoding.
_BYTES: Final = 4 * LONGEST


def excerpt(content: bytes, line: int | None) -> str:
    r"""The line of a file (from 1), or its beginning where none is named, as one line of at most 200 characters.

    Bytes that are no UTF-8, and characters that do not print, stand as in Python: `\x89PNG`.
    """
    start = 0
    for _ in range((line or 1) - 1):
        start = content.find(b"\n", start) + 1
        if not start:
            return ""
    piece = content[start : start + _BYTES]
    if line is not None:
        piece = piece.partition(b"\n")[0]
    shown = "".join(map(_printable, " ".join(piece.decode("utf-8", "backslashreplace").split())))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 2] + " …"


def _printable(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]
