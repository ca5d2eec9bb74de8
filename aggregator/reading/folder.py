"""The input folder: which files are new, changed, gone or not ready, told by one `stat` each.

survey   folder + known fingerprints ─▶ Survey: what to read, what is gone, what has to wait
read     one Found file ─▶ Document, or the reason why it has to wait
"""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import pathspec

from aggregator.errors import ReadingError, ScanError
from aggregator.model import Document, Fingerprint
from aggregator.reading.filename import read_name
from aggregator.report import Failure, Waiting

#: Names that editors, browsers and synchronisers give to files that are not finished.
UNFINISHED = (".tmp", ".part", ".crdownload", ".swp", "~")
#: No digest comes near it, and a file dropped by mistake must not fill the memory. In bytes.
LARGEST_FILE = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FolderRules:
    """What the user may set about the folder.

    `exclude` holds patterns as in a .gitignore file, `settle` the seconds for which a file must have been left
    alone before it is read, unless it is known that its writer has closed it.
    """

    folder: Path
    exclude: tuple[str, ...] = ()
    settle: float = 2.0


class Found(NamedTuple):
    """A file worth reading; `path` is relative to the folder, with `/`, `place` where it lies."""

    path: str
    place: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Survey:
    """What a walk found: `read` oldest first, so that a first scan sees files in the order in which they came.

    `unchanged` counts the known files that are as known, `others` are the rest of those. One that is not there any
    longer is not `gone` while a new one that it may have become has to wait.
    """

    read: tuple[Found, ...] = ()
    unchanged: int = 0
    others: AbstractSet[str] = frozenset()
    gone: frozenset[str] = frozenset()
    unsettled: tuple[Waiting, ...] = ()
    skipped: tuple[Waiting, ...] = ()
    failed: tuple[Failure, ...] = ()


@dataclass(slots=True)
class _Walk:
    """A walk under way; files with a fingerprint as `known` are unchanged, unless `closed`, and leave `known`."""

    root: str
    excluded: Callable[[str], bool] | None
    known: dict[str, tuple[int, int, int] | None]
    closed: AbstractSet[str]
    skipped: list[Waiting] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    #: What could not be looked at, folders with their `/`: what was known there is neither gone nor unchanged.
    hidden: set[str] = field(default_factory=set)

    def files(self) -> Iterator[tuple[str, str, os.stat_result]]:
        """(relative path, place, stat) of each regular file below the root that is not unchanged."""
        # A list of what is still to do, not a call within a call: folders nest deeper than Python lets calls nest.
        folders = [(self.root, "")]
        while folders:
            place, prefix = folders.pop()
            for child in self._not_as_known(self._listed(place, prefix), prefix):
                path = prefix + child.name
                if child.name[0] == "." or is_unfinished(child.name):
                    continue
                if not path.isprintable() and not _is_text(path):
                    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
                    self.failed.append(Failure(shown, None, "its name is not UTF-8; rename it"))
                elif child.is_dir(follow_symlinks=False):
                    if not (self.excluded and self.excluded(path + "/")):
                        folders.append((child.path, path + "/"))
                elif not (self.excluded and self.excluded(path)) and (status := self._status(child, path)):
                    yield path, child.path, status

    def _listed(self, folder: str, prefix: str) -> list[os.DirEntry[str]]:
        """What lies in a folder."""
        try:
            with os.scandir(folder) as entries:
                return list(entries)
        except (FileNotFoundError, NotADirectoryError):
            return []  # it went since its parent was listed: the same as one that went before
        except OSError as error:
            self.failed.append(Failure(prefix.rstrip("/"), None, f"cannot be listed: {error.strerror}"))
            self.hidden.add(prefix)
            return []

    def _not_as_known(self, children: Iterable[os.DirEntry[str]], prefix: str) -> Iterator[os.DirEntry[str]]:
        """What has to be looked at: nearly every file of nearly every scan is as known, and costs this loop alone."""
        known, closed, excluded = self.known, self.closed, self.excluded
        for child in children:
            path = prefix + child.name
            if expected := known.get(path):
                try:
                    status = child.stat(follow_symlinks=False)  # a link's own is never what its file is known by
                except OSError:
                    yield child
                    continue
                as_known = (status.st_size, status.st_mtime_ns, status.st_ino) == expected
                if as_known and path not in closed and (excluded is None or not excluded(path)):
                    del known[path]
                    continue
            yield child

    def _status(self, child: os.DirEntry[str], path: str) -> os.stat_result | None:
        """The stat of a regular file; None for anything else, which is reported."""
        try:
            if child.is_symlink() and (reason := self._refusal(child.path)):
                self.skipped.append(Waiting(path, reason))
                return None
            status = child.stat()
        except OSError as error:
            if child.is_symlink() and error.errno in {errno.ENOENT, errno.ELOOP}:
                self.skipped.append(Waiting(path, "a link that leads nowhere"))
                return None
            if isinstance(error, FileNotFoundError):
                return None  # it went between listing and stat: the same as one that went before
            self.failed.append(Failure(path, None, f"cannot be examined: {error.strerror}"))
            self.hidden.add(path)
            return None
        if stat.S_ISREG(status.st_mode):
            return status
        self.skipped.append(Waiting(path, "not a regular file"))
        return None

    def _refusal(self, place: str) -> str | None:
        """Why a symbolic link is not followed: only links to files inside the folder are."""
        target = os.path.realpath(place)
        if target != self.root and not target.startswith(self.root.rstrip("/") + "/"):
            return "a link that leads out of the folder"
        if os.path.isdir(target):  # noqa: PTH112 (places are plain strings throughout: a walk makes 100,000 of them)
            return "a link to a folder that is read at its own place"
        return None

    def hides(self, path: str) -> bool:
        """Whether a path could not be looked at, or lies where nothing could."""
        if not self.hidden:
            return False
        folders = (path[: index + 1] for index, character in enumerate(path) if character == "/")
        return path in self.hidden or "" in self.hidden or any(folder in self.hidden for folder in folders)


