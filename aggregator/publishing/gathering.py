"""From a subject to its feed: the entries that a document of it shows, and where the others are.

A feed of a source, or of all, is split as RFC 5005, section 4, has it: full archive documents, which the end of a
scan files, and the feed itself with what is in none of them. What is in none and has no room in the feed either, while
a scan is under way for instance, is the rest: a document between the two. So nobody who walks from the feed from one
`prev-archive` to the next gets an entry twice, or misses one. Nor does who never asks for an archive document again:
another rest is at another address.
"""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b
from typing import Final, NamedTuple

from aggregator.errors import RenderingError
from aggregator.feed import Feed, Limits, Site
from aggregator.model import Scope, Tombstone
from aggregator.publishing import windows
from aggregator.publishing.deltas import Shown as Composition
from aggregator.publishing.feeds import feed_of
from aggregator.publishing.shares import shared_out
from aggregator.publishing.subjects import Subject
from aggregator.publishing.windows import Shown
from aggregator.store import archives, state, withdrawals
from aggregator.store.database import Transaction
from aggregator.store.newest import Place
from aggregator.store.newest import newest as newest_places

#: Which part of a feed's bytes its tombstones may take: they are to be read by programs, the entries by people.
TOMBSTONES_SHARE: Final = 4
#: Bytes of one, which are always the same: its id and its moment are of one length.
TOMBSTONE_BYTES: Final = 107
#: Entries of the rest, at most: more are there only while a huge scan is under way.
LONGEST_REST: Final = 10_000


