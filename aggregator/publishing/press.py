"""The press: renders a document once per change, and has it at hand from then on.

GET /feeds/x.atom ─▶ Press ─news, source─▶ held? ─no─▶ entries ─feeds─▶ Feed ─format─▶ bytes, within the limits
"""

import logging
from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from aggregator.errors import RenderingError, StoreError
from aggregator.model import Feed, FeedEntry, Rendered, Site, Source
from aggregator.publishing import opml
from aggregator.publishing.feeds import combined_feed, feed_path, source_feed
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.held import Held, HeldDocument, document
from aggregator.publishing.sound import checked, sound
from aggregator.store import entries, sources, state
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News

LOGGER = logging.getLogger(__name__)

Produce = Callable[[], HeldDocument]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one feed shows: so many entries and bytes, the newest first."""

    entries: int
    max_bytes: int


class GoneError(LookupError):
    """The feed was there, and its source is gone."""


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

    def combined(self, suffix: str) -> HeldDocument:
        """The feed of all sources in one format.

        Raises:
            RenderingError: It cannot be rendered, and was not held either.
        """

        def find(transaction: Transaction, news: News) -> tuple[Hashable, Produce]:
            def produce() -> HeldDocument:
                newest = entries.newest(transaction, self._limits.entries)
                named = sources.by_row(transaction, {entry.source for entry in newest})
                return self._printed(combined_feed(self._site, newest, named), suffix, last_modified(news))

            return news.version, produce

        return self._answer(f"/feeds.{suffix}", find)

    def of_source(self, name: str, suffix: str) -> HeldDocument:
        """One source's feed in one format.

        Raises:
            KeyError: There never was a source of that name.
            GoneError: Its source is gone.
            RenderingError: It cannot be rendered, and was not held either.
        """

        def find(transaction: Transaction, news: News) -> tuple[Hashable, Produce]:
            source = sources.by_name(transaction, name)
            if source is None:
                raise KeyError(name)
            if source.gone:
                raise GoneError(name)

            def produce() -> HeldDocument:
                newest = entries.newest(transaction, self._limits.entries, source.row)
                return self._printed(source_feed(self._site, source, newest), suffix, last_modified(news, source))

            return source.version, produce

        return self._answer(f"/feeds/{name}.{suffix}", find)

    def outline(self) -> HeldDocument:
        """All feeds as OPML, for taking a whole site into a reader.

        Raises:
            RenderingError: It cannot be rendered, and was not held either.
        """

        def find(transaction: Transaction, news: News) -> tuple[Hashable, Produce]:
            def produce() -> HeldDocument:
                each = (
                    self._outline(source.name, source.title, source.language)
                    for source, _ in sources.listed(transaction)
                )
                body = opml.render(
                    self._site.title, (self._outline(None, self._site.title, self._site.language), *each)
                )
                return document(checked(body, opml.MEDIA_TYPE), opml.MEDIA_TYPE, last_modified(news))

            return news.version, produce

        return self._answer("/feeds.opml", find)

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
        return self._held.get(key, object(), lost)

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
        return document(rendered.body, output.media_type, last_modified)


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


def last_modified(news: News, source: Source | None = None) -> int:
    """When a document last changed: its entries, or the way in which all are shown. In seconds since 1970."""
    return max(source.changed if source else news.changed, news.presented)
