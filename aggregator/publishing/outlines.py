"""Which feeds the list for readers (OPML) names, and in which folders."""

from collections.abc import Iterator
from dataclasses import replace

from aggregator.editing.naming import folder_title, folders_of
from aggregator.feed import Site
from aggregator.publishing.opml import Outline
from aggregator.publishing.subjects import feed_path
from aggregator.store import folders, sources
from aggregator.store.database import Transaction


def outlines(transaction: Transaction, site: Site) -> Iterator[Outline]:
    """Everything, then source by source; each folder's feed is the first in its folder."""
    yield _outline(site, None, site.title, site.language)
    met: set[str] = set()
    listed = [source for source, _ in sources.listed(transaction)]
    addresses = folders.addresses(transaction, {each for source in listed for each in folders_of(source.name)})
    for source in listed:
        for folder in folders_of(source.name):
            if folder not in met:
                met.add(folder)
                yield replace(_outline(site, addresses[folder], folder_title(folder), None), folder=folder)
        yield _outline(site, source.name, source.title, source.language)


def _outline(site: Site, name: str | None, title: str, language: str | None) -> Outline:
    return Outline(
        title=title,
        folder=(name or "").rpartition("/")[0],
        xml_url=f"{site.url}{feed_path(name)}.rss",
        html_url=f"{site.url}/",
        language=language or site.language,
    )
