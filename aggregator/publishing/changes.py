"""What a reader is told who takes deltas: what is new since the state that it has, where that is known and less.

RFC 3229 has a delta turn the state that the client names into the current one. So the whole document is the answer
wherever a delta could not do that: where an entry left the feed that the format has no words for, say.
"""

import logging
from collections.abc import Collection
from dataclasses import replace

from aggregator.errors import RenderingError, StoreError
from aggregator.feed import Deleted, Feed
from aggregator.model import Scope
from aggregator.publishing.conditional import opaque
from aggregator.publishing.deltas import Shown, changed_since
from aggregator.publishing.feeds import moment
from aggregator.publishing.fitting import shortened
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.held import HeldDocument, document
from aggregator.publishing.sound import checked
from aggregator.store import entries, states
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News

LOGGER = logging.getLogger(__name__)


class Changes:
    """Knows the states in which readers have feeds; they are kept in the store, for all processes."""

    def __init__(self, store: Store, max_bytes: int) -> None:
        self._store = store
        self._max_bytes = max_bytes

    def since(
        self,
        tags: Collection[str],
        key: str,
        whole: HeldDocument,
        gathered: tuple[Feed, Scope],
        output: OutputFormat,
        at: tuple[Transaction, News],
    ) -> HeldDocument:
        """What to answer instead of `whole`, the document of `key`, to whom has the states of these tags.

        `gathered` is what `whole` was made from, before it was fitted into its bytes, `at` where the store stands.
        """
        transaction, news = at
        tag = opaque(whole.etag)
        if states.known(transaction, key, [tag], news.presented) is None:
            self._remember(key, tag, whole, news)
        base = None if tag in tags else states.known(transaction, key, tags, news.presented)
        if base is None:
            return whole
        feed = self._delta(Shown.read(base[1]), whole, gathered, transaction)
        body = _told(feed, output, whole.media_type) if feed else None
        if body is None or len(body) >= len(whole.body):
            return whole
        return replace(document(body, whole.media_type, whole.last_modified), etag=whole.etag, base=base[0])

    def _delta(
        self, before: Shown, whole: HeldDocument, gathered: tuple[Feed, Scope], transaction: Transaction
    ) -> Feed | None:
        """The feed of what is new, changed or withdrawn; None where something else has become of an entry."""
        feed, scope = gathered
        now = Shown.read(whole.shown)
        shown = tuple(now.printed((entry, shortened(entry, self._max_bytes)) for entry in feed.entries))
        if len(shown) < len(now.entries):  # an earlier copy, which outlived a fault
            return None
        gone = before.ids() - now.ids()
        became = entries.withdrawn(transaction, gone, scope)
        if len(became) < len(gone):  # moved to another feed
            return None
        graves = sorted(((when, each) for each, when in became.items() if when is not None), reverse=True)
        deleted = tuple(Deleted(each.urn, moment(when)) for when, each in graves)
        return replace(feed, entries=changed_since(before, shown), tombstones=deleted)

    def _remember(self, key: str, tag: str, whole: HeldDocument, news: News) -> None:
        try:
            with self._store.noting() as transaction:
                states.remember(transaction, key, tag, news.presented, whole.last_modified, whole.shown)
        except StoreError as error:
            # This reader gets the whole document once more; it is not worth waiting for.
            LOGGER.debug("the state of %s is not kept: %s", key, error)


def _told(feed: Feed, output: OutputFormat, media_type: str) -> bytes | None:
    """A delta's bytes; None where the format has no words for withdrawals, and there are some, or for such a feed."""
    try:
        body = checked(output.render(feed).body, media_type)
        silent = bool(feed.tombstones) and body == output.render(replace(feed, tombstones=())).body
    except RenderingError:
        return None
    return None if silent else body
