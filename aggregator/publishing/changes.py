"""What a reader is told who takes deltas: what is new since the state that it has, where that is known and less.

RFC 3229 has a delta turn the state that the client names into the current one. So the whole document is the answer
wherever a delta could not do that: where an entry left the feed that the format has no words for, say.
"""

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final, NamedTuple

from cachetools import LRUCache

from aggregator.errors import RenderingError, StoreError
from aggregator.feed import Deleted, Feed, Rendered
from aggregator.publishing.conditional import opaque
from aggregator.publishing.deltas import Shown, changed_since, composition, left_since
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

#: Documents of which is known what they show, in some KiB each, beside those of which the store knows.
_MOST_COMPOSED: Final = 256


class Printed(NamedTuple):
    """The whole document of a key, and what it comes from.

    `gather` gives its feed before that was fitted in, and `render` what is shown of one, in `output`.
    """

    key: str
    whole: HeldDocument
    subject: Subject
    gather: Callable[[], Feed]
    render: Callable[[Feed], Rendered]
    output: OutputFormat


class Changes:
    """Knows the states in which readers have feeds; they are kept in the store, for all processes.

    What they are told is held beside the whole documents: most readers have the same state.
    """

    def __init__(self, store: Store, held: Held, max_bytes: int) -> None:
        self._store = store
        self._held = held
        self._max_bytes = max_bytes
        # By the documents' keys, with their entity tags. While others write, states cannot be noted, and are asked for.
        self._composed: LRUCache[str, tuple[str, bytes | None]] = LRUCache(_MOST_COMPOSED)
        self._lock = threading.Lock()

    def since(self, tags: Collection[str], printed: Printed, transaction: Transaction, news: News) -> HeldDocument:
        """What to answer instead of the whole document to whom has the states of these tags, as the store stands."""
        key, whole = printed.key, printed.whole
        tag = opaque(whole.etag)
        state = states.known(transaction, key, [tag], news.presented)
        shown = state[1] if state else self._composition(printed)
        if shown is None:
            return whole
        if state is None:
            self._remember(key, tag, whole.last_modified, news, shown)
        base = None if tag in tags else states.known(transaction, key, tags, news.presented)
        if base is None:
            return whole
        version = whole.etag, printed.subject.version, news.presented
        return self._held.get(f"{key} since {base[0]}", version, lambda: self._less(base, shown, printed, transaction))

    def _composition(self, printed: Printed) -> bytes | None:
        """What the whole document shows; None for an earlier copy, which outlived a fault.

        Found anew for the first reader who takes deltas: for all others, it would be a part of what a document takes.
        """
        whole = printed.whole
        with self._lock:
            etag, shown = self._composed.get(printed.key, ("", None))
        if etag != whole.etag:
            feed = printed.gather()
            try:
                rendered = printed.render(feed)
                shown = composition(rendered.shown, feed.tombstones) if rendered.body == whole.body else None
            except RenderingError:
                shown = None
            with self._lock:
                self._composed[printed.key] = whole.etag, shown
        return shown

    def _less(self, base: tuple[str, bytes], shown: bytes, printed: Printed, transaction: Transaction) -> HeldDocument:
        """The changes since a state, its tag and what it showed, to what is `shown` now.

        The whole document where they are more, or unknown.
        """
        whole = printed.whole
        body = self._told(Shown.read(base[1]), Shown.read(shown), printed, transaction)
        if body is None or len(body) >= len(whole.body):
            return whole
        less = document(body, whole.media_type, whole.last_modified)
        return replace(whole, body=less.body, twins=less.twins, base=base[0])

    def _told(self, before: Shown, now: Shown, printed: Printed, transaction: Transaction) -> bytes | None:
        """A feed of what is new, changed or withdrawn; None where something else has become of an entry.

        None as well where the format has no words for a withdrawal.
        """
        whole, feed = printed.whole, printed.gather()
        shown = tuple(now.printed((entry, shortened(entry, self._max_bytes)) for entry in feed.entries))
        if len(shown) < len(now.entries):  # an earlier copy, which outlived a fault, and is known from before
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

    def _remember(self, key: str, tag: str, last_modified: int, news: News, shown: bytes) -> None:
        try:
            with self._store.noting() as transaction:
                states.remember(transaction, key, tag, news.presented, last_modified, shown)
        except StoreError as error:
            # This reader gets the whole document once more; it is not worth waiting for.
            LOGGER.debug("the state of %s is not kept: %s", key, error)
