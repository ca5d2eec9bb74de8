"""Scans that are stopped, killed, or run at once."""

import json
import random
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from filelock import FileLock

from aggregator.cli.scanning import recorded_scan
from aggregator.errors import ScanError
from aggregator.reading.folder import FolderRules
from aggregator.report import EntryCounts, Examination, FileCounts
from aggregator.update.portions import BATCH
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from aggregator.update.work import LONG, TOGETHER
from tests.scanner import NOON, A, B, C, D, Scanner
from tests.sites import PATIENCE, Site, digest, environment, until
from tests.webs import client_of


def test_other_markers_are_stopped_and_taken_up_again(scanner: Scanner) -> None:
    for number in range(BATCH.files + 5):
        scanner.put(f"{number:04}.txt", (f"Tree {number}", "It grows."))
    scanner.scan()
    ids = scanner.ids()
    scanner.markers = ("Onward we go",)
    with pytest.raises(ScanError, match="stopped half-way"):
        scanner.scan(stopping=after(BATCH.files + 2))

    report = scanner.scan()
    assert report.files == FileCounts(changed=5, unchanged=BATCH.files)
    assert scanner.ids() == ids


def after(calls: int) -> Callable[[], bool]:
    """False so many times, and then true."""
    left = iter(range(calls))
    return lambda: next(left, None) is None


def test_a_scan_of_three_batches_is_like_one_of_one(scanner: Scanner) -> None:
    shuffled = random.Random(7).sample(range(2 * BATCH.files + 50), 2 * BATCH.files + 50)  # noqa: S311 (no secret)
    for order, number in enumerate(shuffled):
        scanner.put(f"{number % 7}/{number:04}.txt", (f"Leaf {number}", "Falls."), A, at=NOON - 100_000 + order)
    seen: list[tuple[int, int]] = []
    report = scanner.scan(progress=lambda done, total: seen.append((done, total)))

    total = 2 * BATCH.files + 50
    assert report.files == FileCounts(new=total)
    assert report.entries == EntryCounts(new=2 * total)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ((0, total), (total, total))
    assert len(seen) > total // 50
    assert len({row.id for row in scanner.rows()}) == 2 * total
    assert len(scanner.query("SELECT DISTINCT name FROM sources")) == total
    before = scanner.dump()
    assert scanner.scan().files == FileCounts(unchanged=total)
    assert scanner.dump() == before

    wanted = {(row.source, row.title): row.id for row in scanner.rows()}
    scanner.lose_the_store()
    for batches in (0.5, 1.7, 0.9):  # stopped in each batch, and taken up again
        with pytest.raises(ScanError, match="stopped half-way"):
            scanner.scan(stopping=after(int(batches * BATCH.files)))
    scanner.scan()
    assert {(row.source, row.title): row.id for row in scanner.rows()} == wanted


def test_a_renamed_folder_of_several_batches_is_followed_at_any_moment(scanner: Scanner) -> None:
    """Whether somebody asks between two batches, or the scan never comes to its end."""
    total = 2 * BATCH.files + 50
    names = [f"{number:04}" for number in range(total)]
    for number, name in enumerate(names):
        scanner.put(f"old/{name}.txt", (f"Leaf {number}", "Falls."), at=NOON - 100_000 + number)
    scanner.scan()
    before = scanner.ids()
    client = client_of(scanner.store)
    (scanner.site.feeds / "old").rename(scanner.site.feeds / "new")
    scanner.now += 100
    with pytest.raises(ScanError, match="stopped half-way"):
        scanner.scan(stopping=after(BATCH.files + 2))

    for name, status in ((names[0], 301), (names[BATCH.files - 1], 301), (names[BATCH.files], 200), (names[-1], 200)):
        assert client.get(f"/feeds/old/{name}.json").status_code == status
    assert len(client.get(f"/feeds/old/{names[-1]}.json").get_json()["items"]) == 1
    scanner.now += 100
    scanner.scan()
    assert scanner.ids() == before
    assert scanner.query("SELECT count(*) FROM sources WHERE gone AND successor NOT NULL") == [(total,)]
    assert scanner.query("SELECT count(*) FROM sources WHERE NOT gone AND origin = replace(name, 'new', 'old')") == [
        (total,)
    ]


