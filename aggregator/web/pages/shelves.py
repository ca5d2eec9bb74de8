"""Sources as pages list them, folder by folder."""

from itertools import groupby
from typing import Final, NamedTuple

from aggregator.editing.naming import Addresses, folder_title
from aggregator.publishing.subjects import feed_path
from aggregator.store import overview, sources
from aggregator.store.database import Transaction
from aggregator.store.overview import Holding

#: Sources on a page; of more, those that changed last. All of them are in `/feeds.opml`.
MOST: Final = 500


class Shelf(NamedTuple):
    """The sources of a folder; `title` and `path` are the folder's, empty for what lies in none."""

    title: str
    path: str
    holdings: list[Holding]


class Shelves(NamedTuple):
    """Folders with their sources, and how many more there are."""

    folders: list[Shelf]
    more: int


def shelves(transaction: Transaction, folder: str | None = None) -> Shelves:
    """The public sources of a folder and those below it, or all."""
    held = overview.holdings(transaction, MOST, folder)
    more = overview.count(transaction, folder) - len(held) if len(held) == MOST else 0
    addresses = Addresses(sources.names(transaction)).folders if any("/" in each.source.name for each in held) else {}
    grouped = groupby(sorted(held, key=_folder), key=_folder)
    return Shelves([_shelf(name, list(group), addresses) for name, group in grouped], more)


def _folder(holding: Holding) -> str:
    return holding.source.name.rpartition("/")[0]


def _shelf(name: str, held: list[Holding], addresses: dict[str, str]) -> Shelf:
    if not name:
        return Shelf("", "", held)
    return Shelf(" / ".join(map(folder_title, name.split("/"))), feed_path(addresses[name]), held)
