"""Miniflux 2, restated.

miniflux/v2, `internal/reader/rss/adapter.go` (commit 003f1f1), `internal/reader/atom/atom_10_adapter.go` and
`internal/reader/json/adapter.go` (06281cb): the hash of an entry is SHA-256 of its guid or id, trimmed only in JSON;
else of its link; else of title and content (RSS) or of the contents (JSON); Atom then has no hash.
`internal/storage/entry.go` (01733d4), `RefreshFeedEntries`: what has a hash that the feed had is updated in silence,
whatever else has changed (`updateEntry`: title, link, content, author; not the date); all else is new.
"""

from hashlib import sha256

from bench.readers.documents import Item, items
from bench.readers.shown import Shelf, Shown


def key_of(item: Item, suffix: str) -> str:
    """What is hashed: an entry's identity within its feed."""
    identifier = item.identifier.strip() if suffix == "json" else item.identifier
    if identifier:
        return identifier
    if item.link or suffix == "atom":
        return item.link
    return item.title + item.content if suffix == "rss" else item.content + item.text


class Miniflux:
    """Miniflux with one user."""

    name = "Miniflux"
    formats = frozenset({"rss", "atom", "json"})

    def __init__(self) -> None:
        self._shelf = Shelf()

    def take(self, feed: str, suffix: str, body: bytes) -> list[Shown]:
        """What is shown of a document."""
        shown = []
        for position, item in enumerate(items(suffix, body)):
            identity = f"{feed} {sha256(key_of(item, suffix).encode()).hexdigest()}"
            status = self._shelf.put(identity, (item.title, item.link, item.content or item.text, item.author))
            shown.append(Shown(position, identity, status))
        return shown
