"""What a source is called: its address for machines and its title for people, both given once."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping

from aggregator.model import FileName

#: A name of nothing but signs still needs an address.
UNNAMED = "untitled"
#: Digits alone after the last dot belong to a date or a version: `2012.03.14` has no suffix.
SUFFIX = re.compile(r"(?<=[^/])\.(?!\d+\Z)\w+\Z")
#: What stands for a space between the parts of a name in ASCII.
_SIGNS = dict.fromkeys((code for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")), " ")
#: What a file's name may hold and XML may not, or hardly.
FORBIDDEN = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")


def address_of(path: str, taken: Container[str]) -> str:
    """The address below `/feeds/` for a file at `path`, other than those `taken`.

    Letters and digits of all scripts stay, with `_`; anything else becomes `-`. A namesake gets its suffix added
    (`today.md` becomes `today-md` beside `today.txt`), then a number.
    """
    plain = plain_address(path)
    if plain not in taken:
        return plain
    _, suffix = _parted(path)
    return numbered(f"{plain}-{_component(suffix)}" if suffix else plain, taken)


def plain_address(path: str) -> str:
    """The address for a file at `path` where nobody has it."""
    stem, _ = _parted(path)
    return "/".join(map(_component, stem.split("/")))


def _parted(path: str) -> tuple[str, str]:
    """A path without its suffix, and that, which may be empty; composed, for a mark apart is not part of a word."""
    path = unicodedata.normalize("NFC", path)
    suffix = SUFFIX.search(path)
    return (path[: suffix.start()], suffix[0]) if suffix else (path, "")


class Addresses:
    """The addresses below `/feeds/` that are given: to sources for ever, and from these to the folders above them.

    `names` are those of all sources ever, in the order of giving. A folder has its own name for an address, or the next
    free one where a source was there first: `press-2`. So it keeps it, whatever comes later.
    """

    def __init__(self, names: Iterable[str] = (), before: "Addresses | None" = None) -> None:
        """The addresses of sources with these names, on top of those given `before`, to which no other is added."""
        listed = list(names)
        self._taken = set(listed)
        self._folders: dict[str, str] = {}
        self._before = before
        for name in listed:
            self._enclose(name)

    def __contains__(self, address: object) -> bool:
        return address in self._taken or (self._before is not None and address in self._before)

    def give(self, name: str) -> None:
        """Note that a source has this name from now on."""
        self._taken.add(name)
        self._enclose(name)

    @property
    def folders(self) -> Mapping[str, str]:
        """The address of each folder, by what the names of its sources begin with."""
        return self._folders if self._before is None else {**self._before.folders, **self._folders}

    def _enclose(self, name: str) -> None:
        if self._knows(name.rpartition("/")[0]):  # and those that this folder lies in, as nearly always
            return
        for folder in folders_of(name):
            if not self._knows(folder):
                self._folders[folder] = numbered(folder, self)
                self._taken.add(self._folders[folder])

    def _knows(self, folder: str) -> bool:
        if not folder or folder in self._folders:
            return True
        return self._before is not None and self._before._knows(folder)  # noqa: SLF001 (one of us)


def folders_of(name: str) -> Iterator[str]:
    """The folders that a source's name lies in, the outermost first: `a` and `a/b` for `a/b/c`."""
    for slash in re.finditer("/", name):
        yield name[: slash.start()]


def slug_of(tag: str, taken: Container[str]) -> str:
    """The address of a tag below `/tags/`, other than those `taken`."""
    return numbered(_component(tag), taken)


def numbered(address: str, taken: Container[str]) -> str:
    """An address itself, or the first free one with a number, from 2."""
    number, free = 2, address
    while free in taken:
        free = f"{address}-{number}"
        number += 1
    return free


def _component(name: str) -> str:
    """One part of an address; composed (NFC), so that a name means the same whichever system wrote the file."""
    if name.isascii():
        return "-".join(name.translate(_SIGNS).split()) or UNNAMED
    kept = " "
    for character in unicodedata.normalize("NFC", name):
        kind = unicodedata.category(character)[0]
        # Marks are letters' parts in many scripts: without its vowel signs a Hindi word is another word. Alone they
        # hardly show, such as the one that colours the emoji before it.
        stays = character == "_" or kind in "LN" or (kind == "M" and kept[-1] != " ")
        kept += character if stays else " "
    return "-".join(kept.split()) or UNNAMED


def folder_title(folder: str) -> str:
    """A folder's title: the last part of its name made readable, `town/old-pier` being `Old pier`."""
    words = folder.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words.islower() else words or UNNAMED.capitalize()


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
