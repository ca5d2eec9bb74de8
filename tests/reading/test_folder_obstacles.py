"""What stands in the way in real folders: links, odd names, pipes, depths, and what may not be looked at."""

import os
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ReadingError, ScanError
from aggregator.model import Document
from aggregator.reading.folder import read
from aggregator.report import Failure, Waiting
from tests.reading.folders import (
    NOW,
    PATH_MAX,
    RULES_DIGEST,
    descriptors,
    inside,
    known_from,
    look,
    nested,
    only,
    paths,
    put,
    unprivileged,
)

# Links


def test_a_link_to_a_file_inside_is_read_and_any_other_is_skipped_with_its_reason(tmp_path: Path) -> None:
    folder, outside = tmp_path / "feeds", tmp_path / "feeds-of-others"
    put(folder, "press/a.txt")
    put(outside, "secret.txt")
    links = {
        "inside": "press/a.txt",
        "absolute": str(folder / "press" / "a.txt"),
        "out": str(outside / "secret.txt"),
        "up": "../feeds-of-others/secret.txt",
        "folder": "press",
        "folder-out": str(outside),
        "itself": ".",
        "parent": "..",
        "device": "/dev/zero",
        "broken": "missing.txt",
        "broken-out": "/missing/file.txt",
        "cycle": "cycle-too",
        "cycle-too": "cycle",
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    (folder / "chain").symlink_to("out")
    found = look(folder)
    assert sorted(paths(found)) == ["absolute", "inside", "press/a.txt"]
    out, at_its_place = "a link that leads out of the folder", "a link to a folder that is read at its own place"
    nowhere = "a link that leads nowhere"
    assert dict(found.skipped) == {
        **dict.fromkeys(("out", "up", "folder-out", "parent", "device", "broken-out", "chain"), out),
        **dict.fromkeys(("folder", "itself"), at_its_place),
        **dict.fromkeys(("broken", "cycle", "cycle-too"), nowhere),
    }
    assert found.failed == ()


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    put(tmp_path, "feeds/a.txt")
    (tmp_path / "link").symlink_to("feeds")
    (tmp_path / "feeds" / "b.txt").symlink_to(tmp_path / "link" / "a.txt")
    assert sorted(paths(look(tmp_path / "link"))) == ["a.txt", "b.txt"]


def test_a_look_leaves_no_folder_open(open_folder: Path) -> None:
    put(open_folder, "press/a.txt")
    put(open_folder, "shut/b.txt")
    (open_folder / "shut").chmod(0)
    before = descriptors()
    with unprivileged():
        look(open_folder)
    assert descriptors() == before


def test_a_link_that_nothing_can_follow_hides_no_other_file_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("a")
    assert look(tmp_path, {"ab.txt": None, "a": None}).gone == {"ab.txt", "a"}


# What is no file


def test_pipes_and_sockets_are_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener, inside(tmp_path):  # addresses hold a hundred characters only
        listener.bind("socket.txt")
        found = look(tmp_path, {"pipe.txt": None})
    assert sorted(found.skipped) == [
        Waiting("pipe.txt", "not a regular file"),
        Waiting("socket.txt", "not a regular file"),
    ]
    assert not found.read
    assert found.gone == {"pipe.txt"}


# Names


@pytest.mark.parametrize(
    "name",
    [
        "a\nb.txt",
        "a\x01b.txt",
        "a\x7f.txt",
        "\u202ea.txt",
        "a b?c#d.txt",
        "ὀδός/λιμήν.txt",
        "-rf",
        "a\\b.txt",
        "🌊.txt",
    ],
)
def test_a_name_of_any_characters_is_a_name(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    found = look(tmp_path)
    assert paths(found) == [name]
    assert isinstance(read(only(found), RULES_DIGEST), Document)


def test_a_name_that_is_not_utf8_is_reported_readably(tmp_path: Path) -> None:
    put(tmp_path, "good.txt")
    put(tmp_path, os.fsdecode(b"g\xe4rten.txt"))
    put(tmp_path, os.fsdecode(b"h\xe4fen/a.txt"))
    found = look(tmp_path, {"good.txt": None})
    assert paths(found) == ["good.txt"]
    assert sorted(found.failed) == [
        Failure(r"g\xe4rten.txt", None, "its name is not UTF-8; rename it"),
        Failure(r"h\xe4fen", None, "its name is not UTF-8; rename it"),
    ]


# What cannot be looked at


@pytest.mark.parametrize("make", [lambda _: None, Path.touch, lambda place: place.symlink_to("nothing")])
def test_a_missing_folder_is_an_error(tmp_path: Path, make: Callable[[Path], None]) -> None:
    folder = tmp_path / "feeds"
    make(folder)
    with pytest.raises(ScanError, match=r"feeds: the input folder cannot be read .*set input\.folder"):
        look(folder, {"a.txt": None})


def test_folders_may_lie_deeper_than_calls_may_nest(tmp_path: Path) -> None:
    depth = min(sys.getrecursionlimit() + 200, (PATH_MAX - len(str(tmp_path)) - 8) // 2)
    with nested(tmp_path, ["d"] * depth, "a.txt"):
        assert paths(look(tmp_path)) == ["d/" * depth + "a.txt"]


def test_what_lies_too_deep_to_be_looked_at_is_reported_and_neither_gone_nor_unchanged(tmp_path: Path) -> None:
    long = "d" * 200
    put(tmp_path, "b.txt")
    deep = f"{long}/" * 25 + "a.txt"
    with nested(tmp_path, [long] * 25, "a.txt"):
        found = look(tmp_path, {deep: None, f"{long}/gone.txt": None, "b.txt": None, "c.txt": None})
    assert paths(found) == ["b.txt"]
    (failure,) = found.failed
    assert failure.path.endswith(long)
    assert failure.reason == "cannot be listed: File name too long"
    assert found.gone == {"c.txt", f"{long}/gone.txt"}
    assert not found.unchanged


def test_a_file_whose_path_is_too_long_is_found_from_its_folder_and_reported_by_whoever_reads_it(
    tmp_path: Path,
) -> None:
    room = PATH_MAX - 1 - len(str(tmp_path))
    parts = ["d" * 200] * (room // 201 - 1)
    parts.append("d" * (room - 201 * len(parts) - 4))
    folder = "/".join(parts) + "/"
    with nested(tmp_path, parts, "abcdef.txt"):
        found = look(tmp_path, {f"{folder}abcdef.txt": None, f"{folder}abcdef.txt.old": None, "b": None})
        assert paths(found) == [f"{folder}abcdef.txt"]
        with pytest.raises(ReadingError, match="cannot be read: File name too long"):
            read(only(found), RULES_DIGEST)
    assert found.gone == {f"{folder}abcdef.txt.old", "b"}


def test_a_folder_that_may_not_be_listed_keeps_what_is_known_there(open_folder: Path) -> None:
    put(open_folder, "closed/a.txt")
    put(open_folder, "closed-too.txt")
    known = known_from(look(open_folder))
    (open_folder / "closed").chmod(0)
    with unprivileged():
        found = look(open_folder, {**known, "closed": None, "closed.txt": None})
    assert found.failed == (Failure("closed", None, "cannot be listed: Permission denied"),)
    assert found.gone == {"closed", "closed.txt"}
    assert found.unchanged == 1


def test_an_input_folder_that_may_not_be_listed_is_an_error(open_folder: Path) -> None:
    open_folder.chmod(0)
    with unprivileged(), pytest.raises(ScanError, match="Permission denied"):
        look(open_folder, {"a.txt": None})


def test_a_folder_that_may_be_listed_but_not_entered_keeps_what_is_known_there(open_folder: Path) -> None:
    put(open_folder, "shut/a.txt")
    (open_folder / "shut").chmod(0o444)
    with unprivileged():
        found = look(open_folder, {"shut/a.txt": None})
    assert found.failed == (Failure("shut/a.txt", None, "cannot be examined: Permission denied"),)
    assert found.gone == frozenset()


# Every file


@settings(deadline=None)  # a disk takes as long as it takes
@given(st.dictionaries(st.sampled_from(["a", "b/a", "b/c", "d~", ".e", "f.tmp"]), st.sampled_from([0.0, 1.0, 9.0])))
def test_every_file_is_counted_exactly_once(files: dict[str, float]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, age in files.items():
            put(folder, path, modified=NOW - age)
        found = look(folder, {"a": None, "b/a": None, "gone": None})
    visible = {path for path in files if path in {"a", "b/a", "b/c"}}
    assert {*paths(found), *(waiting.path for waiting in found.unsettled)} == visible
    assert len(found.read) + len(found.unsettled) == len(visible)
    new_ones_wait = any(waiting.path == "b/c" for waiting in found.unsettled)
    assert found.gone == (set() if new_ones_wait else {"a", "b/a", "gone"} - visible)
