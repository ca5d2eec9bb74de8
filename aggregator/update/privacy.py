"""Which sources are private: noted beside each, so that one question to the store leaves all of them out."""

from aggregator.publishing.access import Patterns
from aggregator.publishing.topics import Topics
from aggregator.store import sources
from aggregator.store.database import Store
from aggregator.update.announcement import Announcement


def settle_privacy(store: Store, private: Patterns, topics: Topics | None, now: int) -> None:
    """Bring the store up to date with what the configuration calls private; before anybody is served.

    `now` is in seconds since 1970.
    """
    covers = private.covering()
    with store.writing() as transaction:
        announcement = Announcement(transaction, now, private)
        # Where nothing is to be private, only what was has to be looked at.
        noted = sources.each(transaction) if private.lines else sources.private(transaction)
        announcement.change([each for each in noted if each.private != covers(each.path)])
        announcement.finish(topics)
