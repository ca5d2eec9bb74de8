"""The end of a scan: what no file holds any longer goes, stays, or is held back, and gone files get successors."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from aggregator.model import Known, Source
from aggregator.store import archives, entries, files, known, sources, state, withdrawals
from aggregator.store.database import Transaction
from aggregator.update.announcement import Announcement
from aggregator.update.removals import LEAST_ENTRIES, RemovalRules, too_many
from aggregator.update.succession import Moves, origins, successors

#: How long an Atom feed tells of a withdrawal, in seconds.
TOMBSTONES_FOR = 30 * 86_400


class Remains(NamedTuple):
    """What a scan leaves to be settled.

    `gone` are the paths of files that are not there any longer, `sources` those of them that had a feed, with the
    number of entries that each `held`; `loose` are the entries that no file holds now, by row. `moved` counts entries
    by the rows of the sources that they left and that they are in now; `holding` counts all of the latter's, and
    `fresh` are those of the latter that are new, or back again. `returned` says for each source when that of its
    entries was withdrawn which is back now (of several, the last one). `published` is how many this scan published.
    """

    gone: Collection[str]
    sources: Mapping[str, Source]
    held: Mapping[int, int]
    loose: Mapping[int, Known]
    moved: Mapping[tuple[int, int], int]
    holding: Mapping[int, int]
    returned: Mapping[int, int]
    fresh: Collection[int]
    published: int


class Settlement(NamedTuple):
    """How many entries went, and how many would have gone, but were too many at once."""

    gone: int = 0
    held_back: int = 0


def is_due(transaction: Transaction, now: int, rules: RemovalRules) -> bool:
    """Whether there is something to settle even if no file has changed: left by a fault, held back, or out of date."""
    return (
        state.held_back(transaction) > 0
        or (not rules.keep and bool(known.missing(transaction)))
        or bool(_outdated(transaction, now))
    )


def follow(transaction: Transaction, announcement: Announcement, remains: Remains) -> None:
    """Send subscribers of gone files on whose articles have all been found elsewhere, before the scan's last batch.

    So no feed stands empty meanwhile, nor for good where the scan is cut off. One that shares its heir with a file that
    is not done yet waits for it: only then is known whose feed the heir continues.
    """
    waiting = {entry.source for entry in remains.loose.values()}
    gone = {source.row: source.path for source in remains.sources.values()}
    moves = {(old, new) for (old, new), count in remains.moved.items() if count and old in gone}
    shared = {new for old, new in moves if old in waiting}
    done = {old for old, _ in moves} - waiting - {old for old, new in moves if new in shared}
    if done:
        files.forget(transaction, [gone[row] for row in done])
        _let_go(transaction, announcement, remains, done)


def settle(
    transaction: Transaction, announcement: Announcement, remains: Remains, rules: RemovalRules, now: int
) -> Settlement:
    """Carry out what is left to do."""
    missing = known.missing(transaction)
    leaving = {**missing, **{row: entry.source for row, entry in remains.loose.items()}}
    concerned = set(leaving.values())
    settled = Settlement()
    staying: set[int] = set()
    if rules.keep:
        entries.miss(transaction, leaving.keys() - missing.keys(), now)
        settled = Settlement(gone=len(remains.loose))
    elif not rules.allowed and _held_back(transaction, len(leaving), remains):
        settled = Settlement(held_back=len(leaving))
        staying = concerned
    elif leaving:
        entries.withdraw(transaction, leaving, now)
        archives.reconsider(transaction, leaving)
        announcement.touch(concerned)
        settled = Settlement(gone=len(leaving))
    _forget_files(transaction, remains, staying)
    left = {source.row for source in remains.sources.values()} | {old for old, _ in remains.moved} | concerned
    _let_go(transaction, announcement, remains, left)
    state.hold_back(transaction, settled.held_back)
    _forget_tombstones(transaction, announcement, now)
    return settled


def _held_back(transaction: Transaction, leaving: int, remains: Remains) -> bool:
    """Whether so many would go that nobody may have meant it; what was held back stays so until some of it returns."""
    held_before = state.held_back(transaction)
    if 0 < held_before <= leaving:
        return True
    # Counting is not free, and a few are never too many.
    return leaving * 2 > LEAST_ENTRIES and too_many(leaving, entries.published(transaction) - remains.published)


def _forget_files(transaction: Transaction, remains: Remains, staying: Collection[int]) -> None:
    """Nothing is known of gone files any longer, but where removals are held back: those are found gone again."""
    kept = {source.path for source in remains.sources.values() if source.row in staying}
    files.forget(transaction, [path for path in remains.gone if path not in kept])


def _let_go(transaction: Transaction, announcement: Announcement, remains: Remains, left: Collection[int]) -> None:
    """Of the sources that something left, those without a file and without entries are gone, or followed."""
    abandoned = sources.abandoned(transaction, left)
    gone = {
        row: source._replace(gone=True)
        for row, source in sources.by_row(transaction, left).items()
        if row in abandoned or (source.gone and source.successor is None)
    }
    moves = Moves(remains.moved, _held(transaction, remains, gone), remains.holding)
    successor_of = successors(gone, moves)
    changed = {
        row: source._replace(successor=successor_of.get(row))
        for row, source in gone.items()
        if row in abandoned or row in successor_of
    }
    pairs = origins(successor_of, moves, remains.fresh)
    heirs = sources.by_row(transaction, [new for _, new in pairs])
    for old, new in pairs:
        changed[new] = heirs[new]._replace(origin=changed[old].origin)
        changed[old] = changed[old]._replace(origin=heirs[new].origin)
        # What was withdrawn before the file was renamed is still news to its subscribers; but a secret stays one.
        if changed[new].private == changed[old].private:
            entries.inherit(transaction, old, new)
    announcement.change(changed.values())


def _held(transaction: Transaction, remains: Remains, gone: Collection[int]) -> Mapping[int, int]:
    """How many entries each of these sources held: before this scan, or before it went."""
    # A file that holds other articles each day may have held very many, long before it went.
    earlier = {row: remains.returned.get(row, 0) for row in gone if row not in remains.held}
    left = sources.holdings(transaction, earlier)
    for (old, _), count in remains.moved.items():
        if old in earlier:
            left[old] += count
    return {**left, **remains.held}


def _forget_tombstones(transaction: Transaction, announcement: Announcement, now: int) -> None:
    """Feeds tell of a withdrawal until a scan finds it old enough, so that no feed depends on a clock."""
    if outdated := _outdated(transaction, now):
        announcement.touch(outdated)
        state.forget_tombstones(transaction, now - TOMBSTONES_FOR)


def _outdated(transaction: Transaction, now: int) -> Collection[int]:
    return withdrawals.sources_of(transaction, state.tombstones_after(transaction), now - TOMBSTONES_FOR)
