"""All sources by name, page by page: where each page begins, and where it ends.

    /sources ─"further"─▶ /sources/from/press/today ─"further"─▶ …
                                                   ▲
    a folder of many sources ─"more sources"───────┘  where its own begin

A page shows the sources from a name on, which its address holds. Where it ends hangs on the names alone (`paging.cut`),
so that pages begin at the same names whatever comes or goes before them, and those of a folder meet those of all.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Final
from urllib.parse import quote
from uuid import UUID

from aggregator.editing.naming import folders_of
from aggregator.publishing import paging

#: Sources in a list that does not go on; where there are more, those that changed last.
MOST: Final = 50
#: Sources on a page, at least, while there are further ones; at most there are one less than twice as many.
FEWEST: Final = 50


def sources_path(first: str = "") -> str:
    """The percent-encoded path of the page of all sources from a name on."""
    return f"/sources/from/{quote(first, safe='/')}" if first else "/sources"


def cut(names: Sequence[str]) -> int:
    """How many of these sources, by name, are on the first page; more than twice `FEWEST` make no difference."""
    return paging.cut([_mark(name) for name in names[: 2 * FEWEST]], FEWEST)


def beginnings(names: Iterable[str]) -> Iterator[str]:
    """The name that each page begins with which others lead to, but for the first page, of all sources."""
    ordered = sorted(names)
    within = Counter(folder for name in ordered for folder in folders_of(name))
    found: set[int] = set()
    for start in (cut(ordered), *_begun(ordered, {folder for folder, count in within.items() if count > MOST})):
        begun = start
        while begun < len(ordered) and begun not in found:
            found.add(begun)
            begun += cut(ordered[begun : begun + 2 * FEWEST])
    yield from (ordered[begun] for begun in sorted(found))


def _begun(ordered: Sequence[str], folders: set[str]) -> Iterator[int]:
    """Where the sources of each of these folders begin."""
    for place, name in enumerate(ordered):
        begun = folders.intersection(folders_of(name))
        if begun:
            yield place
            folders -= begun


def _mark(name: str) -> UUID:
    """What tells names apart by chance, as their ids do entries."""
    return UUID(bytes=blake2b(name.encode(), digest_size=16).digest())
