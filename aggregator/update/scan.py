"""From the folder to the ledger: what to read, in which order, and what becomes of each file."""

import gc
import logging
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b

from aggregator.editing.normalise import normalise
from aggregator.errors import ReadingError, ScanError
from aggregator.model import Document
from aggregator.publishing.access import Patterns
from aggregator.publishing.topics import Topics
from aggregator.reading.decode import decode
from aggregator.reading.folder import FolderRules, Found, Survey, read, survey
from aggregator.reading.format import ReadingRules, choose, discover
from aggregator.report import Failure, FileCounts, ScanReport, Waiting
from aggregator.store import files, state
from aggregator.store.database import Store
from aggregator.store.files import KnownFile
from aggregator.update.ledger import Ledger, Reading
from aggregator.update.removals import RemovalRules

LOGGER = logging.getLogger(__name__)

#: Files a transaction: enough that committing costs little, few enough that a scan of any size fits into memory.
BATCH = 1000
#: Moves with a change of how files are read, so that all are read anew after an update of the program.
READING_VERSION = b"3"

#: Told how many of how many files have been dealt with.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ScanRules:
    """All that the user may set about a scan.

    `keep_removed` leaves published what no file holds any longer; `window` is how many entries a feed shows, `topics`
    which feeds hubs are told of, None where nobody is. What `private` covers is for readers with a token.
    """

    folder: FolderRules
    reading: ReadingRules = field(default_factory=ReadingRules)
    keep_removed: bool = False
    window: int = 50
    topics: Topics | None = None
    private: Patterns = field(default_factory=Patterns)

    def digest(self) -> bytes:
        """16 bytes that change with the way files are read."""
        return blake2b(repr((READING_VERSION, self.reading)).encode(), digest_size=16).digest()


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
    closed: AbstractSet[str] = frozenset(),
    allow_removals: bool = False,
    progress: Progress = lambda _done, _total: None,
    stopping: Callable[[], bool] = lambda: False,
) -> ScanReport:
    """Bring the store up to date with the folder, and report.

    `clock` gives seconds since 1970; `closed` are paths whose writer is known to have finished; `allow_removals`
    withdraws what no file holds any longer, however much that is; once `stopping` says so, the scan ends before the
    next file; the batches before it stay written down.

    Raises:
        ScanError: The folder cannot be read, which changed nothing, or the scan was stopped half-way.
    """
    begun = time.perf_counter()
    discover()  # before anything is touched: formats that cannot be told apart are a fault of the whole program
    with store.reading() as transaction:
        fingerprints = files.fingerprints(transaction)
        failures = files.failures(transaction)
        same_rules = state.reading_rules(transaction) == rules.digest()
    # Under other rules of reading no file is as known: all are read anew.
    known = fingerprints if same_rules else dict.fromkeys(fingerprints)
    found = survey(rules.folder, known, clock(), closed)
    with store.reading() as transaction:
        digests = files.digests(transaction, [each.path for each in found.read if each.path in fingerprints])
    work = _Work(rules, found, digests, failures, stopping)
    removals = RemovalRules(rules.keep_removed, allow_removals)
    ledger = Ledger(store, clock, found.gone, removals, rules.window, rules.topics, rules.private)
    done = 0
    # Under other rules all files have changed, but nothing has moved because of that: one batch of them all would
    # fill the memory for nothing.
    *batches, last = work.batches(together=known if same_rules else ())
    for batch in batches:
        ledger.publish(work.read(batch))
        done += len(batch)
        progress(done, len(found.read))
    ledger.close(work.read(last), None if same_rules else rules.digest())
    progress(len(found.read), len(found.read))
    return work.report(ledger, time.perf_counter() - begun)


class _Work:
    """The files of one scan, and what became of them so far."""

    def __init__(
        self,
        rules: ScanRules,
        found: Survey,
        digests: Mapping[str, bytes],
        failures: Mapping[str, Failure],
        stopping: Callable[[], bool],
    ) -> None:
        self._rules = rules
        self._stopping = stopping
        self._digest_key = rules.digest()
        self._found = found
        # Of the files to be read, those that are known, and what failed when it was read last.
        self._digests = digests
        self._failures = failures
        still_failing = [failure for path, failure in failures.items() if path in found.unchanged]
        self.failed: list[Failure] = [*found.failed, *still_failing]
        self.unsettled: list[Waiting] = list(found.unsettled)
        self.new = self.changed = 0
        self.unchanged = len(found.unchanged) - len(still_failing)

    def report(self, ledger: Ledger, seconds: float) -> ScanReport:
        """What became of all files and entries."""
        counts = FileCounts(
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            gone=len(self._found.gone),
            unsettled=len(self.unsettled),
        )
        return ScanReport(
            files=counts,
            entries=ledger.counts(),
            held_back=ledger.held_back(),
            seen_as_new=ledger.seen_as_new(),
            failed=tuple(sorted(self.failed, key=lambda failure: failure.path)),
            unsettled=tuple(sorted(self.unsettled)),
            skipped=tuple(sorted(self._found.skipped)),
            seconds=seconds,
        )

    def batches(self, together: Container[str]) -> Iterator[Sequence[Found]]:
        """Oldest first; those `together` are all in the first batch: what moved from one to another is seen."""
        first = [found for found in self._found.read if found.path in together]
        rest = [found for found in self._found.read if found.path not in together]
        room = max(0, BATCH - len(first))
        if first:
            yield sorted(first + rest[:room], key=lambda found: (found.fingerprint.mtime_ns, found.path))
            rest = rest[room:]
        for start in range(0, len(rest), BATCH):
            yield rest[start : start + BATCH]
        if not self._found.read:
            yield []

    def read(self, batch: Iterable[Found]) -> Iterator[Reading]:
        """Each file of a batch that could be read, failures included; those that have to wait are left out.

        Raises:
            ScanError: The scan is to stop.
        """
        for found in batch:
            if self._stopping():
                raise ScanError("the scan was stopped half-way; the next one does the rest")
            try:
                reading = self._read(found)
            except ReadingError as error:
                self.failed.append(Failure(found.path, error.line, error.reason))
            except Exception as error:  # a fault of ours must stop no other file, is loud, and is not remembered
                LOGGER.exception("%s: a fault of the program", found.path)
                self.failed.append(Failure(found.path, None, f"a fault of the program ({error!r}); please report it"))
            else:
                if reading:
                    yield reading

    def _read(self, found: Found) -> Reading | None:
        document = read(found, self._digest_key)
        if isinstance(document, Waiting):
            self.unsettled.append(document)
            return None
        before = self._digests.get(document.path)
        same = before == document.digest
        reading = self._as_it_was(document) if same else self._parse(document)
        if reading.file.failure:
            self.failed.append(reading.file.failure)
        elif same:
            self.unchanged += 1
        elif before:
            self.changed += 1
        else:
            self.new += 1
        return reading

    def _as_it_was(self, document: Document) -> Reading:
        """A file that was touched, and holds what it held."""
        failure = self._failures.get(document.path)
        return Reading(document, KnownFile(document.fingerprint, document.digest, failure), None)

    def _parse(self, document: Document) -> Reading:
        file = KnownFile(document.fingerprint, document.digest, None)
        try:
            text = decode(document.content).text
            parsed = choose(document.path, text, self._rules.reading).parse(text, self._rules.reading)
            return Reading(document, file, tuple(map(normalise, parsed.articles)))
        except ReadingError as error:
            return Reading(document, file._replace(failure=Failure(document.path, error.line, error.reason)), None)
