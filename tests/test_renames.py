"""A feed's address is for ever: whoever subscribed to a file that was renamed is sent on."""

from pathlib import Path

import pytest

from aggregator.model import Source
from aggregator.update.succession import Moves, origins, successors
from tests.scanner import NOON, A, B, C, D, Scanner

E = ("Quinces ripen", "They are yellow.")


def rename(scanner: Scanner, old: str, new: str) -> None:
    place = scanner.site.feeds / new
    place.parent.mkdir(parents=True, exist_ok=True)
    (scanner.site.feeds / old).rename(place)
    scanner.now += 100


def successor(scanner: Scanner, path: str) -> Source | None:
    with scanner.store.reading() as transaction:
        from aggregator.store import sources  # noqa: PLC0415 (only here)

        row = scanner.source(path).successor
        return sources.by_row(transaction, [row])[row] if row is not None else None


def test_a_renamed_file_keeps_its_entries_and_its_feeds_id_and_has_a_successor(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    before = scanner.ids()
    rename(scanner, "a.txt", "town/b.txt")
    report = scanner.scan()

    assert (report.entries.new, report.entries.gone) == (0, 0)
    assert scanner.ids() == before
    old, new = scanner.source("a.txt"), scanner.source("town/b.txt")
    assert (old.gone, old.successor, old.name) == (True, new.row, "a")
    assert (new.gone, new.successor, new.name) == (False, None, "town/b")
    assert (new.origin, old.origin) == ("a", "town/b")


def test_renamed_twice_it_is_found_by_the_first_address(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    for old, new in (("a.txt", "b.txt"), ("b.txt", "c.txt")):
        rename(scanner, old, new)
        scanner.scan()
    second = successor(scanner, "a.txt")
    assert second is not None
    assert (second.name, second.successor) == ("b", scanner.source("c.txt").row)
    assert scanner.source("c.txt").origin == "a"


def test_renamed_back_it_has_its_own_address_again(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    rename(scanner, "a.txt", "b.txt")
    scanner.scan()
    rename(scanner, "b.txt", "a.txt")
    scanner.scan()
    first, second = scanner.source("a.txt"), scanner.source("b.txt")
    assert (first.gone, first.successor, first.origin) == (False, None, "a")
    assert (second.gone, second.successor, second.origin) == (True, first.row, "b")


def test_renamed_while_it_was_edited(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.scan()
    before = scanner.ids()
    (scanner.site.feeds / "a.txt").unlink()
    scanner.put("b.txt", D, A, B, C, at=scanner.now)
    scanner.now += 100
    scanner.scan()
    assert {title: scanner.ids()[title] for title in before} == before
    assert scanner.source("a.txt").successor == scanner.source("b.txt").row


def test_taken_away_and_put_back_under_another_name_in_two_scans(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    before = scanner.ids()
    (scanner.site.feeds / "a.txt").unlink()
    scanner.scan()
    assert scanner.source("a.txt").successor is None
    scanner.put("b.txt", A, B)
    scanner.scan()
    assert scanner.ids() == before
    assert scanner.source("a.txt").successor == scanner.source("b.txt").row


def test_renamed_in_two_scans_after_it_held_other_articles_each_day(scanner: Scanner) -> None:
    """What it held long before it went says nothing of what became of it."""
    for day, articles in enumerate(((A, B, C), (D, E))):
        scanner.now += 86_400
        scanner.put("today.txt", *articles, at=NOON + day)
        scanner.scan()
    (scanner.site.feeds / "today.txt").unlink()
    scanner.now += 86_400
    scanner.scan()
    scanner.put("b.txt", D, at=NOON + 3)
    scanner.scan()
    assert scanner.source("today.txt").successor == scanner.source("b.txt").row


def test_less_than_half_of_what_went_last_is_no_successor(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.scan()
    (scanner.site.feeds / "a.txt").unlink()
    scanner.scan()
    scanner.put("b.txt", A)
    scanner.scan()
    assert scanner.source("a.txt").successor is None


def test_edited_renamed_and_not_settled_yet(scanner: Scanner) -> None:
    """A scan that comes by too early withdraws nothing: the next one knows what has become of it."""
    edited = ("Pier opens", "The north pier opens on Sunday, and boats will run every hour until the evening.")
    scanner.put("a.txt", edited, B, C)
    scanner.scan()
    before = scanner.ids()
    (scanner.site.feeds / "a.txt").unlink()
    place = scanner.put("b.txt", (edited[0], edited[1].replace("hour", "day")), B, C, at=scanner.now - 1)
    report = scanner.scan()
    assert (len(report.unsettled), report.files.gone, report.entries.gone) == (1, 0, 0)
    assert (scanner.ids(), scanner.source("a.txt").gone) == (before, False)

    scanner.now += 10
    report = scanner.scan()
    assert (report.files.gone, report.entries.new, report.entries.gone) == (1, 0, 0)
    assert scanner.ids() == before
    assert scanner.source("a.txt").successor == scanner.source("b.txt").row

    place.unlink()
    scanner.put("c.txt", D, at=scanner.now)  # much too small to be what became of it
    report = scanner.scan()
    assert (len(report.unsettled), report.entries.gone) == (1, 3)


def test_a_removed_file_has_no_successor(scanner: Scanner) -> None:
    place = scanner.put("a.txt", A, B)
    scanner.put("b.txt", C)
    scanner.scan()
    place.unlink()
    scanner.scan()
    assert (scanner.source("a.txt").gone, scanner.source("a.txt").successor) == (True, None)


def test_a_file_that_went_into_a_larger_one_sends_nobody_there(scanner: Scanner) -> None:
    """Its subscribers would see all that the archive holds as new."""
    place = scanner.put("today.txt", A)
    scanner.put("archive.txt", B, C, D)
    scanner.scan()
    before = scanner.ids()
    place.unlink()
    scanner.put("archive.txt", A, B, C, D, at=NOON - 60)
    scanner.scan()
    assert scanner.ids() == before
    assert scanner.source("today.txt").successor is None


def test_two_files_that_became_one_both_send_their_subscribers_there(scanner: Scanner) -> None:
    for name, articles in (("a.txt", (A, B, C)), ("b.txt", (D, E, ("Nuts", "They fall.")))):
        scanner.put(name, *articles)
    scanner.scan()
    before = scanner.ids()
    for name in ("a.txt", "b.txt"):
        (scanner.site.feeds / name).unlink()
    scanner.put("c.txt", A, B, C, D, E, ("Nuts", "They fall."))
    scanner.scan()
    heir = scanner.source("c.txt")
    assert scanner.ids() == before
    assert {scanner.source(name).successor for name in ("a.txt", "b.txt")} == {heir.row}
    assert sorted(scanner.source(name).origin for name in ("a.txt", "b.txt", "c.txt")) == ["a", "b", "c"]
    assert heir.origin == "a"


def test_of_a_file_that_was_split_the_larger_part_is_the_successor(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.scan()
    before = scanner.ids()
    (scanner.site.feeds / "a.txt").unlink()
    scanner.put("b.txt", A)
    scanner.put("c.txt", B, C)
    scanner.scan()
    assert scanner.ids() == before
    assert scanner.source("a.txt").successor == scanner.source("c.txt").row


@pytest.mark.parametrize("keep", [False, True])
def test_a_file_that_is_there_again_is_no_longer_followed(scanner: Scanner, *, keep: bool) -> None:
    scanner.keep_removed = keep
    scanner.put("a.txt", A, B)
    scanner.scan()
    rename(scanner, "a.txt", "b.txt")
    scanner.scan()
    scanner.put("a.txt", C, at=scanner.now)
    scanner.now += 100
    scanner.scan()
    again = scanner.source("a.txt")
    assert (again.gone, again.successor, again.name) == (False, None, "a")
    assert again.origin != scanner.source("b.txt").origin


def test_half_is_enough_and_less_is_not() -> None:
    def of(moved: int, held: int, holding: int) -> dict[int, int]:
        return successors({1}, Moves({(1, 2): moved}, {1: held}, {2: holding}))

    assert of(2, 4, 4) == of(1, 1, 2) == {1: 2}
    assert of(2, 5, 4) == of(2, 4, 5) == of(0, 1, 1) == {}


def test_of_equal_parts_the_earlier_source_is_the_successor() -> None:
    moves = Moves({(1, 3): 2, (1, 2): 2}, {1: 4}, {2: 2, 3: 2})
    assert successors({1}, moves) == {1: 2}
    assert origins({1: 2}, moves, {2}) == [(1, 2)]
    assert origins({1: 2}, moves, set()) == []


def test_a_source_that_is_gone_itself_succeeds_nobody() -> None:
    assert successors({1, 2}, Moves({(1, 2): 1}, {1: 1}, {2: 1})) == {}


def test_a_folder_that_was_renamed_takes_all_its_feeds_along(scanner: Scanner) -> None:
    for name, article in (("a", A), ("b", B), ("c", C)):
        scanner.put(f"old/{name}.txt", article)
    scanner.scan()
    before = scanner.ids()
    (scanner.site.feeds / "old").rename(scanner.site.feeds / "new")
    scanner.now += 100
    report = scanner.scan()
    assert (report.entries.new, report.entries.gone, report.held_back) == (0, 0, 0)
    assert scanner.ids() == before
    for name in "abc":
        assert scanner.source(f"old/{name}.txt").successor == scanner.source(f"new/{name}.txt").row
    assert not Path(scanner.site.feeds / "old").exists()
