"""Feeds as they are printed and held: how often, how large, and what happens when something cannot be."""

import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient

import aggregator.feed
from aggregator.errors import RenderingError
from aggregator.feed import Feed, Limits, Rendered
from aggregator.publishing.fitting import within
from aggregator.publishing.format import OutputFormat, discover
from aggregator.publishing.press import Press
from aggregator.publishing.sparing import SparingFormat
from aggregator.reading.folder import FolderRules
from aggregator.store.database import Store, open_store
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from aggregator.web.app import WebSettings, create_app
from tests.publishing.samples import FEED
from tests.sites import Site, digest


@dataclass
class Counting:
    """An output format that counts how often it is asked, and does what it is told instead of printing."""

    suffix: str = "count"
    media_type: str = "text/plain"
    label: str = "Count"
    printed: list[str] = field(default_factory=list)
    instead: Callable[[Feed], None] = lambda _feed: None

    def render(self, feed: Feed) -> Rendered:
        self.printed.append(feed.address)
        self.instead(feed)
        return Rendered("\n".join(entry.title for entry in feed.entries).encode())


@dataclass
class Published:
    """A site in this process, from the folder to the application."""

    site: Site
    store: Store
    limits: Limits = field(default_factory=lambda: Limits(50, 512_000))

    def scan(self) -> None:
        scan(self.store, ScanRules(FolderRules(self.site.feeds, settle=0), window=self.limits.entries), time.time)

    def client(self, *formats: OutputFormat) -> FlaskClient:
        described = aggregator.feed.Site("Garden news", "", "https://news.example.org", "en")
        by_suffix: Mapping[str, OutputFormat] = {output.suffix: output for output in formats} or discover()
        press = Press(self.store, described, self.limits, by_suffix, 1_000_000)
        app = create_app(self.store, press, WebSettings(described, "token", 1, 60), time.time)
        return app.test_client()


@pytest.fixture
def published(site: Site) -> Iterator[Published]:
    with open_store(f"sqlite:///{site.store}") as store:
        yield Published(site, store)


def test_nothing_is_printed_twice(published: Published) -> None:
    counting = Counting()
    client = published.client(counting)
    published.site.put("roses.txt", digest(("Roses bloom", "Red ones.")))
    published.site.put("lilies.txt", digest(("Lilies bloom", "White ones.")))
    published.scan()
    for _ in range(3):
        for path in ("/feeds.count", "/feeds/roses.count", "/feeds/lilies.count"):
            assert client.get(path).status_code == 200
            assert client.head(path).status_code == 200
            assert client.get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert len(counting.printed) == 3

    published.scan()  # of what is as it was
    client.get("/feeds.count")
    assert len(counting.printed) == 3

    published.site.put("roses.txt", digest(("Roses fade", "Red ones.")))
    published.scan()
    for path in ("/feeds.count", "/feeds/roses.count", "/feeds/lilies.count"):
        client.get(path)
    address = "https://news.example.org/feeds"
    assert sorted(counting.printed[3:]) == [address, f"{address}/roses"]


def test_those_who_ask_at_once_share_one_printing(published: Published) -> None:
    counting = Counting(instead=lambda _feed: time.sleep(0.5))
    client = published.client(counting)
    published.site.put("roses.txt", digest(("Roses bloom", "Red ones.")))
    published.scan()
    with ThreadPoolExecutor(20) as pool:
        answers = [pool.submit(client.application.test_client().get, "/feeds.count") for _ in range(20)]

    assert {answer.result().text for answer in answers} == {"Roses bloom"}
    assert len(counting.printed) == 1


