"""A look at a few known files, and when only a walk will do."""

import os
from pathlib import Path

import pytest

from aggregator.reading.folder import FolderRules, survey
from aggregator.reading.revisiting import MOST_FILES, revisit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for age, name in enumerate(("press/a.txt", "b.txt", "c.txt")):
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.write_text("Boats", encoding="utf-8")
        os.utime(place, (1000 - age, 1000 - age))
    return tmp_path


def test_known_files_are_found_as_by_a_walk(folder: Path) -> None:
    walked = survey(FolderRules(folder), (), 5000)

    assert revisit(folder, {"press/a.txt", "b.txt", "c.txt"}, {"press/a.txt", "b.txt", "c.txt"}) == [*walked.read]
    assert revisit(folder, {"press/a.txt", "b.txt", "c.txt"}, {"b.txt"}) == [
        each for each in walked.read if each.path == "b.txt"
    ]


def test_a_file_that_is_not_known_may_be_another_renamed(folder: Path) -> None:
    assert revisit(folder, {"b.txt"}, {"b.txt", "c.txt"}) is None


def test_a_file_that_went_or_became_something_else_needs_a_walk(folder: Path) -> None:
    known = {"press/a.txt", "b.txt", "c.txt"}
    (folder / "b.txt").unlink()
    assert revisit(folder, known, {"b.txt", "c.txt"}) is None
    (folder / "b.txt").symlink_to(folder / "c.txt")
    assert revisit(folder, known, {"b.txt"}) is None
    (folder / "b.txt").unlink()
    (folder / "b.txt").mkdir()
    assert revisit(folder, known, {"b.txt"}) is None
    (folder / "press").rename(folder / "elsewhere")
    (folder / "press").symlink_to(folder / "elsewhere")
    assert revisit(folder, known, {"press/a.txt"}) is None


def test_very_many_files_are_walked(folder: Path) -> None:
    names = {f"{number}.txt" for number in range(MOST_FILES + 1)}
    for name in names:
        (folder / name).touch()

    assert revisit(folder, names, names) is None
    assert revisit(folder, names, sorted(names)[1:]) is not None
