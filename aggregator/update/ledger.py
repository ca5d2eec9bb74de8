"""What a scan writes down: one transaction a batch, and one at the end for what is gone.

The articles of a batch and the fingerprints of its files are written together, so that a crash means a file read
again and never half a feed.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from aggregator.editing.identity import mint
from aggregator.model import Candidate, Document, EntryCounts, Source
from aggregator.store import entries, files, sources, state
from aggregator.store.database import Store, Transaction
from aggregator.store.entries import EditedEntry, NewEntry
from aggregator.store.files import KnownFile
from aggregator.store.state import News
from aggregator.update.plan import Articles, Before, New, Plan, plan

#: Some editors take a file away while they save it. For so many seconds, what went with it is only away.
A_WHILE = 600


class Reading(NamedTuple):
    """A file as it was read: what to remember of it, and its articles; None where they are as they were, or failed."""

    document: Document
    file: KnownFile
    candidates: Sequence[Candidate] | None


class Ledger:
    """The store's side of one scan."""

    def __init__(self, store: Store, clock: Callable[[], float], gone: Collection[str]) -> None:
        self._store = store
        self._clock = clock
        self._gone = gone
        self._counts = EntryCounts()
        with store.reading() as transaction:
            self._gone_sources = sources.by_path(transaction, gone)
            rows = [source.row for source in self._gone_sources.values()]
            # What gone files held, until another file turns out to hold it now.
            self._loose = {entry.row: entry for entry in entries.published_of(transaction, rows)}
        self._names: set[str] | None = None

    def counts(self) -> EntryCounts:
        """What became of the entries so far."""
        return self._counts

    def publish(self, readings: Iterable[Reading]) -> None:
        """Write one batch down, whole or not at all."""
        batch = list(readings)
        articles = [
            Articles(reading.document, reading.candidates) for reading in batch if reading.candidates is not None
        ]
        with self._store.writing() as transaction:
            if articles:
                self._carry_out(transaction, articles)
            files.remember(transaction, ((reading.document.path, reading.file) for reading in batch))

    def close(self, reading_rules: bytes | None) -> None:
        """Withdraw what no file holds any longer; keep the rules of reading, where they are new."""
        if not self._gone and reading_rules is None:
            return
        now = int(self._clock())
        with self._store.writing() as transaction:
            leaving = [replace(source, gone=True) for source in self._gone_sources.values() if not source.gone]
            if leaving:
                news = state.announce(transaction, now)
                sources.change(transaction, (_stamped(source, news) for source in leaving))
            entries.withdraw(transaction, self._loose, now)
            files.forget(transaction, self._gone)
            if reading_rules is not None:
                state.keep_reading_rules(transaction, reading_rules)
        self._count(gone=len(self._loose))

    def _carry_out(self, transaction: Transaction, batch: Sequence[Articles]) -> None:
        now = int(self._clock())
        changes = plan(self._before(transaction, batch, now), batch, now)
        if changes.added or changes.changed:
            news = state.announce(transaction, now)
            sources.add(transaction, (_stamped(source, news) for source in changes.added))
            sources.change(transaction, (_stamped(source, news) for source in changes.changed))
        _add(transaction, changes.new)
        entries.edit(
            transaction,
            (
                EditedEntry(edit.known.row, edit.claim.source, edit.claim.candidate, edit.updated)
                for edit in changes.edited
            ),
        )
        entries.withdraw(transaction, (entry.row for entry in changes.withdrawn), now)
        self._take_over(changes)

    def _before(self, transaction: Transaction, batch: Sequence[Articles], now: int) -> Before:
        known = sources.by_path(transaction, [file.document.path for file in batch])
        if self._names is None and len(known) < len(batch):
            self._names = sources.names(transaction)
        rows = [source.row for source in known.values()]
        keys = {candidate.key for file in batch for candidate in file.candidates}
        return Before(
            sources=known,
            names=self._names or set(),
            highest_row=sources.highest_row(transaction),
            held=list(entries.published_of(transaction, rows)),
            loose=self._loose.values(),
            returning=[
                *entries.withdrawn_with(transaction, keys),
                *entries.withdrawn_since(transaction, rows, now - A_WHILE),
            ],
            moments=entries.moments(transaction, rows),
        )

    def _take_over(self, changes: Plan) -> None:
        """What has been written down is known from now on."""
        for row in changes.kept:
            self._loose.pop(row, None)
        if self._names is not None:
            self._names.update(source.name for source in changes.added)
        returned = sum(edit.known.gone for edit in changes.edited)
        edited = sum(not edit.known.gone and edit.known.key != edit.claim.candidate.key for edit in changes.edited)
        self._count(new=len(changes.new) + returned, edited=edited, gone=len(changes.withdrawn))

    def _count(self, new: int = 0, edited: int = 0, gone: int = 0) -> None:
        counts = self._counts
        self._counts = EntryCounts(counts.new + new, counts.edited + edited, counts.gone + gone)


def _stamped(source: Source, news: News) -> Source:
    """A source whose feed changes with these news."""
    return replace(source, changed=news.changed, version=news.version)


def _add(transaction: Transaction, new: Sequence[New]) -> None:
    """Publish new articles, each under the first id of its text that nobody has.

    Nearly always that is the very first, so that is tried without asking; where one is taken, all are asked for. The
    last of a file is added first, so that the order of rows tells the newest of those that share a moment.
    """
    keys = [each.claim.candidate.key for each in new]
    for mint_all in (_first_ids, _free_ids):
        identified = list(zip(mint_all(transaction, keys), new, strict=True))
        if entries.add(
            transaction,
            (
                NewEntry(identifier, each.claim.source, each.claim.candidate, each.published)
                for identifier, each in reversed(identified)
            ),
        ):
            return
    raise RuntimeError("ids that were free a moment ago, in the same transaction, are taken")


def _first_ids(_transaction: Transaction, keys: Sequence[bytes]) -> list[UUID]:
    """The ids of these articles if there are no others like them; twins among them are numbered in their order."""
    numbers = Counter[bytes]()
    identifiers = []
    for key in keys:
        identifiers.append(mint(key, numbers[key]))
        numbers[key] += 1
    return identifiers


def _free_ids(transaction: Transaction, keys: Sequence[bytes]) -> list[UUID]:
    """An id for each key, in order: the first of the key's ids that no entry has."""
    waiting: dict[bytes, list[int]] = {}
    for index, key in enumerate(keys):
        waiting.setdefault(key, []).append(index)
    minted: dict[int, UUID] = {}
    start, width = 0, 1
    while waiting:
        # Ever wider steps: ten thousand copies of one article take a few questions, not ten thousand.
        offered = {key: [mint(key, number) for number in range(start, start + width)] for key in waiting}
        taken = entries.taken(transaction, [each for identifiers in offered.values() for each in identifiers])
        for key, identifiers in offered.items():
            free = (identifier for identifier in identifiers if identifier not in taken)
            served = list(zip(waiting[key], free, strict=False))
            minted.update(served)
            waiting[key] = waiting[key][len(served) :]
        waiting = {key: indices for key, indices in waiting.items() if indices}
        start, width = start + width, width * 2
    return [minted[index] for index in range(len(keys))]
