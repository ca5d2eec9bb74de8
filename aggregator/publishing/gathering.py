"""From a subject to its feed: the entries that a document of it shows, and where the others are.

A feed of a source, or of all, is split as RFC 5005, section 4, has it: full archive documents, which the end of a
scan files, and the feed itself with what is in none of them. What is in none and has no room in the feed either, while
a scan is under way for instance, is in the archive document after the last full one. So nobody who walks from the feed
from one `prev-archive` to the next gets an entry twice, or misses one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aggregator.errors import RenderingError
from aggregator.model import Entry, Feed, Site, Tombstone
from aggregator.publishing.deltas import Shown
from aggregator.publishing.feeds import feed_of
from aggregator.publishing.subjects import Subject
from aggregator.store import archives, entries, sources, state
from aggregator.store.archives import Archive
from aggregator.store.database import Transaction

#: Which part of a feed's bytes its tombstones may take: they are to be read by programs, the entries by people.
TOMBSTONES_SHARE: Final = 4
#: Bytes of one, which are always the same: its id and its moment are of one length.
TOMBSTONE_BYTES: Final = 107
#: Entries of the document after the last full one, at most: more are there only while a huge scan is under way.
LONGEST_REST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one feed shows: so many entries and bytes, the newest first."""

    entries: int
    max_bytes: int


class NotFiledError(LookupError):
    """The archive document is not there yet; what will be in it is still in the feed."""


def current(transaction: Transaction, site: Site, subject: Subject, limits: Limits) -> Feed:
    """The feed itself, as many entries as it may have."""
    room = limits.max_bytes // TOMBSTONES_SHARE // TOMBSTONE_BYTES
    # Not held to `Limits.entries`: a file that was emptied has more of them than a feed has entries.
    graves = entries.tombstones(transaction, state.tombstones_after(transaction), room, subject.scope)
    if not archives.is_archived(subject.scope):
        return _feed(transaction, site, subject, entries.newest(transaction, limits.entries, subject.scope), graves)
    archive = archives.of(transaction, subject.scope)
    newest, more = _newest(transaction, subject, archive, limits.entries)
    newest, pages = _filled_up(transaction, subject, archive, newest, limits.entries)
    rest = page_address(site, subject, archive.pages + 1)
    last = page_address(site, subject, pages) if pages else None
    feed = _feed(transaction, site, subject, newest, graves)
    return replace(feed, earlier=rest if more else last, rest=rest)


def is_full(transaction: Transaction, subject: Subject, number: int) -> bool:
    """Whether an archive document is full; the one after the last full one is not.

    Raises:
        KeyError: There is none of this number.
    """
    if archives.is_archived(subject.scope):
        pages = archives.of(transaction, subject.scope).pages
        if 1 <= number <= pages + 1:
            return number <= pages
    raise KeyError(number)


def page(transaction: Transaction, site: Site, subject: Subject, number: int, shown: Shown) -> Feed:
    """An archive document; the one after the last full one has what is in none, and not `shown` by the feed either.

    Raises:
        NotFiledError: There is nothing.
        RenderingError: It is too much for one document, and will be filed soon.
    """
    archive = archives.of(transaction, subject.scope)
    full = number <= archive.pages
    left = (
        entries.by_rows(transaction, archives.on_page(transaction, subject.scope, archive, number))
        if full
        else _rest(transaction, subject, archive, shown)
    )
    return replace(
        _feed(transaction, site, subject, left),
        address=page_address(site, subject, number),
        earlier=page_address(site, subject, number - 1) if number > 1 else None,
        # The link to the next one is there before the next one is: a full document's bytes are not to change.
        later=page_address(site, subject, number + 1) if full else None,
        current=site.url + subject.path,
    )


def _rest(transaction: Transaction, subject: Subject, archive: Archive, shown: Shown) -> list[Entry]:
    rows = [place.row for place in archives.unfiled(transaction, subject.scope, archive)]
    if len(rows) > LONGEST_REST:
        raise RenderingError(f"{subject.path}: {len(rows)} entries are waiting to be archived by the end of a scan")
    of_feed = shown.ids()
    if left := [entry for entry in entries.by_rows(transaction, rows) if entry.id not in of_feed]:
        return left
    raise NotFiledError(subject.path)


def page_address(site: Site, subject: Subject, number: int) -> str:
    """The absolute URL of an archive document without suffix; no feed's name begins like it."""
    return f"{site.url}/archives{subject.path}/{number}"


def _newest(transaction: Transaction, subject: Subject, archive: Archive, limit: int) -> tuple[list[Entry], bool]:
    """The newest entries that are in no full document, and whether there are more."""
    if not archive.pages:
        found = entries.newest(transaction, limit + 1, subject.scope)
        return found[:limit], len(found) > limit
    places = archives.unfiled(transaction, subject.scope, archive)
    places.sort(key=lambda place: (place.published, place.row), reverse=True)
    return entries.by_rows(transaction, (place.row for place in places[:limit])), len(places) > limit


def _filled_up(
    transaction: Transaction, subject: Subject, archive: Archive, newest: list[Entry], limit: int
) -> tuple[list[Entry], int]:
    """A feed of which removals have left less than half, with the last full pages in it; and how many those follow.

    Whole pages, and the feed leads on to the one before them: so whoever walks still gets every entry once.
    """
    shown, pages = newest, archive.pages
    while pages and len(shown) < limit // 2:
        filed = entries.by_rows(transaction, archives.on_page(transaction, subject.scope, archive, pages))
        if len(shown) + len(filed) > limit:
            break
        shown, pages = sorted([*shown, *filed], key=lambda entry: entry.published, reverse=True), pages - 1
    return shown, pages


def _feed(
    transaction: Transaction, site: Site, subject: Subject, shown: Sequence[Entry], graves: Iterable[Tombstone] = ()
) -> Feed:
    return feed_of(site, subject, shown, sources.by_row(transaction, {entry.source for entry in shown}), graves)
