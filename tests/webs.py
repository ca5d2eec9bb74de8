"""The site that all tests over HTTP share."""

import time
from html.parser import HTMLParser
from pathlib import Path

from flask.testing import FlaskClient

from aggregator.feed import Limits
from aggregator.feed import Site as Described
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.store.database import Store
from aggregator.web.app import WebSettings, create_app
from tests.sites import TOKEN, Service, Site, digest

HOSTILE = "<script>alert(1)</script> ]]> \"quoted\" 'single' & &amp; <!-- --> %s {{ 7*7 }}"
MEDIA_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


def hostile_site(root: Path) -> Site:
    """A site with a file for each thing that may go wrong on the way to a reader."""
    site = Site(root)
    site.configure(
        site={
            "title": HOSTILE,
            "description": HOSTILE,
            "rights": HOSTILE,
            "author": {"name": HOSTILE},
            "language": "de",
        }
    )
    site.put("plain.txt", digest(("Market opens", "Apples and pears."), ("Market closes", "No apples left.")))
    site.put("hostile.txt", digest((HOSTILE, f"{HOSTILE}\n\n<img src=x onerror=alert(1)>")))
    site.put("press/Größe & Co.txt", digest(("Turm wächst", "Um einen Meter.")))
    site.put("press/اخبار.txt", digest(("بازار باز شد", "سیب و گلابی.")))
    site.put("empty.txt", "")
    site.put("linked.txt", "Bridge is built\n\nOver the river.\n\nRead more https://example.org/bridge?a=1&b=2\n")
    site.put("gone.txt", digest(("Snow melts", "In the sun.")))
    site.put("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100))
    return site


#: What every page may load.
OWN = {"/static/page.js", "/static/feed.svg"}

LIMITS = Limits(50, 512_000)


def client_of(store: Store, limits: Limits = LIMITS) -> FlaskClient:
    """The application over a store, in this process."""
    site = Described("Garden news", "", "https://news.example.org", "en")
    press = Press(store, site, limits, discover(), 1_000_000)
    return create_app(store, press, WebSettings(site, TOKEN, 1, 60), time.time).test_client()


class Page(HTMLParser):
    """Links and elements of a page, and what a browser loads for it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.alternates: list[str] = []
        self.hrefs: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        assert not [name for name in values if name.startswith("on")]
        if tag == "link" and values.get("rel") == "alternate":
            self.alternates.append(values["href"] or "")
        if (href := values.get("href")) and not href.startswith("#"):
            self.hrefs.append(href)
        if "src" in values:
            self.loaded.append(values["src"] or "")


def runs_nothing_foreign(page: Page) -> bool:
    """Whether a page has no element that an article may have brought in: its own script, search and pictures alone."""
    own = [page.tags.count(tag) for tag in ("script", "form")] == [1, 1]
    return own and not {"iframe", "object", "style", "b"} & set(page.tags) and set(page.loaded) <= OWN


def entry_paths(service: Service, feed: str) -> list[str]:
    return [item["id"].replace("urn:uuid:", "/entries/") for item in service.get(f"{feed}.json").json()["items"]]
