"""Scans of real folders into a real store: what is counted, what is kept, and what never changes."""

import gc
import json
import logging
import os
import sqlite3
import time
from contextlib import closing

import pytest

import aggregator.model
from aggregator.errors import ScanError
from aggregator.reading.format import ReadingRules
from aggregator.report import EntryCounts, FileCounts
from aggregator.store.database import BUSY_TIMEOUT
from aggregator.update.portions import BATCH
from aggregator.update.tidying import tidy
from tests.scanner import NOON, A, B, C, Scanner


def test_each_file_is_counted_once(scanner: Scanner) -> None:
    for name in ("same.txt", "edited.txt", "leaves.txt"):
        scanner.put(name, (f"Title of {name}", "Some text."))
    scanner.put("touched.txt", A)
    assert scanner.scan().files == FileCounts(new=4)

    scanner.put("edited.txt", ("Title of edited.txt", "Some other text."), at=NOON - 60)
    (scanner.site.feeds / "leaves.txt").unlink()
    os.utime(scanner.site.feeds / "touched.txt", (NOON - 50, NOON - 50))
    scanner.put("comes.txt", B, C)
    young = scanner.put("young.txt", ("Too young", "To be read, and too long to be what left. " * 5), at=NOON - 1)
    (scanner.site.feeds / "link.txt").symlink_to(scanner.site.config)
    report = scanner.scan()

    assert report.files == FileCounts(new=1, changed=1, unchanged=2, gone=1, unsettled=1)
    assert report.entries == EntryCounts(new=2, edited=1, gone=1)
    assert [waiting.path for waiting in report.unsettled] == ["young.txt"]
    assert [waiting.path for waiting in report.skipped] == ["link.txt"]
    assert report.failed == ()

    os.utime(young, (NOON - 1, NOON - 1))
    assert scanner.scan(closed={"young.txt"}).files == FileCounts(new=1, unchanged=4)


