"""Pages about what a feed is about: everything, a source or a folder, a tag."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Response

from aggregator.feed import Site
from aggregator.publishing.subjects import MovedError, Subject, everything, named, tagged
from aggregator.store import state
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News
from aggregator.web.access import Access
from aggregator.web.feeds import found, moved_to
from aggregator.web.routing import Address

#: Shows a page about a subject, from the article on that the address names last, if it names one.
Show = Callable[[Transaction, News, Subject, str | None], Response]


@dataclass(frozen=True, slots=True)
class SubjectPages:
    """Finds what an address is about, and has it shown.

    `prefix` is what the addresses have before a feed's path, `max_age` for how many seconds may be kept that a feed
    has moved.
    """

    store: Store
    access: Access
    site: Site
    max_age: int
    show: Show
    prefix: str = ""

    def addresses(self, prefix: str = "", suffix: str = "") -> Iterator[Address]:
        """One for each kind of subject."""
        yield Address(f"{prefix}/feeds{suffix}", self.combined)
        yield Address(f"{prefix}/feeds/<path:name>{suffix}", self.of_name)
        yield Address(f"{prefix}/tags/<slug>{suffix}", self.of_tag)

    def combined(self, identifier: str | None = None) -> Response:
        """About everything."""
        return self._shown(lambda _transaction, news: everything(self.site, news), identifier)

    def of_name(self, name: str, identifier: str | None = None) -> Response:
        """About a source or a folder."""
        may_read, folders = self.access.may_read, self.access.may_read_many()
        try:
            return self._shown(
                lambda transaction, _news: named(transaction, self.site, name, may_read, folders=folders), identifier
            )
        except MovedError as moved:
            return moved_to(self.access.with_token(f"{self.site.url}{self.prefix}{moved.path}"), self.max_age)

    def of_tag(self, slug: str, identifier: str | None = None) -> Response:
        """About a tag."""
        return self._shown(lambda transaction, _news: tagged(transaction, self.site, slug), identifier)

    def _shown(self, subject_of: Callable[[Transaction, News], Subject], identifier: str | None) -> Response:
        with self.store.reading() as transaction:
            news = state.news(transaction)
            subject = found(lambda: subject_of(transaction, news), self.access)
            return self.show(transaction, news, subject, identifier)
