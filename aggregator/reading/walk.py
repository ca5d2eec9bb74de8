"""A walk through the input folder: every file that is not as known, and what is wrong with what lies there."""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from aggregator.reading.known import KnownFiles, Row
from aggregator.report import Failure, Waiting

#: Names that editors, browsers and synchronisers give to files that are not finished.
UNFINISHED = (".tmp", ".part", ".crdownload", ".swp", "~")


@dataclass(slots=True)
class Walk:
    """A walk under way below the `root`: of the `known` files it counts the `unchanged`, and keeps the `others`."""

    root: str
    excluded: Callable[[str], bool] | None
    known: KnownFiles
    unchanged: int = 0
    #: By their paths; those in folders that are not there any longer come with `left`.
    others: dict[str, Row] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    skipped: list[Waiting] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    #: What could not be looked at, folders with their `/`: what was known there is neither gone nor unchanged.
    hidden: set[str] = field(default_factory=set)

    def files(self) -> Iterator[tuple[str, str, os.stat_result]]:
        """(relative path, place, stat) of each regular file below the root that is not unchanged."""
        # A list of what is still to do, not a call within a call: folders nest deeper than Python lets calls nest.
        folders = [(self.root, "")]
        while folders:
            folder, prefix = folders.pop()
            self.folders.add(prefix)
            with self._listed(folder, prefix) as children:
                for child in self._not_as_known(children, prefix):
                    path, place = prefix + child.name, f"{folder.rstrip('/')}/{child.name}"
                    if child.name[0] == "." or is_unfinished(child.name):
                        continue
                    if not path.isprintable() and not _is_text(path):
                        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
                        self.failed.append(Failure(shown, None, "its name is not UTF-8; rename it"))
                    elif child.is_dir(follow_symlinks=False):
                        if not (self.excluded and self.excluded(path + "/")):
                            folders.append((place, path + "/"))
                    elif not (self.excluded and self.excluded(path)) and (status := self._status(child, path, place)):
                        yield path, place, status

    @contextmanager
    def _listed(self, folder: str, prefix: str) -> Iterator[Sequence[os.DirEntry[str]]]:
        """What lies in a folder, which is open meanwhile: a look at a file then begins there, not at the root."""
        children: Sequence[os.DirEntry[str]] = ()
        with ExitStack() as stack:
            try:
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                stack.callback(os.close, descriptor)
                with os.scandir(descriptor) as entries:
                    children = list(entries)
            except OSError as error:
                # One that went since its parent was listed is the same as one that went before.
                if not isinstance(error, FileNotFoundError | NotADirectoryError):
                    self.failed.append(Failure(prefix.rstrip("/"), None, f"cannot be listed: {error.strerror}"))
                    self.hidden.add(prefix)
            yield children

    def _not_as_known(self, children: Sequence[os.DirEntry[str]], prefix: str) -> Sequence[os.DirEntry[str]]:
        """What has to be looked at: nearly every folder of nearly every scan is as known, and costs its looks alone."""
        below = self.known.below(prefix)
        if below.stop - below.start == len(children) and _rows(children, prefix) == self.known.rows[below]:
            self.unchanged += len(children)
            return ()
        rest = {row[0]: row for row in self.known.directly_in(prefix)}
        before = len(rest)
        others = []
        for child in children:
            if (expected := rest.get(prefix + child.name)) and _rows([child], prefix) == [expected]:
                del rest[expected[0]]
            else:
                others.append(child)
        self.unchanged += before - len(rest)
        self.others |= rest
        return others

    def left(self) -> dict[str, Row]:
        """The known files that are not unchanged, by their paths, once all has been walked."""
        if self.unchanged + len(self.others) < len(self.known.rows):
            self.others |= {row[0]: row for row in self.known.outside(self.folders)}
        return self.others

    def _status(self, child: os.DirEntry[str], path: str, place: str) -> os.stat_result | None:
        """The stat of a regular file; None for anything else, which is reported."""
        try:
            if child.is_symlink() and (reason := self._refusal(place)):
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


def _rows(children: Iterable[os.DirEntry[str]], prefix: str) -> list[Row]:
    """What lies in a folder, as files are known; nothing where one of it cannot be looked at."""
    try:
        found = [
            (prefix + child.name, status.st_size, status.st_mtime_ns, status.st_ino)
            for child in children
            for status in (child.stat(follow_symlinks=False),)  # a link's own is never what its file is known by
        ]
    except OSError:
        return []
    found.sort()
    return found


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
