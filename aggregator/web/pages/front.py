"""The front page: what is new, and where it comes from."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response

from aggregator.feed import Site
from aggregator.publishing.subjects import tag_path
from aggregator.store import entries, state, tags
from aggregator.store.database import Store, Transaction
from aggregator.web.pages.holding import HeldPages, of_store
from aggregator.web.pages.items import items
from aggregator.web.pages.shelves import shelves

#: Articles on the front page.
NEWEST: Final = 20


def front_address(store: Store, pages: HeldPages, site: Site) -> Blueprint:
    """`/`."""
    addresses = Blueprint("front", __name__)

    def values(transaction: Transaction) -> Mapping[str, object]:
        return {
            "items": items(transaction, site, entries.newest(transaction, NEWEST)),
            "shelves": shelves(transaction),
            "tags": [(tag.label, tag_path(tag.slug), count) for tag, count in tags.listed(transaction)],
        }

    @addresses.get("/")
    def front() -> Response:
        with store.reading() as transaction:
            stand = of_store(state.news(transaction))
            return pages.answer("/", stand, "front.html", lambda: values(transaction))

    return addresses
