"""The articles of a feed, newest first, page by page.

    /feeds/press/today ─"older"─▶ /older/feeds/press/today/<id> ─"older"─▶ …

An older page shows what is older than one article, which its address names: new articles push nothing from page to
page. Where a page ends hangs on the ids of its last articles (`paging.cut`), so that pages begin at the same articles
however many come before them.
"""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response

from aggregator.feed import Site
from aggregator.model import Record
from aggregator.publishing.paging import FEWEST, cut
from aggregator.publishing.subjects import MovedError, Subject, everything, named, tagged
from aggregator.store import entries, state
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News
from aggregator.web.access import Access
from aggregator.web.feeds import found, moved_to
from aggregator.web.pages.entries import known_entry
from aggregator.web.pages.holding import HeldPages, Stand
from aggregator.web.pages.items import items
from aggregator.web.pages.shelves import Shelves, shelves

SubjectOf = Callable[[Transaction, News], Subject]


def list_addresses(store: Store, pages: HeldPages, access: Access, site: Site, max_age: int) -> Blueprint:
    """`/feeds`, `/feeds/<name>`, `/tags/<slug>`, and `/older/…/<id>` for each.

    `max_age` is for how many seconds may be kept that a feed has moved.
    """
    addresses = Blueprint("lists", __name__)

    def values(transaction: Transaction, subject: Subject, before: Record | None) -> Mapping[str, object]:
        read = entries.newest(transaction, 2 * FEWEST, subject.scope, before)
        shown = read[: cut([entry.id for entry in read])]
        if before and not shown:
            raise access.refusal("There is no older article.")
        folder = subject.scope.folder
        return {
            "subject": subject,
            "items": items(transaction, site, shown),
            "shelves": Shelves([], 0) if folder is None or before else shelves(transaction, folder),
            "before": before,
            "older": f"/older{subject.path}/{shown[-1].id}" if len(shown) < len(read) else None,
        }

    def listed(subject_of: SubjectOf, identifier: str | None) -> Response:
        with store.reading() as transaction:
            news = state.news(transaction)
            subject = found(lambda: subject_of(transaction, news), access)
            before = known_entry(transaction, identifier, access)[0] if identifier else None
            path = f"/older{subject.path}/{identifier}" if identifier else subject.path
            stand = Stand((subject.version, news.presented), max(subject.changed or 0, news.presented))
            return pages.answer(path, stand, "list.html", lambda: values(transaction, subject, before))

    @addresses.get("/feeds")
    @addresses.get("/older/feeds/<identifier>")
    def combined(identifier: str | None = None) -> Response:
        return listed(lambda _transaction, news: everything(site, news), identifier)

    @addresses.get("/feeds/<path:name>")
    @addresses.get("/older/feeds/<path:name>/<identifier>")
    def of_name(name: str, identifier: str | None = None) -> Response:
        def subject_of(transaction: Transaction, _news: News) -> Subject:
            return named(transaction, site, name, access.may_read, folders=access.may_read_many())

        try:
            return listed(subject_of, identifier)
        except MovedError as moved:
            return moved_to(access.with_token(site.url + moved.path), max_age)

    @addresses.get("/tags/<slug>")
    @addresses.get("/older/tags/<slug>/<identifier>")
    def of_tag(slug: str, identifier: str | None = None) -> Response:
        return listed(lambda transaction, _news: tagged(transaction, site, slug), identifier)

    return addresses
