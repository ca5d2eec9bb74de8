"""The front page: what is new, and where it comes from; and all sources, where the front page has no room for them.

    / ─"more sources"─▶ /sources ─"further"─▶ /sources/from/press/today ─"further"─▶ …

`publishing/directory.py` says where each page of sources begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response

from aggregator.feed import Site
from aggregator.publishing.directory import sources_path
from aggregator.publishing.subjects import tag_path
from aggregator.store import entries, state, tags
from aggregator.store.database import Store, Transaction
from aggregator.web.pages.holding import HeldPages, of_store
from aggregator.web.pages.items import items
from aggregator.web.pages.shelves import shelves, shelves_from
from aggregator.web.routing import Address, blueprint

#: Articles on the front page, and tags: those that most articles bear.
NEWEST: Final = 20
TAGS: Final = 50


def front_address(store: Store, pages: HeldPages, site: Site) -> Blueprint:
    """`/`, `/sources` and `/sources/from/<name>`."""
    front = Front(store, pages, site)
    return blueprint(
        "front",
        Address("/", front.front),
        Address("/sources", front.all_sources),
        Address("/sources/from/<path:first>", front.all_sources),
    )


@dataclass(frozen=True, slots=True)
class Front:
    """Shows the front page, and all sources."""

    store: Store
    pages: HeldPages
    site: Site

    def front(self) -> Response:
        """The front page."""
        with self.store.reading() as transaction:
            stand = of_store(state.news(transaction))
            return self.pages.answer("/", stand, "front.html", lambda: self._values(transaction))

    def all_sources(self, first: str = "") -> Response:
        """The sources from a name on."""
        with self.store.reading() as transaction:
            stand = of_store(state.news(transaction))

            def values() -> Mapping[str, object]:
                return {"shelves": shelves_from(transaction, self.site, first), "first": first}

            return self.pages.answer(sources_path(first), stand, "sources.html", values)

    def _values(self, transaction: Transaction) -> Mapping[str, object]:
        return {
            "items": items(transaction, self.site, entries.newest(transaction, NEWEST)),
            "shelves": shelves(transaction, self.site),
            "tags": [(tag.label, tag_path(tag.slug), count) for tag, count in tags.most_used(transaction, TAGS)],
        }
