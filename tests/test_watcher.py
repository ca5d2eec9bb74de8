"""The folder watcher: what it tells, and that it goes on watching."""

import ctypes
import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from watchdog.observers import inotify_c
from watchdog.observers.inotify import InotifyEmitter
from watchdog.observers.inotify_c import DEFAULT_NUM_EVENTS, InotifyFD
from watchdog.utils import BaseThread

from aggregator.scheduler.inotify import FolderObserver
from aggregator.scheduler.watcher import Noticed, Watcher
from tests.sites import until

#: How the system calls what tells of changes.
INOTIFY = "anon_inode:inotify"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Path, Watcher, list[str]]]:
    folder = tmp_path / "feeds"
    folder.mkdir()
    told: list[str] = []
    watcher = Watcher(folder, changed=lambda: told.append("changed"), touched=lambda: told.append("touched"))
    assert watcher.ensure()
    yield folder, watcher, told
    watcher.stop()


def observing(watcher: Watcher) -> FolderObserver:
    """What watches for it."""
    observer = watcher._observer  # noqa: SLF001 (what may die)
    assert isinstance(observer, FolderObserver)
    return observer


def test_a_folder_that_is_watched_is_left_alone(watched: tuple[Path, Watcher, list[str]]) -> None:
    _, watcher, told = watched

    assert not any(watcher.ensure() for _ in range(3))
    assert told == []


@pytest.mark.parametrize("thread", ["reader", "emitter", "observer"])
def test_threads_that_die_are_replaced(watched: tuple[Path, Watcher, list[str]], thread: str) -> None:
    folder, watcher, told = watched
    observer = observing(watcher)
    emitter = next(iter(observer.emitters))
    dying: BaseThread = {"reader": observer._reader, "emitter": emitter, "observer": observer}[thread]  # noqa: SLF001 (what may die)
    dying.stop()
    dying.join()

    assert watcher.ensure()
    assert not watcher.ensure()
    told.clear()
    (folder / "a.txt").touch()
    until(lambda: "changed" in told)


