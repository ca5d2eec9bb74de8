"""Sources as pages list them, folder by folder."""

from collections.abc import Mapping
from itertools import groupby
from typing import Final, NamedTuple
from urllib.parse import quote

from aggregator.editing.naming import Addresses, folder_title
from aggregator.publishing.subjects import feed_path
from aggregator.store import overview, sources
from aggregator.store.database import Transaction
from aggregator.store.overview import Holding

#: Sources on a page; where there are more, those that changed last, and all are below `/sources`.
MOST: Final = 100


class Shelf(NamedTuple):
    """The sources of a folder; `title` and `path` are the folder's, empty for what lies in none."""

    title: str
    path: str
    holdings: list[Holding]


class Shelves(NamedTuple):
    """Folders with their sources, how many more there are, and the path of the page that begins to list them all."""

    folders: list[Shelf]
    more: int = 0
    rest: str = ""


def shelves(transaction: Transaction, folder: str | None = None) -> Shelves:
    """The public sources of a folder and those below it, or all."""
    held = overview.holdings(transaction, MOST, folder)
    more = overview.count(transaction, folder) - len(held) if len(held) == MOST else 0
    return Shelves(_folders(transaction, held), more, sources_path(folder or ""))


def shelves_from(transaction: Transaction, path: str) -> Shelves:
    """The public sources from a path on, in the order of their paths, as many as a page holds."""
    held = overview.holdings_from(transaction, MOST + 1, path)
    more = held[MOST:]
    return Shelves(_folders(transaction, held[:MOST]), len(more), sources_path(more[0].source.path) if more else "")


def sources_path(first: str) -> str:
    """The percent-encoded path of the page that lists all sources from a path on."""
    return f"/sources/from/{quote(first, safe='/')}" if first else "/sources"


def _folders(transaction: Transaction, held: list[Holding]) -> list[Shelf]:
    addresses = Addresses(sources.names(transaction)).folders if any("/" in each.source.name for each in held) else {}
    grouped = groupby(sorted(held, key=_folder), key=_folder)
    return [_shelf(name, list(group), addresses) for name, group in grouped]


def _folder(holding: Holding) -> str:
    return holding.source.name.rpartition("/")[0]


def _shelf(name: str, held: list[Holding], addresses: Mapping[str, str]) -> Shelf:
    if not name:
        return Shelf("", "", held)
    return Shelf(" / ".join(map(folder_title, name.split("/"))), feed_path(addresses[name]), held)
