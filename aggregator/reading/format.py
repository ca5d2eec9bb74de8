"""What an input format is, and which of them reads a file.

A new format is one new module in `formats/` that offers a `FORMATS` tuple; nothing else has to know of it.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from aggregator.errors import ReadingError
from aggregator.model import Parsed

#: Digits alone after the last dot belong to a date or a version: `2012.03.14` has no suffix.
SUFFIX = re.compile(r"(?<=[^/])\.(?!\d+\Z)\w+\Z")


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What the user may set about how files are read: `markers` are further spellings of "Read more"."""

    markers: tuple[str, ...] = ()


class InputFormat(Protocol):
    """A way to find articles in a text."""

    @property
    def name(self) -> str:
        """What people call it, such as `press digest`."""

    @property
    def suffixes(self) -> frozenset[str]:
        """The suffixes of names that are certainly this format's, in lower case with their dot; `""` is none at all."""

    def recognises(self, text: str, rules: ReadingRules) -> bool:
        """Whether a text under a suffix that no format claims looks like this format."""

    def parse(self, text: str, rules: ReadingRules) -> Parsed:
        """The articles of a text that `decode` has read; never raises."""

    def remarks(self, text: str, rules: ReadingRules) -> Iterable[tuple[int, str]]:
        """For people who ask why: (line, remark) for each line that could be mistaken for something else."""


@cache
def discover() -> tuple[InputFormat, ...]:
    """Every input format, by the name of its module.

    Raises:
        RuntimeError: Two formats claim one suffix.
    """
    from aggregator.reading import formats  # noqa: PLC0415 (the package of formats imports this module)

    modules = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))
    found = tuple(each for name in modules for each in importlib.import_module(f"{formats.__name__}.{name}").FORMATS)
    refuse_shared_suffixes(found)
    return found


def refuse_shared_suffixes(formats: Sequence[InputFormat]) -> None:
    """Raise RuntimeError where two formats claim one suffix: which of them reads a file must never be chance."""
    claimed: dict[str, InputFormat] = {}
    for each in formats:
        for suffix in each.suffixes:
            if suffix in claimed:
                raise RuntimeError(f"two input formats claim {suffix!r}: {claimed[suffix].name} and {each.name}")
            claimed[suffix] = each


def choose(path: str, text: str, rules: ReadingRules) -> InputFormat:
    """The format that reads a file: by its suffix, else by what stands in it.

    Raises:
        ReadingError: No format knows the suffix or recognises the text.
    """
    formats = discover()
    found = SUFFIX.search(path)
    suffix = found[0].lower() if found else ""
    for each in formats:
        if suffix in each.suffixes:
            return each
    for each in formats:
        if each.recognises(text, rules):
            return each
    known = ", ".join(sorted(suffix for each in formats for suffix in each.suffixes if suffix))
    raise ReadingError(
        f"no format reads {suffix} files (known: {known}), and nothing in it looks like one of them; "
        "rename it or add it to input.exclude"
    )
