"""From the folder to the ledger: what to read, in which order, and what becomes of each file."""

import gc
import time
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import NamedTuple

from aggregator.model import SKETCHES_EDITION
from aggregator.reading.format import discover
from aggregator.report import ScanReport
from aggregator.store import state
from aggregator.store.database import Store
from aggregator.update import archiving, settlement
from aggregator.update.look import look_around, look_at
from aggregator.update.removals import RemovalRules
from aggregator.update.rules import Progress, ScanRules
from aggregator.update.tally import Tally


class Hints(NamedTuple):
    """What is known of the folder beforehand: `closed` are the paths whose writer is known to have finished.

    `since` is the report of the scan after which nothing but these has changed, None where anything may have.
    """

    closed: AbstractSet[str] = frozenset()
    since: ScanReport | None = None


NO_HINTS = Hints()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Without a look for cycles meanwhile: a scan makes very many values, and none that hold one another.

    That is a tenth of a first scan and a third of one that finds nothing changed, by `make bench` with and without it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_collector_at_rest()
def scan(
    store: Store,
    rules: ScanRules,
    clock: Callable[[], float],
    *,
    hints: Hints = NO_HINTS,
    allow_removals: bool = False,
    progress: Progress = lambda _done, _total: None,
    stopping: Callable[[], bool] = lambda: False,
) -> ScanReport:
    """Bring the store up to date with the folder, and report.

    `clock` gives seconds since 1970; `allow_removals` withdraws what no file holds any longer, however much that is;
    once `stopping` says so, the scan ends before the next file; the batches before it stay written down.

    Raises:
        ScanError: The folder cannot be read, which changed nothing, or the scan was stopped half-way.
    """
    begun = time.perf_counter()
    discover()  # before anything is touched: formats that cannot be told apart are a fault of the whole program
    look = look_at(store, rules, hints.closed, hints.since) if hints.since else None
    look = look or look_around(store, rules, clock(), hints.closed)
    _sketch_anew(store, stopping)
    tally, of_entries = Tally(look), ScanReport()
    removals = RemovalRules(rules.keep_removed, allow_removals)
    due = _is_due(store, rules, removals, int(clock()))
    if due or look.files or look.gone or look.reading_rules is not None:
        # Most scans find nothing to do, and a command that does not load all this takes a tenth less.
        from aggregator.update.ledger import Ledger  # noqa: PLC0415
        from aggregator.update.tidying import tidy  # noqa: PLC0415
        from aggregator.update.work import LONG, carry_out  # noqa: PLC0415

        ledger = Ledger(store, clock, look, removals, rules, due=due)
        carry_out(look, rules, ledger, tally, progress, stopping)
        of_entries = ledger.report()
        if len(look.batches) <= LONG:
            tidy(store)
    progress(look.files, look.files)
    return tally.beside(of_entries, time.perf_counter() - begun)


def _sketch_anew(store: Store, stopping: Callable[[], bool]) -> None:
    """Unless the numbers that find articles that tell the same are of this edition."""
    with store.reading() as transaction:
        edition = state.sketched(transaction)
    if edition != SKETCHES_EDITION:
        from aggregator.update.resketching import resketch  # noqa: PLC0415 (needed once)

        resketch(store, stopping)


def _is_due(store: Store, rules: ScanRules, removals: RemovalRules, now: int) -> bool:
    """Whether there is something to do even if nothing has changed in the folder."""
    with store.reading() as transaction:
        return settlement.is_due(transaction, now, removals) or archiving.is_due(transaction, rules.window)
