"""The press: renders a document once per change, and has it at hand from then on.

GET /feeds/x.atom ─▶ Press ─news, subject─▶ held? ─no─▶ gathering ─▶ Feed ─format─▶ bytes, within the limits
"""

import logging
import sys
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import replace
from typing import Final

from aggregator.errors import RenderingError, StoreError
from aggregator.feed import Feed, Limits, Rendered, Site
from aggregator.model import Source
from aggregator.publishing import gathering, opml
from aggregator.publishing.access import MayRead, is_public
from aggregator.publishing.changes import Changes, Printed
from aggregator.publishing.deltas import Shown, composition
from aggregator.publishing.fitting import within
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.gathering import Latest, NotFiledError
from aggregator.publishing.held import Held, HeldDocument, document
from aggregator.publishing.outlines import outlines
from aggregator.publishing.sound import checked, sound
from aggregator.publishing.splicing import Pieces, spliced
from aggregator.publishing.subjects import Subject, everything, feed_path, named, of_search, tag_path, tagged
from aggregator.store import state
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News

LOGGER = logging.getLogger(__name__)

#: In the place of a version, while nobody can tell it.
_LOST: Final = "lost"
#: Which part of the memory for documents is for the pieces that they are put together from.
PIECES_SHARE: Final = 8

Produce = Callable[[], HeldDocument]
SubjectOf = Callable[[Transaction, News], Subject]


