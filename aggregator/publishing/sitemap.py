"""All pages as sitemaps (https://www.sitemaps.org/protocol.html), for search engines.

    /sitemap.xml ─▶ /sitemap-feeds-<n>.xml      the front page, the list of sources, folders, sources and tags
                 └▶ /sitemap-entries-<n>.xml    those of articles, in the order in which they were added

All lie at the top, for a sitemap may only name what is beside or below it. A page's date is that of its content.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from lxml.etree import Element, SubElement, tostring

from aggregator.feed import Site
from aggregator.publishing.directory import beginnings, sources_path
from aggregator.publishing.feeds import entry_path, moment
from aggregator.publishing.subjects import feed_path, folders_with, tag_path
from aggregator.store import listing, sources, state, tags
from aggregator.store.database import Transaction

MEDIA_TYPE: Final = "application/xml"
#: Pages in a sitemap. 50,000 may be, in 50 MiB; so many are never too large, however long their addresses are.
MOST: Final = 20_000
#: An address has fewer characters than this; what has more is in no sitemap.
LONGEST: Final = 2048

_NAMESPACE: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Listed(NamedTuple):
    """A page, or a sitemap, by its path; `changed` is when its content last did, in seconds since 1970."""

    path: str
    changed: int


def index(transaction: Transaction, site: Site) -> bytes:
    """The sitemap that names all others."""
    return _written("sitemapindex", "sitemap", site, parts(transaction, site))


def parts(transaction: Transaction, site: Site) -> Iterator[Listed]:
    """All other sitemaps."""
    number = 0
    pages = _lists(transaction, site)
    while some := list(islice(pages, MOST)):
        number += 1
        yield Listed(f"/sitemap-feeds-{number}.xml", max(page.changed for page in some))
    for part in listing.parts(transaction, MOST):
        yield Listed(f"/sitemap-entries-{part.number}.xml", part.updated)


def of_feeds(transaction: Transaction, site: Site, number: int) -> bytes:
    """A sitemap of the pages that list articles.

    Raises:
        KeyError: There is none of this number.
    """
    return _sitemap(site, list(islice(_lists(transaction, site), (number - 1) * MOST, number * MOST)))


def of_entries(transaction: Transaction, site: Site, number: int) -> bytes:
    """A sitemap of articles' pages.

    Raises:
        KeyError: There is none of this number.
    """
    found = listing.part(transaction, number, MOST)
    return _sitemap(site, [Listed(entry_path(entry.id), entry.updated) for entry in found])


def _lists(transaction: Transaction, site: Site) -> Iterator[Listed]:
    changed = state.news(transaction).disclosed
    yield from (Listed("/", changed), Listed(feed_path(None), changed), Listed(sources_path(), changed))
    listed = [source for source, _ in sources.listed(transaction)]
    yield from (Listed(sources_path(first), changed) for first in beginnings(source.name for source in listed))
    for path, folder in folders_with(transaction, site, (source.name for source in listed)):
        if folder:
            yield Listed(path, folder.changed)
    yield from (Listed(feed_path(source.name), source.changed) for source in listed)
    yield from (Listed(tag_path(tag.slug), tag.changed) for tag, _ in tags.listed(transaction))


def _sitemap(site: Site, pages: list[Listed]) -> bytes:
    if not pages:
        raise KeyError
    return _written("urlset", "url", site, pages)


def _written(root: str, name: str, site: Site, listed: Iterable[Listed]) -> bytes:
    document = Element(f"{_NAMESPACE}{root}", nsmap={None: _NAMESPACE[1:-1]})  # type: ignore[dict-item]
    for each in listed:
        address = site.url + each.path
        if len(address) < LONGEST:
            element = SubElement(document, _NAMESPACE + name)
            SubElement(element, f"{_NAMESPACE}loc").text = address
            if each.changed:  # nothing ever has, before the first article
                SubElement(element, f"{_NAMESPACE}lastmod").text = moment(each.changed).isoformat()
    return tostring(document, encoding="UTF-8", xml_declaration=True, pretty_print=True)
