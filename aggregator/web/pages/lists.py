"""The articles of a feed, newest first, page by page.

    /feeds/press/today ─"older"─▶ /older/feeds/press/today/<id> ─"older"─▶ …

An older page shows what is older than one article, which its address names: new articles push nothing from page to
page. Where a page ends hangs on the ids of its last articles (`paging.cut`), so that pages begin at the same articles
however many come before them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response

from aggregator.feed import Site
from aggregator.model import Record
from aggregator.publishing.paging import FEWEST, cut
from aggregator.publishing.subjects import Subject
from aggregator.store import entries
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News
from aggregator.web.access import Access
from aggregator.web.pages.entries import known_entry
from aggregator.web.pages.holding import HeldPages, Stand
from aggregator.web.pages.items import items
from aggregator.web.pages.shelves import Shelves, shelves
from aggregator.web.pages.subjects import SubjectPages
from aggregator.web.routing import blueprint


def list_addresses(store: Store, pages: HeldPages, access: Access, site: Site, max_age: int) -> Blueprint:
    """`/feeds`, `/feeds/<name>`, `/tags/<slug>`, and `/older/…/<id>` for each; `max_age` as in `SubjectPages`."""
    lists = SubjectPages(store, access, site, max_age, Lists(pages, access, site).show)
    return blueprint("lists", *lists.addresses(), *lists.addresses("/older", "/<identifier>"))


@dataclass(frozen=True, slots=True)
class Lists:
    """Shows the articles of a subject: the newest, or what is older than one of them."""

    pages: HeldPages
    access: Access
    site: Site

    def show(self, transaction: Transaction, news: News, subject: Subject, identifier: str | None) -> Response:
        """A page of a subject, the newest or the one that begins after an article."""
        before = known_entry(transaction, identifier, self.access)[0] if identifier else None
        path = f"/older{subject.path}/{identifier}" if identifier else subject.path
        stand = Stand((subject.version, news.presented), max(subject.changed, news.presented))
        return self.pages.answer(path, stand, "list.html", lambda: self._values(transaction, subject, before))

    def _values(self, transaction: Transaction, subject: Subject, before: Record | None) -> Mapping[str, object]:
        read = entries.newest(transaction, 2 * FEWEST, subject.scope, before)
        shown = read[: cut([entry.id for entry in read])]
        if before and not shown:
            raise self.access.refusal("There is no older article.")
        folder = subject.scope.folder
        return {
            "subject": subject,
            "items": items(transaction, self.site, shown),
            "shelves": Shelves([]) if folder is None or before else shelves(transaction, self.site, folder),
            "before": before,
            "older": f"/older{subject.path}/{shown[-1].id}" if len(shown) < len(read) else None,
        }
