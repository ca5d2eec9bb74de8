"""What a scan writes down: one transaction a batch; the last batch's also settles what no file holds any longer.

The articles of a batch and the fingerprints of its files are written together, so that a crash means a file read
again and never half a feed. An entry that its file no longer holds is first noted as missing, and published still:
another file may turn out to hold it, and only the end of the scan knows whether too many would go at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import chain, islice

from aggregator.editing.identity import Decision
from aggregator.editing.naming import Addresses
from aggregator.model import EVERYTHING
from aggregator.publishing.gathering import newest
from aggregator.publishing.subjects import feed_path
from aggregator.report import Complaint, EntryCounts, Examination, ScanReport
from aggregator.store import archives, entries, files, known, revisions, sightings, sources, state, stories
from aggregator.store.database import LATER, Store, Transaction
from aggregator.store.entries import EditedEntry
from aggregator.store.sightings import Found
from aggregator.update import archiving
from aggregator.update.announcement import Announcement
from aggregator.update.complaining import complaints
from aggregator.update.indexing import Added, Sketched, join_stories, sketched, write_index
from aggregator.update.look import Look
from aggregator.update.minting import add
from aggregator.update.packed import Packed, packed
from aggregator.update.plan import Before, Edited, Plan, plan
from aggregator.update.readings import Articles, Reading
from aggregator.update.removals import RemovalRules
from aggregator.update.rules import ScanRules
from aggregator.update.settlement import Remains, follow, settle

#: Some editors take a file away while they save it. For so many seconds, what went with it is only away.
A_WHILE = 600


class Ledger:
    """The store's side of one scan; `due` tells that there is something to settle even if no file has changed."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float],
        look: Look,
        removals: RemovalRules,
        rules: ScanRules,
        *,
        due: bool,
    ) -> None:
        self._store = store
        self._clock = clock
        self._gone = look.gone
        self._removals = removals
        self._rules = rules
        self._reading_rules = look.reading_rules
        self._due = due
        self._counts = EntryCounts()
        self._held_back = 0
        self._fresh = 0
        self._seen_as_new: list[Packed[Mapping[str, int]]] = []
        self._complaints: list[Complaint] = []
        self._moved = Counter[tuple[int, int]]()
        self._holding = Counter[int]()
        self._returned: dict[int, int] = {}
        self._back: set[int] = set()
        self._fed: set[int] = set()
        self._addresses: Addresses | None = None
        with store.reading() as transaction:
            self._gone_sources = sources.by_path(transaction, look.gone)
            rows = [source.row for source in self._gone_sources.values()]
            # What no file holds, until one turns out to hold it now.
            self._loose = {entry.row: entry for entry in known.present_in(transaction, rows)}
            self._highest = entries.highest_row(transaction)
            self._highest_source = sources.highest_row(transaction)
        self._held = Counter(entry.source for entry in self._loose.values())

    def report(self) -> ScanReport:
        """What became of the entries so far."""
        return ScanReport(
            entries=self._counts,
            held_back=self._held_back,
            seen_as_new={feed_path(name): count for name, count in self._seen() if count},
            examination=Examination(complaints=tuple(self._complaints)),
        )

    def _seen(self) -> Iterator[tuple[str | None, int]]:
        """How many entries the subscribers of all, and of each source (its name), see for the first time."""
        yield None, self._fresh
        for batch in self._seen_as_new:
            yield from batch.unpacked().items()

    def publish(self, batches: Iterable[Iterable[Reading]]) -> None:
        """Write some batches down, all of them or nothing."""
        several = map(list, batches)
        # While a disk takes its time, others may write; the rest of a long scan has mostly been read beside by then.
        waiting = [next(several)]
        now = int(self._clock())
        with self._store.writing(LATER) as transaction:
            announcement = Announcement(transaction, now, self._rules.private)
            arrivals: list[Sketched] = []
            while waiting:  # so held by nobody else, a batch is gone from memory before the next one is read
                arrivals += sketched(self._write(transaction, announcement, waiting.pop(), now))
                waiting += islice(several, 1)
            follow(transaction, announcement, self._remains())
            announcement.finish(self._rules.topics)
            join_stories(transaction, arrivals)  # last: for its sketches, SQLite lets go of whatever it has in memory
            # Should the scan be cut off, the next one looks at all feeds.
            state.keep_archived(transaction, 0)

    def close(self, readings: Iterable[Reading]) -> None:
        """Write the last batch down and settle the rest; keep the rules of reading, where they are new."""
        published_before = bool(self._seen_as_new)
        with self._store.settling() if published_before else nullcontext():
            self._close(list(readings))

    def _close(self, batch: Sequence[Reading]) -> None:
        if not (batch or self._gone or self._loose or self._due or self._reading_rules is not None):
            return
        now = int(self._clock())
        with self._store.writing() as transaction:
            announcement = Announcement(transaction, now, self._rules.private)
            join_stories(transaction, sketched(self._write(transaction, announcement, batch, now)))
            settled = settle(transaction, announcement, self._remains(), self._removals, now)
            archiving.archive(transaction, announcement, self._fed, self._rules.window)
            if self._reading_rules is not None:
                state.keep_reading_rules(transaction, self._reading_rules)
            announcement.finish(self._rules.topics)
            shown, _ = newest(transaction, EVERYTHING, self._rules.window)
            self._fresh = sum(place.row > self._highest for place in shown)
        self._counts = replace(self._counts, gone=settled.gone)
        self._held_back = settled.held_back

    def _remains(self) -> Remains:
        fresh = {row for _, row in self._moved if row > self._highest_source or row in self._back}
        return Remains(
            self._gone, self._gone_sources, self._held, self._loose, self._moved, self._holding, self._returned,
            fresh, published=self._counts.new,
        )  # fmt: skip

    def _write(
        self, transaction: Transaction, announcement: Announcement, batch: Sequence[Reading], now: int
    ) -> Sequence[Added]:
        """Write a batch down; what is new in it."""
        files.remember(transaction, ((reading.path, reading.file) for reading in batch))
        articles = [reading.articles for reading in batch if reading.articles is not None]
        if not articles:
            return ()
        before = self._before(transaction, articles, now)
        changes = plan(before, articles, now, self._rules.window)
        added = self._carry_out(transaction, announcement, changes, now)
        self._note_found(transaction, changes, now)
        self._take_over(before, changes)
        self._complaints += complaints(articles, changes)
        return added

    def _carry_out(
        self, transaction: Transaction, announcement: Announcement, changes: Plan, now: int
    ) -> Sequence[Added]:
        announcement.add(changes.added)
        announcement.change(changes.changed)
        announcement.touch(changes.touched - {source.row for source in changes.current})
        added = add(transaction, changes.new, now)
        revisions.keep(transaction, (edit.known for edit in changes.edited if edit.noticed))
        entries.edit(
            transaction,
            (
                EditedEntry(edit.known.row, edit.claim.source, edit.claim.candidate, edit.updated)
                for edit in changes.edited
            ),
        )
        write_index(transaction, announcement, added, changes.edited)
        entries.miss(transaction, (entry.row for entry in changes.missing), now)
        self._fed.update(self._perhaps_too_long(changes))
        self._reopen(transaction, changes.edited)
        return added

    def _perhaps_too_long(self, changes: Plan) -> Iterator[int]:
        """The sources (their rows) with new entries, which may be too many now; of a new one these are all."""
        for row, count in Counter(each.source for each in changes.new).items():
            if count > self._rules.window or row <= self._highest_source:
                yield row

    def _reopen(self, transaction: Transaction, edited: Sequence[Edited]) -> None:
        """What reads otherwise, is back, or has moved is news to those who have the archive documents already."""
        # Under new rules of reading everything may be mended at once: that is not worth filing all of it anew.
        mending = self._reading_rules is not None
        news = [edit for edit in edited if edit.noticed or edit.known.withdrawn or (edit.otherwise and not mending)]
        moved = [edit for edit in edited if edit.claim.source != edit.known.source]
        sources_of = {edit.known.row: edit.claim.source for edit in (*news, *moved)}
        # For what is back, others of its story need not stand any longer; should they again, they are in the feed.
        hidden = stories.behind(transaction, [edit.known.row for edit in news if edit.known.withdrawn])
        strangers = _strangers(transaction, moved)
        archives.reopen(transaction, [*(edit.known.row for edit in news), *hidden, *strangers], sources_of)
        # From a private file to a public one, or the other way.
        archives.reconsider(transaction, (edit.known.row for edit in moved))
        self._fed.update(sources_of.values())

    def _note_found(self, transaction: Transaction, changes: Plan, now: int) -> None:
        """Where known articles stand now, and what they were recognised by, unless all is as it was."""
        shifted = [each for each in changes.found if _shifted(each)]
        if not shifted:
            return
        entries.place(transaction, ((each.known.row, each.claim.candidate.line) for each in shifted if each.known))
        paths = {source.row: source.path for source in changes.current}
        elsewhere = {each.known.source for each in shifted if each.known} - paths.keys()
        paths |= {row: source.path for row, source in sources.by_row(transaction, elsewhere).items()}
        sightings.record(
            transaction,
            (
                Found(known, paths[known.source], evidence, score, paths[claim.source], claim.candidate.line)
                for claim, known, evidence, score in shifted
                # Before the ledger, lines were not kept; there is nothing to tell of them.
                if known and (known.line or evidence != sightings.SAME)
            ),
            now,
        )

    def _before(self, transaction: Transaction, batch: Sequence[Articles], now: int) -> Before:
        at_hand = sources.by_path(transaction, [file.path for file in batch])
        if self._addresses is None and len(at_hand) < len(batch):
            self._addresses = Addresses(sources.names(transaction))
        rows = [source.row for source in at_hand.values()]
        keys = (candidate.key for file in batch for candidate in file.candidates)
        returning = {
            entry.row: entry
            for entry in (
                *known.gone_with(transaction, keys),
                # What is held back is to come back, edited or not; what is kept may stay in no file for ever.
                *known.gone_since(transaction, rows, now - A_WHILE, now - A_WHILE if self._removals.keep else 0),
            )
            if entry.row not in self._loose  # which no file holds since this scan only
        }
        return Before(
            sources=at_hand,
            addresses=self._addresses or Addresses(),
            highest_row=sources.highest_row(transaction),
            held=list(known.present_in(transaction, rows)),
            loose=self._loose.values(),
            returning=list(returning.values()),
            moments=known.moments(transaction, rows),
        )

    def _take_over(self, before: Before, changes: Plan) -> None:
        """What has been written down is known from now on."""
        for claim, entry, *_ in changes.found:
            if entry:
                self._loose.pop(entry.row, None)
                if entry.source != claim.source:
                    self._moved[entry.source, claim.source] += 1
                if entry.withdrawn is not None:
                    self._returned[entry.source] = max(entry.withdrawn, self._returned.get(entry.source, 0))
        # Of those alone that something moved into, which are few: of all there may be a hundred thousand.
        if entered := {row for _, row in self._moved}:
            holding = chain((each.source for each in changes.new), (each.claim.source for each in changes.found))
            self._holding.update(row for row in holding if row in entered)
        self._loose.update((entry.row, entry) for entry in changes.missing)
        self._back.update(source.row for source in before.sources.values() if source.gone)
        if self._addresses is not None:
            for source in changes.added:
                self._addresses.give(source.name)
        self._seen_as_new.append(packed(changes.seen_as_new))
        returned = sum(edit.known.withdrawn is not None for edit in changes.edited)
        edited = sum(not edit.known.gone and edit.known.key != edit.claim.candidate.key for edit in changes.edited)
        counts = self._counts
        self._counts = replace(counts, new=counts.new + len(changes.new) + returned, edited=counts.edited + edited)


def _shifted(decision: Decision) -> bool:
    """Whether an article stands elsewhere than it did, or reads otherwise."""
    return decision.known is not None and (
        decision.evidence != sightings.SAME
        or decision.known.gone
        or decision.known.line != decision.claim.candidate.line
    )


def _strangers(transaction: Transaction, moved: Sequence[Edited]) -> list[int]:
    """The entries (their rows) that have moved in from a private source, or from one in another language.

    Archive documents of all did not show the one, and say of the other in which language it is.
    """
    rows = {row for edit in moved for row in (edit.known.source, edit.claim.source)}
    places = sources.by_row(transaction, rows)
    pairs = ((edit.known.row, places[edit.known.source], places[edit.claim.source]) for edit in moved)
    return [row for row, old, new in pairs if old.private or (old.language or "") != (new.language or "")]
