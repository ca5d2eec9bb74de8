"""Which entries a feed shows: the newest of a source, or a fair share of each of many sources."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from aggregator.model import Entry, Scope, Source
from aggregator.publishing.shares import filled_up, share_of
from aggregator.store import entries, sources, stories
from aggregator.store.database import Transaction
from aggregator.store.newest import Place, newest, newest_of_each


class Shown(NamedTuple):
    """What a feed shows: entries, newest first; the sources that they name, by row; and what was told more than once.

    `stories` are the rows of all sources of an entry, by its id.
    """

    entries: tuple[Entry, ...]
    sources: Mapping[int, Source]
    stories: Mapping[UUID, Sequence[int]]


def show(transaction: Transaction, scope: Scope, rows: Sequence[int]) -> Shown:
    """What a document of a scope's feed shows that has the entries with these rows, in their order.

    What several sources tell is shown once, under the id that it has in all such feeds, whichever of them is shown:
    that is how it neither appears anew nor vanishes when one of them goes.
    """
    found = entries.by_rows(transaction, rows)
    told = {} if scope.source is not None else stories.told(transaction, rows, scope)
    chosen = tuple(found[row]._replace(id=told[row].id) if row in told else found[row] for row in rows)
    named = {entry.source for entry in chosen}.union(*(story.sources for story in told.values()))
    return Shown(chosen, sources.by_row(transaction, named), {story.id: story.sources for story in told.values()})


def places(transaction: Transaction, scope: Scope, window: int) -> list[Place]:
    """The entries that a feed of a scope shows, newest first, at most `window`."""
    if scope.source is not None or scope.tag is not None or scope.query is not None:
        return newest(transaction, window, scope)
    within_shares = newest_of_each(transaction, window, scope, share_of(window))
    if len(within_shares) == window:
        return within_shares
    # Twice as many hold all that may fill what the shares leave empty.
    return filled_up(within_shares, newest(transaction, 2 * window, scope), window)
