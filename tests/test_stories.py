"""Articles of several sources that are one, sources named, and fair shares; by real scans."""

import sqlite3
from contextlib import closing

import pytest

from aggregator.errors import ScanError
from aggregator.publishing.access import Patterns
from aggregator.update import resketching
from aggregator.update.indexing import MOST_ALIKE
from aggregator.update.portions import BATCH
from aggregator.update.work import LONG, TOGETHER
from tests.printing import URL, Readers
from tests.publishing.rules import check_atom, check_rss
from tests.scanner import NOON, A, B, Scanner

TEXT = (
    "The first ferry left the north pier at seven in the morning, nine minutes late and full to the last bench, "
    "after a week of storms that had kept all boats in the harbour. They will run every hour until Sunday."
)
OTHER = TEXT.replace("minutes late", "minutes late again")
NAMES = {"a": "http://www.w3.org/2005/Atom"}


def told(readers: Readers, path: str = "/feeds") -> list[tuple[str, str, list[str]]]:
    """Id, title and the titles of the sources of each item."""
    return [
        (item["id"], item["title"], [each["title"] for each in item["_aggregator"]["sources"]])
        for item in readers.items(path)
    ]


def own(readers: Readers, path: str) -> list[str]:
    return [item["id"] for item in readers.items(path)]


def test_what_two_sources_tell_appears_once_with_both_named(scanner: Scanner) -> None:
    readers = Readers(scanner)
    scanner.put("press/a.txt", ("Ferries return", TEXT), A, at=NOON - 500)
    scanner.scan()
    before = told(readers)
    scanner.put("press/b.txt", ("Boats are back", f"(agency) {OTHER}"), B, at=NOON - 100)
    scanner.put("c.txt", ("Boats are back", TEXT[:100]), at=NOON - 90)
    scanner.scan()
    first, apples = before
    assert told(readers)[-2:] == [(*first[:2], ["A", "B", "C"]), apples]
    assert [title for _, title, _ in told(readers)] == [B[0], "Ferries return", A[0]]
    # A folder names its own.
    assert told(readers, "/feeds/press")[1] == (*first[:2], ["A", "B"])
    assert [(title, sources) for _, title, sources in told(readers, "/search?q=seven")] == [
        ("Ferries return", ["A", "B", "C"])
    ]
    # In its own feed each stands, under its own id, and names nobody.
    for path in ("/feeds/press/b", "/feeds/c"):
        item = readers.items(path)[0]
        assert (item["title"], item["id"] == first[0], "_aggregator" in item) == ("Boats are back", False, False)


def test_the_id_of_a_story_stays_whoever_tells_it(scanner: Scanner) -> None:
    readers = Readers(scanner)
    scanner.put("a.txt", ("Ferries return", TEXT), at=NOON - 500)
    scanner.put("b.txt", ("Boats are back", TEXT), at=NOON - 400)
    scanner.put("c.txt", A)
    scanner.scan()
    (story,) = own(readers, "/feeds/a")
    assert told(readers)[0][0] == story
    first = (scanner.site.feeds / "a.txt").read_bytes()
    (scanner.site.feeds / "a.txt").unlink()
    scanner.now += 60
    scanner.scan()
    assert told(readers)[0] == (story, "Boats are back", ["B"])
    # It has not left this feed, whoever told it.
    assert b"deleted-entry" not in readers.get("/feeds.atom").data
    scanner.write("a.txt", first, at=NOON - 450)
    scanner.now += 60
    scanner.scan()
    assert told(readers)[0] == (story, "Ferries return", ["A", "B"])
    for name in ("a.txt", "b.txt"):
        (scanner.site.feeds / name).unlink()
    scanner.now += 60
    scanner.scan(allow_removals=True)
    assert [title for _, title, _ in told(readers)] == [A[0]]
    assert readers.get("/feeds.atom").data.count(b"deleted-entry") == 1


def test_an_edit_that_makes_it_another_article_parts_them(scanner: Scanner) -> None:
    readers = Readers(scanner)
    scanner.put("a.txt", ("Ferries return", TEXT), at=NOON - 500)
    scanner.put("b.txt", ("Ferries return", TEXT), at=NOON - 400)
    scanner.scan()
    assert len(told(readers)) == 1
    scanner.put("a.txt", ("Ferries return", OTHER), at=NOON - 300)
    scanner.scan()
    assert len(told(readers)) == 1
    scanner.put("a.txt", ("Ferries return", OTHER.replace("nine", "19")), at=NOON - 200)
    scanner.scan()
    assert sorted(id_ for id_, *_ in told(readers)) == sorted(own(readers, "/feeds/a") + own(readers, "/feeds/b"))
    assert {tuple(sources) for *_, sources in told(readers)} == {("A",), ("B",)}


