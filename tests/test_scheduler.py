"""When the job runs, and that it goes on running whatever fails."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import aggregator.scheduler
from aggregator.errors import ScanError, StoreError
from aggregator.scheduler import ScanLoop
from aggregator.scheduler.watcher import Noticed
from tests.sites import PATIENCE, until

Job = Callable[[Noticed], bool]


class Loop:
    """A loop around a job that notes what it was handed."""

    def __init__(self, every: float = 3600, settle: float = 0.05) -> None:
        self.runs: list[Noticed] = []
        self.instead: Job = lambda _noticed: False
        self.wished = threading.Event()
        self.stopped = threading.Event()
        self.loop = ScanLoop(self._job, self._take_wish, every, settle, self.stopped)

    def _job(self, noticed: Noticed) -> bool:
        self.runs.append(noticed)
        return self.instead(noticed)

    def _take_wish(self) -> bool:
        wished = self.wished.is_set()
        self.wished.clear()
        return wished


@pytest.fixture
def loops(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Loop]]:
    monkeypatch.setattr(aggregator.scheduler, "REST", 0.05)
    made: list[Loop] = []

    def make(every: float = 3600, settle: float = 0.05) -> Loop:
        made.append(Loop(every, settle))
        return made[-1]

    yield make
    for each in made:
        each.loop.stop()


def test_it_begins_with_a_run_and_goes_on_at_intervals(loops: Callable[..., Loop]) -> None:
    loop = loops(every=0.1)
    loop.loop.start(None)

    until(lambda: len(loop.runs) >= 4)


def test_a_wish_of_another_process_is_seen_soon(loops: Callable[..., Loop]) -> None:
    loop = loops()
    loop.loop.start(None)
    until(lambda: len(loop.runs) == 1)
    loop.wished.set()

    until(lambda: len(loop.runs) == 2)


def test_however_many_ask_during_a_run_one_more_follows(loops: Callable[..., Loop]) -> None:
    loop, begun, go_on = loops(), threading.Event(), threading.Event()

    def wait(_noticed: Noticed) -> bool:
        begun.set()
        return not go_on.wait(PATIENCE)

    loop.instead = wait
    loop.loop.start(None)
    assert begun.wait(PATIENCE)
    for _ in range(100):
        loop.loop.ask()
    go_on.set()
    until(lambda: len(loop.runs) == 2)
    time.sleep(0.3)  # that nothing follows cannot be awaited

    assert len(loop.runs) == 2


def test_what_has_to_settle_brings_it_back(loops: Callable[..., Loop]) -> None:
    loop = loops(settle=0.2)
    loop.instead = lambda _noticed: len(loop.runs) < 3
    begun = time.monotonic()
    loop.loop.start(None)
    until(lambda: len(loop.runs) == 3)

    assert time.monotonic() - begun > 0.4


@pytest.mark.parametrize("error", [ScanError("no folder"), StoreError("disk full"), ZeroDivisionError("a bug")])
def test_it_outlives_whatever_a_run_raises(
    loops: Callable[..., Loop], caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    loop = loops(every=0.1)

    def fail(_noticed: Noticed) -> bool:
        if len(loop.runs) < 5:
            raise error
        return False

    loop.instead = fail
    loop.loop.start(None)
    until(lambda: len(loop.runs) >= 7)
    told = [record for record in caplog.records if record.levelno == logging.ERROR]

    assert len(told) == (4 if isinstance(error, ZeroDivisionError) else 1)  # what is said already is not said again
    assert all(bool(record.exc_info) == isinstance(error, ZeroDivisionError) for record in told)


def test_a_fault_of_the_store_is_tried_again_without_anybody_asking(loops: Callable[..., Loop]) -> None:
    loop = loops()

    def fail(_noticed: Noticed) -> bool:
        if len(loop.runs) < 3:
            raise StoreError("disk full")
        return False

    loop.instead = fail
    loop.loop.start(None)

    until(lambda: len(loop.runs) == 3)


def test_wishes_that_cannot_be_read_do_not_end_it(loops: Callable[..., Loop]) -> None:
    loop = loops()
    asked = 0

    def refuse() -> bool:
        nonlocal asked
        asked += 1
        raise StoreError("locked")

    loop.loop = ScanLoop(loop._job, refuse, 3600, 0.05, loop.stopped)  # noqa: SLF001 (our own)
    loop.loop.start(None)

    until(lambda: asked >= 3)
    until(lambda: len(loop.runs) >= 3)


def test_what_was_noticed_is_not_forgotten_by_a_run_that_failed(loops: Callable[..., Loop], tmp_path: Path) -> None:
    loop = loops()
    loop.loop.start(tmp_path)
    until(lambda: len(loop.runs) >= 1)
    until(lambda: not loop.loop._asked.is_set())  # noqa: SLF001 (that it watches by now)
    time.sleep(0.3)
    failed: list[Noticed] = []

    def fail(noticed: Noticed) -> bool:
        if noticed.closed and not failed:
            failed.append(noticed)
            raise StoreError("disk full")
        return False

    loop.instead = fail
    (tmp_path / "a.txt").write_text("Rowing boats are out", encoding="utf-8")
    until(lambda: failed)

    until(lambda: len([run for run in loop.runs if run.closed == {"a.txt"}]) == 2)


def test_a_replaced_file_is_told_to_be_all_unless_more_is_asked_for(loops: Callable[..., Loop], tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("Boats are out", encoding="utf-8")
    loop = loops()
    loop.loop.start(tmp_path)
    until(lambda: loop.runs)
    for ask, alone in ((None, True), (loop.loop.ask, False), (loop.wished.set, False)):
        until(lambda: not loop.loop._asked.is_set())  # noqa: SLF001 (that it watches, and has seen all so far)
        before = len(loop.runs)
        if ask:
            ask()
        (tmp_path / ".a.txt").write_text("Rowing boats are out", encoding="utf-8")
        (tmp_path / ".a.txt").replace(place)
        until(partial(told_since, loop, before))
        if not alone:  # a wish that comes while the loop is on its way to a run is seen to by one more
            until(partial(looked_at_all_since, loop, before))
        assert looked_at_all_since(loop, before) != alone


def told_since(loop: Loop, run: int) -> bool:
    return {"a.txt"} in [each.closed for each in loop.runs[run:]]


def looked_at_all_since(loop: Loop, run: int) -> bool:
    return not all(each.all for each in loop.runs[run:])


def test_a_look_at_one_file_puts_off_no_look_at_all(loops: Callable[..., Loop], tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("Boats are out", encoding="utf-8")
    loop = loops(settle=0.5)
    loop.loop.start(tmp_path)
    until(lambda: loop.runs)
    until(lambda: not loop.loop._asked.is_set())  # noqa: SLF001 (that it watches)
    before = len(loop.runs)
    with (tmp_path / "b.txt").open("w", encoding="utf-8") as file:
        file.write("Still being written")
        file.flush()
        (tmp_path / "c.txt").touch()
        until(lambda: not all(run.all for run in loop.runs[before:]))
        before = len(loop.runs)
        place.write_text("Rowing boats are out", encoding="utf-8")
        until(lambda: [run for run in loop.runs[before:] if run.all])
        until(lambda: [run for run in loop.runs[before:] if not run.all])


def test_a_clock_that_was_set_back_does_not_stop_it(loops: Callable[..., Loop]) -> None:
    loop = loops(every=0.2)
    loop.loop.start(None)
    loop.loop._scheduler.pause()  # noqa: SLF001 (as good as asleep until the clock has caught up)

    until(lambda: len(loop.runs) >= 4)


def test_it_stops_within_its_patience(loops: Callable[..., Loop], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregator.scheduler, "PATIENCE", 0.2)
    loop, go_on = loops(), threading.Event()
    loop.instead = lambda _noticed: not go_on.wait(PATIENCE)
    loop.loop.start(None)
    until(lambda: loop.runs)
    begun = time.monotonic()
    loop.loop.stop()

    assert time.monotonic() - begun < PATIENCE / 2
    assert loop.stopped.is_set()
    go_on.set()
