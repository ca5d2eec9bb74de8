"""Ids are for ever, and so are dates."""

import os
from collections.abc import Callable

import pytest

from aggregator.report import EntryCounts
from aggregator.update.portions import BATCH
from tests.scanner import NOON, A, B, C, D, Scanner


def survives(scanner: Scanner, change: Callable[[], object]) -> dict[str, tuple[str, str]]:
    """(id before, id after) of each title that is there before and after a change."""
    scanner.scan()
    before = scanner.ids()
    change()
    scanner.now += 100
    scanner.scan()
    after = scanner.ids()
    return {title: (before[title], after[title]) for title in before.keys() & after.keys()}


def test_ids_survive_a_new_text_and_a_new_title(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.scan()
    before = scanner.ids()
    scanner.put("a.txt", (A[0], "They are yellow."), ("Pears are ripe", B[1]), C, at=NOON - 60)
    report = scanner.scan()

    assert report.entries == EntryCounts(edited=2)
    assert scanner.ids() == {
        A[0]: before[A[0]],
        "Pears are ripe": before[B[0]],
        C[0]: before[C[0]],
    }


@pytest.mark.parametrize(
    "after",
    [
        (C, A, B),
        (D, A, B, C),
        (A, D, B, C),
        (A, A, B, C),
    ],
)
def test_ids_survive_another_order_and_insertions(scanner: Scanner, after: tuple[tuple[str, str], ...]) -> None:
    scanner.put("a.txt", A, B, C)
    kept = survives(scanner, lambda: scanner.put("a.txt", *after, at=NOON - 60))

    assert len(kept) == 3
    assert all(before == now for before, now in kept.values())


def test_ids_survive_a_rename_and_a_move_between_files(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.put("b.txt", C)
    kept = survives(scanner, lambda: (scanner.site.feeds / "a.txt").rename(scanner.site.feeds / "c.txt"))
    assert all(before == now for before, now in kept.values())
    assert scanner.titles("c.txt") == [A[0], B[0]]
    assert scanner.titles("a.txt") == []

    def swap() -> None:
        scanner.put("c.txt", C, at=NOON - 50)
        scanner.put("b.txt", A, B, at=NOON - 40)

    kept = survives(scanner, swap)
    assert len(kept) == 3
    assert all(before == now for before, now in kept.values())
    assert scanner.titles("b.txt") == [A[0], B[0]]


def test_ids_survive_removal_and_return(scanner: Scanner) -> None:
    place = scanner.put("a.txt", A, B)
    scanner.scan()
    before = {row.title: row[:6] for row in scanner.rows()}
    scanner.put("a.txt", B, at=NOON - 60)
    assert scanner.scan().entries == EntryCounts(gone=1)
    place.unlink()
    assert scanner.scan().entries == EntryCounts(gone=1)
    assert scanner.ids() == {}
    scanner.now += 5000

    scanner.put("a.txt", A, B, at=NOON + 4000)
    assert scanner.scan().entries == EntryCounts(new=2)
    assert {row.title: row[:6] for row in scanner.rows()} == before


def test_ids_are_the_same_again_when_the_store_is_lost(scanner: Scanner) -> None:
    for number in range(5):
        scanner.put(f"{number}.txt", A, (f"Only here {number}", "Not there."), B, at=NOON - 1000 + number)
    scanner.scan()
    before = [row[:5] for row in scanner.rows()]
    assert len({row[0] for row in before}) == 15

    scanner.lose_the_store()
    scanner.now += 10_000
    scanner.scan()

    assert [row[:5] for row in scanner.rows()] == before


def test_twins_in_two_files_have_ids_of_their_own(scanner: Scanner) -> None:
    scanner.put("a.txt", A, A, B, at=NOON - 2000)
    scanner.put("b.txt", A, at=NOON - 1000)
    scanner.scan()
    first = {(row.source, row.title): row.id for row in scanner.rows()}
    assert len(first) == len(set(first.values())) == 3

    scanner.put("c.txt", A, at=NOON - 500)
    scanner.scan()
    assert {(row.source, row.title): row.id for row in scanner.rows()}.items() >= first.items()
    assert len({row.id for row in scanner.rows()}) == 4


def test_what_is_new_beside_a_twin_is_published_once(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    scanner.put("b.txt", B, A, C)
    assert scanner.scan().entries == EntryCounts(new=3)
    assert [row.title for row in scanner.rows() if row.source == "b.txt"] == [B[0], A[0], C[0]]


def test_two_thousand_twins_have_ids_of_their_own(scanner: Scanner) -> None:
    first = scanner.put("0000.txt", A)
    for number in range(1, 4 * BATCH.files):
        os.link(first, first.with_name(f"{number:04}.txt"))
    scanner.scan()
    assert len({row.id for row in scanner.rows()}) == 4 * BATCH.files

    os.link(first, first.with_name("again.txt"))
    assert scanner.scan().entries == EntryCounts(new=1)
    assert len({row.id for row in scanner.rows()}) == 4 * BATCH.files + 1


def test_dates_are_set_once_and_keep_the_order_of_the_file(scanner: Scanner) -> None:
    place = scanner.put("a.txt", A, B, C)
    scanner.scan()
    first = scanner.rows()
    assert [row.title for row in first] == [A[0], B[0], C[0]]
    assert [row.published for row in first] == [NOON - 3600, NOON - 3601, NOON - 3602]
    assert all(row.updated == row.published for row in first)

    scanner.now += 1000
    os.utime(place, (NOON - 5, NOON - 5))
    scanner.scan()
    scanner.put("a.txt", C, B, A, at=NOON)
    scanner.scan()
    assert scanner.rows() == first


def test_what_is_put_on_top_is_newest_even_in_a_file_that_looks_old(scanner: Scanner) -> None:
    scanner.put("a.txt", B, C)
    scanner.scan()
    scanner.put("a.txt", A, B, C)  # of the same mtime
    scanner.scan()

    assert scanner.titles("a.txt") == [A[0], B[0], C[0]]
    assert max(row.published for row in scanner.rows()) <= NOON


def test_a_date_in_the_name_goes_before_that_of_the_file(scanner: Scanner) -> None:
    scanner.put("2012-03-14-harbour.txt", A, B)
    scanner.scan()

    midnight = 1_331_683_200
    assert [row.published for row in scanner.rows()] == [midnight + 1, midnight]


def test_dates_to_come_are_now(scanner: Scanner) -> None:
    place = scanner.put("2099-01-01.txt", A)
    scanner.put("b.txt", B, at=NOON + 90_000)
    os.utime(place, (NOON - 60, NOON - 60))
    scanner.scan(closed={"b.txt"})

    assert {row.published for row in scanner.rows()} == {NOON}


def test_updated_moves_only_with_words(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    (first,) = scanner.rows()
    scanner.now += 100
    for text in ("They are “red”!", "They  are\nred", "THEY ARE RED."):
        scanner.put("a.txt", (A[0], text), at=scanner.now - 10)
        assert scanner.scan().files.changed == 1
        (row,) = scanner.rows()
        assert (row.id, row.published, row.updated) == (first.id, first.published, first.updated)

    scanner.put("a.txt", (A[0], "They are rather red."), at=scanner.now - 5)
    scanner.scan()
    (row,) = scanner.rows()
    assert (row.published, row.updated) == (first.published, scanner.now - 5)

    scanner.put("a.txt", (A[0], "They are really red."))  # by a file that looks old
    scanner.scan()
    assert [each.updated for each in scanner.rows()] == [scanner.now - 4]


def test_a_clock_that_is_set_back_turns_no_moment_back(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    statement = "SELECT changed, version FROM state UNION ALL SELECT changed, version FROM sources"
    ((changed, version), (changed_source, version_source)) = scanner.query(statement)
    scanner.now -= 1_000_000
    scanner.put("a.txt", (A[0], "They are yellow."), at=NOON - 2_000_000)
    scanner.scan()
    later = scanner.query(statement)

    assert later == [(changed + 1, version + 1), (changed_source + 1, version_source + 1)]
    (row,) = scanner.rows()
    assert row.updated > row.published


def test_ids_survive_a_move_between_files_among_thousands_that_come(scanner: Scanner) -> None:
    scanner.put("taker.txt", A, at=NOON - 9000)
    scanner.put("giver.txt", B, C, at=NOON - 8000)
    scanner.scan()
    before = scanner.ids()
    scanner.put("taker.txt", A, B, at=NOON - 7000)
    for number in range(BATCH.files + 10):
        scanner.put(f"{number:04}.txt", (f"Berry {number}", "Is sweet."), at=NOON - 6000)
    scanner.put("giver.txt", C, at=NOON - 5000)
    scanner.scan()
    after = scanner.ids()

    assert {title: after[title] for title in before} == before
    assert set(scanner.titles("taker.txt")) == {A[0], B[0]}
