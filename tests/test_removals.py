"""What no file holds any longer: withdrawn, kept, or held back because it is too much at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.store import entries, state, withdrawals
from aggregator.update.removals import too_many
from aggregator.update.settlement import TOMBSTONES_FOR
from tests.scanner import NOON, A, B, C, D, Scanner

WORDS = (
    "apples barges cellars dunes eels ferries gulls herons islands jetties kites lamps masts nets oars piers quays "
    "ropes sails terns urns vanes wharves yawls"
)
MANY = [(f"Report {word}", f"Everything about {word} stands here.") for word in WORDS.split()]


def published(scanner: Scanner) -> int:
    return sum(row.withdrawn is None for row in scanner.rows())


def tombstones(scanner: Scanner) -> int:
    with scanner.store.reading() as transaction:
        return len(withdrawals.tombstones(transaction, state.tombstones_after(transaction), 100))


def held_back(scanner: Scanner) -> int:
    with scanner.store.reading() as transaction:
        return state.held_back(transaction)


def test_an_article_gone_from_its_file_is_withdrawn_and_gets_its_id_back(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    before = scanner.ids()
    scanner.put("a.txt", A, at=NOON - 60)
    assert scanner.scan().entries.gone == 1
    assert scanner.record(B[0]).withdrawn == NOON
    assert tombstones(scanner) == 1
    scanner.put("a.txt", A, B, at=NOON - 30)
    scanner.scan()
    assert scanner.ids() == before
    assert tombstones(scanner) == 0


@pytest.mark.parametrize("whole_file", [False, True])
def test_kept_articles_stay_published(scanner: Scanner, *, whole_file: bool) -> None:
    scanner.keep_removed = True
    place = scanner.put("a.txt", A, B)
    scanner.scan()
    before = scanner.ids()
    if whole_file:
        place.unlink()
    else:
        scanner.put("a.txt", C, at=NOON - 60)
    scanner.now += 1
    scanner.scan()
    assert before.items() <= scanner.ids().items()
    assert not scanner.source("a.txt").gone
    scanner.now += 1
    scanner.put("c.txt", D)
    assert scanner.scan().files.gone == 0
    assert scanner.record(A[0]).missing == NOON + 1

    scanner.put("b.txt", A, B)
    scanner.now += 100
    scanner.scan()
    assert before.items() <= scanner.ids().items()
    assert scanner.record(A[0]).missing is None
    assert scanner.source("a.txt").gone == whole_file
    assert scanner.source("a.txt").successor == (scanner.source("b.txt").row if whole_file else None)


def test_kept_articles_go_once_they_are_no_longer_to_be_kept(scanner: Scanner) -> None:
    scanner.keep_removed = True
    place = scanner.put("a.txt", A, B)
    scanner.scan()
    place.unlink()
    scanner.scan()
    scanner.keep_removed = False
    assert scanner.scan().entries.gone == 2
    assert scanner.source("a.txt").gone


def test_an_unmounted_disk_withdraws_nothing(scanner: Scanner) -> None:
    for number, article in enumerate(MANY):
        scanner.put(f"{number:02}.txt", article)
    scanner.scan()
    before = (scanner.ids(), scanner.query("SELECT name, version, changed, gone FROM sources"))
    contents = {place: place.read_text() for place in scanner.site.feeds.iterdir()}
    for place in contents:
        place.unlink()
    for _ in range(2):
        report = scanner.scan()
        assert (report.held_back, report.entries.gone, report.files.gone) == (24, 0, 24)
        assert report.as_json()["held_back"] == held_back(scanner) == 24
        assert (scanner.ids(), scanner.query("SELECT name, version, changed, gone FROM sources")) == before

    for place, content in contents.items():
        scanner.write(place.name, content)
    report = scanner.scan()
    assert (report.held_back, held_back(scanner), report.entries.new) == (0, 0, 0)
    assert (scanner.ids(), scanner.query("SELECT name, version, changed, gone FROM sources")) == before


def test_a_truncated_file_withdraws_nothing_until_that_is_allowed(scanner: Scanner) -> None:
    scanner.put("a.txt", *MANY)
    scanner.scan()
    before = scanner.ids()
    scanner.put("a.txt", *MANY[:5], at=NOON - 60)
    assert scanner.scan().held_back == 19
    assert scanner.ids() == before
    assert scanner.scan().held_back == 19
    held = scanner.source("a.txt").version

    report = scanner.scan(allow_removals=True)
    assert scanner.source("a.txt").version > held
    assert (report.held_back, held_back(scanner), report.entries.gone) == (0, 0, 19)
    assert scanner.ids().keys() == {title for title, _ in MANY[:5]}
    assert scanner.scan().held_back == 0


def test_a_truncated_file_that_is_whole_again_is_as_it_was(scanner: Scanner) -> None:
    scanner.put("a.txt", *MANY)
    scanner.scan()
    before = scanner.ids()
    scanner.put("a.txt", *MANY[:5], at=NOON - 60)
    scanner.scan()
    scanner.put("a.txt", *MANY, at=NOON - 30)
    report = scanner.scan()
    assert (report.held_back, report.entries.new, report.entries.edited) == (0, 0, 0)
    assert scanner.ids() == before
    assert not scanner.query("SELECT 1 FROM entries WHERE missing IS NOT NULL")


def test_what_was_held_back_for_long_has_its_id_when_it_is_back_edited(scanner: Scanner) -> None:
    (title, text), *others = MANY
    scanner.put("a.txt", (title, f"{text} {text.replace('stands', 'can be found')}"), *others)
    scanner.scan()
    before = scanner.ids()
    scanner.put("a.txt", *others[-5:], at=NOON - 60)
    assert scanner.scan().held_back == 19
    scanner.now += 86_400
    scanner.put("a.txt", (title, f"{text} {text.replace('stands', 'is to be found')}"), *others, at=NOON - 30)
    report = scanner.scan()
    assert (report.held_back, report.entries.new, report.entries.gone) == (0, 0, 0)
    assert scanner.ids() == before


def test_what_is_kept_for_long_is_taken_for_no_other_article(scanner: Scanner) -> None:
    scanner.keep_removed = True
    (title, text), *others = MANY
    scanner.put("a.txt", (title, f"{text} {text.replace('stands', 'can be found')}"), *others)
    scanner.scan()
    scanner.put("a.txt", *others, at=NOON - 60)
    scanner.scan()
    scanner.now += 86_400
    scanner.put("a.txt", (title, f"{text} {text.replace('stands', 'is to be found')}"), *others, at=NOON - 30)
    assert scanner.scan().entries.new == 1


def test_what_was_held_back_does_not_go_because_others_came(scanner: Scanner) -> None:
    scanner.put("a.txt", *MANY)
    scanner.scan()
    scanner.put("a.txt", *MANY[:10], at=NOON - 60)
    assert scanner.scan().held_back == 14
    scanner.put("b.txt", *((f"{title} again", f"{text} And more.") for title, text in MANY))
    for _ in range(2):  # at the second of them, the others have long been there
        assert scanner.scan().held_back == 14
    scanner.put("a.txt", *MANY[:20], at=NOON - 30)  # ten of them are back: the rest is few enough to be meant
    report = scanner.scan()
    assert (report.held_back, report.entries.gone) == (0, 4)


def test_those_that_come_at_the_same_time_make_no_removal_small(scanner: Scanner) -> None:
    scanner.put("a.txt", *MANY)
    scanner.scan()
    scanner.put("a.txt", *MANY[:10], at=NOON - 60)
    scanner.put("b.txt", *((f"{title} again", f"{text} And more.") for title, text in MANY))
    report = scanner.scan()
    assert (report.entries.new, report.held_back, report.entries.gone) == (24, 14, 0)


def test_a_disk_that_is_mounted_again_leaves_nothing_to_decide(scanner: Scanner) -> None:
    """Its files are as they were, so nothing is read."""
    for number, article in enumerate(MANY):
        scanner.put(f"disk/{number:02}.txt", article)
    scanner.scan()
    before = scanner.dump()
    disk = scanner.site.feeds / "disk"
    disk.rename(scanner.site.root / "elsewhere")
    disk.mkdir()
    assert scanner.scan().held_back == held_back(scanner) == 24
    disk.rmdir()
    (scanner.site.root / "elsewhere").rename(disk)
    assert scanner.scan().files.unchanged == 24
    assert scanner.dump() == before


def test_half_of_them_or_all_of_a_few_may_go(scanner: Scanner) -> None:
    scanner.put("a.txt", *MANY)
    scanner.scan()
    scanner.put("a.txt", *MANY[:12], at=NOON - 60)
    assert scanner.scan().entries.gone == 12
    (scanner.site.feeds / "a.txt").unlink()
    assert scanner.scan().entries.gone == 12


def test_articles_that_moved_are_not_counted_as_going(scanner: Scanner) -> None:
    scanner.put("a.txt", *MANY)
    scanner.scan()
    before = scanner.ids()
    (scanner.site.feeds / "a.txt").rename(scanner.site.feeds / "b.txt")
    report = scanner.scan()
    assert (report.held_back, report.entries.gone) == (0, 0)
    assert scanner.ids() == before


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_than_half_of_at_least_twenty_are_too_many(leaving: int, published: int) -> None:
    assert too_many(leaving, published) == (published >= 20 and leaving > published / 2)


def test_a_scan_that_was_cut_off_leaves_nothing_published_for_ever(scanner: Scanner) -> None:
    """What a batch missed is settled by the next scan, if its own never came to its end."""
    scanner.put("a.txt", A, B)
    scanner.scan()
    with scanner.store.writing() as transaction:
        entries.miss(transaction, [scanner.record(B[0]).row], NOON)
    assert scanner.scan().entries.gone == 1
    assert published(scanner) == 1


def test_a_tombstone_lasts_for_thirty_days_and_its_feeds_change_when_it_goes(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    scanner.put("a.txt", A, at=NOON - 60)
    scanner.scan()
    withdrawn = scanner.source("a.txt").version
    scanner.now = NOON + TOMBSTONES_FOR - 1
    scanner.scan()
    assert (tombstones(scanner), scanner.source("a.txt").version) == (1, withdrawn)
    scanner.now += 1
    scanner.scan()
    assert tombstones(scanner) == 0
    assert scanner.source("a.txt").version > withdrawn
    settled = scanner.dump()
    scanner.scan()
    assert scanner.dump() == settled
