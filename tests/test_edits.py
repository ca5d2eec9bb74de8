"""What the store remembers of an article: its wordings, the places where it stood, and what it was recognised by."""

import pytest

from aggregator.model import Revision, Sighting
from aggregator.store import revisions, sightings
from tests.scanner import NOON, A, B, C, Scanner

EDITED = (A[0], "They are red and very sweet.")


def revisions_of(scanner: Scanner, title: str) -> list[Revision]:
    with scanner.store.reading() as transaction:
        return revisions.of(transaction, scanner.record(title).row)


def sightings_of(scanner: Scanner, title: str, path: str = "a.txt") -> list[Sighting]:
    with scanner.store.reading() as transaction:
        return sightings.of(transaction, scanner.record(title), path)


def test_every_edit_that_a_reader_notices_is_kept_with_its_time(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    first = scanner.record(A[0]).entry.updated
    scanner.put("a.txt", EDITED, B, at=NOON - 60)
    scanner.scan()
    assert revisions_of(scanner, A[0]) == [Revision(first, *A)]
    assert scanner.record(A[0]).entry.updated == NOON - 60

    scanner.put("a.txt", ("Apples ripen early", EDITED[1]), B, at=NOON - 30)
    scanner.scan()
    assert revisions_of(scanner, "Apples ripen early") == [Revision(first, *A), Revision(NOON - 60, *EDITED)]
    assert revisions_of(scanner, B[0]) == []


@pytest.mark.parametrize(("written", "updated"), [(-10_000, -3599), (-60, -60), (10_000, 0)])
def test_an_edit_is_later_than_what_it_replaced_and_never_in_the_future(
    scanner: Scanner, written: int, updated: int
) -> None:
    """Whatever time the file bears: one may be put back from elsewhere, or come from a clock that is wrong."""
    scanner.put("a.txt", A, B)
    scanner.scan()
    assert scanner.record(A[0]).entry.updated == NOON - 3600
    scanner.put("a.txt", EDITED, B, at=NOON + written)
    scanner.scan(closed={"a.txt"})
    assert scanner.record(A[0]).entry.updated == NOON + updated


def test_spacing_quotes_and_mending_are_no_revision(scanner: Scanner) -> None:
    scanner.put("a.txt", ("Apples", "They are as”red”as ever."))
    scanner.scan()
    before = scanner.rows()
    scanner.put("a.txt", ("Apples", "They  are as\n“red” as ever."), at=NOON - 60)
    scanner.scan()
    assert revisions_of(scanner, "Apples") == []
    assert [row.updated for row in scanner.rows()] == [row.updated for row in before]


def test_an_article_seen_once_has_one_sighting_that_costs_no_row(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    scanner.scan()
    assert scanner.query("SELECT count(*) FROM sightings") == [(0,)]
    assert sightings_of(scanner, B[0]) == [Sighting("new", 1.0, "a.txt", 7, NOON, NOON)]


def test_each_sighting_says_when_where_and_by_what(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    scanner.now += 100
    scanner.put("a.txt", B, A, at=NOON - 60)
    scanner.scan()
    scanner.now += 100
    scanner.put("a.txt", C, B, A, at=NOON - 50)
    scanner.scan()
    assert sightings_of(scanner, A[0]) == [
        Sighting("new", 1.0, "a.txt", 1, NOON, NOON),
        Sighting("same", 1.0, "a.txt", 13, NOON + 100, NOON + 200, 2),
    ]

    scanner.now += 100
    (scanner.site.feeds / "a.txt").rename(scanner.site.feeds / "b.txt")
    scanner.scan()
    assert sightings_of(scanner, A[0], "b.txt")[2:] == [
        Sighting("moved", 1.0, "b.txt", 13, NOON + 300, NOON + 300),
    ]
    # The place where it was first seen stays known though nobody wrote it down at the time.
    assert sightings_of(scanner, C[0], "b.txt") == [
        Sighting("new", 1.0, "a.txt", 1, NOON + 200, NOON + 200),
        Sighting("moved", 1.0, "b.txt", 1, NOON + 300, NOON + 300),
    ]


def test_an_edit_is_a_sighting_each_time(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    for number, text in enumerate(("They are red now.", "They are red by now."), 1):
        scanner.now += 100
        scanner.put("a.txt", (A[0], text), B, at=NOON - 60 + number)
        scanner.scan()
    seen = sightings_of(scanner, A[0])
    assert [(each.evidence, each.line, each.first) for each in seen] == [
        ("new", 1, NOON),
        ("title", 1, NOON + 100),
        ("title", 1, NOON + 200),
    ]
    assert all(0 < each.score <= 1 for each in seen)


def test_a_rescan_without_a_cause_writes_nothing(scanner: Scanner) -> None:
    place = scanner.put("a.txt", A, B)
    scanner.scan()
    scanner.put("a.txt", EDITED, B, at=NOON - 60)
    scanner.scan()
    before = scanner.dump()
    scanner.now += 100
    scanner.scan()
    assert scanner.dump() == before
    place.touch()
    scanner.now += 10**9
    scanner.scan()
    assert scanner.query("SELECT count(*) FROM sightings") == [(2,)]
