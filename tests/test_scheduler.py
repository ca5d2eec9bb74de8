"""When the job runs, and that it goes on running whatever fails."""

import errno
import logging
import threading
import time
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest
from watchdog.observers.inotify_c import InotifyFD

import aggregator.scheduler
from aggregator.errors import ScanError, StoreError
from aggregator.scheduler import ScanLoop
from aggregator.scheduler.watcher import Watcher
from tests.sites import until

Job = Callable[[AbstractSet[str]], bool]


class Loop:
    """A loop around a job that notes what it was handed."""

    def __init__(self, every: float = 3600, settle: float = 0.05) -> None:
        self.runs: list[AbstractSet[str]] = []
        self.instead: Job = lambda _closed: False
        self.wished = threading.Event()
        self.stopped = threading.Event()
        self.loop = ScanLoop(self._job, self._take_wish, every, settle, self.stopped)

    def _job(self, closed: AbstractSet[str]) -> bool:
        self.runs.append(closed)
        return self.instead(closed)

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

    until(lambda: len(loop.runs) == 2, patience=1)


def test_however_many_ask_during_a_run_one_more_follows(loops: Callable[..., Loop]) -> None:
    loop, begun, go_on = loops(), threading.Event(), threading.Event()

    def wait(_closed: AbstractSet[str]) -> bool:
        begun.set()
        return not go_on.wait(10)

    loop.instead = wait
    loop.loop.start(None)
    assert begun.wait(10)
    for _ in range(100):
        loop.loop.ask()
    go_on.set()
    until(lambda: len(loop.runs) == 2)
    time.sleep(0.3)  # that nothing follows cannot be awaited

    assert len(loop.runs) == 2


def test_what_has_to_settle_brings_it_back(loops: Callable[..., Loop]) -> None:
    loop = loops(settle=0.2)
    loop.instead = lambda _closed: len(loop.runs) < 3
    begun = time.monotonic()
    loop.loop.start(None)
    until(lambda: len(loop.runs) == 3)

    assert time.monotonic() - begun > 0.4


@pytest.mark.parametrize("error", [ScanError("no folder"), StoreError("disk full"), ZeroDivisionError("a bug")])
def test_it_outlives_whatever_a_run_raises(
    loops: Callable[..., Loop], caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    loop = loops(every=0.1)

    def fail(_closed: AbstractSet[str]) -> bool:
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

    def fail(_closed: AbstractSet[str]) -> bool:
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


def test_what_was_closed_is_not_forgotten_by_a_run_that_failed(loops: Callable[..., Loop], tmp_path: Path) -> None:
    loop = loops()
    loop.loop.start(tmp_path)
    until(lambda: len(loop.runs) >= 1)
    until(lambda: not loop.loop._asked.is_set())  # noqa: SLF001 (that it watches by now)
    time.sleep(0.3)
    failed: list[AbstractSet[str]] = []

    def fail(closed: AbstractSet[str]) -> bool:
        if closed and not failed:
            failed.append(closed)
            raise StoreError("disk full")
        return False

    loop.instead = fail
    (tmp_path / "a.txt").write_text("Rowing boats are out", encoding="utf-8")
    until(lambda: failed)

    until(lambda: loop.runs[-1] == {"a.txt"} and len([run for run in loop.runs if run == {"a.txt"}]) == 2)


def test_a_clock_that_was_set_back_does_not_stop_it(loops: Callable[..., Loop]) -> None:
    loop = loops(every=0.2)
    loop.loop.start(None)
    loop.loop._scheduler.pause()  # noqa: SLF001 (as good as asleep until the clock has caught up)

    until(lambda: len(loop.runs) >= 4)


def test_it_stops_within_its_patience(loops: Callable[..., Loop], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregator.scheduler, "PATIENCE", 0.2)
    loop, go_on = loops(), threading.Event()
    loop.instead = lambda _closed: not go_on.wait(10)
    loop.loop.start(None)
    until(lambda: loop.runs)
    begun = time.monotonic()
    loop.loop.stop()

    assert time.monotonic() - begun < 2
    assert loop.stopped.is_set()
    go_on.set()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Path, Watcher, list[str]]]:
    folder = tmp_path / "feeds"
    folder.mkdir()
    told: list[str] = []
    watcher = Watcher(folder, changed=lambda: told.append("changed"), touched=lambda: told.append("touched"))
    assert watcher.ensure()
    yield folder, watcher, told
    watcher.stop()


