"""Sources as pages list them, folder by folder."""

from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from aggregator.editing.naming import folder_title
from aggregator.feed import Site
from aggregator.publishing.directory import FEWEST, MOST, cut, sources_path
from aggregator.publishing.feeds import entry_path, moment
from aggregator.publishing.subjects import feed_path
from aggregator.store import folders, overview
from aggregator.store.database import Transaction
from aggregator.store.overview import Holding
from aggregator.web.pages.dress import ago


class Listed(NamedTuple):
    """A source on a shelf, with its newest article; all that a template shows, in the order in which it takes it.

    `address`, `subscribing` and `newest` are URLs, `changed` is HTML. Without an article, what is of one is empty.
    """

    address: str
    subscribing: str
    title: str
    language: str
    newest: str
    newest_title: str
    articles: str
    changed: Markup


class Shelf(NamedTuple):
    """The sources of a folder; `title` and `path` are the folder's, empty for what lies in none."""

    title: str
    path: str
    sources: list[Listed]


class Shelves(NamedTuple):
    """Folders with their sources, how many more there are, and the path of the page that begins to list them all."""

    folders: list[Shelf]
    more: int = 0
    rest: str = ""


def shelves(transaction: Transaction, site: Site, folder: str | None = None) -> Shelves:
    """The public sources of a folder and those below it, or all; of many those that changed last."""
    held = overview.holdings(transaction, MOST, folder)
    more = overview.count(transaction, folder) - len(held) if len(held) == MOST else 0
    if not more:
        return Shelves(_folders(transaction, site, held))
    first = overview.first_of(transaction, folder) if folder else None
    return Shelves(_folders(transaction, site, held), more, sources_path(first or ""))


def shelves_from(transaction: Transaction, site: Site, first: str) -> Shelves:
    """The public sources from a name on, in the order of their names, as many as a page holds."""
    names = overview.names(transaction, 2 * FEWEST, first)
    shown = cut(names)
    further = names[shown:]
    held = overview.holdings_of(transaction, names[:shown])
    return Shelves(_folders(transaction, site, held), len(further), sources_path(further[0]) if further else "")


def _folders(transaction: Transaction, site: Site, held: list[Holding]) -> list[Shelf]:
    addresses = folders.addresses(transaction, {_folder(each) for each in held})
    grouped = groupby(sorted(held, key=_folder), key=_folder)
    return [_shelf(name, [_listed(site, each) for each in group], addresses) for name, group in grouped]


def _folder(holding: Holding) -> str:
    return holding.name.rpartition("/")[0]


def _shelf(name: str, sources: list[Listed], addresses: Mapping[str, str]) -> Shelf:
    if not name:
        return Shelf("", "", sources)
    return Shelf(" / ".join(map(folder_title, name.split("/"))), feed_path(addresses[name]), sources)


def _listed(site: Site, holding: Holding) -> Listed:
    path = feed_path(holding.name)
    return Listed(
        address=site.url + path,
        subscribing=f"{site.url}/subscribe{path}",
        title=holding.title,
        language=holding.language or site.language,
        newest=site.url + entry_path(holding.newest) if holding.newest else "",
        newest_title=holding.newest_title or "",
        articles=f"{holding.articles} {'article' if holding.articles == 1 else 'articles'}",
        changed=ago(moment(holding.changed)),
    )
