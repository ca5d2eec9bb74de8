"""How to subscribe to a feed: its addresses, buttons for readers on the web, a picture for readers on a phone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import quote

import segno
from flask import Blueprint, Response
from markupsafe import Markup

from aggregator.feed import Site
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.subjects import MovedError, Subject, everything, named, tagged
from aggregator.store import state
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News
from aggregator.web.access import Access
from aggregator.web.feeds import found, moved_to
from aggregator.web.pages.holding import HeldPages, Stand


class Reader(NamedTuple):
    """A reader on the web; `address` takes a feed's, percent-encoded, in the place of `{}`."""

    name: str
    address: str


#: The usual ones at hosts of their own; of others, everybody's host is another one.
READERS: Final = (
    Reader("Feedly", "https://feedly.com/i/subscription/feed/{}"),
    Reader("Inoreader", "https://www.inoreader.com/?add_feed={}"),
    Reader("NewsBlur", "https://www.newsblur.com/?url={}"),
    Reader("The Old Reader", "https://theoldreader.com/feeds/subscribe?url={}"),
    Reader("Feedbin", "https://feedbin.com/?subscribe={}"),
    Reader("BazQux", "https://bazqux.com/add?url={}"),
)

SubjectOf = Callable[[Transaction, News], Subject]


def subscribe_addresses(
    store: Store, pages: HeldPages, access: Access, site: Site, formats: Sequence[OutputFormat], max_age: int
) -> Blueprint:
    """`/subscribe/feeds`, `/subscribe/feeds/<name>` and `/subscribe/tags/<slug>`; `max_age` as in `list_addresses`."""
    addresses = Blueprint("subscribe", __name__)

    def values(subject: Subject) -> Mapping[str, object]:
        feed = f"{site.url}{subject.path}.{_usual(formats).suffix}"
        return {
            "subject": subject,
            "application": f"feed:{feed}",
            "readers": [(each.name, each.address.format(quote(feed, safe=""))) for each in READERS],
            "picture": picture(feed),
        }

    def shown(subject_of: SubjectOf) -> Response:
        with store.reading() as transaction:
            news = state.news(transaction)
            subject = found(lambda: subject_of(transaction, news), access)
        # The title and the addresses stay; but what is there may go.
        stand = Stand((subject.title, subject.private, news.presented), max(subject.empty_since, news.presented))
        return pages.answer(f"/subscribe{subject.path}", stand, "subscribe.html", lambda: values(subject))

    @addresses.get("/subscribe/feeds")
    def combined() -> Response:
        return shown(lambda _transaction, news: everything(site, news))

    @addresses.get("/subscribe/feeds/<path:name>")
    def of_name(name: str) -> Response:
        def subject_of(transaction: Transaction, _news: News) -> Subject:
            return named(transaction, site, name, access.may_read, folders=access.may_read_many())

        try:
            return shown(subject_of)
        except MovedError as moved:
            return moved_to(access.with_token(f"{site.url}/subscribe{moved.path}"), max_age)

    @addresses.get("/subscribe/tags/<slug>")
    def of_tag(slug: str) -> Response:
        return shown(lambda transaction, _news: tagged(transaction, site, slug))

    return addresses


def picture(address: str) -> Markup:
    """An address as a QR code (ISO/IEC 18004) in SVG, black on white in any light, for cameras see no other."""
    drawn = segno.make_qr(address, error="m").svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass="picture", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 (segno's own markup, and the address is in it as squares alone)


def _usual(formats: Sequence[OutputFormat]) -> OutputFormat:
    """The form that every reader knows, if there is one."""
    return next((output for output in formats if output.suffix == "rss"), formats[0])
