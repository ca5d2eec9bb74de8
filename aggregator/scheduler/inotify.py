"""Linux's notifications by watchdog, made to last for years: what it forgets is told, and what ends it is mended."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyFullEmitter, InotifyWatchGroup
from watchdog.observers.inotify_c import CallbackId, InotifyEvent, InotifyFD, Mask, WatchCallback, WatchDescriptor
from watchdog.observers.inotify_move_event_grouper import GroupedInotifyEvent, PathedInotifyEvent


class FolderObserver(BaseObserver):
    """Like watchdog's own, but dead as soon as events were lost, by whatever; `refused` hears of each limit reached.

    What moves here from elsewhere is told as moved: plainly told, it looks like a file that may still be written.
    """

    def __init__(self, refused: Callable[[OSError], None]) -> None:
        self._reader = _Reader(refused)
        self._reader.start()
        super().__init__(_Emitter, inotify_fd=self._reader)

    def is_alive(self) -> bool:
        """Whether all threads that watch still live."""
        return super().is_alive() and self._reader.is_alive() and all(emitter.is_alive() for emitter in self.emitters)

    def on_thread_stop(self) -> None:
        """End the reader, too."""
        super().on_thread_stop()
        self._reader.stop()
        self._reader.join()


class _Reader(InotifyFD):
    """Reads the kernel's events; ends where its queue has overflowed."""

    def __init__(self, refused: Callable[[OSError], None]) -> None:
        super().__init__()
        self._refused = refused

    def handle_event(self, event: InotifyEvent) -> None:
        """Hand on an event."""
        if event.is_queue_overflow:
            self.stopped_event.set()
        else:
            super().handle_event(event)

    def _add_callback(self, path: bytes, mask: Mask, callback: WatchCallback, id_: CallbackId) -> WatchDescriptor:
        try:
            watch = self._get_or_create_watch(path, mask)
        except OSError as error:
            if error.errno == errno.ENOSPC:  # of which watchdog says nothing, unless it is the first folder's
                self._refused(error)
            raise
        # Not to be warned of: a folder that comes while the one above it is being walked is found twice.
        watch.callbacks[id_] = callback
        return watch.wd


class _Emitter(InotifyFullEmitter):
    """Has its watches from below, and keeps them when it ends: without them, what is read last is told as an error."""

    def on_thread_start(self) -> None:
        """Begin to watch."""
        self._inotify = _Watches(
            self._inotify_fd,
            os.fsencode(self.watch.path),
            event_mask=self.get_event_mask_from_filter(),
            is_recursive=self.watch.is_recursive,
            follow_symlink=self.watch.follow_symlink,
        )

    def on_thread_stop(self) -> None:
        """Watch no longer."""
        if self._inotify:
            self._inotify.deactivate()

    def build_and_queue_event(self, event: GroupedInotifyEvent, *, full_events: bool = True) -> None:
        """Tell of an event, and let go of a folder that was moved to where nothing is watched."""
        match event, self._inotify:
            case PathedInotifyEvent(ev=what, path=path), _Watches() as watches if (
                what.is_moved_from and what.is_directory
            ):
                watches.let_go(path)
        super().build_and_queue_event(event, full_events=full_events)


class _Watches(InotifyWatchGroup):
    """Knows that a folder that was moved away is still watched, while another may have come to its place and gone."""

    def let_go(self, path: bytes) -> None:
        """Watch what was moved away from this path no longer; what is there now stays watched."""
        with self._lock:
            held = self._active_callbacks_by_watch.items()
            below = [(wd, place) for wd, place in held if place == path or place.startswith(path + b"/")]
            self._remove_callbacks([wd for wd, place in below if not self._is_there(wd, place)])

    def _is_there(self, wd: WatchDescriptor, place: bytes) -> bool:
        return self._active_callbacks_by_path.get(place) == wd and Path(os.fsdecode(place)).is_dir()

    def _remove_watch_internally(self, wd: WatchDescriptor) -> None:
        path = self._active_callbacks_by_watch.pop(wd)
        if self._active_callbacks_by_path.get(path) == wd:
            del self._active_callbacks_by_path[path]