def test_the_report_has_the_keys_that_were_promised(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.write("b.txt", b"\x89PNG\r\n\x1a\n" + bytes(50))
    report = json.loads(json.dumps(scanner.scan().as_json()))

    assert report["files"] == {"new": 1, "changed": 0, "unchanged": 0, "gone": 0, "unsettled": 0}
    assert report["entries"] == {"new": 1, "edited": 0, "gone": 0}
    assert report["failed"] == [{"path": "b.txt", "line": None, "reason": report["failed"][0]["reason"]}]
    assert "PNG" in report["failed"][0]["reason"]
    assert report["seen_as_new"] == {"/feeds": 1, "/feeds/a": 1}
    assert set(report) == {
        "files", "entries", "held_back", "seen_as_new", "failed", "unsettled", "skipped", "seconds",
            "examined", "findings",
    }  # fmt: skip


def test_scanning_twice_changes_not_one_row(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.put("press/b.txt", B, ("Said”a wonder”once", "He said”it is a wonder”again."))
    scanner.write("empty.txt", "")
    scanner.write("bad.txt", b"\x89PNG\r\n\x1a\n" + bytes(50))
    scanner.scan()
    before = scanner.dump()
    scanner.now += 86400

    report = scanner.scan()

    assert scanner.dump() == before
    assert report.files == FileCounts(unchanged=3)
    assert len(report.failed) == 1


def test_a_file_that_fails_keeps_its_last_good_entries(scanner: Scanner) -> None:
    place = scanner.put("a.txt", A, B)
    scanner.scan()
    before = scanner.rows()
    place.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    os.utime(place, (NOON - 10, NOON - 10))
    for _ in range(2):
        report = scanner.scan()
        assert [failure.path for failure in report.failed] == ["a.txt"]
        assert report.files == FileCounts()
        assert scanner.rows() == before

    scanner.put("a.txt", A, B, C)
    report = scanner.scan()
    assert (report.failed, report.files) == ((), FileCounts(changed=1))
    assert {row.id for row in before} < set(scanner.ids().values())

    place.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    os.utime(place, (NOON - 10, NOON - 10))
    scanner.scan()
    place.unlink()
    assert scanner.scan().entries == EntryCounts(gone=3)


def test_a_bad_file_stops_no_other(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.write("b.txt", b"%PDF-1.7 \xff\xfe")
    scanner.write("c.bin", b"\x01\x02\x03" * 100)
    scanner.write("d.xyz", "No marker in here")
    (scanner.site.feeds / "sparse.txt").touch()
    os.truncate(scanner.site.feeds / "sparse.txt", 33 << 20)
    os.utime(scanner.site.feeds / "sparse.txt", (NOON - 10, NOON - 10))
    os.mkfifo(scanner.site.feeds / "pipe.txt")
    scanner.put("e.txt", B)
    report = scanner.scan()

    assert [failure.path for failure in report.failed] == ["b.txt", "c.bin", "d.xyz", "sparse.txt"]
    assert all("\n" not in failure.reason for failure in report.failed)
    assert [skipped.path for skipped in report.skipped] == ["pipe.txt"]
    assert list(scanner.ids()) == ["Apples ripen", "Pears ripen"]


def test_a_fault_of_the_program_stops_no_other_file(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from aggregator.reading.formats.digest import Digest  # noqa: PLC0415 (only here)

    real = Digest.parse

    def parse(self: Digest, text: str, rules: ReadingRules) -> aggregator.model.Parsed:
        if "Pears" in text:
            raise ZeroDivisionError("a bug")
        return real(self, text, rules)

    for name, article in (("a.txt", A), ("b.txt", B), ("c.txt", C)):
        scanner.put(name, article)
    with monkeypatch.context() as context:
        context.setattr(Digest, "parse", parse)
        report = scanner.scan()
        assert [failure.path for failure in report.failed] == ["b.txt"]
        assert report.files == FileCounts(new=2)
        assert [record.levelno for record in caplog.records] == [logging.ERROR]
        assert [failure.path for failure in scanner.scan().failed] == ["b.txt"]

    assert scanner.scan().files == FileCounts(new=1, unchanged=2)


def test_of_a_file_each_article_is_kept_once_and_each_link_given_once(scanner: Scanner) -> None:
    once = "Ferries return\n\nThe first one left at noon.\n\nRead more\nhttps://example.org/a\n\n"
    other = "Ferries are full\n\nThe second one left at one.\n\nRead more\nhttps://example.org/a\n\n"
    scanner.write("a.txt", once + other + once)
    assert scanner.scan().entries == EntryCounts(new=2)
    assert scanner.query("SELECT title, link, line FROM entries ORDER BY line") == [
        ("Ferries return", "https://example.org/a", 1),
        ("Ferries are full", None, 8),
    ]


def test_a_missing_folder_changes_nothing(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    before = scanner.dump()
    scanner.site.feeds.rename(scanner.site.root / "away")
    with pytest.raises(ScanError, match=r"feeds: the input folder cannot be read .*create it or set input.folder"):
        scanner.scan()
    assert scanner.dump() == before

    (scanner.site.root / "away").rename(scanner.site.feeds)
    assert scanner.scan().files == FileCounts(unchanged=1)


def test_titles_and_addresses_are_given_once(scanner: Scanner) -> None:
    scanner.put("today.txt", A)
    scanner.put("today.md", B, at=NOON - 10)
    scanner.put("000_f6e01fa6a937fe72.txt", *((f"Story {number}", "Long.") for number in range(8)))
    scanner.scan()
    first = scanner.query("SELECT path, name, title FROM sources ORDER BY path")
    assert first == [
        ("000_f6e01fa6a937fe72.txt", "000_f6e01fa6a937fe72", "Story 0 and 7 more"),
        ("today.md", "today-md", "Today"),
        ("today.txt", "today", "Today"),
    ]

    (scanner.site.feeds / "today.txt").unlink()
    scanner.put("today.markdown", C)
    scanner.put("000_f6e01fa6a937fe72.txt", A)
    scanner.scan()
    scanner.put("today.txt", A)
    scanner.scan()
    assert scanner.query("SELECT path, name, title FROM sources ORDER BY path") == sorted(
        [*first, ("today.markdown", "today-markdown", "Today")]
    )


def test_a_file_that_begins_empty_is_titled_by_its_first_articles(scanner: Scanner) -> None:
    scanner.write("000_f6e01fa6a937fe72.txt", "")
    scanner.scan()
    ((before, changed),) = scanner.query("SELECT title, version FROM sources")
    scanner.put("000_f6e01fa6a937fe72.txt", A, B)
    scanner.scan()
    ((title, version),) = scanner.query("SELECT title, version FROM sources")

    assert (before, title) == ("000 f6e01fa6a937fe72", "Apples ripen and 1 more")
    assert version > changed
    scanner.put("000_f6e01fa6a937fe72.txt", B)
    scanner.scan()
    assert scanner.query("SELECT title FROM sources") == [("Apples ripen and 1 more",)]


def test_the_language_is_told_once_there_is_text_enough_and_then_kept(scanner: Scanner) -> None:
    german = "Der Hafen ist wieder offen, und die Boote sind zurück. Am Abend gab es ein Fest auf dem Platz am Ufer. "
    french = "Le port est de nouveau ouvert et les bateaux sont revenus. Le soir il y avait une fête sur la place. "
    scanner.put("a.txt", ("Hafen", "Offen."))
    scanner.scan()
    assert scanner.query("SELECT language FROM sources") == [(None,)]
    for text in (german, french):
        scanner.put("a.txt", ("Hafen", text * 3))
        scanner.scan()
        assert scanner.query("SELECT language FROM sources") == [("de",)]


def test_another_list_of_markers_has_all_files_read_anew(scanner: Scanner) -> None:
    scanner.write("a.txt", "Apples ripen\n\nThey are red.\n\nOnward we go\n\nPears ripen\n\nThey are green.\n")
    scanner.put("b.txt", C)
    scanner.scan()
    before = scanner.ids()
    assert list(before) == [A[0], C[0]]

    scanner.markers = ("Onward we go",)
    report = scanner.scan()
    assert report.entries == EntryCounts(new=1, edited=1)
    after = scanner.ids()
    assert after.keys() == {A[0], B[0], C[0]}
    assert {title: after[title] for title in before} == before
    assert scanner.scan().files == FileCounts(unchanged=2)


def test_nothing_that_a_batch_asked_for_waits_for_the_collector(scanner: Scanner) -> None:
    """It is at rest while a scan goes on, and a hundred thousand files are two hundred batches."""
    scanner.put("before.txt", A)
    scanner.scan()
    for number in range(BATCH.files):
        scanner.put(f"{number:03}.txt", (f"Leaf {number}", "Falls."), A)  # an id that is taken
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        scanner.scan()
        gc.collect()
        largest = max((len(left) for left in gc.garbage if isinstance(left, list | tuple | dict | set)), default=0)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert largest < BATCH.files


def test_what_a_transaction_leaves_to_the_collector_does_not_wait_for_the_end(scanner: Scanner) -> None:
    for number in range(BATCH.files * 3 + 1):
        scanner.put(f"{number:03}.txt", (f"Leaf {number}", "Falls.\n\nTags: leaves"))
    gc.collect()
    collected: list[int] = []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "stop":
            collected.append(told["collected"])

    gc.callbacks.append(note)
    try:
        scanner.scan()
        left = gc.collect()
    finally:
        gc.callbacks.remove(note)
    *transactions, _ = collected
    assert len(transactions) >= 3  # the first may have been before the scan
    assert left < sum(transactions)


def test_none_of_the_next_commits_has_to_put_all_pieces_of_the_search_index_together(scanner: Scanner) -> None:
    for number in range(BATCH.files * 6 + 1):
        scanner.put(f"{number:04}.txt", (f"Leaf {number}", "Falls."))
    scanner.scan()
    assert scanner.query("SELECT count(DISTINCT segid) FROM words_idx") == [(1,)]
    assert scanner.query("SELECT count(*) FROM words WHERE words MATCH 'leaf'") == [(BATCH.files * 6 + 1,)]


def test_the_search_index_is_put_in_order_when_nobody_else_writes(scanner: Scanner) -> None:
    other = sqlite3.connect(scanner.site.store, isolation_level=None)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        tidy(scanner.store)
    assert time.monotonic() - begun < BUSY_TIMEOUT  # it has not waited


def test_nobody_who_has_something_to_write_waits_while_files_are_read(scanner: Scanner) -> None:
    """However slow the disk that they lie on."""
    for number in range(BATCH.files + 1):
        scanner.put(f"{number:03}.txt", (f"Leaf {number}", "Falls."))
    asked = 0

    def stopping() -> bool:
        nonlocal asked
        asked += 1
        with scanner.store.noting():  # at once, or not at all
            return False

    scanner.scan(stopping=stopping)
    assert asked == BATCH.files + 1
