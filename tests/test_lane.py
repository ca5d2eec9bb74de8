"""The lane and Flask ahead of one another: the same answers, as fresh, from as much memory as is allowed."""

import time
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

import aggregator.feed
from aggregator.feed import Limits
from aggregator.publishing.format import discover
from aggregator.publishing.held import document
from aggregator.publishing.press import Press
from aggregator.reading.folder import FolderRules
from aggregator.store.database import Store, open_store
from aggregator.store.noticeboard import NoticeBoard
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from aggregator.web.answers import Answers
from aggregator.web.app import WebSettings, create_app
from aggregator.web.lane import UNASKED, Lane
from tests.sites import Site, digest

ROSES = digest(*((f"Rose {number}", "It is red, and it is in bloom. " * 9) for number in range(9)))


@dataclass
class Ahead:
    """A site in this process with the lane ahead of it; `asked` are the paths that Flask was asked for."""

    site: Site
    store: Store
    held_bytes: int = 1_000_000
    now: float = 0.0
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        described = aggregator.feed.Site("Garden news", "", "https://news.example.org", "en")
        press = Press(self.store, described, Limits(50, 512_000), discover(), self.held_bytes)
        self.flask = create_app(self.store, press, WebSettings(described, "token", 1, 60), time.time)
        self.lane = Client(Lane(self._noted, self.store.notice, lambda: self.now))

    def _noted(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        return self.flask(environ, start_response)

    def put(self, name: str, content: str) -> None:
        """Put a file, and scan."""
        self.site.put(name, content)
        self.scan(self.store)

    def scan(self, store: Store) -> None:
        scan(store, ScanRules(FolderRules(self.site.feeds, settle=0)), time.time)

    def bare(self) -> Client:
        """Flask alone."""
        return Client(self.flask)


@pytest.fixture
def ahead(site: Site) -> Iterator[Ahead]:
    with open_store(f"sqlite:///{site.store}") as store:
        made = Ahead(site, store)
        made.put("roses.txt", ROSES)
        made.put("empty.txt", "")
        made.put("gone.txt", digest(("Snow melts", "In the sun.")))
        made.put("größe.txt", digest(("Turm wächst", "Um einen Meter.")))
        (site.feeds / "gone.txt").unlink()
        made.scan(store)
        yield made


def told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that a client sees of an answer, but for the moment at which it was given."""
    return answer.status_code, sorted(pair for pair in answer.headers.items() if pair[0] != "Date"), answer.data


PATHS = (
    "/feeds.rss", "/feeds/roses.atom", "/feeds/roses.json", "/feeds/empty.rss", "/feeds.opml", "/feeds/größe.rss",
    "/feeds/gone.rss", "/feeds/nowhere.rss", "/feeds/roses", "/feeds/roses.xml", "/feeds//roses.rss", "/feeds.rss/",
    "/feeds/roses.rss?limit=3&x=%ff", "/feeds/roses%2Erss", "/feeds/%ff.rss", "/feeds/../feeds.rss", "//feeds.rss",
    "/feeds/roses.rss%00", "/", "/nowhere", "/healthz", "/static/page.css", "/rescan",
)  # fmt: skip
MODIFIED = "MODIFIED"
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Accept-Encoding": "gzip, deflate, br, zstd"},
    {"Accept-Encoding": "zstd"},
    {"Accept-Encoding": "gzip;q=1, br;q=0.5"},
    {"Accept-Encoding": "identity;q=0, *;q=0"},
    {"Accept-Encoding": "é\x7f, gzip"},
    {"Accept-Encoding": "gzip," * 5000},
    {"If-None-Match": "ETAG"},
    {"If-None-Match": "W/ETAG", "Accept-Encoding": "br"},
    {"If-None-Match": '"other", ETAG'},
    {"If-None-Match": '"other"', "If-Modified-Since": MODIFIED},
    {"If-None-Match": "*"},
    {"If-None-Match": ""},
    {"If-None-Match": '"' * 999},
    {"If-Modified-Since": MODIFIED},
    {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"If-Modified-Since": "Fri, 01 Jan 9999 00:00:00 GMT"},
    {"If-Modified-Since": "never"},
    {"If-Match": "ETAG", "If-None-Match": "ETAG"},
    {"If-Match": '"other"'},
    {"If-Unmodified-Since": MODIFIED},
    {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT", "If-None-Match": "*"},
    {"If-Match": '"other"', "Range": "bytes=0-9", "If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Cookie": "a=b", "Authorization": "Basic x"},
    {"Accept": "text/html", "Accept-Language": "de"},
    {"A-IM": "feed"},
    {"A-IM": "feed", "If-None-Match": "ETAG"},
    {"A-IM": "feed", "If-None-Match": '"other"', "Accept-Encoding": "br"},
    {"A-IM": "feed", "If-None-Match": "*"},
    {"A-IM": "feed", "If-Modified-Since": MODIFIED},
    {"A-IM": "gzip, feed", "If-None-Match": "ETAG"},
    {"A-IM": "gzip"},
)


@pytest.mark.parametrize("path", PATHS)
def test_both_ways_lead_to_the_same_answer(ahead: Ahead, path: str) -> None:
    bare = ahead.bare()
    plain = bare.get(path, buffered=True)
    for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "get"):
        for headers in HEADERS:
            sent = {
                name: value.replace("ETAG", plain.headers.get("ETag", '"none"')).replace(
                    MODIFIED, plain.headers.get("Last-Modified", "never")
                )
                for name, value in headers.items()
            }
            expected = told(bare.open(path, method=method, headers=sent, buffered=True))
            for _ in range(2):  # the first may be Flask's answer, the second is the lane's if ever one is
                assert told(ahead.lane.open(path, method=method, headers=sent, buffered=True)) == expected, (
                    method,
                    sent,
                )
    documents = plain.status_code == 200 and path.startswith("/feeds") and "." in unquote(path) and "limit=" not in path
    assert (len(ahead.asked) < len(HEADERS) * 10) is documents


def test_a_feed_is_asked_for_once_and_then_answered_with_all_that_a_server_owes(ahead: Ahead) -> None:
    path = "/feeds/roses.atom"
    plain = ahead.lane.get(path)
    ahead.asked.clear()
    whole = ahead.lane.get(f"{path}?utm_source=x&cache=no", headers={"Accept-Encoding": "br"})
    head = ahead.lane.head(path, headers={"Accept-Encoding": "br"})
    unchanged = ahead.lane.get(path, headers={"If-None-Match": f'"x", {plain.headers["ETag"]}'})

    assert ahead.asked == []
    assert (whole.status_code, head.status_code, unchanged.status_code) == (200, 200, 304)
    assert (head.data, unchanged.data) == (b"", b"")
    assert head.headers == whole.headers
    assert int(head.headers["Content-Length"]) == len(whole.data)
    assert unchanged.headers["ETag"] == plain.headers["ETag"]
    for answer in (plain, whole, unchanged):
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.headers["Vary"] == "Accept-Encoding, A-IM"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(unchanged.headers.keys())


def test_who_takes_deltas_and_has_the_current_state_is_answered_here(ahead: Ahead) -> None:
    path = "/feeds/roses.atom"
    deltas = {"A-IM": "feed"}
    whole = ahead.lane.get(path, headers=deltas)
    old = {**deltas, "If-None-Match": whole.headers["ETag"]}
    ahead.asked.clear()
    for headers, status in ((deltas, 200), (old, 304), ({**old, "Accept-Encoding": "br"}, 304)):
        answer = ahead.lane.get(path, headers=headers)
        assert answer.status_code == status
        assert answer.headers["Vary"] == "Accept-Encoding, A-IM, If-None-Match"
    assert ahead.asked == []
    # Of whoever says it otherwise nothing is held, nor mixed up with what others are told.
    ahead.lane.get(path, headers={"A-IM": "gzip;q=0.5, feed"})
    ahead.lane.get(path, headers={"A-IM": "gzip;q=0.5, feed"})
    assert ahead.lane.get(path).headers["Vary"] == "Accept-Encoding, A-IM"
    assert len(ahead.asked) == 3

    ahead.put("roses.txt", digest(("A tulip", "It is yellow.")) + ROSES)
    changed = ahead.lane.get(path, headers=old)
    assert changed.status_code == 226
    assert ahead.lane.get(path, headers=deltas).status_code == 200
    ahead.asked.clear()
    new = {**deltas, "If-None-Match": changed.headers["ETag"]}
    assert [ahead.lane.get(path, headers=headers).status_code for headers in (old, new, old, new)] == [
        226, 304, 226, 304,
    ]  # fmt: skip
    assert ahead.asked == [path] * 2


@pytest.mark.parametrize("query", ["limit=2", "%6cimit=2", "x=1&l%69mit=2"])
def test_who_asks_for_less_gets_less(ahead: Ahead, query: str) -> None:
    path = "/feeds/roses.json"
    assert [len(ahead.lane.get(path).get_json()["items"]) for _ in range(2)] == [9, 9]
    assert len(ahead.lane.get(f"{path}?{query}").get_json()["items"]) == 2
    assert len(ahead.lane.get(path).get_json()["items"]) == 9


def test_pages_are_always_asked_for(ahead: Ahead) -> None:
    for _ in range(3):
        assert ahead.lane.get("/").status_code == 200
    assert ahead.asked == ["/"] * 3


def test_what_a_scan_has_committed_is_what_the_next_request_sees(ahead: Ahead, site: Site) -> None:
    for number in range(20):
        ahead.lane.get("/feeds.json")
        if number % 2:
            ahead.put("news.txt", digest((f"News {number}", f"They are new, {number}.")))
        else:  # over another connection, as another process has one
            site.put("news.txt", digest((f"News {number}", f"They are new, {number}.")))
            with open_store(f"sqlite:///{site.store}") as other:
                ahead.scan(other)
        assert f"News {number}" in ahead.lane.get("/feeds.json").text
        assert ahead.lane.get("/feeds.json").text == ahead.bare().get("/feeds.json").text


def test_a_feed_that_goes_is_gone_at_once(ahead: Ahead, site: Site) -> None:
    ahead.put("snow.txt", digest(("Snow falls", "All night.")))
    assert [ahead.lane.get("/feeds/snow.rss").status_code for _ in range(2)] == [200, 200]
    (site.feeds / "snow.txt").unlink()
    ahead.scan(ahead.store)
    assert ahead.lane.get("/feeds/snow.rss").status_code == 410


def test_a_writer_that_dies_at_its_commit_leaves_everybody_asking_until_the_next_one(ahead: Ahead, site: Site) -> None:
    for _ in range(2):
        ahead.lane.get("/feeds.rss")
    board = NoticeBoard(site.store.with_name(f"{site.store.name}-notice"))
    board.begin()
    ahead.asked.clear()
    for _ in range(3):
        ahead.lane.get("/feeds.rss")
    assert len(ahead.asked) == 3

    ahead.put("news.txt", digest(("News", "They are new.")))
    ahead.asked.clear()
    for _ in range(3):
        assert "News" in ahead.lane.get("/feeds.rss").text
    assert len(ahead.asked) == 1


def test_an_answer_of_before_a_commit_is_not_taken_for_one_of_after_it(ahead: Ahead) -> None:
    """The commit falls between the store's answer and its place on the shelf."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = list(ahead.flask(environ, start_response))
        if not ahead.asked:
            ahead.asked.append("once")
            ahead.put("news.txt", digest(("News", "They are new.")))
        return answer

    lane = Client(Lane(application, ahead.store.notice, lambda: ahead.now))
    assert "News" not in lane.get("/feeds.rss").text
    assert "News" in lane.get("/feeds.rss").text


def test_flask_is_asked_again_now_and_then_though_nothing_was_written(ahead: Ahead) -> None:
    for moment, asked in ((0, 1), (UNASKED - 1, 1), (UNASKED + 1, 2), (UNASKED * 2, 2), (UNASKED * 3, 3)):
        ahead.now = moment
        ahead.lane.get("/feeds.rss")
        assert len(ahead.asked) == asked


@pytest.mark.parametrize("room", [0, 1, 3])
def test_the_lane_holds_no_more_than_the_press_has_room_for(ahead: Ahead, room: int) -> None:
    names = [f"/feeds/bed-{number}.rss" for number in range(8)]
    for number in range(8):
        ahead.site.put(f"bed-{number}.txt", ROSES.replace("Rose", f"Bed {number} rose"))
    ahead.scan(ahead.store)
    small = Ahead(ahead.site, ahead.store, held_bytes=int(_size_of(ahead, names[0]) * (room + 0.5)))
    for name in names * 2:
        assert small.lane.get(name).status_code == 200
    small.asked.clear()
    for name in reversed(names):
        assert small.lane.get(name).status_code == 200

    assert len(names) - len(small.asked) == room
    assert small.asked == names[: len(names) - room][::-1]


def test_what_is_asked_for_stays_and_what_is_not_goes(ahead: Ahead) -> None:
    names = ["/feeds/roses.rss", "/feeds/roses.atom", "/feeds/roses.json"]
    small = Ahead(ahead.site, ahead.store, held_bytes=int(max(_size_of(ahead, name) for name in names) * 2.5))
    for name in names[:2]:
        small.lane.get(name)
    small.now = UNASKED + 1
    small.lane.get(names[0])  # asked for most lately now
    small.lane.get(names[2])
    small.asked.clear()
    small.lane.get(names[0])
    assert small.asked == []


def _size_of(ahead: Ahead, path: str) -> int:
    """What the press reckons for a feed: there is room for it in so many bytes, and not in one less."""
    low, high = 0, 1_000_000
    while high - low > 1:
        middle = (low + high) // 2
        tried = Ahead(ahead.site, ahead.store, held_bytes=middle)
        for _ in range(2):
            tried.lane.get(path)
        low, high = (low, middle) if len(tried.asked) == 1 else (middle, high)
    return high


def test_what_is_held_beside_the_bytes_is_reckoned_too() -> None:
    """Answers for all, and those for who takes deltas."""
    documents = [document(b"<p>It is red.</p>" * 40 + b"%d" % number, "text/plain", 1) for number in range(100)]
    tracemalloc.start()
    try:
        held = [
            Answers(each, "public, max-age=60", vary) for each in documents for vary in ("A-IM", "A-IM, If-None-Match")
        ]
        for answers in held:
            answers.bodies()  # in all codings
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(held) == 200
    bodies = sum(len(each.body) + sum(map(len, each.twins.values())) for each in documents)
    assert taken / 100 < (sum(each.size for each in documents) - bodies) / 100 < 2 * taken / 100


SENT = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n")) | st.lists(
    st.sampled_from(
        ["ETAG", "W/ETAG", ",", '"x"', "*", "-gzip", "-br", "br", "gzip", "zstd", "identity", ";q=0", ";q=0.5"]
    )
).map("".join)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ahead]:
    """A site that nobody changes."""
    site = Site(Path(tmp_path_factory.mktemp("lane")))
    with open_store(f"sqlite:///{site.store}") as store:
        made = Ahead(site, store)
        made.put("roses.txt", ROSES)
        yield made


@given(st.none() | SENT, st.none() | SENT, st.none() | SENT, st.sampled_from(["GET", "HEAD"]))
def test_no_headers_part_the_two_ways(
    standing: Ahead, accept_encoding: str | None, if_none_match: str | None, if_modified_since: str | None, method: str
) -> None:
    path = "/feeds/roses.rss"
    etag = standing.lane.get(path).headers["ETag"]
    sent = {
        name: value.replace("ETAG", etag)
        for name, value in (
            ("Accept-Encoding", accept_encoding),
            ("If-None-Match", if_none_match),
            ("If-Modified-Since", if_modified_since),
        )
        if value is not None
    }
    standing.asked.clear()
    answer = standing.lane.open(path, method=method, headers=sent)

    assert standing.asked == []
    assert told(answer) == told(standing.bare().open(path, method=method, headers=sent))
    assert answer.status_code == 304 or if_none_match is None or etag not in sent["If-None-Match"]
