"""What articles that tell the same are found by is made anew, once, where an earlier version made it otherwise."""

from aggregator.editing.sketching import sketches
from aggregator.model import SKETCHES_EDITION
from aggregator.store import entries, state, stories
from aggregator.store.chunks import chunks
from aggregator.store.database import Store
from aggregator.update.indexing import MOST_ALIKE


def resketch(store: Store) -> None:
    """Have all entries found by the numbers of this edition, in one transaction."""
    with store.writing() as transaction:
        stories.keep_none(transaction)
        for chunk in chunks(entries.texts(transaction)):
            stories.keep(transaction, ((number, row) for row, key, text in chunk for number in sketches(text, key)))
        stories.keep_few(transaction, MOST_ALIKE)
        state.keep_sketched(transaction, SKETCHES_EDITION)