def test_a_folder_that_is_watched_is_left_alone(watched: tuple[Path, Watcher, list[str]]) -> None:
    _, watcher, told = watched

    assert not any(watcher.ensure() for _ in range(3))
    assert told == []


def test_threads_that_die_are_replaced(watched: tuple[Path, Watcher, list[str]]) -> None:
    folder, watcher, told = watched
    for thread in ("emitter", "observer"):
        observer = watcher._observer  # noqa: SLF001 (what may die)
        assert observer is not None
        dying = observer if thread == "observer" else next(iter(observer.emitters))
        dying.stop()
        dying.join()
        assert watcher.ensure()
        assert not watcher.ensure()
        told.clear()
        (folder / f"{thread}.txt").touch()
        until(lambda: "changed" in told)


def test_a_folder_that_comes_and_goes(watched: tuple[Path, Watcher, list[str]]) -> None:
    folder, watcher, told = watched
    for _ in range(3):
        folder.rmdir()
        assert not watcher.ensure()
        folder.mkdir()
        assert watcher.ensure()
        folder.rmdir()
        folder.mkdir()  # unseen, and perhaps with the same inode
        until(watcher.ensure)
        told.clear()
        (folder / "a.txt").touch()
        until(lambda: "changed" in told)
        (folder / "a.txt").unlink()


def test_what_cannot_be_watched_is_tried_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse() -> int:
        raise OSError(errno.EMFILE, "inotify instance limit reached")

    watcher = Watcher(tmp_path, changed=lambda: None, touched=lambda: None)
    with monkeypatch.context() as context:
        context.setattr(InotifyFD, "_create_inotify_fd", staticmethod(refuse))
        assert not any(watcher.ensure() for _ in range(5))
        assert len(caplog.records) == 1
        watcher.try_again()
        assert not any(watcher.ensure() for _ in range(5))
        assert len(caplog.records) == 2
    assert "input.watch" in caplog.text

    watcher.try_again()
    assert watcher.ensure()
    watcher.stop()


def test_a_watch_that_fails_half_way_leaves_no_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    watcher = Watcher(tmp_path, changed=lambda: None, touched=lambda: None)
    before = threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
    monkeypatch.setattr(InotifyFD, "add_callback", refuse)
    for _ in range(3):
        assert not watcher.ensure()
        watcher.try_again()

    until(lambda: (threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))) == before)


def test_paths_are_told_as_scans_know_them(watched: tuple[Path, Watcher, list[str]]) -> None:
    folder, watcher, _ = watched
    expected = {"a.txt", "press/Größe & Co.txt", "press/north/b.txt"}
    (folder / "press" / "north").mkdir(parents=True)
    (folder / ".git").mkdir()
    time.sleep(0.2)  # nothing tells that the new folders are watched
    for name in (*expected, ".hidden.txt", "x.tmp", "x.part", "x~", ".git/c.txt"):
        (folder / name).write_text("Boats", encoding="utf-8")
    found: set[str] = set()

    def told() -> bool:
        found.update(watcher.take_closed())
        return len(found) >= len(expected)

    until(told)
    assert found == expected

    (folder / "a.txt").rename(folder / "d.txt")
    until(lambda: watcher.take_closed() == {"d.txt"})
    watcher.give_back({"d.txt"})
    assert watcher.take_closed() == {"d.txt"}


def test_a_file_that_is_written_again_is_not_closed_any_longer(watched: tuple[Path, Watcher, list[str]]) -> None:
    folder, watcher, told = watched
    place = folder / "a.txt"
    place.write_text("Boats", encoding="utf-8")
    until(lambda: "changed" in told)
    told.clear()
    with place.open("a", encoding="utf-8") as file:
        file.write(" and ships")
        file.flush()
        until(lambda: "touched" in told)
        assert watcher.take_closed() == set()
    until(lambda: watcher.take_closed() == {"a.txt"})

    told.clear()
    place.write_text("Boats", encoding="utf-8")
    place.unlink()
    until(lambda: told.count("changed") == 2)
    assert watcher.take_closed() == set()
