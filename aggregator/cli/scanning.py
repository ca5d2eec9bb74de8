"""`aggregator scan`, and the one way in which every command and the service scan."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import click
from filelock import Timeout

from aggregator.cli.rules import Examine, examine_of, scan_rules_of
from aggregator.cli.telling import summary
from aggregator.cli.wiring import load_settings
from aggregator.errors import AggregatorError, ScanError, StoreError
from aggregator.report import ScanReport
from aggregator.store import scans, state
from aggregator.store.database import Store, open_store
from aggregator.store.progress import Progress as Shown
from aggregator.update.privacy import settle_privacy
from aggregator.update.rules import Progress, ScanRules
from aggregator.update.scan import NO_HINTS, Hints
from aggregator.update.scan import scan as scan_folder

LOGGER = logging.getLogger(__name__)

#: How often is looked whether to go on waiting for another process's scan, in seconds.
LOOK_EVERY = 0.5


def scan(config: Path, *, as_json: bool, allow_removals: bool) -> None:
    """Scan once; progress goes to a terminal only, the report to standard output.

    `allow_removals` withdraws what no file holds any longer, however much that is.
    """
    settings = load_settings(config)
    rules = scan_rules_of(settings)
    with open_store(settings.store) as store:
        settle_privacy(store, rules.private, rules.topics, int(time.time()))
        report = scan_with_progress(store, rules, examine_of(settings, store), allow_removals=allow_removals)
    click.echo(json.dumps(report.as_json()) if as_json else summary(report))


def recorded_scan(
    store: Store,
    rules: ScanRules,
    examine: Examine,
    *,
    hints: Hints = NO_HINTS,
    allow_removals: bool = False,
    progress: Progress = lambda _done, _total: None,
    stopping: Callable[[], bool] = lambda: False,
) -> ScanReport:
    """Scan as the only one, and keep the report where `/scans/<number>` finds it; the rest is as in `update.scan`.

    Raises:
        AggregatorError: The scan could not be done; kept in the same place.
    """
    with _right_to_scan(store, stopping) as waited, _on_record(store) as record:

        def shown(done: int, total: int) -> None:
            store.progress.show(Shown(record.number, done, total))
            progress(done, total)

        shown(0, 0)
        if record.wished:  # by somebody who may know of more
            hints = hints._replace(since=None)
        record.report = scan_folder(
            store, rules, time.time, allow_removals=allow_removals, progress=shown, stopping=stopping,
            hints=NO_HINTS if waited else hints,  # what was closed before a wait may be open again
        )  # fmt: skip
        record.report = _examined(store, record.report, examine, record.version)
        return record.report


def _examined(store: Store, report: ScanReport, examine: Examine, before: int) -> ScanReport:
    """The same report, with what is wrong with the feeds that have changed since a version of the store."""
    with store.reading() as transaction:
        if state.news(transaction).version == before:
            return report
    return replace(report, examination=examine(before).beside(report.examination.complaints))


@dataclass(slots=True)
class _Record:
    """A scan in the list of scans: its number, whether it was wished for, and the store's version when it began.

    How it ended is what its `report` says, or else its `error`.
    """

    number: int
    wished: bool
    version: int
    report: ScanReport | None = None
    error: str = "cut off before its end; the next scan does its work"


@contextmanager
def _on_record(store: Store) -> Iterator[_Record]:
    """Begin a scan's record, and end it however the scan ends."""
    with store.writing() as transaction:
        wished = scans.wished(transaction)
        number = scans.begin(transaction, int(time.time()))
        record = _Record(number, wished, state.news(transaction).version)
    try:
        yield record
    except AggregatorError as problem:
        record.error = str(problem)
        raise
    except Exception:
        record.error = "a fault of the program; its log has the details"
        raise
    finally:
        with store.writing() as transaction:
            if record.report is not None:
                scans.end(transaction, number, int(time.time()), report=json.dumps(record.report.as_json()))
            else:
                scans.end(transaction, number, int(time.time()), error=record.error)


@contextmanager
def _right_to_scan(store: Store, stopping: Callable[[], bool]) -> Iterator[bool]:
    """Wait until no other process scans, or `stopping` says so; whether there was anything to wait for."""
    right = store.scanning()
    for waited in count():
        try:
            right.acquire(timeout=LOOK_EVERY if waited else 0)
            break
        except Timeout:
            if stopping():
                raise ScanError("the scan was stopped while it waited for another one; the next one does it") from None
            if not waited:
                LOGGER.info("another process is scanning; waiting for it to end")
        except OSError as error:
            raise StoreError(f"{right.lock_file}: cannot be locked ({error.strerror}); set store") from error
    try:
        yield waited > 0
    finally:
        right.release()


def scan_with_progress(
    store: Store,
    rules: ScanRules,
    examine: Examine,
    stopping: Callable[[], bool] = lambda: False,
    *,
    allow_removals: bool = False,
) -> ScanReport:
    """Scan, with a bar on standard error where that is a terminal and the scan takes long enough to look."""
    if not sys.stderr.isatty():
        return recorded_scan(store, rules, examine, allow_removals=allow_removals, stopping=stopping)
    from rich import console, progress  # noqa: PLC0415 (for terminals alone)

    columns = (
        progress.TextColumn("Scanning"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("files"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console.Console(stderr=True), transient=True) as bar:
        task = bar.add_task("scan", total=None)
        return recorded_scan(
            store, rules, examine, allow_removals=allow_removals, stopping=stopping,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