def test_a_feed_that_holds_only_one_of_the_parted_shows_it_under_its_own_id(scanner: Scanner) -> None:
    readers = Readers(scanner)
    scanner.put("a.txt", ("Ferries return", TEXT), at=NOON - 500)
    scanner.put("press/b.txt", ("Ferries return", TEXT), at=NOON - 400)
    scanner.scan()
    assert own(readers, "/feeds/press") == own(readers, "/feeds/a")
    scanner.put("a.txt", ("Ferries return", OTHER.replace("nine", "19")), at=NOON - 200)
    scanner.scan()
    assert own(readers, "/feeds/press") == own(readers, "/feeds/press/b") != own(readers, "/feeds/a")


def test_short_articles_are_one_only_on_one_day(scanner: Scanner) -> None:
    readers = Readers(scanner)
    weather = ("Weather", "Details follow.")
    for name, at in (("x", NOON - 200_000), ("y", NOON - 100_000), ("z", NOON - 99_000)):
        scanner.put(f"{name}.txt", weather, at=at)
    scanner.scan()
    assert [sources for *_, sources in told(readers)] == [["Y", "Z"], ["X"]]


def test_a_source_that_repeats_itself_is_heard_twice(scanner: Scanner) -> None:
    readers = Readers(scanner)
    scanner.put("a.txt", ("Ferries return", TEXT), ("Boats are back", OTHER))
    scanner.scan()
    assert len(told(readers)) == 2


def test_every_format_names_the_sources(scanner: Scanner) -> None:
    readers = Readers(scanner)
    scanner.put("a.txt", ("Ferries return", TEXT), at=NOON - 500)
    scanner.put("b & c.txt", ("Ferries return", TEXT), at=NOON - 400)
    scanner.scan()
    feed = check_atom(readers.get("/feeds.atom").data)
    (entry,) = feed.iterfind("a:entry", NAMES)
    (source,) = entry.iterfind("a:source", NAMES)
    own_feed = check_atom(readers.get("/feeds/a.atom").data)
    for name in ("id", "title"):
        assert source.findtext(f"a:{name}", namespaces=NAMES) == own_feed.findtext(f"a:{name}", namespaces=NAMES)
    assert source.findtext("a:updated", namespaces=NAMES) == entry.findtext("a:updated", namespaces=NAMES)
    assert [link.get("href") for link in source.iterfind("a:link", NAMES)] == [f"{URL}/feeds/a.atom"]
    assert [(link.get("rel"), link.get("href"), link.get("title")) for link in entry.iterfind("a:link", NAMES)][1:] == [
        ("via", f"{URL}/feeds/b-c.atom", "B & c")
    ]
    (item,) = check_rss(readers.get("/feeds.rss").data).iterfind("item")
    assert [(each.text, each.get("url")) for each in item.iterfind("source")] == [("A", f"{URL}/feeds/a.rss")]
    assert [link.get("href") for link in item.iterfind("a:link", NAMES)] == [f"{URL}/feeds/b-c.rss"]
    (read,) = readers.parsed("/feeds.rss").entries
    assert (read.source.title, read.source.href) == ("A", f"{URL}/feeds/a.rss")
    (read,) = readers.parsed("/feeds.atom").entries
    assert (read.source.title, read.source.id) == ("A", own_feed.findtext("a:id", namespaces=NAMES))
    assert read.link.startswith(f"{URL}/entries/")
    for suffix in ("rss", "atom", "json"):
        assert b"source" not in readers.get(f"/feeds/a.{suffix}").data


def test_a_digest_of_a_hundred_leaves_room_for_the_others(scanner: Scanner) -> None:
    readers = Readers(scanner)
    for name in "abc":
        scanner.put(
            f"{name}.txt", *((f"{name} {number}", f"{name} is {number}.") for number in range(20)), at=NOON - 9000
        )
    scanner.put("flood.txt", *((f"Flood {number}", f"Drop {number}.") for number in range(100)), at=NOON - 60)
    report = scanner.scan()
    shown = [sources[0] for *_, sources in told(readers)]
    # Of 160, five archive documents of 25 have the rest.
    assert {name: shown.count(name) for name in ("Flood", "A", "B", "C")} == {"Flood": 9, "A": 9, "B": 9, "C": 8}
    assert report.seen_as_new["/feeds"] == len(shown) == 35
    assert len(readers.items("/feeds?limit=40")) == 40
    # Alone, it has all of it.
    assert readers.titles("/feeds/flood") == [f"Flood {number}" for number in range(50)]


