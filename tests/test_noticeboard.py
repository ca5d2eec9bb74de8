"""What the notice board says around commits, and to other processes."""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from aggregator.errors import StoreError
from aggregator.store.database import Store, open_store
from aggregator.store.noticeboard import NoticeBoard, settled
from aggregator.store.state import announce
from tests.scanner import Scanner
from tests.sites import PATIENCE, Site


def test_it_moves_before_a_commit_and_settles_after_it(site: Site) -> None:
    meanwhile: list[bytes] = []
    with open_store(f"sqlite:///{site.store}") as store:
        before = store.notice()
        with store.writing() as transaction:
            event.listen(transaction, "commit", lambda _connection: meanwhile.append(store.notice()))
            announce(transaction, 1)
            assert store.notice() == before
        after = store.notice()

    assert [settled(notice) for notice in (before, *meanwhile, after)] == [True, False, True]
    assert before != after


def test_what_is_undone_moves_nothing(site: Site) -> None:
    def fail(store: Store) -> None:
        with store.writing() as transaction:
            announce(transaction, 1)
            raise ZeroDivisionError

    with open_store(f"sqlite:///{site.store}") as store:
        before = store.notice()
        with pytest.raises(ZeroDivisionError):
            fail(store)
        assert store.notice() == before


def test_a_commit_that_fails_leaves_it_unsettled_until_one_succeeds(scanner: Scanner) -> None:
    def fail(store: Store) -> None:
        with store.writing() as transaction:
            transaction.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            transaction.exec_driver_sql("DELETE FROM sources")

    scanner.put("a.txt", ("Tide comes", "At noon."))
    scanner.scan()
    store = scanner.store
    with pytest.raises(IntegrityError):
        fail(store)
    assert not settled(store.notice())
    with store.writing() as transaction:
        announce(transaction, 1)
    assert settled(store.notice())


def _written(place: Path, notices: Any) -> None:  # noqa: ANN401 (the queue of another process)
    with open_store(f"sqlite:///{place}") as store:
        for moment in range(50):
            with store.writing() as transaction:
                announce(transaction, moment)
        notices.put(store.notice())


def test_no_process_loses_count_of_what_the_others_write(site: Site) -> None:
    spawning = multiprocessing.get_context("spawn")
    notices = spawning.Queue()
    with open_store(f"sqlite:///{site.store}") as store:
        begun = int.from_bytes(store.notice()[:8], "little")
        writers = [spawning.Process(target=_written, args=(site.store, notices)) for _ in range(2)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(PATIENCE)
        for _ in writers:
            notices.get(timeout=PATIENCE)
        assert int.from_bytes(store.notice()[:8], "little") == begun + 100


def test_those_who_open_an_empty_one_share_it(tmp_path: Path) -> None:
    place = tmp_path / "notice"
    place.touch()
    one, other = NoticeBoard(place), NoticeBoard(place)
    number = one.begin()
    assert not settled(other.notice())
    one.end(number)
    assert settled(other.notice())
    assert NoticeBoard(place).notice() == one.notice() == other.notice()


def test_a_place_where_nothing_can_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "aggregator.db-notice").mkdir()
    with pytest.raises(StoreError, match="nothing can be written beside it"):
        open_store(f"sqlite:///{tmp_path}/aggregator.db")
