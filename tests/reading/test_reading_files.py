"""Files that are read after they were found, and what becomes of them in between."""

import os
import shutil
import socket
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import pytest

from aggregator.errors import ReadingError
from aggregator.model import Document
from aggregator.reading.folder import LARGEST_FILE, read
from aggregator.report import Waiting
from tests.reading.folders import EARLIER, RULES_DIGEST, descriptors, inside, look, only, put, unprivileged


def test_a_file_that_may_not_be_read_is_refused_with_a_remedy(open_folder: Path) -> None:
    place = put(open_folder, "a.txt")
    found = only(look(open_folder))
    place.chmod(0)
    # A changed mode moves the inode's time alone, so the fingerprint is as it was.
    with unprivileged(), pytest.raises(ReadingError, match="Permission denied; let the service's user read it"):
        read(found, RULES_DIGEST)


def test_a_document_is_the_whole_file_with_a_digest_of_content_and_rules(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    put(tmp_path, "press/2012-03-14-harbour.txt", content)
    found = only(look(tmp_path))
    document = read(found, RULES_DIGEST)
    assert isinstance(document, Document)
    assert (document.path, document.content, document.fingerprint) == (found.path, content, found.fingerprint)
    assert (document.name.words, str(document.name.date)) == ("harbour", "2012-03-14")
    assert document.digest == blake2b(content, digest_size=16, key=RULES_DIGEST).digest()
    other = read(found, b"other rules")
    assert isinstance(other, Document)
    assert other.digest != document.digest


def test_an_empty_file_is_a_document(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", b"")
    document = read(only(look(tmp_path)), RULES_DIGEST)
    assert isinstance(document, Document)
    assert document.content == b""


def _replace_by_pipe(place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def _replace_by_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.touch()


@pytest.mark.parametrize(
    "change",
    [
        lambda place: put(place.parent, place.name, b"text and more"),
        lambda place: put(place.parent, place.name, b"te"),
        lambda place: put(place.parent, place.name, b"tExt", EARLIER + 1),
        lambda place: put(place.parent, "new", b"text").replace(place),
        lambda place: (place.unlink(), place.mkdir()),
        _replace_by_pipe,
        lambda place: (place.unlink(), place.symlink_to("/dev/zero")),
    ],
    ids=["grown", "shrunk", "rewritten", "replaced", "a folder", "a pipe", "a device"],
)
def test_a_file_that_is_another_by_now_has_to_wait(tmp_path: Path, change: Callable[[Path], object]) -> None:
    place = put(tmp_path, "a.txt")
    found = only(look(tmp_path))
    change(place)
    before = descriptors()
    assert read(found, RULES_DIGEST) == Waiting("a.txt", "it changed while it was read")
    assert descriptors() <= before


def test_a_pipe_put_in_place_loses_nothing_to_us(tmp_path: Path) -> None:
    place = put(tmp_path, "a.txt")
    found = only(look(tmp_path))
    place.unlink()
    os.mkfifo(place)
    reader = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(place, os.O_WRONLY | os.O_NONBLOCK)
    try:
        os.write(writer, b"for somebody else")
        assert isinstance(read(found, RULES_DIGEST), Waiting)
        assert os.read(reader, 100) == b"for somebody else"
    finally:
        os.close(reader)
        os.close(writer)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: shutil.rmtree(folder / "press"),
        lambda folder: (folder / "press" / "a.txt").unlink(),
        lambda folder: _replace_by_file(folder / "press"),
    ],
    ids=["folder gone", "file gone", "folder now a file"],
)
def test_a_file_that_went_away_has_to_wait(tmp_path: Path, change: Callable[[Path], object]) -> None:
    put(tmp_path, "press/a.txt")
    found = only(look(tmp_path))
    change(tmp_path)
    assert read(found, RULES_DIGEST) == Waiting("press/a.txt", "it went away before it was read")


def test_a_socket_put_in_place_is_a_failure_of_that_file_alone(tmp_path: Path) -> None:
    place = put(tmp_path, "a.txt")
    found = only(look(tmp_path))
    place.unlink()
    with socket.socket(socket.AF_UNIX) as listener, inside(tmp_path):
        listener.bind("a.txt")
        with pytest.raises(ReadingError, match="cannot be read: "):
            read(found, RULES_DIGEST)


def test_a_file_too_large_to_be_a_digest_is_refused_unread(tmp_path: Path) -> None:
    place = put(tmp_path, "a.txt")
    os.truncate(place, LARGEST_FILE + 1)
    os.utime(place, (EARLIER, EARLIER))
    with pytest.raises(ReadingError, match=r"larger than 32 MiB.*input\.exclude"):
        read(only(look(tmp_path)), RULES_DIGEST)
