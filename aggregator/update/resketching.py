"""What articles that tell the same are found by is made anew, once, where an earlier version made it otherwise."""

import logging
from collections.abc import Callable

from aggregator.editing.sketching import sketches
from aggregator.errors import ScanError
from aggregator.model import SKETCHES_EDITION
from aggregator.store import entries, state, stories
from aggregator.store.database import Store
from aggregator.update.indexing import MOST_ALIKE

LOGGER = logging.getLogger(__name__)

#: Entries a transaction: others may write in between. Should this be cut off, the next scan begins anew.
AT_ONCE = 10_000


def resketch(store: Store, stopping: Callable[[], bool]) -> None:
    """Have all entries found by the numbers of this edition.

    Raises:
        ScanError: The scan is to stop.
    """
    LOGGER.info("what articles that tell the same are found by is made anew, once")
    with store.writing() as transaction:
        stories.keep_none(transaction)
    after: int | None = 0
    while after is not None:
        if stopping():
            raise ScanError("the scan was stopped half-way; the next one begins anew")
        after = _sketch(store, after)
    with store.writing() as transaction:
        stories.keep_few(transaction, MOST_ALIKE)
        state.keep_sketched(transaction, SKETCHES_EDITION)


def _sketch(store: Store, after: int) -> int | None:
    """Sketch the entries that follow this row: the row of the last of them, None where there are no more."""
    with store.writing() as transaction:
        some = entries.texts(transaction, after, AT_ONCE)
        stories.keep(transaction, ((number, row) for row, key, text in some for number in sketches(text, key)))
    return some[-1][0] if some else None
