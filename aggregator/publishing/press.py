"""The press: renders a document once per change, and has it at hand from then on.

GET /feeds/x.atom ─▶ Press ─news, subject─▶ held? ─no─▶ entries ─feeds─▶ Feed ─format─▶ bytes, within the limits
"""

import logging
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from aggregator.editing.naming import Addresses, folder_title, folders_of
from aggregator.errors import RenderingError, StoreError
from aggregator.model import Entry, Feed, FeedEntry, Rendered, Scope, Site, Source, Tombstone
from aggregator.publishing import opml
from aggregator.publishing.access import MayRead, is_public
from aggregator.publishing.feeds import feed_of
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.held import Held, HeldDocument, document
from aggregator.publishing.sound import checked, sound
from aggregator.publishing.subjects import Subject, everything, feed_path, named, of_search, tag_path, tagged
from aggregator.publishing.windows import show
from aggregator.store import entries, sources, state
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News

LOGGER = logging.getLogger(__name__)

#: Which part of a feed's bytes its tombstones may take: they are to be read by programs, the entries by people.
TOMBSTONES_SHARE = 4
#: Bytes of one, which are always the same: its id and its moment are of one length.
TOMBSTONE_BYTES = 107

Produce = Callable[[], HeldDocument]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one feed shows: so many entries and bytes, the newest first."""

    entries: int
    max_bytes: int


class Press:
    """Every document that readers subscribe to."""

    def __init__(
        self, store: Store, site: Site, limits: Limits, formats: Mapping[str, OutputFormat], held_bytes: int
    ) -> None:
        self.formats = formats
        self._store = store
        self._site = site
        self._limits = limits
        self._held = Held(held_bytes)

    def combined(self, suffix: str, limit: int | None = None) -> HeldDocument:
        """The feed of all sources in one format, of `limit` entries where that is fewer than all feeds have.

        Raises:
            RenderingError: It cannot be rendered, and was not held either.
        """
        return self._feed(feed_path(None), suffix, lambda _transaction, news: everything(self._site, news), limit)

    def named(
        self, name: str, suffix: str, may_read: MayRead = is_public, limit: int | None = None, *, folders: bool = True
    ) -> HeldDocument:
        """The feed of a source or a folder at an address below `/feeds/`, in one format; `limit` as in `combined`.

        `folders` says whether this reader may read what shows many sources.

        Raises:
            KeyError: There never was one at this address, or it is not for this reader.
            MovedError: Its source is gone, and another one has taken over what it held.
            GoneError: Its source is gone.
            RenderingError: It cannot be rendered, and was not held either.
        """

        def subject_of(transaction: Transaction, _news: News) -> Subject:
            return named(transaction, self._site, name, may_read, folders=folders)

        return self._feed(feed_path(name), suffix, subject_of, limit)

    def tagged(self, slug: str, suffix: str, limit: int | None = None) -> HeldDocument:
        """The feed of a tag at an address below `/tags/`, in one format; `limit` as in `combined`.

        Raises:
            KeyError: There never was one at this address.
            RenderingError: It cannot be rendered, and was not held either.
        """
        return self._feed(
            tag_path(slug), suffix, lambda transaction, _news: tagged(transaction, self._site, slug), limit
        )

    def search(self, query: str, suffix: str, limit: int | None = None) -> HeldDocument:
        """The feed of what a query asks for, which is in its normal form, in one format; `limit` as in `combined`.

        Raises:
            RenderingError: It cannot be rendered, and was not held either.
        """
        return self._feed(
            f"/search?{query}", suffix, lambda _transaction, news: of_search(self._site, query, news), limit
        )

    def outline(self) -> HeldDocument:
        """All feeds as OPML, for taking a whole site into a reader.

        Raises:
            RenderingError: It cannot be rendered, and was not held either.
        """

        def find(transaction: Transaction, news: News) -> tuple[Hashable, Produce]:
            def produce() -> HeldDocument:
                body = opml.render(self._site.title, tuple(self._outlines(transaction)))
                return document(checked(body, opml.MEDIA_TYPE), opml.MEDIA_TYPE, last_modified(news))

            return news.version, produce

        return self._answer("/feeds.opml", find)

    def _feed(
        self, path: str, suffix: str, subject_of: Callable[[Transaction, News], Subject], limit: int | None
    ) -> HeldDocument:
        # What asks for more than there is asks for all of it: one document, under one address.
        limited = None if limit is None or limit >= self._limits.entries else limit

        def find(transaction: Transaction, news: News) -> tuple[Hashable, Produce]:
            subject = subject_of(transaction, news)

            def produce() -> HeldDocument:
                feed, changed = gathered(transaction, self._site, self._limits, subject, limited)
                printed = self._printed(feed, suffix, max(changed, news.presented))
                return replace(printed, private=subject.private)

            return subject.version, produce

        return self._answer(f"{path}.{suffix}?{limited or ''}", find)

    def _answer(self, key: str, find: Callable[[Transaction, News], tuple[Hashable, Produce]]) -> HeldDocument:
        """The document of `key`, of which `find` says the version and how it is made."""
        try:
            with self._store.reading() as transaction:
                news = state.news(transaction)
                version, produce = find(transaction, news)
                return self._held.get(key, (version, news.presented), produce)
        except StoreError as error:
            reason = str(error)

        def lost() -> HeldDocument:
            raise RenderingError(reason)

        # The last good copy outlives a fault of the store; as of a version that no store has, it is soon made anew.
        copy = self._held.get(key, object(), lost)
        if copy.private:  # and nobody can tell whether this reader may read it
            raise RenderingError(reason)
        return copy

    def _outlines(self, transaction: Transaction) -> Iterator[opml.Outline]:
        """Everything, then source by source; each folder's feed is the first in its folder."""
        yield self._outline(None, self._site.title, self._site.language)
        met: set[str] = set()
        folders = Addresses(sources.names(transaction)).folders
        for source, _ in sources.listed(transaction):
            for folder in folders_of(source.name):
                if folder not in met:
                    met.add(folder)
                    yield replace(self._outline(folders[folder], folder_title(folder), None), folder=folder)
            yield self._outline(source.name, source.title, source.language)

    def _outline(self, name: str | None, title: str, language: str | None) -> opml.Outline:
        return opml.Outline(
            title=title,
            folder=(name or "").rpartition("/")[0],
            xml_url=f"{self._site.url}{feed_path(name)}.rss",
            html_url=f"{self._site.url}/",
            language=language or self._site.language,
        )

    def _printed(self, feed: Feed, suffix: str, last_modified: int) -> HeldDocument:
        output = self.formats[suffix]
        rendered = sound(feed, output.media_type, lambda each: within(each, output, self._limits.max_bytes))
        for identifier, reason in rendered.left_out:
            LOGGER.error("%s.%s: %s is left out: %s", feed.address, suffix, identifier, reason)
        return document(rendered.body, output.media_type, last_modified, links_of(feed, suffix))


