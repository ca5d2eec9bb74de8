"""Sitemaps, and the file that tells search engines of them."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response

from aggregator.feed import Site
from aggregator.publishing import sitemap
from aggregator.store import state
from aggregator.store.database import Store, Transaction
from aggregator.web.access import Access
from aggregator.web.pages.holding import HeldPages, of_store

#: Sitemaps of a kind, at most: more may not be named by one file.
MOST: Final = 25_000


def sitemap_addresses(store: Store, pages: HeldPages, access: Access, site: Site) -> Blueprint:
    """`/robots.txt`, `/sitemap.xml`, and the sitemaps that it names."""
    addresses = Blueprint("sitemaps", __name__)
    number = f"<int(min=1, max={MOST}):number>"

    def answer(path: str, media_type: str, render: Callable[[Transaction], bytes]) -> Response:
        with store.reading() as transaction:
            stand = of_store(state.news(transaction))
            try:
                return pages.document(path, stand, media_type, lambda: render(transaction))
            except KeyError:
                raise access.refusal() from None

    @addresses.get("/robots.txt")
    def robots() -> Response:
        # RFC 9309, section 2.2.4, lets a file name more than rules.
        body = f"User-agent: *\nDisallow:\n\nSitemap: {site.url}/sitemap.xml\n".encode()
        return answer("/robots.txt", "text/plain", lambda _transaction: body)

    @addresses.get("/sitemap.xml")
    def index() -> Response:
        return answer("/sitemap.xml", sitemap.MEDIA_TYPE, lambda transaction: sitemap.index(transaction, site))

    @addresses.get(f"/sitemap-feeds-{number}.xml")
    def of_feeds(number: int) -> Response:
        return answer(
            f"/sitemap-feeds-{number}.xml",
            sitemap.MEDIA_TYPE,
            lambda transaction: sitemap.of_feeds(transaction, site, number),
        )

    @addresses.get(f"/sitemap-entries-{number}.xml")
    def of_entries(number: int) -> Response:
        return answer(
            f"/sitemap-entries-{number}.xml",
            sitemap.MEDIA_TYPE,
            lambda transaction: sitemap.of_entries(transaction, site, number),
        )

    return addresses
