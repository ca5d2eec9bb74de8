"""A look at the folder: which files there are to read, batch by batch, and what is to be said of the rest."""

from collections.abc import Container, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Self

from aggregator.reading.folder import Found, survey
from aggregator.reading.known import to_be_read
from aggregator.reading.revisiting import revisit
from aggregator.report import Failure, ScanReport
from aggregator.store import files, state
from aggregator.store.database import Store
from aggregator.update.packed import Packed, packed
from aggregator.update.portions import BATCH
from aggregator.update.rules import ScanRules
from aggregator.update.unread import Unread


class Batch(NamedTuple):
    """Files that are written down together, packed: a hundred thousand as they are would take 40 MiB."""

    files: int
    packed: Packed[Sequence[Found]]

    @classmethod
    def of(cls, found: Sequence[Found]) -> Self:
        """These files."""
        return cls(len(found), packed(found))

    def found(self) -> Sequence[Found]:
        """These files, in their order."""
        return self.packed.unpacked()


class Look(NamedTuple):
    """What there is to do: the files to be read (in one batch at least), of which the known ones have `digests`.

    `reading_rules` are those in force, None where files were read by the same before.
    """

    batches: Sequence[Batch]
    digests: Mapping[str, bytes]
    failures: Mapping[str, Failure]
    unread: Unread
    gone: AbstractSet[str] = frozenset()
    reading_rules: bytes | None = None

    @property
    def files(self) -> int:
        """How many are to be read."""
        return sum(batch.files for batch in self.batches)


def look_around(store: Store, rules: ScanRules, now: float, closed: AbstractSet[str]) -> Look:
    """At the whole folder."""
    with store.reading() as transaction:
        fingerprints = files.fingerprints(transaction)
        failures = files.failures(transaction)
        same_rules = state.reading_rules(transaction) == rules.digest()
    # Under other rules of reading no file is as known: all are read anew.
    known = fingerprints if same_rules else [*map(to_be_read, fingerprints)]
    found = survey(rules.folder, known, now, closed)
    with store.reading() as transaction:
        digests = files.digests(transaction, [each.path for each in found.read if each.path in found.others])
    # Under other rules all files have changed, but nothing has moved because of that: one batch of them all would
    # fill the memory for nothing.
    batches = list(map(Batch.of, _batches(found.read, together=found.others if same_rules else ())))
    unread = Unread.of_walk(found, failures)
    return Look(batches, digests, failures, unread, found.gone, None if same_rules else rules.digest())


def look_at(store: Store, rules: ScanRules, closed: AbstractSet[str], since: ScanReport) -> Look | None:
    """At the `closed` files alone; None where that does not do."""
    with store.reading() as transaction:
        if state.reading_rules(transaction) != rules.digest():
            return None
        digests = files.digests(transaction, closed)
        failures = files.failures(transaction)
    found = revisit(rules.folder.folder, digests, closed)
    return None if found is None else Look([Batch.of(found)], digests, failures, Unread.since(since, closed))


def _batches(found: Sequence[Found], together: Container[str]) -> Iterator[Sequence[Found]]:
    """Oldest first; those `together` are all in the first batch: what moved from one to another is seen."""
    first = [each for each in found if each.path in together]
    rest = (each for each in found if each.path not in together)
    batches = BATCH.each(rest, lambda each: each.fingerprint.size, begun=first)
    if first or not found:
        yield sorted(next(batches, []), key=lambda each: (each.fingerprint.mtime_ns, each.path))
    yield from batches
