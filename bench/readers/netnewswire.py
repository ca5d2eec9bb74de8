"""NetNewsWire, restated.

Ranchero-Software/NetNewsWire, `Modules/RSParser/Sources/RSParser/Feeds/XML/RSSItem.swift` (commit 41cab35), `uniqueID`:
the guid or id, trimmed, if there is one; else MD5 of the first there is of permanent link and date, link and date,
title and date, date, permanent link, link, title, body; `RSSParser.swift` (0f2d712): only a guid is a permanent link in
RSS. `JSON/JSONFeedParser.swift` (8561faa): an item without `id`, or without any content, is passed over.
`Modules/ArticlesDatabase/…/ArticlesTable.swift`
(fb1b901): known articles are those of the feed with the same id, which is made from feed and `uniqueID`; an update is
any difference, dates among them. What left the feed is kept for 30 days at least, longer than anything here.
"""

from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import md5

from bench.readers.documents import Item, items
from bench.readers.shown import Shelf, Shown


def key_of(item: Item, suffix: str) -> str | None:
    """An article's `uniqueID` within its feed; None for an item that is passed over."""
    if suffix == "json":
        return item.identifier or None
    if guid := item.identifier.strip():
        return guid
    # Without a guid there is no permanent link in RSS; in Atom it is the alternate link.
    stable = item.link or item.title
    key = f"{stable}{_seconds(item.published, suffix)}" or item.content or item.text
    return md5(key.encode(), usedforsecurity=False).hexdigest()


class NetNewsWire:
    """NetNewsWire with one account."""

    name = "NetNewsWire"
    formats = frozenset({"rss", "atom", "json"})

    def __init__(self) -> None:
        self._shelf = Shelf()

    def take(self, feed: str, suffix: str, body: bytes) -> list[Shown]:
        """What is shown of a document."""
        shown = []
        for position, item in enumerate(items(suffix, body)):
            key = key_of(item, suffix)
            if key is not None and (suffix != "json" or item.content):
                identity = f"{feed} {key}"
                shown.append(Shown(position, identity, self._shelf.put(identity, item)))
        return shown


def _seconds(written: str, suffix: str) -> str:
    if not written:
        return ""
    moment = parsedate_to_datetime(written) if suffix == "rss" else datetime.fromisoformat(written)
    return f"{moment.timestamp():.0f}"
