"""What an output format is, and the ones there are.

A new format is one new module in `formats/` that offers a `FORMATS` tuple; nothing else has to know of it.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from aggregator.feed import Feed, Rendered


class OutputFormat(Protocol):
    """A way to write a feed down."""

    @property
    def suffix(self) -> str:
        """What follows the last dot of its addresses, such as `atom`."""

    @property
    def media_type(self) -> str:
        """What it is served as, such as `application/atom+xml`; always UTF-8."""

    @property
    def label(self) -> str:
        """What people call it, such as `Atom`."""

    def render(self, feed: Feed) -> Rendered:
        """The same feed gives the same bytes, in every process and at any time."""


def discover() -> Mapping[str, OutputFormat]:
    """Every output format by its suffix.

    Raises:
        RuntimeError: Two formats claim one suffix.
    """
    from aggregator.publishing import formats  # noqa: PLC0415 (the package of formats imports this module)

    found: dict[str, OutputFormat] = {}
    for module in sorted(pkgutil.iter_modules(formats.__path__), key=lambda each: each.name):
        for output in importlib.import_module(f"{formats.__name__}.{module.name}").FORMATS:
            if output.suffix in found:
                raise RuntimeError(f"two output formats claim .{output.suffix}: {found[output.suffix]} and {output}")
            found[output.suffix] = output
    return MappingProxyType(found)
