"""One announcement a transaction: all feeds that it changes bear the same version and moment."""

from collections.abc import Iterable

from aggregator.model import Source
from aggregator.publishing.access import Patterns
from aggregator.publishing.topics import Topics
from aggregator.store import archives, sources, state, tags
from aggregator.store.database import Transaction
from aggregator.store.state import News
from aggregator.update.shelving import shelve


class Announcement:
    """What a transaction tells readers of the store; nothing, as long as nobody asks.

    Whatever it keeps of a source, it notes whether the source is `private`. What is to be told has to be finished.
    """

    def __init__(self, transaction: Transaction, now: int, private: Patterns) -> None:
        self._transaction = transaction
        self._now = now
        self._private = private.covering()
        self._news: News | None = None
        self._disclosed = False
        self._rows: set[int] = set()
        self._flipped: set[int] = set()

    def make(self) -> News:
        """Tell that feeds have changed."""
        self._news = self._news or state.announce(self._transaction, self._now)
        return self._news

    def disclose(self) -> None:
        """Tell that something has changed which everybody may see."""
        self.make()
        if not self._disclosed:
            state.disclose(self._transaction)
            self._disclosed = True

    def add(self, new: Iterable[Source]) -> None:
        """Keep new sources, whose feeds appear with this announcement."""
        stamped = self._stamped(new)
        if not all(source.private for source in stamped):
            self.disclose()
        sources.add(self._transaction, stamped)

    def change(self, changed: Iterable[Source]) -> None:
        """Keep what has changed about sources, whose feeds change with this announcement."""
        before = list(changed)
        stamped = self._stamped(before)
        if not stamped:
            return
        rows = [source.row for source in stamped]
        flipped = {now.row for was, now in zip(before, stamped, strict=True) if now.private != was.private}
        if flipped or not all(source.private for source in stamped):
            self.disclose()
        hidden = {source.row for source in stamped if source.private and source.row in flipped}
        # Beside its entries, a tag's feed names their sources, and shows their languages and tombstones.
        news = self.make()
        tags.touch_sources(self._transaction, hidden, news.version, news.changed)
        sources.change(
            self._transaction,
            (source._replace(hidden=news.changed) if source.row in hidden else source for source in stamped),
        )
        self._flipped |= flipped
        archives.reconsider_sources(self._transaction, flipped)
        tags.recount(self._transaction, shown=flipped - hidden, hidden=hidden)
        if disclosed := flipped - hidden:
            archives.disclose(self._transaction, disclosed)
            state.keep_archived(self._transaction, 0)  # there may be more of it than any feed shows
        tags.touch_sources(self._transaction, rows, news.version, news.changed)
        tags.close(self._transaction, hidden)

    def touch(self, rows: Iterable[int]) -> None:
        """Tell that the feeds of these sources (their rows) have changed, though nothing about the sources has."""
        self.change(sources.by_row(self._transaction, list(rows)).values())

    def finish(self, topics: Topics | None) -> None:
        """Have folders follow, and hubs told of it, once all that the transaction changes is written."""
        if self._news:
            changed = list(sources.by_row(self._transaction, self._rows).values())
            shelve(self._transaction, changed, self._flipped)
            if topics:
                topics.tell(self._transaction, self._news, changed, self._now)

    def _stamped(self, each: Iterable[Source]) -> list[Source]:
        listed = list(each)
        if not listed:
            return []
        news = self.make()
        self._rows.update(source.row for source in listed)
        return [
            source._replace(changed=news.changed, version=news.version, private=self._private(source.path))
            for source in listed
        ]
