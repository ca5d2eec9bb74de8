"""What a source is called: its address for machines and its title for people, both given once."""

import re
import unicodedata
from collections.abc import Container

from aggregator.model import FileName

#: A name of nothing but signs still needs an address.
UNNAMED = "untitled"
#: Digits alone after the last dot belong to a date or a version: `2012.03.14` has no suffix.
SUFFIX = re.compile(r"(?<=[^/])\.(?!\d+\Z)\w+\Z")
#: What a file's name may hold and XML may not, or hardly.
FORBIDDEN = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")


def address_of(path: str, taken: Container[str]) -> str:
    """The address below `/feeds/` for a file at `path`, other than those `taken`.

    Letters and digits of all scripts stay, with `_`; anything else becomes `-`. A namesake gets its suffix added
    (`today.md` becomes `today-md` beside `today.txt`), then a number.
    """
    suffix = SUFFIX.search(path)
    plain = "/".join(map(_component, path[: suffix.start() if suffix else None].split("/")))
    if plain not in taken:
        return plain
    suffixed = f"{plain}-{_component(suffix[0])}" if suffix else plain
    if suffixed not in taken:
        return suffixed
    number = 2
    while f"{suffixed}-{number}" in taken:
        number += 1
    return f"{suffixed}-{number}"


def _component(name: str) -> str:
    """One part of an address; composed (NFC), so that a name means the same whichever system wrote the file."""
    kept = " "
    for character in unicodedata.normalize("NFC", name):
        kind = unicodedata.category(character)[0]
        # Marks are letters' parts in many scripts: without its vowel signs a Hindi word is another word. Alone they
        # hardly show, such as the one that colours the emoji before it.
        stays = character == "_" or kind in "LN" or (kind == "M" and kept[-1] != " ")
        kept += character if stays else " "
    return "-".join(kept.split()) or UNNAMED


def title_of(name: FileName, titles: list[str]) -> str:
    """A source's title: its name made readable, or what stands in it where the name says nothing.

    `titles` are those of its articles: `2012-03-14-harbour` gives `Harbour, 14 March 2012`, an index with a hash
    gives `First title and 7 more`.
    """
    if name.opaque and titles:
        return titles[0] if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more"
    day = f"{name.date.day} {MONTHS[name.date.month - 1]} {name.date.year}" if name.date else ""
    words = " ".join(FORBIDDEN.sub(" ", name.words).split())
    if words.islower():
        words = words[0].upper() + words[1:]
    if not any(unicodedata.category(character)[0] in "LNPS" for character in words):
        words = ""
    return ", ".join(filter(None, (words, day))) or UNNAMED.capitalize()


#: Not from the calendar module, whose names follow the locale of the process.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
