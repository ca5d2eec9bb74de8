"""The folder that an export writes to.

Each file is there as a whole or not at all: it is written beside its place, and renamed. Before a file is written for
the first time, it is in the list of what exports wrote. So nothing else is ever changed or removed, however an export
ended.
"""

import errno
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from filelock import FileLock, Timeout

from aggregator.errors import ExportError
from aggregator.publishing.export import written
from aggregator.publishing.export.files import TWINS
from aggregator.publishing.export.written import Kept, LeftOut, Written

#: What is being written: there is one at most, also after a crash.
PART: Final = ".export.part"
LOCK: Final = ".export.lock"

_NO_PLACE: Final = {
    errno.ENAMETOOLONG: "its name is too long for a file",
    errno.ENOTDIR: "a file is where its folder should be",
    errno.EEXIST: "a file is where its folder should be",
    errno.EISDIR: "a folder is where its file should be",
}


class RefusedError(Exception):
    """A file cannot be in its place, and says why; the others can."""


class Folder:
    """A folder that is being written to; `written`, `unchanged` and `removed` count files.

    `left_out` is what the last export left out.
    """

    def __init__(self, place: Path, before: Written) -> None:
        self._place = place
        self._stamp = before.stamp
        self._known = before.files
        self.left_out = before.left_out
        self._foreign: set[str] = set()
        self._now: dict[str, Kept | None] = {}
        self._taken: dict[tuple[int, int], str] = {}
        self.written = self.unchanged = self.removed = 0

    @classmethod
    @contextmanager
    def opened(cls, place: Path) -> Iterator[Self]:
        """The folder at a place, made where there is none, for one export at a time.

        Raises:
            ExportError: It cannot be written to, another export is under way, or it holds what no export wrote.
        """
        with _faults_explained(place):
            place.mkdir(parents=True, exist_ok=True)
            if written.read(place) is None and {each.name for each in place.iterdir()} - {PART, LOCK}:
                raise ExportError(f"{place}: holds what no export wrote; export to an empty folder")
            lock = FileLock(place / LOCK)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise ExportError(f"{place}: another export is writing to it; wait for its end") from None
        try:
            with _faults_explained(place):
                before = written.read(place)
            yield cls(place, before or Written("", {}))
        finally:
            lock.release()

    def is_as_of(self, stamp: str) -> bool:
        """Whether an export with this stamp ended, and all of its files are as it left them; then they are counted."""
        if stamp != self._stamp or any(kept is None or kept != self._kept(name) for name, kept in self._known.items()):
            return False
        self.unchanged = len(self._known)
        return True

    def expect(self, names: Iterable[str]) -> None:
        """Note that files of these names may be written from now on."""
        new = [name for name in names if name not in self._known]
        with _faults_explained(self._place):
            self._foreign = {name for name in new if os.path.lexists(self._place / name)}
            self._known |= dict.fromkeys(name for name in new if name not in self._foreign)
            if new:
                self._write_list(Written(self._stamp, self._known))

    def put(self, name: str, body: bytes, modified: int | None) -> None:
        """Have a file of this name with this content, last changed at a moment in seconds since 1970, if that is known.

        Raises:
            RefusedError: It cannot be there.
            ExportError: The folder cannot be written to.
        """
        if name in self._foreign:
            raise RefusedError("a file that no export wrote is in its place")
        try:
            with _faults_explained(self._place, passing=_NO_PLACE):
                self._put(name, body, modified)
        except OSError as error:
            raise RefusedError(_NO_PLACE[error.errno or 0]) from None

    def keep(self, name: str) -> None:
        """Leave a file and its twins as they are."""
        for each in (name, *map(name.__add__, TWINS.values())):
            if each in self._known and (kept := self._kept(each)):
                self._now[each] = kept
                self.unchanged += 1

    def finish(self, stamp: str, left_out: Iterable[LeftOut]) -> None:
        """Remove what was neither written nor kept, and note that this is all, which `stamp` stands for."""
        with _faults_explained(self._place):
            for name in self._known.keys() - self._now.keys():
                self._remove(self._place / name, name.count("/"))
            self._write_list(Written(stamp, self._now, tuple(left_out)))

    def _put(self, name: str, body: bytes, modified: int | None) -> None:
        target = self._place / name
        before = self._kept(name)
        if before and (other := self._taken.get(_inode(target))):
            # Disks that take two spellings for one: capitals and small letters, say.
            raise RefusedError(f"its file would be {other}, which this disk takes for the same name")
        if before and before.size == len(body) and target.read_bytes() == body:
            self.unchanged += 1
        else:
            if before and modified is not None:  # servers know what they have sent by size and time alone
                modified = max(modified, before.modified + 1)
            _write(target, self._place / PART, body, modified)
            self.written += 1
        self._now[name] = self._kept(name)
        self._taken[_inode(target)] = name

    def _write_list(self, files: Written) -> None:
        _write(self._place / written.NAME, self._place / PART, files.as_json(), None)

    def _kept(self, name: str) -> Kept | None:
        try:
            found = (self._place / name).stat()
        except OSError:  # what cannot be written either says so then
            return None
        return Kept(found.st_size, int(found.st_mtime))

    def _remove(self, target: Path, depth: int) -> None:
        """Remove a file that lies so many folders deep, and those of them that are empty then."""
        if not os.path.lexists(target) or _inode(target) in self._taken:
            return
        target.unlink()
        self.removed += 1
        for folder in list(target.parents)[:depth]:
            try:
                folder.rmdir()
            except OSError:  # something else is in it
                return


def _write(target: Path, part: Path, body: bytes, modified: int | None) -> None:
    """Write a file as a whole, or leave what is there."""
    try:
        part.write_bytes(body)
        if modified is not None:
            os.utime(part, (modified, modified))
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _inode(place: Path) -> tuple[int, int]:
    found = place.lstat()
    return found.st_dev, found.st_ino


@contextmanager
def _faults_explained(place: Path, passing: Collection[int] = ()) -> Iterator[None]:
    """Say in one line what is wrong with the folder, but for errors with these numbers."""
    try:
        yield
    except OSError as error:
        if error.errno in passing:
            raise
        reason = f"{error.strerror}: {error.filename}" if error.filename else error.strerror
        raise ExportError(f"{place}: cannot be written to ({reason}); look after its disk and permissions") from error