def test_what_a_long_scan_commits_together_is_written_down_as_a_whole_or_not_at_all(scanner: Scanner) -> None:
    total = (LONG + 1) * BATCH.files
    for number in range(total):
        scanner.put(f"old/{number:04}.txt", (f"Leaf {number}", "Falls."), at=NOON - 100_000 + number)
    for calls, written in ((TOGETHER * BATCH.files // 2, 0), ((TOGETHER + 1) * BATCH.files, TOGETHER * BATCH.files)):
        with pytest.raises(ScanError, match="stopped half-way"):
            scanner.scan(stopping=after(calls))
        assert len(scanner.rows()) == written
    scanner.scan()
    before = scanner.ids()
    assert len(before) == total
    (scanner.site.feeds / "old").rename(scanner.site.feeds / "new")
    scanner.now += 100
    with pytest.raises(ScanError, match="stopped half-way"):
        scanner.scan(stopping=after(TOGETHER * BATCH.files + 2))
    scanner.scan()
    assert scanner.ids() == before


def test_of_two_files_that_became_one_the_first_is_continued_though_the_other_was_done_later(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.put("b.txt", C, D, ("Nuts", "They fall."))
    scanner.scan()
    for name in ("a.txt", "b.txt"):
        (scanner.site.feeds / name).unlink()
    scanner.put("c.txt", A, B, C, D)  # where the nuts are, nobody knows before the end
    for number in range(BATCH.files + 5):
        scanner.put(f"{number:04}.txt", (f"Tree {number}", "It grows."), at=NOON - 100)
    scanner.scan()
    heir = scanner.source("c.txt")
    assert heir.origin == "a"
    assert {scanner.source(name).successor for name in ("a.txt", "b.txt")} == {heir.row}


@pytest.mark.parametrize("moment", range(8))
def test_a_crash_at_any_moment_loses_doubles_and_changes_no_id(scanner: Scanner, moment: int) -> None:
    """The clock is asked between all that a scan does: there it crashes."""
    scanner.put("a.txt", A, B)
    scanner.put("b.txt", C)
    scanner.scan()
    expected = scanner.ids()

    scanner.put("c.txt", A, D, at=NOON - 50)
    scanner.put("a.txt", B, at=NOON - 40)
    (scanner.site.feeds / "b.txt").rename(scanner.site.feeds / "d.txt")
    asked = 0

    def clock() -> float:
        nonlocal asked
        asked += 1
        if asked > moment:
            raise MemoryError("crash")
        return NOON

    rules = ScanRules(FolderRules(scanner.site.feeds))
    try:
        scan(scanner.store, rules, clock)
    except MemoryError:
        assert asked == moment + 1
    scanner.scan()
    now = scanner.ids()

    assert {title: now[title] for title in expected} == expected
    assert sorted(now) == sorted([*expected, "Figs ripen"])
    assert len({row.id for row in scanner.rows()}) == 4
    assert scanner.titles("c.txt") == [A[0], "Figs ripen"] or scanner.titles("c.txt") == ["Figs ripen", A[0]]


def test_a_crash_while_it_is_written_down_leaves_the_batch_for_later(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aggregator.store import files  # noqa: PLC0415 (only here)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    scanner.put("a.txt", A, B)
    before = scanner.dump()
    with monkeypatch.context() as context:
        context.setattr(files, "remember", crash)
        with pytest.raises(KeyboardInterrupt):
            scanner.scan()
    assert scanner.dump() == before
    assert scanner.scan().entries == EntryCounts(new=2)


def test_killed_processes_lose_double_and_change_no_id(site: Site) -> None:
    for number in range(40):
        site.put(f"{number:02}.txt", digest((f"Book {number}", "Is read. " * 3000), A))
    chance = random.Random(11)  # noqa: S311 (no secret)
    for _ in range(4):
        process = subprocess.Popen(  # noqa: S603 (our own command)
            site.command("scan"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
        )
        until(lambda: site.store.exists() or process.poll() is not None)  # noqa: B023 (awaited at once)
        time.sleep(chance.random() / 10)
        process.kill()
        process.wait()
    survivor = Scanner(site)
    survivor.now = time.time()
    survivor.scan()
    ids = {(row.source, row.title): row.id for row in survivor.rows()}
    assert len(ids) == len(set(ids.values())) == 80
    survivor.lose_the_store()
    survivor.scan()
    assert {(row.source, row.title): row.id for row in survivor.rows()} == ids
    survivor.store.close()


def test_processes_that_scan_at_once_scan_in_turn(site: Site) -> None:
    for number in range(20):
        site.put(f"{number:02}.txt", digest((f"Path {number}", "Is mown. " * 100)))
    with ThreadPoolExecutor(4) as pool:
        done = [each.result() for each in [pool.submit(site.run, "scan", "--json") for _ in range(4)]]

    assert [each.returncode for each in done] == [0] * 4
    reports = [json.loads(each.stdout) for each in done]
    assert sorted(report["files"]["new"] for report in reports) == [0, 0, 0, 20]
    assert sum(report["entries"]["new"] for report in reports) == 20


def test_waiting_for_another_scan_ends_when_it_is_told_to(scanner: Scanner) -> None:
    rules = ScanRules(FolderRules(scanner.site.feeds))
    with FileLock(scanner.store.folder / "scan.lock"):
        begun = time.monotonic()
        with pytest.raises(ScanError, match="stopped while it waited"):
            recorded_scan(scanner.store, rules, lambda _version: Examination(), stopping=lambda: True)
    assert time.monotonic() - begun < PATIENCE / 2


def test_a_fault_of_the_program_is_kept_in_the_record(scanner: Scanner) -> None:
    def fault() -> bool:
        raise ZeroDivisionError

    rules = ScanRules(FolderRules(scanner.site.feeds))
    scanner.put("a.txt", A)
    with pytest.raises(ZeroDivisionError):
        recorded_scan(scanner.store, rules, lambda _version: Examination(), stopping=fault)
    statement = "SELECT state, error FROM scans"

    assert scanner.query(statement) == [("failed", "a fault of the program; its log has the details")]
