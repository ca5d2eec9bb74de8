"""Addresses and files: each address has its own, and none is anywhere else than in the folder."""

import re
from pathlib import PurePosixPath
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.publishing.export.files import TWINS, file_of, is_file

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PART = st.one_of(TEXT.map(lambda text: quote(text, safe="")), st.text("abIndex.%2F/\\~-html", max_size=9))
PATH = st.one_of(
    st.lists(PART, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts)),
    st.sampled_from(["/", "/index", "/a", "/a.html", "/a/b", "/a.rss", "/a.rss.gz", "/a.rss/b", "/.a", "/a.", "/a/"]),
)


def all_files(path: str) -> set[str]:
    """The file of an address and its twins; none where it cannot have any."""
    try:
        file = file_of(path)
    except ValueError:
        return set()
    return {file, *(file + ending for ending in TWINS.values())}


@given(one=PATH, other=PATH)
@example(one="/", other="/index")
@example(one="/a", other="/a.html")
@example(one="/a.rss", other="/a.rss.gz")
@example(one="/a%2Fb", other="/a/b")
@example(one="/a%62", other="/ab")
def test_no_two_addresses_share_a_file_and_none_is_in_the_others_way(one: str, other: str) -> None:
    ours, theirs = all_files(one), all_files(other)
    for name in ours:
        assert is_file(name)
        assert not {"..", ".", "", "/"} & set(PurePosixPath(name).parts)
        assert "\0" not in name
    if one != other:
        assert not ours & theirs
        above = {str(folder) for name in ours for folder in PurePosixPath(name).parents}
        assert not above & theirs


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/feeds", "feeds.html"),
        ("/feeds.rss", "feeds.rss"),
        ("/feeds/town/index", "feeds/town/index.html"),
        ("/feeds/town/gardens.atom", "feeds/town/gardens.atom"),
        ("/feeds/Gr%C3%B6%C3%9Fe", "feeds/Größe.html"),
        ("/404", "404.html"),
    ],
)
def test_files_are_where_hosts_look_for_them(path: str, file: str) -> None:
    assert file_of(path) == file


@pytest.mark.parametrize(
    "path",
    [
        "", "feeds", "//", "/a//b", "/a/", "/..", "/../a", "/a/../b", "/.", "/%2E%2E/a", "/a%2Fb", "/a%00", "/%61",
        "/gr%c3%b6", "/größe", "/.export.json", "/a.", "/a.b.c", "/a.gz", "/a.rss.br", "/a.html", "/index", "/a?q=1",
        "/%FF", "/a\\b", "/a.b/c",
    ],
)  # fmt: skip
def test_other_addresses_have_no_file(path: str) -> None:
    with pytest.raises(ValueError, match="no file can have this address"):
        file_of(path)


@pytest.mark.parametrize("name", ["", "/a", "a/", "../a", "a/../b", ".export.json", "a/.b", "a//b", "a\0"])
def test_a_list_that_names_what_is_elsewhere_is_not_believed(name: str) -> None:
    assert not is_file(name)
    assert re.search(r"(^|/)(\.|/|$)|\0", name)
