"""Lines that are safe to print."""

from unicodedata import category

#: Controls, lone surrogates, unassigned code points, separators of lines and paragraphs.
UNSAFE = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
#: What turns the direction of the text that follows (Unicode annex 9, section 2).
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """A line that is safe to print: a file's name or text may hold what moves a terminal's cursor or turns its lines.

    Joiners stay, without which many a Persian or Hindi word would fall apart.
    """
    return "".join(
        f"\\x{ord(character):02x}" if category(character) in UNSAFE or character in TURNS else character
        for character in text
    )
