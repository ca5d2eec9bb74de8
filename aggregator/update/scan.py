"""From the folder to the ledger: what to read, in which order, and what becomes of each file."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import blake2b

from aggregator.editing.normalise import normalise
from aggregator.errors import ReadingError, ScanError
from aggregator.model import Document, Failure, FileCounts, ScanReport, Waiting
from aggregator.reading.decode import decode
from aggregator.reading.folder import FolderRules, Found, Survey, read, survey
from aggregator.reading.format import ReadingRules, choose, discover
from aggregator.store import files, state
from aggregator.store.database import Store
from aggregator.store.files import KnownFile
from aggregator.update.ledger import Ledger, Reading

LOGGER = logging.getLogger(__name__)

#: Files a transaction: enough that committing costs little, few enough that a scan of any size fits into memory.
BATCH = 1000
#: Moves with a change of how files are read, so that all are read anew after an update of the program.
READING_VERSION = b"1"

#: Told how many of how many files have been dealt with.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ScanRules:
    """All that the user may set about a scan."""

    folder: FolderRules
    reading: ReadingRules = field(default_factory=ReadingRules)

    def digest(self) -> bytes:
        """16 bytes that change with the way files are read."""
        return blake2b(repr((READING_VERSION, self.reading)).encode(), digest_size=16).digest()


def scan(
    store: Store,
    rules: ScanRules,
    clock: Callable[[], float],
    *,
    closed: AbstractSet[str] = frozenset(),
    progress: Progress = lambda _done, _total: None,
    stopping: Callable[[], bool] = lambda: False,
) -> ScanReport:
    """Bring the store up to date with the folder, and report.

    `clock` gives seconds since 1970; `closed` are paths whose writer is known to have finished; once `stopping` says
    so, the scan ends after the batch at hand.

    Raises:
        ScanError: The folder cannot be read, which changed nothing, or the scan was stopped half-way.
    """
    begun = time.perf_counter()
    discover()  # before anything is touched: formats that cannot be told apart are a fault of the whole program
    with store.reading() as connection:
        known = files.known(connection)
        same_rules = state.reading_rules(connection) == rules.digest()
    # Under other rules of reading no file is as known: all are read, if only to find most of them unchanged.
    fingerprints = {path: file.fingerprint if same_rules else None for path, file in known.items()}
    found = survey(rules.folder, fingerprints, clock(), closed)
    work = _Work(rules, known, found)
    ledger = Ledger(store, clock, found.gone)
    done = 0
    for batch in work.batches():
        if stopping():
            raise ScanError("the scan was stopped half-way; the next one does the rest")
        ledger.publish(work.read(batch))
        done += len(batch)
        progress(done, len(found.read))
    ledger.close(None if same_rules else rules.digest())
    return ScanReport(
        files=FileCounts(
            new=work.new,
            changed=work.changed,
            unchanged=work.unchanged,
            gone=len(found.gone),
            unsettled=len(work.unsettled),
        ),
        entries=ledger.counts(),
        failed=tuple(sorted(work.failed)),
        unsettled=tuple(sorted(work.unsettled)),
        skipped=tuple(sorted(found.skipped)),
        seconds=time.perf_counter() - begun,
    )


class _Work:
    """The files of one scan, and what became of them so far."""

    def __init__(self, rules: ScanRules, known: files.KnownFiles, found: Survey) -> None:
        self._rules = rules
        self._digest_key = rules.digest()
        self._known = known
        self._found = found
        still_failing = [failure for path in found.unchanged if (failure := known[path].failure)]
        self.failed: list[Failure] = [*found.failed, *still_failing]
        self.unsettled: list[Waiting] = list(found.unsettled)
        self.new = self.changed = 0
        self.unchanged = len(found.unchanged) - len(still_failing)

    def batches(self) -> Iterator[Sequence[Found]]:
        """Oldest first; all that changed is in the first batch, so that what moved from one to another is seen."""
        changed = sum(found.path in self._known for found in self._found.read)
        first = max(BATCH, changed)
        ordered = (
            sorted(self._found.read, key=lambda found: found.path not in self._known) if changed else (self._found.read)
        )
        for start in (0, *range(first, len(ordered), BATCH)):
            batch = ordered[start : first if start == 0 else start + BATCH]
            if batch:
                yield sorted(batch, key=lambda found: (found.fingerprint.mtime_ns, found.path)) if changed else batch

    def read(self, batch: Iterable[Found]) -> Iterator[Reading]:
        """Each file of a batch that could be read, failures included; those that have to wait are left out."""
        for found in batch:
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
        before = self._known.get(document.path)
        if before and before.digest == document.digest:
            return self._touched(document, before)
        reading = self._parse(document)
        if reading.file.failure:
            self.failed.append(reading.file.failure)
        elif before:
            self.changed += 1
        else:
            self.new += 1
        return reading

    def _touched(self, document: Document, before: KnownFile) -> Reading:
        """A file whose content is as it was."""
        if before.failure:
            self.failed.append(before.failure)
        else:
            self.unchanged += 1
        return Reading(document, before._replace(fingerprint=document.fingerprint), None)

    def _parse(self, document: Document) -> Reading:
        file = KnownFile(document.fingerprint, document.digest, None)
        try:
            text = decode(document.content).text
            parsed = choose(document.path, text, self._rules.reading).parse(text, self._rules.reading)
            return Reading(document, file, tuple(map(normalise, parsed.articles)))
        except ReadingError as error:
            return Reading(document, file._replace(failure=Failure(document.path, error.line, error.reason)), None)
