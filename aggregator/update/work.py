"""What a look has found is read and written down, batch by batch."""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain, islice

from aggregator.errors import ScanError
from aggregator.report import Failure, Waiting
from aggregator.update.ledger import Ledger
from aggregator.update.look import Batch, Look
from aggregator.update.processes import read_all
from aggregator.update.readings import Fault, Outcome, Reading, Task
from aggregator.update.rules import Progress, ScanRules
from aggregator.update.tally import Tally

LOGGER = logging.getLogger(__name__)

#: Batches that a long scan commits together, and how many there are in one that is long. A commit writes whatever is
#: indexed by ids and sketches, in whose order chance rules, nearly as a whole: 43 MiB, of a hundred thousand files.
TOGETHER, LONG = 12, 20
#: So many files on, progress is told again: that costs a few microseconds, which at each file would add up.
TOLD_EVERY = 20


def carry_out(
    look: Look, rules: ScanRules, ledger: Ledger, tally: Tally, progress: Progress, stopping: Callable[[], bool]
) -> None:
    """Read all files and enter them in ledger and tally.

    Raises:
        ScanError: It was stopped half-way.
    """
    with closing(read_all(_tasks(look), look.files, rules.reading, rules.digest())) as outcomes:
        told = _told(outcomes, look.files, progress)
        *several, last = look.batches
        step = TOGETHER if len(several) >= LONG else 1
        for start in range(0, len(several), step):
            together = several[start : start + step]
            ledger.publish(_readings(batch, told, tally, stopping) for batch in together)
            # What holds itself, such as an error with its frames, would stay until the end of the scan. No look is
            # taken at anything older.
            gc.collect(0)
        ledger.close(_readings(last, told, tally, stopping))


def _tasks(look: Look) -> Iterator[Task]:
    """What to read, batch by batch, as it is asked for."""
    for each in chain.from_iterable(batch.found() for batch in look.batches):
        yield Task(each, look.digests.get(each.path), look.failures.get(each.path))


def _told(outcomes: Iterator[Outcome], total: int, progress: Progress) -> Iterator[Outcome]:
    """The same, telling now and then how many there have been."""
    for done, outcome in enumerate(outcomes):
        if not done % TOLD_EVERY:
            progress(done, total)
        yield outcome


def _readings(
    batch: Batch, outcomes: Iterator[Outcome], tally: Tally, stopping: Callable[[], bool]
) -> Iterator[Reading]:
    """Each file of the next batch that could be read, failures included; those that have to wait are left out.

    Raises:
        ScanError: The scan is to stop.
    """
    for outcome in islice(outcomes, batch.files):
        if stopping():
            raise ScanError("the scan was stopped half-way; the next one does the rest")
        match outcome:
            case Waiting():
                tally.unsettled.append(outcome)
            case Failure():
                tally.failed.append(outcome)
            case Fault(path, error, trace):
                LOGGER.error("%s: a fault of the program\n%s", path, trace)
                tally.failed.append(Failure(path, None, f"a fault of the program ({error}); please report it"))
            case Reading():
                tally.count(outcome.path, outcome.file)
                yield outcome
