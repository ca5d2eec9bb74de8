"""Sitemaps, and the file that tells search engines of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response

from aggregator.feed import Site
from aggregator.publishing import sitemap
from aggregator.store import state
from aggregator.store.database import Store, Transaction
from aggregator.web.access import Access
from aggregator.web.pages.holding import HeldPages, of_store
from aggregator.web.routing import Address, blueprint

#: Sitemaps of a kind, at most: more may not be named by one file.
MOST: Final = 25_000


def sitemap_addresses(store: Store, pages: HeldPages, access: Access, site: Site) -> Blueprint:
    """`/robots.txt`, `/sitemap.xml`, and the sitemaps that it names."""
    sitemaps, number = Sitemaps(store, pages, access, site), f"<int(min=1, max={MOST}):number>"
    return blueprint(
        "sitemaps",
        Address("/robots.txt", sitemaps.robots),
        Address("/sitemap.xml", sitemaps.index),
        Address(f"/sitemap-feeds-{number}.xml", sitemaps.of_feeds),
        Address(f"/sitemap-entries-{number}.xml", sitemaps.of_entries),
    )


@dataclass(frozen=True, slots=True)
class Sitemaps:
    """Tells search engines where all pages are."""

    store: Store
    pages: HeldPages
    access: Access
    site: Site

    def robots(self) -> Response:
        """Where the sitemaps are."""
        # RFC 9309, section 2.2.4, lets a file name more than rules.
        body = f"User-agent: *\nDisallow:\n\nSitemap: {self.site.url}/sitemap.xml\n".encode()
        return self._answer("/robots.txt", "text/plain", lambda _transaction: body)

    def index(self) -> Response:
        """The list of sitemaps."""
        return self._sitemap("/sitemap.xml", lambda transaction: sitemap.index(transaction, self.site))

    def of_feeds(self, number: int) -> Response:
        """The pages of so many feeds."""
        path = f"/sitemap-feeds-{number}.xml"
        return self._sitemap(path, lambda transaction: sitemap.of_feeds(transaction, self.site, number))

    def of_entries(self, number: int) -> Response:
        """The pages of so many articles."""
        path = f"/sitemap-entries-{number}.xml"
        return self._sitemap(path, lambda transaction: sitemap.of_entries(transaction, self.site, number))

    def _sitemap(self, path: str, render: Callable[[Transaction], bytes]) -> Response:
        return self._answer(path, sitemap.MEDIA_TYPE, render)

    def _answer(self, path: str, media_type: str, render: Callable[[Transaction], bytes]) -> Response:
        with self.store.reading() as transaction:
            stand = of_store(state.news(transaction))
            try:
                return self.pages.document(path, stand, media_type, lambda: render(transaction))
            except KeyError:
                raise self.access.refusal() from None
