"""All pages together."""

from collections.abc import Iterator, Sequence

from flask import Blueprint

from aggregator.feed import Site
from aggregator.publishing.format import OutputFormat
from aggregator.store.database import Store
from aggregator.web.access import Access
from aggregator.web.pages.entries import entry_addresses
from aggregator.web.pages.front import front_address
from aggregator.web.pages.holding import HeldPages
from aggregator.web.pages.lists import list_addresses
from aggregator.web.pages.search import search_address
from aggregator.web.pages.sitemaps import sitemap_addresses
from aggregator.web.pages.subscribe import subscribe_addresses


def page_addresses(
    store: Store, access: Access, site: Site, formats: Sequence[OutputFormat], max_age: int
) -> Iterator[Blueprint]:
    """Every page but an article's history, and the sitemaps.

    `max_age` is for how many seconds may be kept that a feed has moved.
    """
    pages = HeldPages()
    yield front_address(store, pages, site)
    yield list_addresses(store, pages, access, site, max_age)
    yield entry_addresses(store, pages, access, site)
    yield search_address(store, pages, site)
    yield subscribe_addresses(store, pages, access, site, formats, max_age)
    yield sitemap_addresses(store, pages, access, site)
