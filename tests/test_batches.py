"""Which files a scan writes down together."""

import pytest

from aggregator.reading.folder import FolderRules
from aggregator.update.look import look_around
from aggregator.update.portions import BATCH
from aggregator.update.rules import ScanRules
from tests.scanner import NOON, A, B, Scanner


def batches(scanner: Scanner) -> list[list[str]]:
    """The files that a scan would read now, batch by batch."""
    look = look_around(scanner.store, ScanRules(FolderRules(scanner.site.feeds)), NOON, frozenset())
    return [[each.path for each in batch.found()] for batch in look.batches]


def test_what_is_large_is_written_down_by_itself(scanner: Scanner) -> None:
    """A batch takes thirty times the memory of its files, however many these are."""
    for number, size in enumerate((0.3, 0.3, 0.6, 1.2, 0.1, 0.8)):
        scanner.put(f"{number}.txt", (f"Leaf {number}", "Falls. " * int(size * BATCH.size / 7)), at=NOON - 600 + number)
    assert batches(scanner) == [["0.txt", "1.txt"], ["2.txt"], ["3.txt"], ["4.txt", "5.txt"]]


@pytest.mark.parametrize(("size", "has_room"), [(0.1, True), (0.5, False)], ids=["little", "much"])
def test_known_files_that_have_changed_are_all_in_the_first_batch(
    scanner: Scanner, size: float, *, has_room: bool
) -> None:
    """However much they are; what is new stands among them by its age, where there is room left."""
    known = ["0.txt", "1.txt", "2.txt"]
    for name in known:
        scanner.put(name, A)
    scanner.scan()
    for number, name in enumerate(known):
        scanner.put(name, (A[0], "Falls. " * int(size * BATCH.size / 7)), at=NOON - 600 + number)
    scanner.put("new.txt", B, at=NOON - 700)
    assert batches(scanner) == ([["new.txt", *known]] if has_room else [known, ["new.txt"]])
