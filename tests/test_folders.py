"""Feeds of folders: at their own address, of all that lies in them, and of nothing else."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.editing.naming import Addresses, address_of, folder_title
from tests.printing import URL, Readers
from tests.publishing.rules import check_atom
from tests.scanner import NOON, A, B, C, D, Scanner


@pytest.fixture
def readers(scanner: Scanner) -> Readers:
    return Readers(scanner)


def test_a_folder_shows_what_lies_in_it_however_deep(readers: Readers) -> None:
    readers.scanner.put("press/a.txt", A, at=NOON - 100)
    readers.scanner.put("press/town/b.txt", B, at=NOON - 200)
    readers.scanner.put("pressing.txt", C)
    readers.scanner.put("press-0/d.txt", D)
    readers.scanner.scan()
    assert readers.titles("/feeds/press") == [A[0], B[0]]
    assert readers.titles("/feeds/press/town") == [B[0]]
    assert readers.titles("/feeds/press-0") == [D[0]]
    feed = check_atom(readers.get("/feeds/press.atom").data)
    assert feed.findtext("{http://www.w3.org/2005/Atom}title") == "Press"
    for path in ("/feeds/pres", "/feeds/press/", "/feeds/town", "/feeds/press-2"):
        assert readers.get(f"{path}.atom").status_code == 404


def test_a_folder_s_etag_moves_with_its_own_entries_alone(readers: Readers) -> None:
    readers.scanner.put("press/a.txt", A, C)
    readers.scanner.put("other/b.txt", B)
    readers.scanner.scan()
    before = {path: readers.validators(path) for path in ("/feeds/press.atom", "/feeds/other.atom")}
    readers.scanner.put("other/b.txt", B, D, at=NOON - 60)
    readers.scanner.scan()
    assert readers.validators("/feeds/press.atom") == before["/feeds/press.atom"]
    assert readers.validators("/feeds/other.atom")["ETag"] != before["/feeds/other.atom"]["ETag"]
    assert readers.validators("/feeds/other.atom")["Last-Modified"] != before["/feeds/other.atom"]["Last-Modified"]

    readers.scanner.put("press/a.txt", A, at=NOON - 60)
    readers.scanner.now += 60
    readers.scanner.scan()
    assert readers.titles("/feeds/press") == [A[0]]
    assert b"deleted-entry" in readers.get("/feeds/press.atom").data


def test_a_folder_whose_files_are_all_gone_is_gone(readers: Readers) -> None:
    readers.scanner.put("press/a.txt", A)
    readers.scanner.scan()
    (readers.scanner.site.feeds / "press/a.txt").unlink()
    readers.scanner.now += 60
    readers.scanner.scan(allow_removals=True)
    assert readers.get("/feeds/press.atom").status_code == 410


@pytest.mark.parametrize("file_first", [True, False])
def test_a_file_and_a_folder_of_one_name_keep_their_addresses(readers: Readers, *, file_first: bool) -> None:
    files = [("press.txt", A), ("press/b.txt", B)]
    for name, article in files if file_first else reversed(files):
        readers.scanner.put(name, article)
        readers.scanner.scan()
    file, folder = ("press", "press-2") if file_first else ("press-txt", "press")
    assert readers.scanner.source("press.txt").name == file
    for _ in range(2):
        assert readers.titles(f"/feeds/{file}") == [A[0]]
        assert readers.titles(f"/feeds/{folder}") == [B[0]]
        readers.scanner.put("press-2.txt", C)
        readers.scanner.put("press-2/d.txt", D)
        readers.scanner.scan()
    assert readers.titles("/feeds/press-2") == ([B[0]] if file_first else [C[0]])


def test_a_folder_is_listed_with_its_sources(readers: Readers) -> None:
    readers.scanner.put("press/old_pier/a.txt", A)
    readers.scanner.put("b.txt", B)
    readers.scanner.scan()
    body = ElementTree.fromstring(readers.get("/feeds.opml").data)[1]  # noqa: S314 (our own)
    assert [each.get("text") for each in body] == ["Garden news", "B", "press"]
    press = body[2]
    assert [(each.get("text"), each.get("xmlUrl")) for each in press] == [
        ("Press", f"{URL}/feeds/press.rss"),
        ("old_pier", None),
    ]
    assert [each.get("xmlUrl") for each in press[1]] == [
        f"{URL}/feeds/press/old_pier.rss",
        f"{URL}/feeds/press/old_pier/a.rss",
    ]
    assert press[1][0].get("text") == "Old pier"
    assert f"{URL}/subscribe/feeds/press/old_pier" in readers.get("/").text


@given(st.lists(st.lists(st.sampled_from(["a", "a-2", "b", "a-2-2"]), min_size=1, max_size=3).map("/".join)))
def test_no_address_is_given_twice_and_none_moves(paths: list[str]) -> None:
    addresses = Addresses()
    names: list[str] = []
    folders: dict[str, str] = {}
    for path in dict.fromkeys(paths):
        name = address_of(f"{path}.txt", addresses)
        assert name not in names
        assert name not in folders.values()
        names.append(name)
        addresses.give(name)
        assert folders.items() <= addresses.folders.items()
        folders = dict(addresses.folders)
    assert len({*names, *folders.values()}) == len(names) + len(folders)
    # The same from the store's list as from one name after another.
    assert Addresses(names).folders == folders
    for below in range(len(names)):
        before = Addresses(names[:below])
        above = Addresses(names[below:], before)
        assert all(name in above for name in names)
        assert above.folders == folders
        assert before.folders == Addresses(names[:below]).folders


def test_folder_titles() -> None:
    titles = {"press": "Press", "a/old-pier": "Old pier", "BBC": "BBC", "hindi/वाणी": "वाणी", "___": "Untitled"}
    assert {folder: folder_title(folder) for folder in titles} == titles


# Limits


def test_a_limit_shows_fewer(readers: Readers) -> None:
    readers.scanner.put("a.txt", A, B, C, at=NOON - 60)
    readers.scanner.scan()
    for path in ("/feeds", "/feeds/a"):
        assert readers.titles(f"{path}?limit=2") == [A[0], B[0]]
        assert readers.titles(path) == [A[0], B[0], C[0]]
        feed = check_atom(readers.get(f"{path}.atom?limit=2&utm=x").data)
        links = [link.get("href") for link in feed.iterfind("{http://www.w3.org/2005/Atom}link[@rel='self']")]
        assert links == [f"{URL}{path}.atom?limit=2"]
        # What is more than all feeds have, or not ours, is the feed itself.
        for query in ("limit=50", "limit=10000", "utm=x"):
            assert readers.get(f"{path}.atom?{query}").data == readers.get(f"{path}.atom").data


def test_the_lane_answers_no_limited_feed_with_a_whole_one(readers: Readers) -> None:
    readers.scanner.put("a.txt", A, B, C, at=NOON - 60)
    readers.scanner.scan()
    for path in ("/feeds.json", "/feeds/a.json?limit=2", "/feeds/a.json", "/feeds/a.json?%6cimit=1", "/feeds/a.json"):
        titles = [item["title"] for item in readers.get(path).get_json()["items"]]
        assert len(titles) == {"2": 2, "1": 1}.get(path[-1], 3)


@pytest.mark.parametrize("limit", ["0", "-1", "10001", "x", "", "1.5", "٣", "1&limit=2"])
def test_a_limit_that_is_none_is_refused(readers: Readers, limit: str) -> None:
    readers.scanner.put("a.txt", A)
    readers.scanner.scan()
    answer = readers.get(f"/feeds/a.atom?limit={limit}")
    assert answer.status_code == 400
    assert "from 1 to 10000" in answer.text


def test_a_feed_that_moved_is_followed_with_its_limit(readers: Readers) -> None:
    readers.scanner.put("a.txt", A, B)
    readers.scanner.scan()
    (readers.scanner.site.feeds / "a.txt").rename(readers.scanner.site.feeds / "b.txt")
    readers.scanner.now += 60
    readers.scanner.scan()
    moved = readers.get("/feeds/a.atom?limit=1&utm=%C3%BC%0d%0a\u00fc")
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{URL}/feeds/b.atom?limit=1"