def test_pages_are_not_made_twice_either(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    client = published.client()
    published.site.put("roses.txt", digest(("Roses bloom", "Red ones.")))
    published.scan()
    (item,) = client.get("/feeds.json").get_json()["items"]
    pages = ("/", item["url"].removeprefix("https://news.example.org"))
    before = [client.get(page).text for page in pages]
    with monkeypatch.context() as context:
        context.setattr(client.application.jinja_env, "get_or_select_template", None)
        assert [client.get(page).text for page in pages] == before

    published.site.put("roses.txt", digest(("Roses fade", "Red ones.")))
    published.scan()
    for page in pages:
        assert "Roses fade" in client.get(page).text


def test_an_entry_that_cannot_be_printed_is_left_out_and_reported(
    published: Published, caplog: pytest.LogCaptureFixture
) -> None:
    def write(feed: Feed) -> bytes:
        if any("thorny" in entry.title for entry in feed.entries):
            raise ValueError("thorns\ncannot be written")
        return "\n".join(entry.title for entry in feed.entries).encode()

    client = published.client(SparingFormat("thin", "text/plain", "Thin", write))
    published.site.put(
        "roses.txt", digest(("Roses bloom", "Red."), ("Roses are thorny", "Ouch."), ("Roses fade", "Oh."))
    )
    published.scan()

    assert client.get("/feeds.thin").text == "Roses bloom\nRoses fade"
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "/feeds.thin: urn:uuid:" in record.getMessage()
    assert record.getMessage().endswith("is left out: thorns cannot be written")


def test_the_last_good_copy_outlives_a_fault(published: Published, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_feed: Feed) -> None:
        raise RenderingError("out of ink")

    counting = Counting()
    client = published.client(counting)
    published.site.put("roses.txt", digest(("Roses bloom", "Red ones.")))
    published.scan()
    good = client.get("/feeds.count")
    counting.instead = refuse
    published.site.put("roses.txt", digest(("Roses fade", "Red ones.")))
    published.scan()

    again = client.get("/feeds.count")
    assert (again.text, again.headers["ETag"]) == ("Roses bloom", good.headers["ETag"])
    assert client.get("/feeds.count").text == "Roses bloom"
    assert len(caplog.records) == 1
    never = client.get("/feeds/roses.count")
    assert (never.status_code, never.headers["Retry-After"]) == (503, "60")

    counting.instead = lambda _feed: None
    assert client.get("/feeds/roses.count").text == "Roses fade"


def test_the_last_good_copy_outlives_a_fault_of_the_store(published: Published) -> None:
    client = published.client()
    published.site.put("roses.txt", digest(("Roses bloom", "Red ones.")))
    published.scan()
    good = client.get("/feeds.rss").data
    published.store.close()
    with sqlite3.connect(published.site.store) as connection:
        connection.execute("ALTER TABLE state RENAME TO lost")
    connection.close()

    assert client.get("/feeds.rss").data == good
    for path in ("/feeds.atom", "/feeds/roses.rss", "/feeds.opml", "/", "/healthz", "/scans/1"):
        answer = client.get(path)
        if path not in {"/healthz", "/scans/1"}:
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60"), path
        assert b"no such table" not in answer.data

    published.store.close()
    with sqlite3.connect(published.site.store) as connection:
        connection.execute("ALTER TABLE lost RENAME TO state")
    connection.close()
    assert client.get("/feeds.rss").data == good
    assert client.get("/feeds.atom").status_code == 200


def test_of_a_fault_of_the_store_the_log_is_told_once(published: Published, caplog: pytest.LogCaptureFixture) -> None:
    client = published.client()
    published.site.put("roses.txt", digest(("Roses bloom", "Red ones.")))
    published.scan()
    good = client.get("/feeds.rss").data

    def rename(old: str, new: str) -> None:
        published.store.close()
        with closing(sqlite3.connect(published.site.store)) as connection:
            connection.execute(f"ALTER TABLE {old} RENAME TO {new}")

    for fault in (1, 2):
        rename("state", "lost")
        for _ in range(3):
            assert client.get("/feeds.rss").data == good
        assert [record.levelname for record in caplog.records] == ["ERROR"] * fault
        rename("lost", "state")
        assert client.get("/feeds.rss").data == good


def test_a_store_that_vanished_is_503(published: Published) -> None:
    client = published.client()
    published.store.close()
    shutil.rmtree(published.store.folder)
    published.store.folder.touch()

    for path in ("/feeds.rss", "/", "/healthz", "/scans/1", "/entries/00000000-0000-8000-8000-000000000000"):
        assert client.get(path).status_code == 503
    assert client.post("/rescan", headers={"Authorization": "Bearer token"}).status_code == 503


def test_a_feed_shows_the_newest_entries_up_to_its_limit(published: Published) -> None:
    published.limits = Limits(3, 512_000)
    client = published.client(Counting())
    published.site.put("old.txt", digest(*((f"Old {number}", "Leaf.") for number in range(5))), age=90_000)
    published.site.put("new.txt", digest(*((f"New {number}", "Bud.") for number in range(2))), age=3600)
    published.scan()

    assert client.get("/feeds/old.count").text.split("\n") == ["Old 0", "Old 1", "Old 2"]
    assert client.get("/feeds/new.count").text.split("\n") == ["New 0", "New 1"]
    assert client.get("/feeds.count").text.split("\n") == ["New 0", "New 1", "Old 0"]


@pytest.mark.parametrize("suffix", ["rss", "atom", "json"])
@pytest.mark.parametrize("max_bytes", [3_000, 10_000, 40_000, 512_000])
def test_a_feed_keeps_to_its_size_by_letting_the_oldest_go(published: Published, suffix: str, max_bytes: int) -> None:
    published.limits = Limits(100, max_bytes)
    client = published.client()
    published.site.put(
        "roses.txt", digest(*((f"Rose {number}", f"<&> It is red, {number}. " * 20) for number in range(60)))
    )
    published.scan()
    body = client.get(f"/feeds/roses.{suffix}").text
    shown = [number for number in range(60) if f"Rose {number}<" in body or f'"Rose {number}"' in body]

    assert len(body.encode()) <= max_bytes
    assert shown == list(range(len(shown)))
    assert len(shown) == 60 or len(body.encode()) > max_bytes * 0.5
    assert shown


def test_an_entry_that_would_fill_a_feed_alone_is_shown_by_its_summary(published: Published) -> None:
    published.limits = Limits(100, 20_000)
    client = published.client()
    published.site.put(
        "roses.txt", digest(("Long rose", "It is <very> long. " * 5_000), ("Short rose", "It is short."))
    )
    published.scan()
    long, short = client.get("/feeds/roses.json").get_json()["items"]

    assert long["content_html"].startswith("<p>It is &lt;very&gt; long.")
    assert long["content_html"].endswith("…</p>")
    assert short["content_html"] == "<p>It is short.</p>"
    page = client.get(long["url"].removeprefix("https://news.example.org")).text
    assert page.count("It is &lt;very&gt; long.") == 5_000


def test_the_newest_entry_stays_however_small_the_limit() -> None:
    for output in discover().values():
        body = within(FEED, output, 1).body.decode()
        assert FEED.entries[0].id in body
        assert FEED.entries[1].id not in body
