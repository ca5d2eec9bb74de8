"""From a subject to its feed: the entries that a document of it shows, and where the others are.

A feed of a source, or of all, is split as RFC 5005, section 4, has it: full archive documents, which the end of a
scan files, and the feed itself with what is in none of them. What is in none and has no room in the feed either, while
a scan is under way for instance, is in the archive document after the last full one. So nobody who walks from the feed
from one `prev-archive` to the next gets an entry twice, or misses one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from aggregator.errors import RenderingError
from aggregator.feed import Feed, Site
from aggregator.model import Scope, Tombstone
from aggregator.publishing import windows
from aggregator.publishing.deltas import Shown as Composition
from aggregator.publishing.feeds import feed_of
from aggregator.publishing.shares import shared_out
from aggregator.publishing.subjects import Subject
from aggregator.publishing.windows import Shown
from aggregator.store import archives, entries, state
from aggregator.store.archives import Archive
from aggregator.store.database import Transaction
from aggregator.store.entries import Place

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


class Current(NamedTuple):
    """A feed as the store has it, and when it last changed, in seconds since 1970."""

    feed: Feed
    changed: int


class _Links(NamedTuple):
    """Where a feed goes on, and where what gives way in it is; as in `Feed`."""

    earlier: str | None = None
    rest: str | None = None


def current(
    transaction: Transaction, site: Site, subject: Subject, limits: Limits, limited: int | None = None
) -> Current:
    """The feed itself, as many entries as it may have; of at most `limited` entries, where that is given.

    Only the whole feed of a source or of all leads on to archive documents: the others show their newest.
    """
    scope = subject.scope
    room = limits.max_bytes // TOMBSTONES_SHARE // TOMBSTONE_BYTES
    # Not held to `Limits.entries`: a file that was emptied has more of them than a feed has entries.
    graves = entries.tombstones(transaction, state.tombstones_after(transaction), room, scope)
    if limited or not archives.is_archived(scope):
        places, links = windows.places(transaction, scope, limited or limits.entries), _Links()
    else:
        places, links = _unfiled(transaction, site, subject, limits.entries)
    shown = windows.show(transaction, scope, [place.row for place in places])
    feed = _feed(site, subject, shown, graves, subject.query_of(limited))
    feed = replace(feed, earlier=links.earlier, rest=links.rest)
    return Current(feed, _last_change(shown, graves) if subject.changed is None else subject.changed)


def newest(transaction: Transaction, scope: Scope, window: int) -> tuple[list[Place], bool]:
    """What of a source's feed, or that of all, is in no full document, newest first; and whether there is more.

    At most `window` of it. What the shares keep out is still owed to who walks: it is in the document after the last
    full one.
    """
    archive = archives.of(transaction, scope)
    if not archive.pages:
        found = windows.places(transaction, scope, window)
        return found, len(found) == window and len(entries.places(transaction, window + 1, scope)) > window
    places = _newest_first(archives.unfiled(transaction, scope, archive))
    return shared_out(places, window) if scope.source is None else places[:window], len(places) > window


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


def page(transaction: Transaction, site: Site, subject: Subject, number: int, shown: Composition) -> Feed:
    """An archive document; the one after the last full one has what is in none, and not `shown` by the feed either.

    Raises:
        NotFiledError: There is nothing.
        RenderingError: It is too much for one document, and will be filed soon.
    """
    archive = archives.of(transaction, subject.scope)
    full = number <= archive.pages
    feed = _feed(
        site,
        subject,
        _filed(transaction, subject.scope, archive, number) if full else _rest(transaction, subject, archive, shown),
    )
    return replace(
        feed,
        # A file that is renamed, or that tells the same later, is not to change a full document's bytes.
        entries=tuple(entry._replace(sources=()) for entry in feed.entries) if full else feed.entries,
        address=page_address(site, subject, number),
        earlier=page_address(site, subject, number - 1) if number > 1 else None,
        # The link to the next one is there before the next one is: a full document's bytes are not to change.
        later=page_address(site, subject, number + 1) if full else None,
        current=site.url + subject.path,
    )


def page_address(site: Site, subject: Subject, number: int) -> str:
    """The absolute URL of an archive document without suffix; no feed's name begins like it."""
    return f"{site.url}/archives{subject.path}/{number}"


def _unfiled(transaction: Transaction, site: Site, subject: Subject, window: int) -> tuple[list[Place], _Links]:
    archive = archives.of(transaction, subject.scope)
    places, more = newest(transaction, subject.scope, window)
    places, pages = _filled_up(transaction, subject.scope, archive, places, window)
    rest = page_address(site, subject, archive.pages + 1)
    last = page_address(site, subject, pages) if pages else None
    return places, _Links(rest if more else last, rest)


def _filed(transaction: Transaction, scope: Scope, archive: Archive, number: int) -> Shown:
    places = _newest_first(archives.on_page(transaction, scope, archive, number))
    return windows.show(transaction, scope, [place.row for place in places])


def _rest(transaction: Transaction, subject: Subject, archive: Archive, before: Composition) -> Shown:
    """What is in no full document and was not shown by the feed before it."""
    places = _newest_first(archives.unfiled(transaction, subject.scope, archive))
    if len(places) > LONGEST_REST:
        raise RenderingError(f"{subject.path}: {len(places)} entries are waiting to be archived by the end of a scan")
    of_feed = before.ids()
    shown = windows.show(transaction, subject.scope, [place.row for place in places])
    if left := tuple(entry for entry in shown.entries if entry.id not in of_feed):
        return shown._replace(entries=left)
    raise NotFiledError(subject.path)


def _filled_up(
    transaction: Transaction, scope: Scope, archive: Archive, newest: list[Place], limit: int
) -> tuple[list[Place], int]:
    """A feed of which removals have left less than half, with the last full pages in it; and how many those follow.

    Whole pages, and the feed leads on to the one before them: so whoever walks still gets every entry once.
    """
    shown, pages = newest, archive.pages
    while pages and len(shown) < limit // 2:
        filed = archives.on_page(transaction, scope, archive, pages)
        if len(shown) + len(filed) > limit:
            break
        shown, pages = _newest_first([*shown, *filed]), pages - 1
    return shown, pages


def _newest_first(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (place.published, place.row), reverse=True)


def _feed(site: Site, subject: Subject, shown: Shown, graves: Iterable[Tombstone] = (), query: str = "") -> Feed:
    return feed_of(site, subject, shown.entries, shown.sources, graves, shown.stories, query)


def _last_change(shown: Shown, graves: Iterable[Tombstone]) -> int:
    """When entries were last seen anew, edited or withdrawn: the same in every process, in seconds since 1970."""
    moments = (*(max(entry.seen, entry.updated) for entry in shown.entries), *(each.withdrawn for each in graves))
    return max(moments, default=0)
