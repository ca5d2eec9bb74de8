"""The input folder: which files are new, changed, gone or not ready, told by one `stat` each (`walk.py`).

survey   folder + known fingerprints ─▶ Survey: what to read, what is gone, what has to wait
read     one Found file ─▶ Document, or the reason why it has to wait
"""

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from aggregator.errors import ReadingError, ScanError
from aggregator.model import Document, Fingerprint
from aggregator.reading.filename import read_name
from aggregator.reading.known import KnownFiles, Row, to_be_read
from aggregator.reading.walk import Walk
from aggregator.report import Failure, Waiting

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


def survey(rules: FolderRules, known: Sequence[Row], now: float, closed: AbstractSet[str] = frozenset()) -> Survey:
    """Walk the folder once.

    `known` are the fingerprints under which files were read, in the order of their paths; `now` is in seconds since
    1970; `closed` are the paths whose writer is known to have finished: they are read at once, even with a fingerprint
    as known, because two writes within one tick of the system's clock leave the same.

    Raises:
        ScanError: The folder is missing or cannot be read: a disk may be away, so nothing counts as gone.
    """
    root = _readable(rules.folder)
    excluded = _excluded(rules.exclude) if rules.exclude else None
    walk = Walk(root, excluded, KnownFiles(_without_fingerprints(known, closed, excluded)))
    read: list[Found] = []
    unsettled: list[Waiting] = []
    coming: list[int] = []
    seen: set[str] = set()
    for path, place, status in walk.files():
        expected = walk.others.get(path)
        if expected and expected[1:] == fingerprint_of(status):  # a link to a file that is as known
            del walk.others[path]
            walk.unchanged += 1
            continue
        if expected:
            seen.add(path)
        age = _age(status, now)
        if path in closed or age >= rules.settle:
            read.append(Found(path, place, fingerprint_of(status)))
        else:
            wait = f"written {age:.1f} s ago; it is read {rules.settle:g} s after its last change"
            unsettled.append(Waiting(path, wait))
            if not expected:
                coming.append(status.st_size)
    read.sort(key=lambda found: (found.fingerprint.mtime_ns, found.path))
    left, skipped, failed = walk.left(), tuple(walk.skipped), tuple(walk.failed)
    gone = _gone(walk, seen, coming)
    return Survey(tuple(read), walk.unchanged, left.keys(), gone, tuple(unsettled), skipped, failed)


def _excluded(patterns: Sequence[str]) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (whoever reads beside has no use for it, and starts sooner)

    return GitIgnoreSpec.from_lines(patterns).match_file


def _without_fingerprints(
    known: Sequence[Row], closed: AbstractSet[str], excluded: Callable[[str], bool] | None
) -> Sequence[Row]:
    """The same, but for those that are read or gone whatever their fingerprints."""
    if not (closed or excluded):
        return known
    return [to_be_read(row) if row[0] in closed or (excluded and excluded(row[0])) else row for row in known]


def _gone(walk: Walk, seen: AbstractSet[str], coming: Iterable[int]) -> frozenset[str]:
    """What was known, was not `seen` and is not unchanged; but for what one of those `coming` (sizes) may be now."""
    missing = ((path, file) for path, file in walk.left().items() if path not in seen)
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


def _may_have_become(file: Row, coming: Iterable[int]) -> bool:
    """Whether a file that went may have been renamed to one that is still to come, if edited a little on the way.

    `coming` are those files' sizes. A log that never comes to rest grows out of it.
    """
    before = file[1]
    return any(before <= 2 * size <= 4 * before for size in coming)


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
