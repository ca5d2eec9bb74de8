"""One announcement a transaction: all feeds that it changes bear the same version and moment."""

from collections.abc import Iterable
from dataclasses import replace

from aggregator.model import Source
from aggregator.store import sources, state, tags
from aggregator.store.database import Transaction
from aggregator.store.state import News


class Announcement:
    """What a transaction tells readers of the store; nothing, as long as nobody asks."""

    def __init__(self, transaction: Transaction, now: int) -> None:
        self._transaction = transaction
        self._now = now
        self._news: News | None = None

    def make(self) -> News:
        """Tell that feeds have changed."""
        self._news = self._news or state.announce(self._transaction, self._now)
        return self._news

    def add(self, new: Iterable[Source]) -> None:
        """Keep new sources, whose feeds appear with this announcement."""
        sources.add(self._transaction, self._stamped(new))

    def change(self, changed: Iterable[Source]) -> None:
        """Keep what has changed about sources, whose feeds change with this announcement."""
        stamped = self._stamped(changed)
        sources.change(self._transaction, stamped)
        if stamped:
            # Beside its entries, a tag's feed names their sources, and shows their languages and tombstones.
            news = self.make()
            tags.touch_sources(self._transaction, [source.row for source in stamped], news.version, news.changed)

    def touch(self, rows: Iterable[int]) -> None:
        """Tell that the feeds of these sources (their rows) have changed, though nothing about the sources has."""
        self.change(sources.by_row(self._transaction, list(rows)).values())

    def _stamped(self, each: Iterable[Source]) -> list[Source]:
        listed = list(each)
        if not listed:
            return []
        news = self.make()
        return [replace(source, changed=news.changed, version=news.version) for source in listed]
