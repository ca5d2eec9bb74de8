"""The end of a scan files what has become too much for one document (RFC 5005, section 4).

A feed shows what is in no archive document. When that grows beyond the window, what was longest without news is filed,
half a window a document, until it fits again: so at least half of the window is left for those who poll seldom.
"""

from collections.abc import Collection, Sequence

from aggregator.model import EVERYTHING, Scope
from aggregator.publishing.shares import shared_out
from aggregator.store import archives, state
from aggregator.store.database import Transaction
from aggregator.store.entries import Place
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
        announcement.make()
    announcement.touch(filed)
    if due:
        state.keep_archived(transaction, window)


def _file(transaction: Transaction, scope: Scope, window: int) -> bool:
    archive = archives.of(transaction, scope)
    pages = full_pages(archives.unfiled(transaction, scope, archive), window)
    if pages:
        archives.file(transaction, scope, archive, pages)
    return bool(pages)


def full_pages(unfiled: Sequence[Place], window: int) -> list[list[int]]:
    """The rows of each document to be filed, the oldest first; at most `window` and at least half of it stay.

    What stays is shared out as a feed of so many would be: one source's flood is filed before what others have.
    """
    size = max(1, window // 2)
    surplus = max(0, -(-(len(unfiled) - window) // size)) * size
    latest = sorted(unfiled, key=_news, reverse=True)
    staying = set(shared_out(latest, len(latest) - surplus)) if surplus else latest
    filed = [place.row for place in reversed(latest) if place not in staying]
    return [filed[start : start + size] for start in range(0, surplus, size)]


def _news(place: Place) -> tuple[int, int, int]:
    return place.updated, place.published, place.row