def is_unfinished(name: str) -> bool:
    """Whether somebody's program has not finished the file of this name, or keeps it for itself."""
    return name.lower().endswith(UNFINISHED)


def _is_text(path: str) -> bool:
    """Whether a name is UTF-8: one that is not cannot be stored, shown or part of an address."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def survey(
    rules: FolderRules,
    known: Mapping[str, tuple[int, int, int] | None],
    now: float,
    closed: AbstractSet[str] = frozenset(),
) -> Survey:
    """Walk the folder once.

    `known` are the fingerprints under which files were read, None where they are to be read in any case; `now` is in
    seconds since 1970; `closed` are the paths whose writer is known to have finished: they are read at once, even
    with a fingerprint as known, because two writes within one tick of the system's clock leave the same.

    Raises:
        ScanError: The folder is missing or cannot be read: a disk may be away, so nothing counts as gone.
    """
    root = _readable(rules.folder)
    spec = pathspec.GitIgnoreSpec.from_lines(rules.exclude)
    walk = _Walk(root, spec.match_file if rules.exclude else None, dict(known), closed)
    read: list[Found] = []
    unsettled: list[Waiting] = []
    coming: list[int] = []
    seen: set[str] = set()
    for path, place, status in walk.files():
        # A link to a file that is as known.
        if known.get(path) == fingerprint_of(status) and path not in closed:
            del walk.known[path]
            continue
        if path in known:
            seen.add(path)
        age = _age(status, now)
        if path in closed or age >= rules.settle:
            read.append(Found(path, place, fingerprint_of(status)))
        else:
            wait = f"written {age:.1f} s ago; it is read {rules.settle:g} s after its last change"
            unsettled.append(Waiting(path, wait))
            if path not in known:
                coming.append(status.st_size)
    read.sort(key=lambda found: (found.fingerprint.mtime_ns, found.path))
    left, skipped, failed = walk.known, tuple(walk.skipped), tuple(walk.failed)
    gone = _gone(walk, seen, coming)
    return Survey(tuple(read), len(known) - len(left), left.keys(), gone, tuple(unsettled), skipped, failed)


def _gone(walk: _Walk, seen: AbstractSet[str], coming: Iterable[int]) -> frozenset[str]:
    """What was known, was not `seen` and is not unchanged; but for what one of those `coming` (sizes) may be now."""
    missing = ((path, file) for path, file in walk.known.items() if path not in seen)
    return frozenset(path for path, file in missing if not walk.hides(path) and not _may_have_become(file, coming))


def _readable(folder: Path) -> str:
    """Where the folder really lies, after a look whether it can be listed."""
    root = os.path.realpath(folder)
    try:
        os.scandir(root).close()
    except OSError as error:
        hint = "create it or set input.folder"
        raise ScanError(f"{folder}: the input folder cannot be read ({error.strerror}); {hint}") from error
    return root


def fingerprint_of(status: os.stat_result) -> Fingerprint:
    """What a file is known by."""
    return Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino)


def _may_have_become(file: tuple[int, int, int] | None, coming: Iterable[int]) -> bool:
    """Whether a file that went may have been renamed to one that is still to come, if edited a little on the way.

    `coming` are those files' sizes. A log that never comes to rest grows out of it.
    """
    return any(file is None or file[0] <= 2 * size <= 4 * file[0] for size in coming)


def _age(status: os.stat_result, now: float) -> float:
    """Seconds since a file was last touched; a date in the future says nothing, so the inode's own time is taken."""
    touched = status.st_mtime if status.st_mtime <= now else status.st_ctime
    return max(0.0, now - touched)


def read(found: Found, rules: bytes) -> Document | Waiting:
    """Read a whole file, unless it changes meanwhile.

    `rules` enters the digest, so that files are parsed anew once the rules of reading have changed.

    Raises:
        ReadingError: It is too large, or the system refuses it.
    """
    if found.fingerprint.size > LARGEST_FILE:
        raise ReadingError(f"larger than {LARGEST_FILE >> 20} MiB, so it is hardly a digest; add it to input.exclude")
    try:
        # Not blocking: a pipe put in the file's place since the walk must not hold the scan up.
        descriptor = os.open(found.place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return Waiting(found.path, "it went away before it was read")
    except OSError as error:
        raise _refused(error) from error
    try:
        content = _content(descriptor, found.fingerprint)
    except OSError as error:
        raise _refused(error) from error
    finally:
        os.close(descriptor)
    if content is None:
        return Waiting(found.path, "it changed while it was read")
    digest = blake2b(content, digest_size=16, key=rules).digest()
    return Document(found.path, read_name(found.path), content, digest, found.fingerprint)


def _content(descriptor: int, expected: Fingerprint) -> bytes | None:
    """The whole of an open file, or None if it is not, or no longer, the one that is expected."""
    # Looked at before as well: reading from a pipe would take from its reader, and a folder cannot be read.
    if fingerprint_of(os.fstat(descriptor)) != expected:
        return None
    content = os.read(descriptor, expected.size + 1)  # one more than there was, to see whether it grows
    return content if len(content) == expected.size and fingerprint_of(os.fstat(descriptor)) == expected else None


def _refused(error: OSError) -> ReadingError:
    remedy = "; let the service's user read it" if error.errno in {errno.EACCES, errno.EPERM} else ""
    return ReadingError(f"cannot be read: {error.strerror}{remedy}")