class Press:
    """Every document that readers subscribe to.

    Where `states` are given, the reader takes deltas and names by these opaque tags what it has: it gets only what is
    new since the latest of them, if that is known and less (RFC 3229).
    """

    def __init__(
        self, store: Store, site: Site, limits: Limits, formats: Mapping[str, OutputFormat], held_bytes: int
    ) -> None:
        pieces = Pieces(held_bytes // PIECES_SHARE)
        self.formats = {suffix: spliced(output, pieces) for suffix, output in formats.items()}
        self._store = store
        self._site = site
        self._limits = limits
        self._held = Held(held_bytes - held_bytes // PIECES_SHARE)
        self._changes = Changes(store, self._held)

    def combined(self, suffix: str, states: Collection[str] | None = None, *, limit: int | None = None) -> HeldDocument:
        """The feed of all sources in one format, of `limit` entries where that is fewer than all feeds have.

        Raises:
            RenderingError: It cannot be rendered, and was not held either.
        """
        return self._feed(feed_path(None), suffix, self._subject_of(None), states, limit)

    def named(
        self,
        name: str,
        suffix: str,
        states: Collection[str] | None = None,
        *,
        may_read: MayRead = is_public,
        limit: int | None = None,
        folders: bool = True,
    ) -> HeldDocument:
        """The feed of a source or a folder at an address below `/feeds/`, in one format; `limit` as in `combined`.

        `folders` says whether this reader may read what shows many sources.

        Raises:
            KeyError: There never was one at this address, or it is not for this reader.
            MovedError: Its source is gone, and another one has taken over what it held.
            GoneError: Its source is gone.
            RenderingError: It cannot be rendered, and was not held either.
        """
        return self._feed(feed_path(name), suffix, self._subject_of(name, may_read, folders=folders), states, limit)

    def tagged(
        self, slug: str, suffix: str, states: Collection[str] | None = None, *, limit: int | None = None
    ) -> HeldDocument:
        """The feed of a tag at an address below `/tags/`, in one format; `limit` as in `combined`.

        Raises:
            KeyError: There never was one at this address.
            RenderingError: It cannot be rendered, and was not held either.
        """

        def subject_of(transaction: Transaction, _news: News) -> Subject:
            return tagged(transaction, self._site, slug)

        return self._feed(tag_path(slug), suffix, subject_of, states, limit)

    def search(self, query: str, suffix: str, *, limit: int | None = None) -> HeldDocument:
        """The feed of what a query asks for, which is in its normal form, in one format; `limit` as in `combined`.

        Raises:
            RenderingError: It cannot be rendered, and was not held either.
        """

        def subject_of(_transaction: Transaction, news: News) -> Subject:
            return of_search(self._site, query, news)

        return self._feed(f"/search?{query}", suffix, subject_of, limit=limit)

    def page(self, name: str | None, number: int, suffix: str, *, may_read: MayRead = is_public) -> HeldDocument:
        """A full archive document (RFC 5005, section 4) of the feed at an address below `/feeds/`, or of all.

        It never gets an entry more, or another wording of one.

        Raises:
            NotFiledError: There will be one of this number, but what belongs into it is elsewhere still.
            KeyError, MovedError, GoneError, RenderingError: As for `named`, and there is none of this number.
        """
        subject_of = self._subject_of(name, may_read)

        def find(transaction: Transaction, news: News) -> tuple[Hashable, Produce]:
            subject = subject_of(transaction, news)

            def produce() -> HeldDocument:
                try:
                    page = gathering.page(transaction, self._site, subject, number)
                except NotFiledError:
                    found = gathering.latest(transaction, subject.scope, self._limits.entries)
                    raise NotFiledError(self._rest(transaction, subject, found, suffix).address) from None
                return self._archived(page, suffix, subject, news)

            return subject.version, produce

        return self._answer(f"/archives{feed_path(name)}/{number}.{suffix}", find)

    def rest(self, name: str | None, mark: str, suffix: str, *, may_read: MayRead = is_public) -> HeldDocument:
        """What is in neither the feed nor a full archive document, as long as that has this mark.

        Raises:
            NotFiledError: There is nothing, or something else.
            KeyError, MovedError, GoneError, RenderingError: As for `named`.
        """
        subject_of = self._subject_of(name, may_read)

        def find(transaction: Transaction, news: News) -> tuple[Hashable, Produce]:
            subject = subject_of(transaction, news)
            found = gathering.latest(transaction, subject.scope, self._limits.entries)
            if found.mark != mark:
                raise NotFiledError(self._site.url + subject.path)

            def produce() -> HeldDocument:
                return self._archived(self._rest(transaction, subject, found, suffix), suffix, subject, news)

            return subject.version, produce

        return self._answer(f"/archives{feed_path(name)}/rest.{suffix}", find)

    def outline(self) -> HeldDocument:
        """All feeds as OPML, for taking a whole site into a reader.

        Raises:
            RenderingError: It cannot be rendered, and was not held either.
        """

        def find(transaction: Transaction, news: News) -> tuple[Hashable, Produce]:
            def produce() -> HeldDocument:
                body = opml.render(self._site.title, tuple(outlines(transaction, self._site)))
                return document(checked(body, opml.MEDIA_TYPE), opml.MEDIA_TYPE, last_modified(news))

            return news.version, produce

        return self._answer("/feeds.opml", find)

    def _subject_of(self, name: str | None, may_read: MayRead = is_public, *, folders: bool = False) -> SubjectOf:
        if name is None:
            return lambda _transaction, news: everything(self._site, news)
        return lambda transaction, _news: named(transaction, self._site, name, may_read, folders=folders)

    def _feed(
        self,
        path: str,
        suffix: str,
        subject_of: SubjectOf,
        states: Collection[str] | None = None,
        limit: int | None = None,
    ) -> HeldDocument:
        # What asks for more than there is asks for all of it: one document, under one address.
        limited = None if limit is None or limit >= self._limits.entries else limit
        key = f"{path}.{suffix}{f'?{limited}' if limited else ''}"

        def find(transaction: Transaction, news: News) -> tuple[Hashable, Produce]:
            subject = subject_of(transaction, news)

            def produce() -> HeldDocument:
                feed = gathering.current(transaction, self._site, subject, self._limits, limited)
                printed = self._printed(feed, suffix, max(subject.changed, news.presented), self._limits.max_bytes)
                return replace(printed, private=subject.private)

            return subject.version, produce

        def lessened(transaction: Transaction, news: News, whole: HeldDocument) -> HeldDocument:
            # Of shortened feeds there are too many to keep in which states readers have them.
            if states is None or limited:
                return whole
            subject = subject_of(transaction, news)

            def gather() -> Feed:
                return gathering.current(transaction, self._site, subject, self._limits)

            def render(feed: Feed) -> Rendered:
                return self._rendered(feed, suffix, self._limits.max_bytes)

            printed = Printed(key, whole, subject, gather, render, self.formats[suffix])
            return self._changes.since(states, printed, transaction, news)

        return self._answer(key, find, lessened)

    def _answer(
        self,
        key: str,
        find: Callable[[Transaction, News], tuple[Hashable, Produce]],
        then: Callable[[Transaction, News, HeldDocument], HeldDocument] = lambda _transaction, _news, made: made,
    ) -> HeldDocument:
        """The document of `key`, of which `find` says the version and how it is made, and `then` what becomes of it."""
        try:
            with self._store.reading() as transaction:
                news = state.news(transaction)
                version, produce = find(transaction, news)
                return then(transaction, news, self._held.get(key, (version, news.presented), produce))
        except StoreError as error:
            reason = str(error)

        def lost() -> HeldDocument:
            raise RenderingError(reason)

        # The last good copy outlives a fault of the store; as of a version that no store has, it is soon made anew.
        copy = self._held.get(key, _LOST, lost)
        if copy.private:  # and nobody can tell whether this reader may read it
            raise RenderingError(reason)
        return copy

    def _rest(self, transaction: Transaction, subject: Subject, found: Latest, suffix: str) -> Feed:
        """The rest of a feed, as its bytes in one format leave it."""
        feed = gathering.current(transaction, self._site, subject, self._limits)
        shown = composition(self._rendered(feed, suffix, self._limits.max_bytes).shown)
        return gathering.rest(transaction, self._site, subject, found, Shown.read(shown))

    def _archived(self, page: Feed, suffix: str, subject: Subject, news: News) -> HeldDocument:
        # However long it is: what gives way elsewhere must be here.
        printed = self._printed(page, suffix, max(subject.changed, news.presented), sys.maxsize)
        return replace(printed, private=subject.private)

    def _printed(self, feed: Feed, suffix: str, last_modified: int, max_bytes: int) -> HeldDocument:
        rendered = self._rendered(feed, suffix, max_bytes)
        for identifier, reason in rendered.left_out:
            LOGGER.error("%s.%s: %s is left out: %s", feed.address, suffix, identifier, reason)
        return document(rendered.body, self.formats[suffix].media_type, last_modified, links_of(feed, suffix))

    def _rendered(self, feed: Feed, suffix: str, max_bytes: int) -> Rendered:
        output = self.formats[suffix]
        return sound(feed, output.media_type, lambda each: within(each, output, max_bytes))


def links_of(feed: Feed, suffix: str) -> tuple[str, ...]:
    """The Link headers by which WebSub (section 4) has a feed's hubs found; none where it has no hub."""
    if not feed.hubs:
        return ()
    return (*(f'<{hub}>; rel="hub"' for hub in feed.hubs), f'<{feed.address_as(suffix)}>; rel="self"')


def last_modified(news: News, source: Source | None = None) -> int:
    """When a document last changed: its entries, or the way in which all are shown. In seconds since 1970."""
    return max(source.changed if source else news.disclosed, news.presented)