def test_what_is_read_while_watching_ends_is_no_error(
    watched: tuple[Path, Watcher, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    _, watcher, _ = watched
    emitter = next(iter(observing(watcher).emitters))
    emitter.stop()
    emitter.join()
    emitter.queue_events(emitter.timeout)  # as it does if it is stopped just before
    assert caplog.records == []


def test_after_more_than_the_system_remembers_watching_begins_anew(watched: tuple[Path, Watcher, list[str]]) -> None:
    folder, watcher, told = watched
    files = folder / "a.txt", folder / "b.txt"
    for file in files:
        file.touch()
    limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text(encoding="ascii"))
    with observing(watcher)._reader._lock:  # noqa: SLF001 (it reads once more at most)
        for _ in range(limit // 2 + DEFAULT_NUM_EVENTS):
            for file in files:  # the system remembers the same thing once where it happens twice in a row
                os.utime(file)

    until(watcher.ensure)
    told.clear()
    (folder / "c.txt").touch()
    until(lambda: "changed" in told)
    assert not watcher.ensure()


@pytest.mark.parametrize("gone", [True, False])
def test_a_folder_that_was_moved_away_and_another_in_its_place(
    watched: tuple[Path, Watcher, list[str]], tmp_path: Path, *, gone: bool
) -> None:
    folder, watcher, told = watched
    place, elsewhere = folder / "press", tmp_path / "elsewhere"

    def after(act: Callable[[], object], sign: str) -> None:
        told.clear()
        act()
        until(lambda: sign in told)

    after(place.mkdir, "changed")
    place.rename(elsewhere)
    place.mkdir()  # before it is known that the other one has not been moved within the tree
    after(place.rmdir, "touched")
    if gone:
        elsewhere.rmdir()
    after((folder / "a.txt").touch, "changed")
    assert not watcher.ensure()


def test_a_folder_that_was_moved_away_is_watched_no_longer(
    watched: tuple[Path, Watcher, list[str]], tmp_path: Path
) -> None:
    folder, watcher, _ = watched
    place, other, elsewhere = folder / "press", folder / "other", tmp_path / "elsewhere"
    (place / "north").mkdir(parents=True)
    other.mkdir()
    until(lambda: is_watched(place / "north") and is_watched(other))
    place.rename(elsewhere)
    other.rename(place)
    until(lambda: not (is_watched(elsewhere) or is_watched(elsewhere / "north")))

    assert is_watched(place)
    (place / "a.txt").write_text("Boats", encoding="utf-8")
    until(lambda: watcher.take().closed == {"press/a.txt"})


def test_a_folder_that_is_found_twice_is_watched_once(watched: tuple[Path, Watcher, list[str]]) -> None:
    folder, watcher, told = watched
    place = folder / "press"
    place.mkdir()
    until(lambda: "changed" in told)
    emitter = next(iter(observing(watcher).emitters))
    assert isinstance(emitter, InotifyEmitter)
    assert emitter._inotify is not None  # noqa: SLF001 (as it does where a folder comes during its walk)
    emitter._inotify._add_all_callbacks(bytes(place))  # noqa: SLF001 (likewise)

    (place / "a.txt").write_text("Boats", encoding="utf-8")
    until(lambda: watcher.take().closed == {"press/a.txt"})


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


def test_that_some_folders_cannot_be_watched_is_said_once(
    watched: tuple[Path, Watcher, list[str]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder, watcher, told = watched

    def refuse(*_: object) -> int:
        ctypes.set_errno(errno.ENOSPC)
        return -1

    monkeypatch.setattr(inotify_c, "inotify_add_watch", refuse)
    for name in ("north", "south"):
        told.clear()
        (folder / name).mkdir()
        until(lambda: "changed" in told)

    assert len(caplog.records) == 1
    assert "max_user_watches" in caplog.text
    assert not watcher.ensure()


def test_a_watch_that_fails_half_way_leaves_no_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    watcher = Watcher(tmp_path, changed=lambda: None, touched=lambda: None)
    before = set(threading.enumerate()), descriptors()
    monkeypatch.setattr(InotifyFD, "add_callback", refuse)
    for _ in range(3):
        assert not watcher.ensure()
        watcher.try_again()

    # What was there before may have ended meanwhile.
    until(lambda: set(threading.enumerate()) <= before[0] and descriptors() <= before[1])


def descriptors() -> set[tuple[str, str]]:
    """What this process has open that a watch needs: each number, and what it stands for."""
    found = set()
    for place in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found.add((place.name, str(place.readlink())))
    return {(number, what) for number, what in found if what.startswith((INOTIFY, "pipe:"))}


def test_paths_are_told_as_scans_know_them(watched: tuple[Path, Watcher, list[str]]) -> None:
    folder, watcher, _ = watched
    expected = {"a.txt", "press/Größe & Co.txt", "press/north/b.txt"}
    (folder / "press" / "north").mkdir(parents=True)
    (folder / ".git").mkdir()
    until(lambda: all(is_watched(place) for place in (folder / "press", folder / "press" / "north", folder / ".git")))
    for name in (*expected, ".hidden.txt", "x.tmp", "x.part", "x~", ".git/c.txt"):
        (folder / name).write_text("Boats", encoding="utf-8")
    found: set[str] = set()

    def told() -> bool:
        found.update(watcher.take().closed)
        return len(found) >= len(expected)

    until(told)
    assert found == expected

    (folder / "a.txt").rename(folder / "d.txt")
    until(lambda: watcher.take().closed == {"d.txt"})
    watcher.give_back(Noticed(frozenset({"d.txt"}), all=True))
    assert watcher.take().closed == {"d.txt"}


def is_watched(folder: Path) -> bool:
    """Whether the system tells this process of what happens in a folder."""
    sought = f" ino:{folder.stat().st_ino:x} "
    watching = [number for number, what in descriptors() if what == INOTIFY]
    return any(sought in Path("/proc/self/fdinfo", number).read_text(encoding="ascii") for number in watching)


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
        assert watcher.take().closed == set()
        told.clear()
    until(lambda: "changed" in told)
    assert watcher.take().closed == {"a.txt"}

    told.clear()
    place.write_text("Boats", encoding="utf-8")
    place.unlink()
    # It is not gone at once: many an editor takes a file away and puts the new one there a moment later.
    until(lambda: "changed" in told and told[-1] == "touched")
    assert watcher.take().closed == set()
    assert told.count("changed") == 1


def test_a_replaced_file_is_all_that_happened(watched: tuple[Path, Watcher, list[str]]) -> None:
    folder, watcher, _ = watched
    assert not watcher.take().all  # what was before it began

    def replaced() -> Noticed:
        (folder / ".a.txt").write_text("Boats", encoding="utf-8")
        (folder / ".a.txt").replace(folder / "a.txt")
        with (folder / "b.txt").open("w", encoding="utf-8") as file:
            file.write("Ships")
        return noticed({"a.txt", "b.txt"})

    def noticed(paths: set[str]) -> Noticed:
        found = Noticed(all=True)

        def told() -> bool:
            more = watcher.take()
            nonlocal found
            found = Noticed(found.closed | more.closed, found.all and more.all)
            return paths <= found.closed

        until(told)
        return found

    assert not replaced().all  # the second is a new file
    assert replaced().all
    taken = watcher.take()
    assert taken == Noticed(frozenset(), all=True)
    watcher.give_back(Noticed(frozenset(), all=False))
    assert not watcher.take().all

    (folder / "a.txt").unlink()
    (folder / "other").mkdir()
    assert not replaced().all
    (folder / "other").rmdir()
    assert not replaced().all
    (folder / "b.txt").rename(folder / "c.txt")
    assert not noticed({"c.txt"}).all
