"""Plain pages for people: what there is to subscribe to, and each article."""

import uuid
from collections.abc import Iterable

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import Gone

from aggregator.editing.naming import Addresses, folder_title, folders_of
from aggregator.feed import Site
from aggregator.model import Entry, Record, Source
from aggregator.publishing.feeds import entry_path, feed_entry
from aggregator.publishing.held import Held, HeldDocument, document
from aggregator.publishing.press import Press, last_modified
from aggregator.publishing.subjects import feed_path, tag_path
from aggregator.store import entries, sources, state, tags
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News
from aggregator.web.access import Access
from aggregator.web.answers import answer

#: Articles on the front page.
NEWEST = 20
#: Rendered pages in the memory of a worker, at most, in bytes.
HELD_BYTES = 16 * 1024 * 1024
#: People reload a page to see what is new; asking whether it changed costs nearly nothing.
CACHE_CONTROL = "no-cache"


def page_addresses(store: Store, press: Press, access: Access, site: Site) -> Blueprint:
    """`/` and `/entries/<id>`."""
    addresses = Blueprint("pages", __name__)
    formats = sorted(press.formats.values(), key=lambda output: output.label)
    held = Held(HELD_BYTES)
    addresses.add_app_template_global(feed_path)
    addresses.add_app_template_global(entry_path)

    def printed(changed: int, template: str, **values: object) -> HeldDocument:
        page = render_template(template, site=site, formats=formats, **values)
        return document(page.encode(), "text/html", changed)

    def index_page(transaction: Transaction, news: News) -> HeldDocument:
        listed = list(sources.listed(transaction))
        newest = entries.newest(transaction, NEWEST)
        titles = {source.row: source.title for source, _ in listed}
        folders = listed_folders(transaction, listed)
        labels = [(tag.label, tag_path(tag.slug)) for tag, _ in tags.listed(transaction)]
        return printed(
            last_modified(news), "index.html",
            sources=listed, newest=newest, titles=titles, folders=folders, tags=labels,
        )  # fmt: skip

    def entry_page(entry: Entry, source: Source, news: News) -> HeldDocument:
        shown = feed_entry(site, entry, source.language or site.language)
        return printed(
            last_modified(news, source), "entry.html", entry=shown, id=entry.id, link=entry.link, source=source
        )

    @addresses.get("/")
    def index() -> Response:
        with store.reading() as transaction:
            news = state.news(transaction)
            page = held.get("/", (news.version, news.presented), lambda: index_page(transaction, news))
        return answer(page, CACHE_CONTROL)

    @addresses.get("/entries/<identifier>")
    def entry(identifier: str) -> Response:
        with store.reading() as transaction:
            news = state.news(transaction)
            record, source = published_entry(transaction, identifier, access)
            found = record.entry
            version = (source.version, news.presented)
            page = held.get(entry_path(found.id), version, lambda: entry_page(found, source, news))
        return answer(page, CACHE_CONTROL)

    return addresses


def listed_folders(transaction: Transaction, listed: Iterable[tuple[Source, int]]) -> list[tuple[str, str]]:
    """The title and the path of each folder's feed that sources lie in, by its name."""
    folders = Addresses(sources.names(transaction)).folders
    there = {folder for source, _ in listed for folder in folders_of(source.name)}
    return [(folder_title(folder), feed_path(folders[folder])) for folder in sorted(there)]


def published_entry(transaction: Transaction, identifier: str, access: Access) -> tuple[Record, Source]:
    """The published entry of an address, and the source that it is in.

    Raises:
        HTTPException: There never was one, or it is not for this reader; or it was withdrawn, and its words are not to
            live on here.
    """
    nothing = access.refusal("There is no article at this address.")
    try:
        wanted = uuid.UUID(identifier)
    except ValueError:
        raise nothing from None
    found = entries.by_id(transaction, wanted)
    if found is None or str(wanted) != identifier:
        raise nothing
    source = sources.by_row(transaction, [found.entry.source])[found.entry.source]
    if not access.may_read(source):
        raise nothing
    if found.withdrawn is not None:
        raise Gone("This article is no longer in its file.")
    return found, source
