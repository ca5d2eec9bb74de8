"""When to scan: at intervals, when the folder changes, when somebody asks; one scan at a time.

    APScheduler, every so often ─┐
    folder watcher, at once ─────┼─▶ wish ─▶ store ─▶ loop ─▶ job(paths known to be closed)
    POST /rescan, elsewhere ─────┘

The job is handed in, and so is the way to the store: this module knows neither scans nor SQL. A wish while the job
runs means one more run, however many wish.
"""

import datetime
import logging
import os
import threading
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler
from watchdog.events import (
    EVENT_TYPE_CLOSED,
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

LOGGER = logging.getLogger(__name__)

#: How often the store is asked for wishes that other processes left there, in seconds.
LOOK_EVERY = 0.1
#: How long `stop` waits for a job under way to end at its next chance, in seconds.
PATIENCE = 8.0

#: Runs with the paths that are known to be closed; says whether something has to wait until it is settled.
Job = Callable[[AbstractSet[str]], bool]


class ScanLoop:
    """Runs the job whenever somebody wishes for it."""

    def __init__(
        self, job: Job, wish: Callable[[], None], wished: Callable[[], bool], every: float, settle: float
    ) -> None:
        self._job = job
        self._wish = wish
        self._wished = wished
        self._every = every
        self._settle = settle
        self._watcher: Watcher | None = None
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scan-loop", daemon=True)
        self._scheduler = BackgroundScheduler(timezone=datetime.UTC)

    @property
    def stopping(self) -> bool:
        """Whether the job under way should end at its next chance."""
        return self._stopping.is_set()

    def start(self, folder: Path | None) -> None:
        """Begin with a run at once; `folder` is watched, None watches nothing."""
        if folder is not None:
            self._watcher = Watcher(folder, changed=self.ask, touched=self._ask_later)
        # Late is better than never, and one run does for several missed ones.
        self._scheduler.add_job(
            self._tick, "interval", seconds=self._every, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()
        self._tick()
        self._thread.start()

    def ask(self) -> None:
        """Wish for a run, and see to it at once."""
        self._wish()
        self._woken.set()

    def stop(self) -> None:
        """End the loop, and wait for the job under way to end at its next chance."""
        self._stopping.set()
        self._woken.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        if self._watcher:
            self._watcher.stop()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def _tick(self) -> None:
        if self._watcher:
            self._watcher.ensure()
        self.ask()

    def _ask_later(self) -> None:
        """Wish for a run once what was touched just now may have settled; one such wish at a time is enough."""
        if self._stopping.is_set() or self._scheduler.get_job("settled"):
            return
        due = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=self._settle + LOOK_EVERY)
        self._scheduler.add_job(
            self.ask, "date", run_date=due, id="settled", replace_existing=True, misfire_grace_time=None
        )

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(LOOK_EVERY)
            self._woken.clear()
            try:
                if not self._stopping.is_set() and self._wished() and self._job(self._closed()):
                    self._ask_later()
            except Exception:  # the loop has to outlive a fault of one run: it is loud in the log, and the next may do
                LOGGER.exception("a scan ended by a fault of the program")
                self._stopping.wait(self._settle)

    def _closed(self) -> AbstractSet[str]:
        return self._watcher.take_closed() if self._watcher else frozenset()


class Watcher:
    """Tells of changes in a folder, and remembers which files their writers have closed or moved into place."""

    def __init__(self, folder: Path, changed: Callable[[], None], touched: Callable[[], None]) -> None:
        self._folder = folder
        self._changed = changed
        self._touched = touched
        self._lock = threading.Lock()
        self._closed: set[str] = set()
        self._observer: BaseObserver | None = None
        self._watched: tuple[int, int] | None = None

    def ensure(self) -> None:
        """Watch the folder, unless that is being done: it may be missing for a while, or another be put in its place."""
        try:
            status = self._folder.stat()
        except OSError:
            self.stop()
            return
        if self._watched == (status.st_dev, status.st_ino) and self._observer and self._observer.is_alive():
            return
        self.stop()
        observer = Observer()
        observer.schedule(_Handler(self._noticed), os.path.realpath(self._folder), recursive=True)
        try:
            observer.start()
        except OSError as error:
            hint = "raise fs.inotify.max_user_watches" if error.errno else "scans at intervals go on"
            LOGGER.warning("%s cannot be watched (%s): %s, or set input.watch to false", self._folder, error, hint)
            return
        self._observer = observer
        self._watched = (status.st_dev, status.st_ino)

    def stop(self) -> None:
        """Watch no longer."""
        if self._observer:
            self._observer.stop()
            self._observer.join()
        self._observer = self._watched = None

    def take_closed(self) -> frozenset[str]:
        """The paths whose writers have finished since the last call, relative to the folder."""
        with self._lock:
            closed = frozenset(self._closed)
            self._closed.clear()
        return closed

    def _noticed(self, event: FileSystemEvent) -> None:
        path = self._relative(event.src_path)
        target = self._relative(event.dest_path) if event.event_type == EVENT_TYPE_MOVED else None
        match event.event_type:
            case "closed" | "moved" if not event.is_directory:
                finished = path if event.event_type == EVENT_TYPE_CLOSED else target
                if finished:
                    with self._lock:
                        self._closed.add(finished)
                if path or target:
                    self._changed()
            case "moved" | "deleted":
                if path or target:
                    self._changed()
            case "created" | "modified" if path and not event.is_directory:
                with self._lock:
                    self._closed.discard(path)
                self._touched()

    def _relative(self, place: bytes | str) -> str | None:
        """A path below the folder with `/`; None for one that is never read, such as an editor's own file."""
        path = os.path.relpath(os.fsdecode(place), os.path.realpath(self._folder)).replace(os.sep, "/")
        parts = path.split("/")
        return None if any(part.startswith(".") for part in parts) or path.endswith((".tmp", ".part", "~")) else path


class _Handler(FileSystemEventHandler):
    """Hands on what changes a file; reading one changes nothing."""

    def __init__(self, noticed: Callable[[FileSystemEvent], None]) -> None:
        self._noticed = noticed

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES:
            self._noticed(event)


_CHANGES = {EVENT_TYPE_CLOSED, EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED}
