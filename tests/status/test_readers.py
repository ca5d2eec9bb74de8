"""Readers seen: counted whoever answers them, by the names that they give themselves, and by nothing else."""

from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

import aggregator.feed
from aggregator.errors import StoreError
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.store import readers
from aggregator.store.database import Store
from aggregator.store.readers import DAY, KEPT_DAYS, MOST, OTHERS, Seen
from aggregator.web.app import WebSettings, create_app
from aggregator.web.lane import Lane
from aggregator.web.readers import UNNAMED, Readers, reader_of
from tests.scanner import A, Scanner
from tests.sites import PATIENCE, TOKEN, Service, Site, digest, until
from tests.webs import LIMITS

NOON = 1_700_000_000
BEARER = {"Authorization": f"Bearer {TOKEN}"}
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; like FeedFetcher-Google)"


@pytest.mark.parametrize(
    ("agent", "name", "subscribers"),
    [
        (None, UNNAMED, None),
        ("", UNNAMED, None),
        ("  \0\x1b ", UNNAMED, None),
        ("newsboat/2.36.0 (Linux x86_64)", "newsboat/2.36.0 (Linux x86_64)", None),
        (FEEDLY, "Feedly/1.0 (+http://www.feedly.com; … subscribers; like FeedFetcher-Google)", 12),
        ("Feedbin feed-id:1373711 - 4 subscribers", "Feedbin - … subscribers", 4),
        ("theoldreader.com; 1 subscriber; feed-id=5eaa", "theoldreader.com; … subscriber", 1),
        (
            "NewsBlur Feed Fetcher - 3 subscribers - https://www.newsblur.com/site/1234/secret-garden (Mozilla/5.0)",
            "NewsBlur Feed Fetcher - … subscribers - https://www.newsblur.com (Mozilla/5.0)",
            3,
        ),
        (
            "Fetcher (https://ada:pass@news.example/feeds/internal.rss?token=secret)",
            "Fetcher (https://news.example)",
            None,
        ),
    ],
)
def test_a_reader_is_one_name_whatever_it_asks_for(agent: str | None, name: str, subscribers: int | None) -> None:
    assert reader_of(agent) == (name, subscribers)


@given(st.text() | st.none())
def test_a_name_is_always_one_short_line(agent: str | None) -> None:
    name, _ = reader_of(agent)
    assert 0 < len(name) <= 160
    assert name.isprintable()


