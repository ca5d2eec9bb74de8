"""What a reader is told who takes deltas: what is new since the state that it has, where that is known and less.

RFC 3229 has a delta turn the state that the client names into the current one. So the whole document is the answer
wherever a delta could not do that: where an entry left the feed that the format has no words for, say.
"""

import logging
import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import NamedTuple

from aggregator.errors import RenderingError, StoreError
from aggregator.feed import Deleted, Feed, FeedEntry, Rendered
from aggregator.publishing.conditional import opaque
from aggregator.publishing.deltas import Shown, changed_since, composition, left_since
from aggregator.publishing.feeds import moment
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.held import Held, HeldDocument, document
from aggregator.publishing.sound import checked
from aggregator.publishing.subjects import Subject
from aggregator.store import entries, states
from aggregator.store.database import Store, Transaction
from aggregator.store.state import News

LOGGER = logging.getLogger(__name__)


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

    def __init__(self, store: Store, held: Held) -> None:
        self._store = store
        self._held = held

    def since(self, tags: Collection[str], printed: Printed, transaction: Transaction, news: News) -> HeldDocument:
        """What to answer instead of the whole document to whom has the states of these tags, as the store stands."""
        key, whole = printed.key, printed.whole
        tag, version = opaque(whole.etag), (whole.etag, printed.subject.version, news.presented)
        if states.known(transaction, key, [tag], news.presented) is None:
            # For all readers who take no deltas, it would be a part of what a document takes.
            shown = self._held.get(f"{key} shown", version, lambda: _composition(printed)).body
            if shown:
                self._remember(key, tag, whole.last_modified, news, shown)
        base = None if tag in tags else states.known(transaction, key, tags, news.presented)
        if base is None:
            return whole
        return self._held.get(f"{key} since {base[0]}", version, lambda: _less(base, printed, transaction))

    def _remember(self, key: str, tag: str, last_modified: int, news: News, shown: bytes) -> None:
        try:
            with self._store.noting() as transaction:
                states.remember(transaction, key, tag, news.presented, last_modified, shown)
        except StoreError as error:
            # This reader gets the whole document once more; it is not worth waiting for.
            LOGGER.debug("the state of %s is not kept: %s", key, error)


def _fitted(printed: Printed) -> tuple[Feed, tuple[FeedEntry, ...]] | None:
    """The feed of the whole document, and the entries that this shows; None of a copy that outlived a fault."""
    feed = printed.gather()
    try:
        rendered = printed.render(feed)
    except RenderingError:
        return None
    return (feed, rendered.shown) if rendered.body == printed.whole.body else None


def _composition(printed: Printed) -> HeldDocument:
    """What the whole document shows, as the body of another one; nothing of a copy that outlived a fault."""
    fitted = _fitted(printed)
    body = composition(fitted[1], fitted[0].tombstones) if fitted else b""
    return document(body, "application/octet-stream", printed.whole.last_modified)


def _less(base: tuple[str, bytes], printed: Printed, transaction: Transaction) -> HeldDocument:
    """The changes since a state, its tag and what it showed; the whole document where they are more, or unknown."""
    whole, fitted = printed.whole, _fitted(printed)
    # Not what is known to be shown under its tag: the same bytes may stand for entries of which a format does not say
    # all, such as their language.
    body = _told(Shown.read(base[1]), *fitted, printed, transaction) if fitted else None
    if body is None or len(body) >= len(whole.body):
        return whole
    less = document(body, whole.media_type, whole.last_modified)
    return replace(whole, body=less.body, twins=less.twins, base=base[0])


def _told(
    before: Shown, feed: Feed, shown: tuple[FeedEntry, ...], printed: Printed, transaction: Transaction
) -> bytes | None:
    """A feed of what is new, changed or withdrawn; None where something else has become of an entry.

    None as well where the format has no words for a withdrawal.
    """
    gone = before.ids() - {uuid.UUID(entry.id) for entry in shown}
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
        body = checked(printed.output.render(delta).body, printed.whole.media_type)
        silent = had and body == printed.output.render(replace(delta, tombstones=())).body
    except RenderingError:
        return None
    return None if silent else body
