"""Folders as tests make them, look at them and forbid them."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from aggregator.model import Fingerprint
from aggregator.reading.folder import FolderRules, Found, Survey, survey
from aggregator.reading.known import NO_INODE

NOW = 1_700_000_000.0
#: Long enough ago to have settled.
EARLIER = NOW - 3600
RULES_DIGEST = b"rules"
#: Of a file as `put` makes it, which is to be read in any case.
UNREAD = Fingerprint(len(b"text"), 0, NO_INODE)
NOBODY = 65534
#: The longest path that Linux takes in one call, with the zero at its end (limits.h).
PATH_MAX = 4096


def put(folder: Path, path: str, content: bytes = b"text", modified: float = EARLIER) -> Path:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    os.utime(place, (modified, modified))
    return place


def look(
    folder: Path,
    known: Mapping[str, Fingerprint | None] | None = None,
    *,
    now: float = NOW,
    settle: float = 2.0,
    exclude: tuple[str, ...] = (),
    closed: frozenset[str] = frozenset(),
) -> Survey:
    rows = sorted((path, *(fingerprint or UNREAD)) for path, fingerprint in (known or {}).items())
    return survey(FolderRules(folder, exclude, settle), rows, now, closed)


def paths(found: Survey) -> list[str]:
    return [each.path for each in found.read]


def known_from(found: Survey) -> dict[str, Fingerprint | None]:
    return {each.path: each.fingerprint for each in found.read}


def only(found: Survey) -> Found:
    (each,) = found.read
    return each


@contextmanager
def unprivileged() -> Iterator[None]:
    """Not as root, to whom nothing is forbidden."""
    user = os.geteuid()
    if user == 0:
        try:
            os.seteuid(NOBODY)
        except OSError:
            pytest.skip("run as a root that may not become another user, so nothing can be forbidden")
    try:
        yield
    finally:
        os.seteuid(user)


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def nested(root: Path, parts: list[str], name: str) -> Iterator[None]:
    """A file below nested folders, made and removed step by step: its path may be longer than one call takes."""
    place = os.open(root, os.O_RDONLY)
    for part in parts:
        os.mkdir(part, dir_fd=place)
        below = os.open(part, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    file = os.open(name, os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=place)
    os.utime(file, (EARLIER, EARLIER))
    os.close(file)
    os.close(place)
    try:
        yield
    finally:
        top = (root / parts[0]).rename(root / "top")
        for part in parts[1:]:
            (top / part).rename(root / "next")
            top.rmdir()
            (root / "next").rename(top)
        shutil.rmtree(top)


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