class NotFiledError(LookupError):
    """There is no such archive document yet, or any longer; what is in none is at `address`, without suffix."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class Latest(NamedTuple):
    """What a feed shows, at most a window of it, with what is owed to who walks besides; both newest first.

    The full documents before it are numbered from 1 to `pages`.
    """

    shown: list[Place]
    owed: list[Place]
    pages: int

    @property
    def mark(self) -> str:
        """Changes whenever other entries are owed; made from their moments, which outlive a lost store."""
        moments = sorted((place.published, place.updated) for place in (*self.shown, *self.owed))
        return blake2b(repr((self.pages, moments)).encode(), digest_size=8).hexdigest()


def current(transaction: Transaction, site: Site, subject: Subject, limits: Limits, limited: int | None = None) -> Feed:
    """The feed itself, as many entries as it may have; of at most `limited` entries, where that is given.

    Only the whole feed of a source or of all leads on to archive documents: the others show their newest.
    """
    scope = subject.scope
    room = limits.max_bytes // TOMBSTONES_SHARE // TOMBSTONE_BYTES
    # Not held to `Limits.entries`: a file that was emptied has more of them than a feed has entries.
    graves = withdrawals.tombstones(transaction, state.tombstones_after(transaction), room, scope)
    if limited or not archives.is_archived(scope):
        shown = _show(transaction, scope, windows.places(transaction, scope, limited or limits.entries))
        feed = _feed(site, subject, shown, graves, subject.query_of(limited))
    else:
        found = latest(transaction, scope, limits.entries)
        shown = _show(transaction, scope, found.shown)
        rest = rest_address(site, subject, found)
        earlier = rest if found.owed else _before(site, subject, found.pages + 1)
        feed = replace(_feed(site, subject, shown, graves), earlier=earlier, rest=rest)
    return feed


def newest(transaction: Transaction, scope: Scope, window: int) -> tuple[list[Place], list[Place]]:
    """What of a source's feed, or that of all, is in no full document: at most `window` of it, and all else.

    What the shares keep out is still owed to who walks.
    """
    archive = archives.of(transaction, scope)
    if archive.pages:
        places = _newest_first(archives.unfiled(transaction, scope, archive))
        shown = shared_out(places, window) if scope.source is None else places[:window]
    else:
        shown = windows.places(transaction, scope, window)
        places = shown if len(shown) < window else newest_places(transaction, window + LONGEST_REST + 1, scope)
    rows = {place.row for place in shown}
    return shown, [place for place in places if place.row not in rows]


def latest(transaction: Transaction, scope: Scope, window: int) -> Latest:
    """What a source's feed, or that of all, shows of its entries.

    Where removals have left less than half of a window, the last full documents are in it as a whole, and it leads on
    to the one before them: so whoever walks still gets every entry once.
    """
    shown, owed = newest(transaction, scope, window)
    archive = archives.of(transaction, scope)
    pages = archive.pages
    while pages and len(shown) < window // 2:
        filed = archives.on_page(transaction, scope, archive, pages)
        if len(shown) + len(filed) > window:
            break
        shown, pages = _newest_first([*shown, *filed]), pages - 1
    return Latest(shown, owed, pages)


def page(transaction: Transaction, site: Site, subject: Subject, number: int) -> Feed:
    """A full archive document.

    Raises:
        NotFiledError: It will be the next one.
        KeyError: There is none of this number.
    """
    scope = subject.scope
    archive = archives.of(transaction, scope)
    if not archives.is_archived(scope) or not 1 <= number <= archive.pages + 1:
        raise KeyError(number)
    if number > archive.pages:
        raise NotFiledError(site.url + subject.path)
    places = _newest_first(archives.on_page(transaction, scope, archive, number))
    feed = _feed(site, subject, _show(transaction, scope, places))
    return replace(
        feed,
        # A file that is renamed, or that tells the same later, is not to change a full document's bytes.
        entries=tuple(entry._replace(sources=()) for entry in feed.entries),
        address=page_address(site, subject, number),
        earlier=_before(site, subject, number),
        # The link to the next one is there before the next one is: a full document's bytes are not to change.
        later=page_address(site, subject, number + 1),
        current=site.url + subject.path,
        # Nobody is told of archive documents: news is in the feed. Nor are they to change with the list of hubs.
        hubs=(),
    )


def rest(transaction: Transaction, site: Site, subject: Subject, found: Latest, before: Composition) -> Feed:
    """The document that a feed leads on to where it has no room for all that is owed; `before` is what it shows.

    Raises:
        NotFiledError: There is nothing else.
        RenderingError: It is too much for one document, and will be filed soon.
    """
    if len(found.owed) > LONGEST_REST:
        raise RenderingError(f"{subject.path}: more than {LONGEST_REST} entries wait for the end of a scan to be filed")
    of_feed = before.ids()
    shown = _show(transaction, subject.scope, _newest_first([*found.shown, *found.owed]))
    left = tuple(entry for entry in shown.entries if entry.id not in of_feed)
    if not left:
        raise NotFiledError(site.url + subject.path)
    return replace(
        _feed(site, subject, shown._replace(entries=left)),
        address=rest_address(site, subject, found),
        earlier=_before(site, subject, found.pages + 1),
        current=site.url + subject.path,
        hubs=(),
    )


def page_address(site: Site, subject: Subject, number: int) -> str:
    """The absolute URL of a full archive document without suffix; no feed's name begins like it."""
    return f"{site.url}/archives{subject.path}/{number}"


def rest_address(site: Site, subject: Subject, found: Latest) -> str:
    """The absolute URL without suffix of what is in neither the feed nor a full document.

    RFC 5005, section 4.1, lets clients never look at a document again: at one address are always the same entries.
    """
    return f"{site.url}/archives{subject.path}/rest-{found.mark}"


def _before(site: Site, subject: Subject, number: int) -> str | None:
    return page_address(site, subject, number - 1) if number > 1 else None


def _show(transaction: Transaction, scope: Scope, places: Iterable[Place]) -> Shown:
    return windows.show(transaction, scope, [place.row for place in places])


def _newest_first(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (place.published, place.row), reverse=True)


def _feed(site: Site, subject: Subject, shown: Shown, graves: Iterable[Tombstone] = (), query: str = "") -> Feed:
    return feed_of(site, subject, shown.entries, shown.sources, graves, shown.stories, query)