class Desk:
    """An application with the lane ahead of it, and a count of both."""

    def __init__(self, store: Store) -> None:
        self.store = store
        site = aggregator.feed.Site("Garden news", "", "https://news.example.org", "en")
        press = Press(store, site, LIMITS, discover(), 1_000_000)
        self.readers = Readers(store, lambda: NOON)
        flask = create_app(store, press, WebSettings(site, TOKEN, 1, 60), lambda: NOON, readers=self.readers)
        self.asked = 0

        def application(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
            self.asked += 1
            return list(flask(environ, start_response))

        self.client = Client(Lane(application, store.notice, lambda: 0.0, self.readers.tally))

    def seen(self) -> list[Seen]:
        self.readers.gather()
        self.readers.keep()
        with self.store.reading() as transaction:
            return readers.since(transaction, NOON)


@pytest.fixture
def desk(scanner: Scanner) -> Desk:
    scanner.put("a.txt", A)
    scanner.scan()
    return Desk(scanner.store)


def test_the_lane_and_flask_count_alike(desk: Desk) -> None:
    whole = desk.client.get("/feeds.rss", headers={"User-Agent": FEEDLY})  # by Flask
    assert desk.asked == 1
    again = desk.client.get("/feeds.rss", headers={"User-Agent": FEEDLY.replace("12", "30")})  # by the lane
    for _ in range(3):
        headers = {"User-Agent": FEEDLY, "If-None-Match": whole.headers["ETag"]}
        assert desk.client.get("/feeds.rss", headers=headers).status_code == 304
    desk.client.head("/feeds.rss", headers={"User-Agent": FEEDLY})
    assert desk.asked == 1
    assert (
        desk.client.get("/feeds.rss?limit=1", headers={"User-Agent": FEEDLY, "If-None-Match": "*"}).status_code == 304
    )
    assert desk.asked == 2
    sent = len(whole.data) + len(again.data)
    assert desk.seen() == [Seen(reader_of(FEEDLY)[0], 7, 4, sent, 30)]
    assert desk.seen()[0].requests == 7  # what was written down is not written again


def test_only_answers_to_readers_count(desk: Desk) -> None:
    for path in ("/", "/feeds/nowhere.rss", "/healthz", "/status/login", "/feeds.rss?limit=x"):
        desk.client.get(path, headers={"User-Agent": "browser"})
    desk.client.post("/feeds.rss", headers={"User-Agent": "browser"})
    assert desk.seen() == []


def test_days_add_up_and_old_ones_are_forgotten(scanner: Scanner) -> None:
    def count(seen: list[Seen], now: int) -> None:
        with scanner.store.writing() as transaction:
            readers.count(transaction, seen, now)

    def since(moment: int) -> list[Seen]:
        with scanner.store.reading() as transaction:
            return readers.since(transaction, moment)

    count([Seen("a", 1, 0, 10, None)], NOON)
    count([Seen("a", 2, 1, 10, 7), Seen("b", 9, 9, 0)], NOON + 60)
    count([Seen("a", 1, 1, 0, 3)], NOON + DAY)
    count([Seen("a", 1, 1, 0, None)], NOON + DAY)
    assert since(NOON) == [Seen("b", 9, 9, 0), Seen("a", 5, 3, 20, 7)]
    assert since(NOON + DAY) == [Seen("a", 2, 2, 0, 3)]
    count([Seen("c", 1, 0, 1)], NOON + (KEPT_DAYS + 1) * DAY)
    assert [seen.agent for seen in since(0)] == ["a", "c"]


def test_whoever_calls_itself_anything_fills_neither_memory_nor_store(desk: Desk) -> None:
    for number in range(2 * MOST):
        desk.readers.tally[f"Reader {number} (5 subscribers)"][100] += 1
    seen = desk.seen()
    assert len(seen) == MOST + 1
    assert seen[0] == Seen(OTHERS, MOST, 0, 100 * MOST)
    desk.readers.tally["Late"][100] += 1
    assert desk.seen()[0].requests == MOST + 1
    assert not desk.readers.tally


def test_while_a_scan_writes_nothing_is_lost(desk: Desk) -> None:
    desk.client.get("/feeds.rss", headers={"User-Agent": "early"})
    desk.readers.gather()
    with desk.store.writing(), pytest.raises(StoreError):
        desk.readers.keep()
    assert [seen.agent for seen in desk.seen()] == ["early"]


def test_a_count_moves_no_notice(desk: Desk) -> None:
    """Or else each would have the lane ask for all feeds anew."""
    desk.client.get("/feeds.rss")
    before = desk.store.notice()
    assert desk.seen()
    assert desk.store.notice() == before


def test_no_token_of_a_private_feed_is_kept(site: Site) -> None:
    site.configure(input={"private": ["internal/"]})
    site.put("internal/otters.txt", digest(A))
    site.put("plain.txt", digest(A))
    made = site.run("tokens", "make", "ada")
    token = made.stdout.strip()
    with Service(site) as service:
        path = f"/feeds/internal/otters.rss?token={token}"
        address = f"{site.url}{path}"
        agent = f"Fetcher/1.0 (+{address}; 2 subscribers)"
        for _ in range(3):
            assert requests.get(address, headers={"User-Agent": agent}, timeout=PATIENCE).status_code == 200
        until(lambda: "Fetcher/1.0" in service.get("/status", **BEARER).text)
        page = service.get("/status", **BEARER).text
        assert "otters" not in page.partition('id="readers"')[2]
    for place in site.store.parent.iterdir():
        assert token.encode() not in place.read_bytes(), place
    assert token not in Path(site.root / "log").read_text(encoding="utf-8")
