import gzip
import logging
import random
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import RenderingError
from aggregator.publishing.held import Held, HeldDocument, document
from tests.sites import PATIENCE, until

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LARGE = 1_000_000


def made(body: bytes = b"body") -> HeldDocument:
    return document(body, "application/atom+xml", 1_700_000_000)


def never() -> HeldDocument:
    pytest.fail("asked to make what is held")


def failing() -> HeldDocument:
    raise RenderingError("broken")


def counting(calls: list[str], body: bytes = b"body") -> Callable[[], HeldDocument]:
    def produce() -> HeldDocument:
        calls.append("call")
        return made(body)

    return produce


def test_what_is_held_is_answered_without_being_made_again() -> None:
    held = Held(LARGE)
    first = held.get("news.atom", 1, made)
    assert held.get("news.atom", 1, never) is first


def test_another_version_is_made_anew() -> None:
    held = Held(LARGE)
    held.get("news.atom", 1, lambda: made(b"old"))
    assert held.get("news.atom", 2, lambda: made(b"new")).body == b"new"
    assert held.get("news.atom", 2, never).body == b"new"


def test_keys_do_not_touch_one_another() -> None:
    held = Held(LARGE)
    held.get("news.atom", 1, lambda: made(b"atom"))
    assert held.get("news.rss", 1, lambda: made(b"rss")).body == b"rss"
    assert held.get("news.atom", 1, never).body == b"atom"


def test_threads_that_ask_at_the_same_time_share_one_call() -> None:
    held, calls, ready = Held(LARGE), list[str](), threading.Barrier(8)
    gate = threading.Event()

    def produce() -> HeldDocument:
        gate.wait(PATIENCE)
        return counting(calls)()

    def ask(_: int) -> HeldDocument:
        ready.wait(PATIENCE)
        return held.get("news.atom", 1, produce)

    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(ask, range(8))
        # Whoever comes late finds it held, so that the outcome hangs on no moment.
        threading.Timer(0.05, gate.set).start()
        assert len({id(answer) for answer in answers}) == 1
    assert calls == ["call"]


def test_a_slow_document_does_not_hold_up_another() -> None:
    held, started, gate = Held(LARGE), threading.Event(), threading.Event()

    def slow() -> HeldDocument:
        started.set()
        assert gate.wait(PATIENCE)
        return made(b"slow")

    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(held.get, "slow.atom", 1, slow)
        assert started.wait(PATIENCE)
        assert held.get("fast.atom", 1, lambda: made(b"fast")).body == b"fast"
        gate.set()
        assert waiting.result(PATIENCE).body == b"slow"


def test_threads_that_wait_for_a_failure_share_it() -> None:
    held, calls, told, gate = Held(LARGE), list[str](), list[str](), threading.Event()

    def produce() -> HeldDocument:
        calls.append("call")
        gate.wait(PATIENCE)
        raise RenderingError("broken")

    def ask() -> None:
        with pytest.raises(RenderingError, match="broken"):
            held.get("news.atom", 1, produce)
        told.append("broken")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    until(lambda: all(map(is_waiting, threads)))
    gate.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert (calls, told) == (["call"], ["broken"] * 4)


def is_waiting(thread: threading.Thread) -> bool:
    """Whether a thread waits for an event or for what another one makes."""
    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001 (nothing else tells)
    return frame is not None and frame.f_code is threading.Condition.wait.__code__


def test_a_failure_with_nothing_held_is_raised_and_tried_again() -> None:
    held = Held(LARGE)
    with pytest.raises(RenderingError):
        held.get("news.atom", 1, failing)
    assert held.get("news.atom", 1, made) == made()


def test_a_failure_leaves_the_last_good_copy_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    held = Held(LARGE)
    good = held.get("news.atom", 1, made)
    with caplog.at_level(logging.ERROR):
        assert held.get("news.atom", 2, failing) is good
    assert [(record.levelname, "news.atom" in record.getMessage()) for record in caplog.records] == [("ERROR", True)]
    assert "RenderingError: broken" in caplog.text


def test_after_a_failure_the_next_try_comes_with_the_next_version() -> None:
    held = Held(LARGE)
    good = held.get("news.atom", 1, made)
    held.get("news.atom", 2, failing)
    assert held.get("news.atom", 2, never) is good
    assert held.get("news.atom", 3, lambda: made(b"mended")).body == b"mended"


def test_a_bug_is_loud_even_when_something_is_held() -> None:
    held = Held(LARGE)
    held.get("news.atom", 1, made)
    with pytest.raises(ZeroDivisionError):
        held.get("news.atom", 2, lambda: made(b"%d" % (1 // 0)))
    assert held.get("news.atom", 2, lambda: made(b"mended")).body == b"mended"


def test_memory_is_bounded_and_the_longest_unasked_goes_first() -> None:
    held = Held(max_bytes=made(b"x" * 100).size * 5 // 2)
    for name in ("one", "two"):
        held.get(name, 1, lambda: made(b"x" * 100))
    held.get("one", 1, never)
    held.get("three", 1, lambda: made(b"x" * 100))
    calls: list[str] = []
    held.get("one", 1, never)
    held.get("three", 1, never)
    held.get("two", 1, counting(calls))
    assert calls == ["call"]


def test_the_twins_count_towards_the_bound() -> None:
    plain = made(b"x" * 300)
    held = Held(max_bytes=plain.size - 1)
    calls: list[str] = []
    held.get("news.atom", 1, counting(calls, plain.body))
    held.get("news.atom", 1, counting(calls, plain.body))
    assert calls == ["call", "call"]
    assert plain.size > len(plain.body) + sum(map(len, plain.twins.values())) > len(plain.body)


def test_what_is_larger_than_the_bound_is_answered_all_the_same() -> None:
    held = Held(max_bytes=made(b"x").size)
    assert held.get("news.atom", 1, lambda: made(b"x" * 100)).body == b"x" * 100
    assert held.get("small.atom", 1, lambda: made(b"x")).body == b"x"
    held.get("small.atom", 1, never)


def test_a_document_knows_its_validators() -> None:
    known = made(b"<feed/>")
    assert known.etag == '"f4327dcd76e6e29c6bdda8fb1bf7bc8c"'
    assert (known.media_type, known.last_modified) == ("application/atom+xml", 1_700_000_000)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_equal_etags_mean_equal_bodies(one: bytes, other: bytes) -> None:
    assert (made(one).etag == made(other).etag) is (one == other)


UNPACKED = {"br": brotli.decompress, "zstd": zstd.decompress, "gzip": gzip.decompress}


@given(st.integers(0, 1000).map(lambda length: b"<p>text</p>" * length))
def test_twins_are_there_where_they_save_and_hold_the_same(body: bytes) -> None:
    twins = made(body).twins
    assert set(twins) == ({"br", "zstd", "gzip"} if len(body) >= 256 else set())
    for coding, twin in twins.items():
        assert UNPACKED[coding](twin) == body
        assert len(twin) < len(body)


def test_the_same_body_gives_the_same_twins_whenever_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"<p>text</p>" * 100
    first = made(body)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert made(body).twins == first.twins
    assert first.twins["gzip"][4:8] == bytes(4), "RFC 1952 §2.3.1: MTIME 0 means that there is no time"


def test_what_no_coding_would_make_smaller_is_left_as_it_is() -> None:
    assert made(random.Random(7).randbytes(1000)).twins == {}  # noqa: S311 (noise, not a secret)
