"""What an article's page says of others: which tell the same elsewhere, and which nearly do.

In feeds the second kind are articles of their own, for one that is hidden by mistake is lost. A page hides nothing: it
shows whatever is as near as a reader would call it, of whichever day.
"""

from typing import Final

from aggregator.editing.sketching import UNMISTAKABLE, sketches
from aggregator.model import Record
from aggregator.store import stories
from aggregator.store.database import Transaction

#: Articles that are named, at most: first those that are the same, then those that are most alike.
MOST: Final = 20


def elsewhere(transaction: Transaction, record: Record) -> list[int]:
    """The published entries (their rows) of other public sources that tell what an entry tells, the nearest first."""
    same = stories.beside(transaction, record.row)
    text = record.entry.text
    if len(text) < UNMISTAKABLE:
        return same[:MOST]
    from aggregator.editing.stories import resemblance  # noqa: PLC0415 (what compares is loaded where it is of use)

    others = stories.public_tellings(transaction, {row for _, row in stories.like(transaction, sketches(text, b""))})
    near = (
        (resemblance(text, other.text), row) for row, other in others.items() if other.source != record.entry.source
    )
    ranked = sorted((-score, row) for score, row in near if score)
    return list(dict.fromkeys([*same, *(row for _, row in ranked)]))[:MOST]
