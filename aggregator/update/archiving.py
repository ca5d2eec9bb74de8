"""The end of a scan files what has become too much for one document (RFC 5005, section 4).

A feed shows what is in no archive document. When that grows beyond the window, what was longest without news is filed,
half a window a document, until it fits again: so at least half of the window is left for those who poll seldom. What
stays is shared out as a feed of so many would be: one source's flood is filed before what others have.
"""

from collections.abc import Collection
from contextlib import closing

from aggregator.model import EVERYTHING, Scope
from aggregator.publishing.shares import shared_out
from aggregator.store import archives, state
from aggregator.store.database import Transaction
from aggregator.update.announcement import Announcement


def is_due(transaction: Transaction, window: int) -> bool:
    """Whether feeds have to be looked at although nothing has come: another window, or a scan that was cut off."""
    return state.archived(transaction) != window


def archive(transaction: Transaction, announcement: Announcement, sources: Collection[int], window: int) -> None:
    """File what is too much, in the feed of everything and in those of these sources (their rows), or of all if due."""
    due = is_due(transaction, window)
    large = archives.larger_than(transaction, window, None if due else sources)
    filed = [row for row in large if _file(transaction, Scope(source=row), window)]
    if _file(transaction, EVERYTHING, window):
        announcement.disclose()
    announcement.touch(filed)
    if due:
        state.keep_archived(transaction, window)


def _file(transaction: Transaction, scope: Scope, window: int) -> bool:
    archive = archives.of(transaction, scope)
    unfiled = archives.count_unfiled(transaction, scope, archive)
    size = max(1, window // 2)
    surplus = surplus_of(unfiled, window)
    if surplus:
        # Of a first scan there may be a million: they are looked at one by one, and numbered by the store.
        with closing(archives.unfiled(transaction, scope, archive)) as latest:
            staying = [place.row for place in shared_out(latest, unfiled - surplus)]
        archives.file(transaction, scope, archive, staying, size)
        archives.fix_languages(transaction, scope, archive)
    return surplus > 0


def surplus_of(unfiled: int, window: int) -> int:
    """How many of so many entries are to be filed, in full documents; at most `window` and at least half of it stay."""
    size = max(1, window // 2)
    return max(0, -(-(unfiled - window) // size)) * size
