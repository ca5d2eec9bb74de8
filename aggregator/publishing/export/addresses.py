"""Which addresses a site has, but for those that hold a question: of searches there are as many as anybody likes.

What others link to comes before these, so that an export that is cut off leads nobody to what is not there yet.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aggregator.feed import Site
from aggregator.model import Scope
from aggregator.publishing import directory, paging, sitemap
from aggregator.publishing.feeds import entry_path, history_path
from aggregator.publishing.subjects import (
    Subject,
    everything,
    feed_path,
    folders_with,
    of_source,
    of_tag,
)
from aggregator.store import archives, listing, overview, sources, state, tags
from aggregator.store.database import Transaction


class Wanted(NamedTuple):
    """An address, by its percent-encoded path.

    `status` is what its document is answered with. If it only leads elsewhere, that matters where it is `linked`.
    """

    path: str
    status: int = 200
    linked: bool = True


def addresses(transaction: Transaction, site: Site, suffixes: Iterable[str], static: Iterable[str]) -> Iterator[Wanted]:
    """All addresses that are for everybody; `suffixes` are the formats', `static` the paths of what pages load."""
    forms = [f".{suffix}" for suffix in suffixes]
    yield from map(Wanted, static)
    for identifier in listing.public_ids(transaction):
        yield Wanted(history_path(identifier))
        yield Wanted(entry_path(identifier))
    yield from _former(transaction, forms)
    for subject in reversed(list(_subjects(transaction, site))):
        yield from _of(transaction, subject, forms)
    yield Wanted("/feeds.opml")
    further = list(directory.beginnings(overview.names(transaction)))
    yield from (Wanted(directory.sources_path(first)) for first in reversed(further))
    yield Wanted(directory.sources_path())
    # What nothing is at, which hosts show for whatever they do not know.
    yield Wanted("/404", status=404)
    yield Wanted("/")
    yield from (Wanted(part.path) for part in sitemap.parts(transaction, site))
    yield from (Wanted("/sitemap.xml"), Wanted("/robots.txt"))


def _subjects(transaction: Transaction, site: Site) -> Iterator[Subject]:
    yield everything(site, state.news(transaction))
    listed = [source for source, _ in sources.listed(transaction)]
    for _, folder in folders_with(transaction, site, (source.name for source in listed)):
        if folder:
            yield folder
    yield from (of_source(site, source) for source in listed)
    # Those too that no article bears at the moment: whoever subscribed asks for them.
    yield from (of_tag(site, tag) for tag in tags.changed_after(transaction, 0))


def _of(transaction: Transaction, subject: Subject, forms: list[str]) -> Iterator[Wanted]:
    """All that there is of one feed."""
    if archives.is_archived(subject.scope):
        pages = archives.of(transaction, subject.scope).pages
        # The one after the last full one is there, or leads on to the feed from the last full one.
        for number in range(1, pages + 2):
            yield from (Wanted(f"/archives{subject.path}/{number}{form}", linked=number > 1) for form in forms)
    for identifier in reversed(list(paging.ends(listing.newest(transaction, subject.scope)))):
        yield Wanted(f"/older{subject.path}/{identifier}")
    yield from (Wanted(subject.path + form) for form in forms)
    yield Wanted(f"/subscribe{subject.path}")
    yield Wanted(subject.path)


def _former(transaction: Transaction, forms: list[str]) -> Iterator[Wanted]:
    """Where feeds were whose files are gone; some lead to others."""
    for source in sources.each(transaction):
        if not source.gone or source.private or source.successor is None:
            continue
        path = feed_path(source.name)
        yield Wanted(path)
        yield Wanted(f"/subscribe{path}")
        yield from (Wanted(path + form) for form in forms)
        for number in range(1, archives.of(transaction, Scope(source=source.row)).pages + 1):
            yield from (Wanted(f"/archives{path}/{number}{form}") for form in forms)
