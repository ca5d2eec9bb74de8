"""The front page: what is new, and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response

from aggregator.feed import Site
from aggregator.publishing.subjects import tag_path
from aggregator.store import entries, state, tags
from aggregator.store.database import Store, Transaction
from aggregator.web.pages.holding import HeldPages, of_store
from aggregator.web.pages.items import items
from aggregator.web.pages.shelves import shelves
from aggregator.web.routing import Address, blueprint

#: Articles on the front page.
NEWEST: Final = 20


def front_address(store: Store, pages: HeldPages, site: Site) -> Blueprint:
    """`/`."""
    return blueprint("front", Address("/", Front(store, pages, site).front))


@dataclass(frozen=True, slots=True)
class Front:
    """Shows the front page."""

    store: Store
    pages: HeldPages
    site: Site

    def front(self) -> Response:
        """The front page."""
        with self.store.reading() as transaction:
            stand = of_store(state.news(transaction))
            return self.pages.answer("/", stand, "front.html", lambda: self._values(transaction))

    def _values(self, transaction: Transaction) -> Mapping[str, object]:
        return {
            "items": items(transaction, self.site, entries.newest(transaction, NEWEST)),
            "shelves": shelves(transaction),
            "tags": [(tag.label, tag_path(tag.slug), count) for tag, count in tags.listed(transaction)],
        }
