"""What a reader is told who takes deltas: what is new since the state that it has, where that is known and less.

RFC 3229 has a delta turn the state that the client names into the current one. So the whole document is the answer
wherever a delta could not do that: where an entry left the feed that the format has no words for, say.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import NamedTuple

from aggregator.errors import RenderingError, StoreError
from aggregator.feed import Deleted, Feed
from aggregator.publishing.conditional import opaque
from aggregator.publishing.deltas import Shown, changed_since, left_since
from aggregator.publishing.feeds import moment
from aggregator.publishing.fitting import shortened
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.held import Held, HeldDocument, document
from aggregator.publishing.sound import checked
from aggregator.publishing.subjects import Subject
from aggregator.store import entries, states
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News

LOGGER = logging.getLogger(__name__)


class Printed(NamedTuple):
    """The whole document of a key, and what it comes from: `gather` gives its feed before that was fitted in."""

    key: str
    whole: HeldDocument
    subject: Subject
    gather: Callable[[], Feed]
    output: OutputFormat


class Changes:
    """Knows the states in which readers have feeds; they are kept in the store, for all processes.

    What they are told is held beside the whole documents: most readers have the same state.
    """

    def __init__(self, store: Store, held: Held, max_bytes: int) -> None:
        self._store = store
        self._held = held
        self._max_bytes = max_bytes

    def since(self, tags: Collection[str], printed: Printed, transaction: Transaction, news: News) -> HeldDocument:
        """What to answer instead of the whole document to whom has the states of these tags, as the store stands."""
        key, whole = printed.key, printed.whole
        tag = opaque(whole.etag)
        if states.known(transaction, key, [tag], news.presented) is None:
            self._remember(key, tag, whole, news)
        base = None if tag in tags else states.known(transaction, key, tags, news.presented)
        if base is None:
            return whole
        version = whole.etag, printed.subject.version, news.presented
        return self._held.get(f"{key} since {base[0]}", version, lambda: self._less(base, printed, transaction))

    def _less(self, base: tuple[str, bytes], printed: Printed, transaction: Transaction) -> HeldDocument:
        """The changes since a state, its tag and what it showed; the whole document where they are more, or unknown."""
        whole = printed.whole
        body = self._told(Shown.read(base[1]), printed, transaction)
        if body is None or len(body) >= len(whole.body):
            return whole
        less = document(body, whole.media_type, whole.last_modified)
        return replace(whole, body=less.body, twins=less.twins, shown=b"", base=base[0])

    def _told(self, before: Shown, printed: Printed, transaction: Transaction) -> bytes | None:
        """A feed of what is new, changed or withdrawn; None where something else has become of an entry.

        None as well where the format has no words for a withdrawal.
        """
        whole, feed, now = printed.whole, printed.gather(), Shown.read(printed.whole.shown)
        shown = tuple(now.printed((entry, shortened(entry, self._max_bytes)) for entry in feed.entries))
        if len(shown) < len(now.entries):  # an earlier copy, which outlived a fault
            return None
        gone = before.ids() - now.ids()
        became = entries.withdrawn(transaction, gone, printed.subject.scope)
        if len(became) < len(gone):  # moved to another feed
            return None
        had = [Deleted(each.urn, moment(when)) for each, when in became.items() if when is not None]
        # And those of entries that were shown so long ago that the state does not know of them.
        deleted = {each.id: each for each in (*had, *left_since(before, feed.tombstones))}
        delta = replace(
            feed,
            entries=changed_since(before, shown),
            tombstones=tuple(sorted(deleted.values(), key=lambda each: (each.when, each.id), reverse=True)),
            earlier=feed.earlier if len(shown) == len(feed.entries) else feed.rest,
        )
        try:
            body = checked(printed.output.render(delta).body, whole.media_type)
            silent = had and body == printed.output.render(replace(delta, tombstones=())).body
        except RenderingError:
            return None
        return None if silent else body

    def _remember(self, key: str, tag: str, whole: HeldDocument, news: News) -> None:
        try:
            with self._store.noting() as transaction:
                states.remember(transaction, key, tag, news.presented, whole.last_modified, whole.shown)
        except StoreError as error:
            # This reader gets the whole document once more; it is not worth waiting for.
            LOGGER.debug("the state of %s is not kept: %s", key, error)