def feed_now(transaction: Transaction, site: Site, limits: Limits, subject: Subject) -> Feed:
    """A feed as the store has it, in no format yet."""
    feed, _ = gathered(transaction, site, limits, subject)
    return feed


def gathered(
    transaction: Transaction, site: Site, limits: Limits, subject: Subject, limit: int | None = None
) -> tuple[Feed, int]:
    """A feed as the store has it, of at most `limit` entries, and when it last changed (seconds since 1970)."""
    shown = show(transaction, subject.scope, limit or limits.entries)
    tombstones = _tombstones(transaction, limits, subject.scope)
    query = subject.query_of(limit)
    feed = feed_of(site, subject, shown.entries, shown.sources, tombstones, shown.stories, query)
    return feed, last_change(shown.entries, tombstones) if subject.changed is None else subject.changed


def _tombstones(transaction: Transaction, limits: Limits, scope: Scope) -> list[Tombstone]:
    """The latest withdrawals, as many as may be told: news of what is there comes before news of what is not.

    They are not held to `Limits.entries`: a file that was emptied has more of them than a feed has entries.
    """
    room = limits.max_bytes // TOMBSTONES_SHARE // TOMBSTONE_BYTES
    return entries.tombstones(transaction, state.tombstones_after(transaction), room, scope)


def links_of(feed: Feed, suffix: str) -> tuple[str, ...]:
    """The Link headers by which WebSub (section 4) has a feed's hubs found; none where it has no hub."""
    if not feed.hubs:
        return ()
    return (*(f'<{hub}>; rel="hub"' for hub in feed.hubs), f'<{feed.address_as(suffix)}>; rel="self"')


def within(feed: Feed, output: OutputFormat, max_bytes: int) -> Rendered:
    """A feed rendered in at most `max_bytes`: the oldest entries give way, the newest stays in any case.

    An entry that would take half of the room alone is shown by its summary; its page has all of it.
    """
    rendered = output.render(feed)
    if len(rendered.body) <= max_bytes:
        return rendered
    short = replace(feed, entries=tuple(_shortened(entry, max_bytes // 2) for entry in feed.entries))

    def of(count: int) -> Rendered:
        return output.render(replace(short, entries=short.entries[:count]))

    counts = range(2, len(short.entries) + 1)
    return of(1 + bisect_right(counts, max_bytes, key=lambda count: len(of(count).body)))


def _shortened(entry: FeedEntry, max_bytes: int) -> FeedEntry:
    escaped = escape(entry.content).encode()
    return entry if len(escaped) <= max_bytes else entry._replace(content=f"<p>{escape(entry.summary)}</p>")


def last_change(shown: Sequence[Entry], tombstones: Sequence[Tombstone]) -> int:
    """When entries were last seen anew, edited or withdrawn: the same in every process, in seconds since 1970."""
    moments = (*(max(entry.seen, entry.updated) for entry in shown), *(each.withdrawn for each in tombstones))
    return max(moments, default=0)


def last_modified(news: News, source: Source | None = None) -> int:
    """When a document last changed: its entries, or the way in which all are shown. In seconds since 1970."""
    return max(source.changed if source else news.changed, news.presented)