def test_what_the_others_leave_goes_to_whoever_has_more(scanner: Scanner) -> None:
    readers = Readers(scanner)
    scanner.put("old.txt", A, at=NOON - 90_000)
    scanner.put("flood.txt", *((f"Flood {number}", f"Drop {number}.") for number in range(100)), at=NOON - 60)
    scanner.put("more.txt", *((f"More {number}", f"Drop {number}, more.") for number in range(200)), at=NOON - 9000)
    scanner.scan()
    assert readers.titles("/feeds") == [*(f"Flood {n}" for n in range(18)), *(f"More {n}" for n in range(7)), A[0]]
    titles = readers.titles("/feeds?limit=40")
    assert titles == [*(f"Flood {n}" for n in range(29)), *(f"More {n}" for n in range(10)), A[0]]


def test_what_files_far_apart_in_one_long_scan_tell_appears_once(scanner: Scanner) -> None:
    """Some batches share a transaction, in which stories are joined once; the last one here is in the next."""
    readers = Readers(scanner)
    tellers = [BATCH.files + 7, BATCH.files + 9, BATCH.files * 2 + 3, BATCH.files * (TOGETHER + 1)]
    private = BATCH.files * 2 + 4
    scanner.private = Patterns((f"*{private:05}*",))
    for number in range(BATCH.files * LONG + 1):
        article = ("Boats are back", TEXT) if number in {*tellers, private} else (f"Leaf {number}", "Falls.")
        scanner.put(f"paper-{number:05}.txt", article)
    scanner.scan()
    story = own(readers, f"/feeds/paper-{tellers[0]:05}")
    ((identifier, _, sources),) = told(readers, "/search?q=ferry")
    assert ([identifier], sorted(sources)) == (story, [f"Paper {number:05}" for number in tellers])
    with closing(sqlite3.connect(scanner.site.store)) as store:
        assert store.execute("SELECT count(*) FROM entries WHERE story IS NOT NULL").fetchall() == [(len(tellers),)]


def test_what_an_earlier_version_sketched_otherwise_is_found_as_well(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resketching, "AT_ONCE", MOST_ALIKE)
    for number in range(MOST_ALIKE + 5):
        scanner.put(f"paper-{number:02}.txt", ("Boats are back", TEXT), (f"Leaf {number}", "Falls."))
    scanner.scan()
    numbers = "SELECT sketch, count(*) FROM sketches GROUP BY sketch"
    before = scanner.query(numbers)
    with closing(sqlite3.connect(scanner.site.store)) as store, store:
        store.execute("UPDATE sketches SET sketch = sketch / 2")
        store.execute("UPDATE state SET sketched = 1")
    assert scanner.query(numbers) != before

    scanner.put("late.txt", ("Ferries return", OTHER))
    scanner.scan()
    assert {*before} <= {*scanner.query(numbers)}
    ((_, _, sources),) = told(Readers(scanner), "/search?q=ferry")
    assert len(sources) == MOST_ALIKE + 6


@pytest.mark.parametrize("private", [True, False])
def test_what_is_published_is_found_whatever_nobody_sees_of_the_same_beginning(
    scanner: Scanner, *, private: bool
) -> None:
    scanner.private = Patterns(("form-*",) if private else ())
    for number in range(MOST_ALIKE):
        form = f"{TEXT[:60]} {number} minutes late, but nobody complained of it on the pier, where a band was playing."
        scanner.put(f"form-{number:02}.txt", (f"Ferry {number}", form))
    scanner.scan()
    for file in scanner.site.feeds.iterdir() if not private else ():
        file.unlink()
    scanner.put("a.txt", ("Ferries return", TEXT))
    scanner.scan(allow_removals=True)
    with closing(sqlite3.connect(scanner.site.store)) as store, store:
        store.execute("UPDATE state SET sketched = 1")

    scanner.put("b.txt", ("Boats are back", TEXT.replace("morning", "mornings")))
    scanner.scan()
    ((_, _, sources),) = told(Readers(scanner), "/search?q=ferry")
    assert sources == ["A", "B"]


def test_a_scan_that_is_stopped_while_all_is_sketched_anew_leaves_that_to_the_next_one(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resketching, "AT_ONCE", 1)
    scanner.put("a.txt", *((f"Leaf {number}", f"{TEXT} {number}") for number in range(4)))
    scanner.scan()
    kept, edition = "SELECT * FROM sketches ORDER BY entry, sketch", "SELECT sketched FROM state"
    before = scanner.query(kept), scanner.query(edition)
    with closing(sqlite3.connect(scanner.site.store)) as store, store:
        store.execute("UPDATE state SET sketched = 1")

    calls = iter([False, False, True])
    with pytest.raises(ScanError, match="stopped"):
        scanner.scan(stopping=lambda: next(calls))
    assert scanner.query(edition) == [(1,)]
    assert 0 < len(scanner.query(kept)) < len(before[0])
    scanner.scan()
    assert (scanner.query(kept), scanner.query(edition)) == before
