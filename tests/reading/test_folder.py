"""Real folders: what is read, what is as known, and what has not settled yet."""

import os
import shutil
from pathlib import Path

import pytest

from aggregator.model import Fingerprint
from aggregator.reading.folder import Survey
from aggregator.report import Waiting
from tests.reading.folders import (
    EARLIER,
    NOW,
    known_from,
    look,
    only,
    paths,
    put,
    unprivileged,
)

# What is read


def test_files_in_all_folders_are_found_oldest_first(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", modified=EARLIER + 1)
    put(tmp_path, "press/today.txt", modified=EARLIER)
    put(tmp_path, "press/deep/er/c.txt", modified=EARLIER + 2)
    put(tmp_path, "a.txt", modified=EARLIER + 1)
    assert paths(look(tmp_path)) == ["press/today.txt", "a.txt", "b.txt", "press/deep/er/c.txt"]


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert look(tmp_path) == Survey()


@pytest.mark.parametrize(
    "name", [".hidden.txt", "a.txt~", "a.tmp", "a.txt.part", ".hidden/a.txt", "a.tmp/b.txt", "a~/b.txt", ".a/.b/c.txt"]
)
def test_what_is_hidden_or_unfinished_is_passed_over_in_silence(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    assert look(tmp_path) == Survey()


def test_exclude_has_the_patterns_of_gitignore(tmp_path: Path) -> None:
    for name in ("a.txt", "a.log", "drafts/b.txt", "press/drafts/c.txt", "press/keep.log", "old.txt", "press/old.txt"):
        put(tmp_path, name)
    found = look(tmp_path, exclude=("# a comment", "*.log", "!keep.log", "drafts/", "/old.txt", ""))
    assert sorted(paths(found)) == ["a.txt", "press/keep.log", "press/old.txt"]
    assert not found.failed
    assert not found.skipped


def test_an_excluded_folder_is_not_even_opened(open_folder: Path) -> None:
    put(open_folder, "drafts/here.txt")
    (open_folder / "drafts").chmod(0)
    with unprivileged():
        assert look(open_folder, exclude=("drafts/",)) == Survey()


@pytest.mark.parametrize(("size", "gone"), [(9, True), (10, False), (20, False), (40, False), (41, True)])
def test_what_may_have_become_a_file_that_is_to_come_is_not_gone_yet(tmp_path: Path, size: int, *, gone: bool) -> None:
    known: dict[str, Fingerprint | None] = {"a.txt": Fingerprint(20, 0, 0)}
    put(tmp_path, "b.txt", bytes(size), modified=NOW - 1)
    assert look(tmp_path, known).gone == ({"a.txt"} if gone else set())
    assert look(tmp_path, known, settle=1).gone == {"a.txt"}
    # What was known under its name before has become nothing else.
    assert look(tmp_path, known | {"b.txt": None}).gone == {"a.txt"}


def test_a_log_that_never_rests_keeps_no_file_that_was_closed_or_is_excluded_from_being_gone(tmp_path: Path) -> None:
    place = put(tmp_path, "a.txt")
    known = known_from(look(tmp_path))
    put(tmp_path, "log.txt", bytes(100), modified=NOW - 1)
    assert look(tmp_path, known, exclude=("a.txt",)).gone == {"a.txt"}
    place.unlink()
    assert look(tmp_path, known, closed=frozenset({"a.txt"})).gone == {"a.txt"}


def test_known_files_that_are_excluded_now_are_gone(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    known = known_from(look(tmp_path))
    assert look(tmp_path, known, exclude=("*.txt",)).gone == {"a.txt"}


# What is as known


def test_a_file_as_known_is_unchanged_and_every_other_is_read(tmp_path: Path) -> None:
    place = put(tmp_path, "a.txt")
    put(tmp_path, "b.txt")
    known = known_from(look(tmp_path))
    found = look(tmp_path, known)
    assert not found.read
    assert found.unchanged == 2
    assert not found.gone
    put(tmp_path, "a.txt", b"text!")
    assert paths(look(tmp_path, known)) == ["a.txt"]
    put(tmp_path, "a.txt", modified=EARLIER + 1e-6)
    assert paths(look(tmp_path, known)) == ["a.txt"]
    shutil.copy2(place, tmp_path / "copy")
    os.utime(place, (EARLIER, EARLIER))
    assert look(tmp_path, known).unchanged == 2
    (tmp_path / "copy").replace(place)
    os.utime(place, (EARLIER, EARLIER))
    assert paths(look(tmp_path, known)) == ["a.txt"]


def test_a_file_as_known_costs_no_read(open_folder: Path) -> None:
    place = put(open_folder, "a.txt")
    known = known_from(look(open_folder))
    place.chmod(0)
    with unprivileged():
        found = look(open_folder, known)
    assert found.unchanged == 1
    assert not found.failed


def test_a_file_known_without_fingerprint_is_read_in_any_case(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    assert paths(look(tmp_path, {"a.txt": None})) == ["a.txt"]


def test_a_file_that_was_closed_just_now_is_read_although_its_fingerprint_is_as_known(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", b"one!")
    known = known_from(look(tmp_path))
    put(tmp_path, "a.txt", b"two!")
    assert paths(look(tmp_path, known, closed=frozenset({"a.txt"}))) == ["a.txt"]


def test_known_files_that_are_not_there_are_gone(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    assert look(tmp_path, {"b.txt": None, "press/c.txt": None}).gone == {"b.txt", "press/c.txt"}


# What is not yet settled


def test_a_young_file_waits_and_says_so(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", modified=NOW - 0.5)
    found = look(tmp_path, {"a.txt": None})
    assert not found.read
    assert not found.gone
    assert found.unsettled == (Waiting("a.txt", "written 0.5 s ago; it is read 2 s after its last change"),)


def test_a_young_file_is_read_once_its_writer_has_closed_it_or_nothing_has_to_settle(tmp_path: Path) -> None:
    put(tmp_path, "press/a.txt", modified=NOW)
    assert paths(look(tmp_path, closed=frozenset({"press/a.txt", "other.txt"}))) == ["press/a.txt"]
    assert paths(look(tmp_path, settle=0)) == ["press/a.txt"]
    assert paths(look(tmp_path, closed=frozenset({"a.txt"}))) == []


def test_a_file_settles_at_the_second(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", modified=NOW - 2)
    put(tmp_path, "b.txt", modified=NOW - 1.9)
    found = look(tmp_path)
    assert (paths(found), [waiting.path for waiting in found.unsettled]) == (["a.txt"], ["b.txt"])


def test_of_a_date_in_the_future_only_the_inodes_own_time_counts(tmp_path: Path) -> None:
    place = put(tmp_path, "a.txt", modified=32_503_680_000.0)
    touched = place.stat().st_ctime
    assert paths(look(tmp_path, now=touched + 3)) == ["a.txt"]
    assert [waiting.path for waiting in look(tmp_path, now=touched + 1).unsettled] == ["a.txt"]
    assert [waiting.path for waiting in look(tmp_path, now=touched - 100).unsettled] == ["a.txt"]


def test_a_file_from_before_1970_is_a_file(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", modified=-86_400.0)
    assert only(look(tmp_path)).fingerprint.mtime_ns == -86_400_000_000_000
