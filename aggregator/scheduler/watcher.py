"""The folder watcher: what changed, and which files nobody writes any longer."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from aggregator.reading.walk import is_unfinished

LOGGER = logging.getLogger(__name__)

#: What changes a file. Without a filter, each scan would wake the watcher by opening what it reads.
CHANGES: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


class Noticed(NamedTuple):
    """What has happened in a folder: the files `closed`, by their paths in it, and whether that is `all`.

    A file under way to be written counts for nothing until it is closed, or has settled.
    """

    closed: frozenset[str] = frozenset()
    all: bool = False


class Watcher:
    """Tells of changes in a folder, and remembers which files their writers have closed or moved into place.

    `ensure`, `take` and `give_back` are for one thread; `changed` and `touched` are called from another.
    """

    def __init__(self, folder: Path, changed: Callable[[], None], touched: Callable[[], None]) -> None:
        self._folder = folder
        self._changed = changed
        self._touched = touched
        self._lock = threading.Lock()
        self._closed: set[str] = set()
        self._elsewhere = True  # whatever happened before
        self._observer: BaseObserver | None = None
        self._watched: tuple[int, int] | None = None
        self._complained = False

    def ensure(self) -> bool:
        """Watch the folder, unless that is being done: it may be missing for a while, or another be put in its place.

        True where watching began just now.
        """
        try:
            status = self._folder.stat()
        except OSError:
            self.stop()
            return False
        if self._watched == (status.st_dev, status.st_ino) and self._alive():
            return False
        self.stop()
        self._watched = (status.st_dev, status.st_ino)
        return self._start()

    def try_again(self) -> None:
        """Have the next `ensure` try what was given up."""
        if self._observer is None:
            self._watched = None

    def stop(self) -> None:
        """Watch no longer."""
        if self._observer:
            self._observer.stop()
            self._observer.join()
        self._observer = self._watched = None

    def take(self) -> Noticed:
        """What has happened since the last call."""
        with self._lock:
            noticed = Noticed(frozenset(self._closed), not self._elsewhere)
            self._closed.clear()
            self._elsewhere = False
        return noticed

    def give_back(self, noticed: Noticed) -> None:
        """Remember again what was taken in vain."""
        with self._lock:
            self._closed |= noticed.closed
            self._elsewhere |= not noticed.all

    def _alive(self) -> bool:
        """Whether all threads that watch still live; what was given up counts as alive."""
        return self._observer is None or self._observer.is_alive()

    def _start(self) -> bool:
        observer = None
        self._complained = False
        try:
            observer = _observer(self._complain)
            observer.schedule(
                _Handler(self._noticed), os.path.realpath(self._folder), recursive=True, event_filter=CHANGES
            )
            observer.start()
        except OSError as error:
            if observer:
                observer.stop()  # it has begun to hold threads and descriptors
            self._complain(error)
            return False
        self._observer = observer
        return True

    def _complain(self, error: OSError) -> None:
        """Say once that not all is watched."""
        if not self._complained:
            self._complained = True
            remedy = "raise fs.inotify.max_user_watches and max_user_instances, or set input.watch to false"
            LOGGER.warning(
                "not all of %s can be watched (%s), only scanned at intervals: %s", self._folder, error, remedy
            )

    def _noticed(self, event: FileSystemEvent) -> None:
        path, target = self._relative(event.src_path), self._relative(event.dest_path)
        match event.event_type:
            case "closed" if path:
                self._close({path})
                self._changed()
            case "moved" if target:
                # What replaces a file is most often written beside it, under a name that is never read.
                self._close(self._below(event.dest_path) if event.is_directory else {target}, alone=not path)
                self._changed()
            case "moved" | "deleted" if path:
                # Not at once: many an editor takes a file away and puts the new one there a moment later.
                self._open(event, path)
                self._touched()
            case "created" | "modified" if path and not event.is_directory:
                self._open(event, path)
                self._touched()
            case "created" if path:
                self._open(event, path)
                self._changed()

    def _close(self, paths: AbstractSet[str], *, alone: bool = True) -> None:
        with self._lock:
            self._closed |= paths
            self._elsewhere |= not alone

    def _open(self, event: FileSystemEvent, path: str) -> None:
        # A new name says nothing of a writer: what came with a folder that was moved here is told of as created.
        with self._lock:
            if event.event_type != "created":
                self._closed.discard(path)
            self._elsewhere |= event.is_directory or event.event_type != "modified"

    def _below(self, place: bytes | str) -> set[str]:
        """All files that came with a folder."""
        files = (Path(folder, name) for folder, _, names in os.walk(os.fsdecode(place)) for name in names)
        return {path for file in files if (path := self._relative(str(file)))}

    def _relative(self, place: bytes | str) -> str | None:
        """A path below the folder with `/`; None for one that is never read, such as an editor's own file."""
        if not place:  # the other end of a move into the folder or out of it
            return None
        path = os.path.relpath(os.fsdecode(place), os.path.realpath(self._folder)).replace(os.sep, "/")
        parts = path.split("/")
        return None if any(part.startswith(".") for part in parts) or is_unfinished(parts[-1]) else path


def _observer(refused: Callable[[OSError], None]) -> BaseObserver:
    if sys.platform == "linux":
        from aggregator.scheduler.inotify import FolderObserver  # noqa: PLC0415 (fails to load elsewhere)

        return FolderObserver(refused)
    else:  # noqa: RET505 (what follows is out of mypy's reach otherwise)
        return Observer()


class _Handler(FileSystemEventHandler):
    """Hands on every event."""

    def __init__(self, noticed: Callable[[FileSystemEvent], None]) -> None:
        self._noticed = noticed

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._noticed(event)
