"""The lane and Flask ahead of one another: the same answers."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.store.database import open_store
from tests.lane.sites import ROSES, Ahead, told
from tests.sites import Site, digest

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
