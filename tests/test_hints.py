"""Scans that are told what has changed: all that they leave out is as a scan of everything would have it."""

import os
from dataclasses import replace

from aggregator.cli.scanning import recorded_scan
from aggregator.reading.folder import FolderRules
from aggregator.report import Examination, FileCounts, ScanReport
from aggregator.store import scans
from aggregator.update.rules import ScanRules
from aggregator.update.scan import Hints
from tests.scanner import NOON, A, B, C, D, Scanner

BROKEN = b"\x89PNG\r\n\x1a\n" + bytes(50)


def told(report: ScanReport) -> ScanReport:
    """What does not differ from run to run."""
    return replace(report, seconds=0, examination=Examination())


def prepared(scanner: Scanner) -> ScanReport:
    """A folder with something of everything."""
    for name, articles in {"a.txt": (A, B), "press/b.txt": (C,), "c.txt": (D,)}.items():
        scanner.put(name, *articles)
    scanner.write("broken.txt", BROKEN)
    scanner.write("ill.txt", BROKEN)
    scanner.put("young.txt", ("Too young", "To be read, and too long to be what left. " * 5), at=NOON - 1)
    (scanner.site.feeds / "link.txt").symlink_to(scanner.site.config)
    scanner.scan()
    return scanner.scan()


def test_what_it_is_not_told_of_it_reports_as_before(scanner: Scanner) -> None:
    before = prepared(scanner)
    scanner.put("a.txt", ("Apples ripen", "They are yellow."), B, at=NOON - 60)
    after = scanner.scan(closed={"a.txt"}, since=before)

    assert told(after) == replace(
        told(before), files=FileCounts(changed=1, unchanged=2, unsettled=1), entries=after.entries
    )
    assert (after.entries.edited, after.entries.new, after.entries.gone) == (1, 0, 0)
    assert told(scanner.scan()) == told(before)
    assert told(scanner.scan(closed={"a.txt"}, since=after)) == told(before)


def test_failures_come_and_go(scanner: Scanner) -> None:
    before = prepared(scanner)
    scanner.write("c.txt", BROKEN, at=NOON - 60)
    scanner.put("ill.txt", ("Plums rot", "They are brown."), at=NOON - 60)
    after = scanner.scan(closed={"c.txt", "ill.txt"}, since=before)

    assert [failure.path for failure in after.failed] == ["broken.txt", "c.txt"]
    assert after.files == FileCounts(changed=1, unchanged=2, unsettled=1)
    assert scanner.scan().files == FileCounts(unchanged=3, unsettled=1)
    assert [failure.path for failure in scanner.scan(closed={"c.txt"}, since=after).failed] == ["broken.txt", "c.txt"]


def test_it_looks_at_nothing_else(scanner: Scanner) -> None:
    before = prepared(scanner)
    scanner.put("a.txt", A, at=NOON - 60)
    scanner.put("c.txt", ("Figs rot", "They are black."), at=NOON - 60)
    scanner.scan(closed={"a.txt"}, since=before)

    assert scanner.titles("a.txt") == ["Apples ripen"]
    assert scanner.titles("c.txt") == ["Figs ripen"]
    scanner.scan()
    assert scanner.titles("c.txt") == ["Figs rot"]


def test_a_new_file_has_the_whole_folder_looked_at(scanner: Scanner) -> None:
    before = prepared(scanner)
    ids = scanner.ids()
    (scanner.site.feeds / "c.txt").rename(scanner.site.feeds / "d.txt")
    os.utime(scanner.site.feeds / "d.txt", (NOON - 60, NOON - 60))
    scanner.scan(closed={"d.txt"}, since=before)

    assert scanner.ids() == ids
    assert scanner.source("c.txt").gone


def test_other_markers_have_all_files_read(scanner: Scanner) -> None:
    before = prepared(scanner)
    scanner.markers = ("They are blue",)
    report = scanner.scan(closed={"a.txt"}, since=before)

    assert report.files.changed > 1


def test_whoever_asks_for_a_scan_gets_one_of_everything(scanner: Scanner) -> None:
    rules = ScanRules(FolderRules(scanner.site.feeds))
    scanner.put("a.txt", A)
    scanner.put("b.txt", B)
    hints = Hints(frozenset({"a.txt"}), recorded_scan(scanner.store, rules, lambda _version: Examination()))
    scanner.put("c.txt", C)
    alone = recorded_scan(scanner.store, rules, lambda _version: Examination(), hints=hints)
    with scanner.store.writing() as transaction:
        scans.wish(transaction, NOON)
    asked_for = recorded_scan(scanner.store, rules, lambda _version: Examination(), hints=hints)

    assert (alone.files.new, asked_for.files.new) == (0, 1)
