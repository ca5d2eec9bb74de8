"""How to subscribe to a feed: its addresses, buttons for readers on the web, a picture for readers on a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import quote

from flask import Blueprint, Response
from markupsafe import Markup

from aggregator.feed import Site
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.subjects import Subject
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News
from aggregator.web.access import Access
from aggregator.web.pages.holding import HeldPages, Stand
from aggregator.web.pages.subjects import SubjectPages
from aggregator.web.routing import blueprint


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


def subscribe_addresses(
    store: Store, pages: HeldPages, access: Access, site: Site, formats: Sequence[OutputFormat], max_age: int
) -> Blueprint:
    """`/subscribe/feeds`, `/subscribe/feeds/<name>` and `/subscribe/tags/<slug>`; `max_age` as in `SubjectPages`."""
    ways = SubjectPages(store, access, site, max_age, Subscribing(pages, site, _usual(formats)).show, "/subscribe")
    return blueprint("subscribe", *ways.addresses("/subscribe"))


@dataclass(frozen=True, slots=True)
class Subscribing:
    """Shows the ways to subscribe to a subject; `usual` is the form for whoever does not choose."""

    pages: HeldPages
    site: Site
    usual: OutputFormat

    def show(self, _transaction: Transaction, news: News, subject: Subject, _identifier: str | None) -> Response:
        """The page of a subject."""
        # The title and the addresses stay; but what is there may go.
        stand = Stand((subject.title, subject.private, news.presented), max(subject.empty_since, news.presented))
        return self.pages.answer(f"/subscribe{subject.path}", stand, "subscribe.html", lambda: self._values(subject))

    def _values(self, subject: Subject) -> Mapping[str, object]:
        feed = f"{self.site.url}{subject.path}.{self.usual.suffix}"
        return {
            "subject": subject,
            "application": f"feed:{feed}",
            "readers": [(each.name, each.address.format(quote(feed, safe=""))) for each in READERS],
            "picture": picture(feed),
        }


def picture(address: str) -> Markup:
    """An address as a QR code (ISO/IEC 18004) in SVG, black on white in any light, for cameras see no other."""
    import segno  # noqa: PLC0415 (half a megabyte that most workers have no need of)

    drawn = segno.make_qr(address, error="m").svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass="picture", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 (segno's own markup, and the address is in it as squares alone)


def _usual(formats: Sequence[OutputFormat]) -> OutputFormat:
    """The form that every reader knows, if there is one."""
    return next((output for output in formats if output.suffix == "rss"), formats[0])
