"""From the folder to the ledger: what to read, in which order, and what becomes of each file."""

import gc
import logging
import pickle
import time
import zlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from itertools import chain, islice
from typing import NamedTuple, Self, cast

from aggregator.errors import ScanError
from aggregator.reading.folder import Found, survey
from aggregator.reading.format import discover
from aggregator.reading.revisiting import revisit
from aggregator.report import Examination, Failure, FileCounts, ScanReport, Waiting
from aggregator.store import files, state
from aggregator.store.database import Store
from aggregator.update.ledger import Ledger
from aggregator.update.processes import read_all
from aggregator.update.readings import Fault, Outcome, Reading, Task
from aggregator.update.removals import RemovalRules
from aggregator.update.rules import ScanRules
from aggregator.update.unread import Unread

LOGGER = logging.getLogger(__name__)

#: Files a transaction: enough that committing costs little, few enough that a scan of any size fits into memory.
BATCH = 1000
#: So many files on, progress is told again: that costs a few microseconds, which at each file would add up.
TOLD_EVERY = 20
#: Told how many of how many files have been dealt with.
Progress = Callable[[int, int], None]


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
    look = _look_at(store, rules, hints.closed, hints.since) if hints.since else None
    look = look or _look_around(store, rules, clock(), hints.closed)
    total = sum(batch.files for batch in look.batches)
    removals = RemovalRules(rules.keep_removed, allow_removals)
    ledger = Ledger(store, clock, look.gone, removals, rules, look.reading_rules)
    with closing(read_all(look.tasks(), total, rules.reading, rules.digest())) as outcomes:
        work = _Work(look, _counted(outcomes, total, progress), stopping)
        for batch in look.batches[:-1]:
            ledger.publish(work.read(batch))
        ledger.close(work.read(look.batches[-1]))
    progress(total, total)
    return work.report(ledger, time.perf_counter() - begun)


class _Batch(NamedTuple):
    """Files that are written down together, packed: a hundred thousand as they are would take 40 MiB."""

    files: int
    packed: bytes

    @classmethod
    def of(cls, found: Sequence[Found]) -> Self:
        return cls(len(found), zlib.compress(pickle.dumps(found, pickle.HIGHEST_PROTOCOL), 1))

    def found(self) -> Sequence[Found]:
        return cast(Sequence[Found], pickle.loads(zlib.decompress(self.packed)))  # noqa: S301 (packed here)


class _Look(NamedTuple):
    """What there is to do: the files to be read, of which the known ones have `digests`, and the rest.

    `reading_rules` are those in force, None where files were read by the same before.
    """

    batches: Sequence[_Batch]
    digests: Mapping[str, bytes]
    failures: Mapping[str, Failure]
    unread: Unread
    gone: AbstractSet[str] = frozenset()
    reading_rules: bytes | None = None

    def tasks(self) -> Iterator[Task]:
        """What to read, batch by batch, as it is asked for."""
        for each in chain.from_iterable(batch.found() for batch in self.batches):
            yield Task(each, self.digests.get(each.path), self.failures.get(each.path))


def _look_around(store: Store, rules: ScanRules, now: float, closed: AbstractSet[str]) -> _Look:
    """At the whole folder."""
    with store.reading() as transaction:
        fingerprints = files.fingerprints(transaction)
        failures = files.failures(transaction)
        same_rules = state.reading_rules(transaction) == rules.digest()
    # Under other rules of reading no file is as known: all are read anew.
    known = fingerprints if same_rules else dict.fromkeys(fingerprints)
    found = survey(rules.folder, known, now, closed)
    with store.reading() as transaction:
        digests = files.digests(transaction, [each.path for each in found.read if each.path in fingerprints])
    # Under other rules all files have changed, but nothing has moved because of that: one batch of them all would
    # fill the memory for nothing.
    batches = list(map(_Batch.of, _batches(found.read, together=known if same_rules else ())))
    unread = Unread.of_walk(found, failures)
    return _Look(batches, digests, failures, unread, found.gone, None if same_rules else rules.digest())


def _look_at(store: Store, rules: ScanRules, closed: AbstractSet[str], since: ScanReport) -> _Look | None:
    """At the `closed` files alone; None where that does not do."""
    with store.reading() as transaction:
        if state.reading_rules(transaction) != rules.digest():
            return None
        digests = files.digests(transaction, closed)
        failures = files.failures(transaction)
    found = revisit(rules.folder.folder, digests, closed)
    return None if found is None else _Look([_Batch.of(found)], digests, failures, Unread.since(since, closed))


def _batches(found: Sequence[Found], together: Container[str]) -> Iterator[Sequence[Found]]:
    """Oldest first; those `together` are all in the first batch: what moved from one to another is seen."""
    first = [each for each in found if each.path in together]
    rest = [each for each in found if each.path not in together]
    room = max(0, BATCH - len(first))
    if first:
        yield sorted(first + rest[:room], key=lambda each: (each.fingerprint.mtime_ns, each.path))
        rest = rest[room:]
    for start in range(0, len(rest), BATCH):
        yield rest[start : start + BATCH]
    if not found:
        yield []


def _counted(outcomes: Iterator[Outcome], total: int, progress: Progress) -> Iterator[Outcome]:
    """The same, telling now and then how many there have been."""
    for done, outcome in enumerate(outcomes):
        if not done % TOLD_EVERY:
            progress(done, total)
        yield outcome


class _Work:
    """The files of one scan, and what became of them so far."""

    def __init__(self, look: _Look, outcomes: Iterator[Outcome], stopping: Callable[[], bool]) -> None:
        self._look = look
        self._outcomes = outcomes
        self._stopping = stopping
        self.failed: list[Failure] = list(look.unread.failed)
        self.unsettled: list[Waiting] = list(look.unread.unsettled)
        self.new = self.changed = 0
        self.unchanged = look.unread.unchanged

    def report(self, ledger: Ledger, seconds: float) -> ScanReport:
        """What became of all files and entries."""
        counts = FileCounts(
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            gone=len(self._look.gone),
            unsettled=len(self.unsettled),
        )
        return ScanReport(
            files=counts,
            entries=ledger.counts(),
            held_back=ledger.held_back(),
            seen_as_new=ledger.seen_as_new(),
            failed=tuple(sorted(self.failed, key=lambda failure: failure.path)),
            unsettled=tuple(sorted(self.unsettled)),
            skipped=tuple(sorted(self._look.unread.skipped)),
            seconds=seconds,
            examination=Examination(complaints=ledger.complaints()),
        )

    def read(self, batch: _Batch) -> Iterator[Reading]:
        """Each file of the next batch that could be read, failures included; those that have to wait are left out.

        Raises:
            ScanError: The scan is to stop.
        """
        for outcome in islice(self._outcomes, batch.files):
            if self._stopping():
                raise ScanError("the scan was stopped half-way; the next one does the rest")
            match outcome:
                case Waiting():
                    self.unsettled.append(outcome)
                case Failure():
                    self.failed.append(outcome)
                case Fault(path, error, trace):
                    LOGGER.error("%s: a fault of the program\n%s", path, trace)
                    self.failed.append(Failure(path, None, f"a fault of the program ({error}); please report it"))
                case Reading():
                    self._count(outcome)
                    yield outcome

    def _count(self, reading: Reading) -> None:
        before = self._look.digests.get(reading.path)
        if reading.file.failure:
            self.failed.append(reading.file.failure)
        elif before == reading.file.digest:
            self.unchanged += 1
        elif before:
            self.changed += 1
        else:
            self.new += 1
