"""What scans leave of the search index in pieces is put together bit by bit, by each that is not long itself."""

import logging

from aggregator.errors import StoreError
from aggregator.store import words
from aggregator.store.database import Store

LOGGER = logging.getLogger(__name__)


def tidy(store: Store) -> None:
    """Put some of the index in order, unless somebody else is writing: it is not worth waiting for."""
    try:
        with store.noting() as transaction:
            words.tidy(transaction)
    except StoreError as error:
        LOGGER.info("the search index is put in order by a later scan: %s", error)
