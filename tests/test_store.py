"""The store itself: where it lies, who makes it, and what it forgets."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from sqlalchemy import select

from aggregator.errors import StoreError
from aggregator.model import Fingerprint
from aggregator.store import entries, files, prepared
from aggregator.store.database import LATER, Transaction, open_store
from aggregator.store.knownfile import KnownFile
from aggregator.store.schema import ENTRIES
from tests.scanner import A, B, Scanner
from tests.sites import Site, digest


def test_scans_that_ended_long_ago_are_forgotten(scanner: Scanner) -> None:
    from aggregator.store import scans  # noqa: PLC0415 (only here)

    with scanner.store.writing() as transaction:
        for _ in range(scans.KEPT + 20):
            scans.end(transaction, scans.begin(transaction, 1), 2, report="{}")
    ((lowest, number),) = scanner.query("SELECT min(number), count(*) FROM scans")
    assert (lowest, number) == (21, scans.KEPT)

    with scanner.store.writing() as transaction:
        wished = scans.wish(transaction, 3)
        assert scans.wish(transaction, 4) == wished
        assert scans.begin(transaction, 5) == wished
        assert scans.begin(transaction, 6) == wished + 1  # whoever ran before was cut off
    assert scanner.query(f"SELECT state FROM scans WHERE number = {wished}") == [("failed",)]  # noqa: S608 (a number)


def test_the_store_is_where_any_path_says(tmp_path: Path) -> None:
    site = Site(tmp_path / "what? #1 %41 &c" / "Größe")
    site.put("a.txt", digest(A))
    assert site.report("scan")["entries"]["new"] == 1

    assert site.store.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["what? #1 %41 &c"]


def test_processes_that_make_one_store_at_once_wait_for_each_other(tmp_path: Path) -> None:
    """SQLite itself does not wait where the file is about to be written but not yet in write-ahead mode."""
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(4) as pool:
        opening = [pool.submit(open_store, f"sqlite:///{tmp_path}/a.db") for _ in range(4)]
        assert not wait(opening, timeout=0.3).done
        other.execute("ROLLBACK")
        stores = [each.result() for each in opening]
    other.close()
    for store in stores:
        with store.writing():
            pass
        store.close()


def test_a_store_that_was_removed_while_in_use_is_not_written_to(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    for part in scanner.site.store.parent.glob("aggregator.db*"):
        part.unlink()
    scanner.put("b.txt", B)
    with pytest.raises(StoreError, match=r"was removed or replaced while in use; restart the program"):
        scanner.scan()


@pytest.mark.parametrize("figures", [(5, -(10**20), 7), (5, 10**20, 7), (5, 6, (1 << 64) - 1)])
def test_figures_that_no_column_holds_make_a_file_unknown_and_no_fault(
    scanner: Scanner, figures: tuple[int, int, int]
) -> None:
    known = {"odd.txt": figures, "plain.txt": (1, 2, 3)}
    with scanner.store.writing() as transaction:
        read = ((path, KnownFile(Fingerprint(*each), b"", None)) for path, each in known.items())
        files.remember(transaction, read)
    with scanner.store.reading() as transaction:
        found = files.fingerprints(transaction)
    assert [row[0] for row in found] == ["odd.txt", "plain.txt"]
    assert [path for path, *each in found if tuple(each) == known[path]] == ["plain.txt"]


def test_of_a_damaged_file_every_way_of_asking_says_that_it_is_the_store(scanner: Scanner) -> None:
    scanner.put("a.txt", *((f"Title {number}", "x" * 20_000) for number in range(50)))
    scanner.scan()
    scanner.store.close()
    whole = scanner.site.store.read_bytes()
    scanner.site.store.write_bytes(whole[:100_000] + b"?" * (len(whole) - 100_000))
    asked: list[Callable[[Transaction], object]] = [
        lambda transaction: list(transaction.execute(select(ENTRIES.c.text))),
        lambda transaction: entries.by_rows(transaction, range(50)),
        lambda transaction: list(prepared.each(transaction, select(ENTRIES.c.text))),
    ]
    for ask in asked:
        with pytest.raises(StoreError, match="the store cannot be used"), scanner.store.reading() as transaction:
            ask(transaction)


def test_a_statement_that_is_misused_is_no_fault_of_the_store(scanner: Scanner) -> None:
    with pytest.raises(sqlite3.Error, match="binding"), scanner.store.reading() as transaction:
        prepared.rows(
            transaction, select(ENTRIES.c.text).where(ENTRIES.c.row.in_(prepared.any_of("rows"))), {"rows": {}}
        )


def test_what_is_committed_is_put_in_its_place_meanwhile(scanner: Scanner) -> None:
    known = KnownFile(Fingerprint(1, 2, 3), b"", None)
    with scanner.store.writing(LATER) as transaction:
        files.remember(transaction, ((f"{'folder/' * 20}{number}.txt", known) for number in range(1000)))
    before = scanner.site.store.stat().st_size
    with scanner.store.settling():
        pass
    assert scanner.site.store.stat().st_size > before + 100_000


def test_of_a_store_that_was_removed_nothing_is_put_in_any_place(
    scanner: Scanner, caplog: pytest.LogCaptureFixture
) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    for part in scanner.site.store.parent.glob("aggregator.db*"):
        part.unlink()
    with scanner.store.settling():
        pass
    assert not scanner.site.store.exists()
    (record,) = caplog.records
    assert "is left as it is" in record.getMessage()
    assert "restart the program" in record.getMessage()


def test_where_no_thread_can_be_started_the_transaction_goes_on(
    scanner: Scanner, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as context:
        context.setattr(threading.Thread, "start", refuse)
        with scanner.store.settling(), scanner.store.writing() as transaction:
            files.remember(transaction, [("a.txt", KnownFile(Fingerprint(1, 2, 3), b"", None))])
    assert scanner.query("SELECT path FROM files") == [("a.txt",)]
    (record,) = caplog.records
    assert record.getMessage() == "the write-ahead log is left as it is: can't start new thread"


def test_of_a_transaction_that_fails_meanwhile_no_thread_is_left(scanner: Scanner) -> None:
    before = {*threading.enumerate()}
    with pytest.raises(ZeroDivisionError), scanner.store.settling():
        raise ZeroDivisionError
    assert before.issuperset(threading.enumerate())
