"""Known files by their folders, and walks that meet them in folders of any names."""

import os
import shutil
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.known import KnownFiles
from tests.reading.folders import EARLIER, known_from, look, paths, put

#: Names that come right before and right after `/` in the order of paths, and beyond what two bytes hold.
NAMES = ("a", "a!", "a-b", "a.b", "a0", "ab", "é", "🌊")
PATHS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join)


@given(st.sets(PATHS, max_size=12), st.sets(PATHS.map(lambda path: path + "/") | st.just(""), max_size=4))
def test_each_folder_has_its_own_files(files: set[str], folders: set[str]) -> None:
    known = KnownFiles(sorted((path, 1, 2, 3) for path in files))
    lying = {path: path[: path.rfind("/") + 1] for path in files}
    for folder in (*folders, *lying.values()):
        assert [row[0] for row in known.directly_in(folder)] == sorted(path for path in files if lying[path] == folder)
        assert [row[0] for row in known.rows[known.below(folder)]] == sorted(
            path for path in files if path.startswith(folder)
        )
    assert [row[0] for row in known.outside(folders)] == sorted(path for path in files if lying[path] not in folders)


def test_in_whatever_folder_something_happens_all_others_are_as_known(tmp_path: Path) -> None:
    everything = {f"{folder}{name}.txt" for folder in ("", *(f"{name}/" for name in NAMES), "a/a0/") for name in NAMES}
    for path in everything:
        put(tmp_path, path)
    known = known_from(look(tmp_path))
    assert look(tmp_path, known).unchanged == len(known) == len(everything)

    put(tmp_path, "a/.hidden")
    put(tmp_path, "a!/new.txt")
    put(tmp_path, "a0/a.txt", b"other text")
    (tmp_path / "ab" / "é.txt").unlink()
    (tmp_path / "ab" / "ü.txt").symlink_to(tmp_path / "ab" / "a.txt")  # as many as before
    shutil.rmtree(tmp_path / "a" / "a0")
    found = look(tmp_path, known)
    went = {"ab/é.txt", *(f"a/a0/{name}.txt" for name in NAMES)}
    assert sorted(paths(found)) == ["a!/new.txt", "a0/a.txt", "ab/ü.txt"]
    assert found.others == {"a0/a.txt", *went}
    assert found.gone == went
    assert found.unchanged == len(known) - len(found.others)


def test_a_file_in_anothers_place_is_another_although_there_are_as_many(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        put(tmp_path, name)
    known = known_from(look(tmp_path))
    (tmp_path / "b.txt").rename(tmp_path / "c.txt")
    found = look(tmp_path, known)
    assert (paths(found), found.gone, found.unchanged) == (["c.txt"], frozenset({"b.txt"}), 1)

    (tmp_path / "c.txt").rename(tmp_path / "b.txt")
    os.replace(tmp_path / "a.txt", tmp_path / "b.txt")  # noqa: PTH105 (what it does is meant)
    put(tmp_path, "a.txt", modified=EARLIER)
    found = look(tmp_path, known)
    assert (sorted(paths(found)), found.gone, found.unchanged) == (["a.txt", "b.txt"], frozenset(), 0)
