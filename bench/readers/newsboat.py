"""newsboat, restated.

newsboat/newsboat, `src/rssparser.cpp` (commit 094b203), `get_guid`: the guid or id if there is one; else link and date
as written; else the link; else the title. `rss/rss09xparser.cpp` (07d8f67) and `rss/atomparser.cpp` (0da69ac): where
these stand, Atom's date being `published`, else `updated`. `src/cache.cpp`, `update_rssitem_unlocked`: one table for
all feeds, so an entry that was in any feed is known in all; what is known is overwritten in silence, and unread again
only where `reset-unread-on-update` is set and the content differs, which counts as an update here. No JSON Feed.
"""

from bench.readers.documents import Item, items
from bench.readers.shown import Shelf, Shown


def key_of(item: Item) -> str:
    """An item's identity, in all feeds."""
    if item.identifier:
        return item.identifier
    if item.link:
        return item.link + (item.published or item.updated)
    return item.title


class Newsboat:
    """newsboat with one cache."""

    name = "newsboat"
    formats = frozenset({"rss", "atom"})

    def __init__(self) -> None:
        self._shelf = Shelf()

    def take(self, feed: str, suffix: str, body: bytes) -> list[Shown]:  # noqa: ARG002 (its table does not ask for the feed)
        """What is shown of a document, the last item first."""
        shown = []
        for position, item in reversed(list(enumerate(items(suffix, body)))):
            identity = key_of(item)
            shown.append(Shown(position, identity, self._shelf.put(identity, item.content or item.text)))
        return shown
