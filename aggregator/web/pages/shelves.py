"""Sources as pages list them, folder by folder."""

from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from aggregator.editing.naming import folder_title
from aggregator.publishing.directory import FEWEST, MOST, cut, sources_path
from aggregator.publishing.subjects import feed_path
from aggregator.store import folders, overview
from aggregator.store.database import Transaction
from aggregator.store.overview import Holding


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
    """The public sources of a folder and those below it, or all; of many those that changed last."""
    held = overview.holdings(transaction, MOST, folder)
    more = overview.count(transaction, folder) - len(held) if len(held) == MOST else 0
    if not more:
        return Shelves(_folders(transaction, held))
    first = overview.names(transaction, 1, folder=folder)[0] if folder else ""
    return Shelves(_folders(transaction, held), more, sources_path(first))


def shelves_from(transaction: Transaction, first: str) -> Shelves:
    """The public sources from a name on, in the order of their names, as many as a page holds."""
    names = overview.names(transaction, 2 * FEWEST, first)
    shown = cut(names)
    further = names[shown:]
    held = overview.holdings_of(transaction, names[:shown])
    return Shelves(_folders(transaction, held), len(further), sources_path(further[0]) if further else "")


def _folders(transaction: Transaction, held: list[Holding]) -> list[Shelf]:
    addresses = folders.addresses(transaction, {_folder(each) for each in held})
    grouped = groupby(sorted(held, key=_folder), key=_folder)
    return [_shelf(name, list(group), addresses) for name, group in grouped]


def _folder(holding: Holding) -> str:
    return holding.source.name.rpartition("/")[0]


def _shelf(name: str, held: list[Holding], addresses: Mapping[str, str]) -> Shelf:
    if not name:
        return Shelf("", "", held)
    return Shelf(" / ".join(map(folder_title, name.split("/"))), feed_path(addresses[name]), held)
