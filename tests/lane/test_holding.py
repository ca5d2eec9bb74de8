"""What the lane holds: as fresh as what Flask answers, and no more than there is room for."""

import tracemalloc
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.test import Client

from aggregator.publishing.held import document
from aggregator.store.database import open_store
from aggregator.store.noticeboard import NoticeBoard
from aggregator.web.answers import Answers
from aggregator.web.lane import UNASKED, Lane
from tests.lane.sites import ROSES, Ahead
from tests.sites import Site, digest


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
