"""FreshRSS, restated.

FreshRSS/FreshRSS, `lib/simplepie/simplepie/src/Item.php` (commit 4d1ec65), `get_id`: `atom:id`, else `guid`, trimmed.
`app/Models/Feed.php` (before version 1.25), `loadGuids` and `loadEntries`: if one guid stands twice in a document, the
whole feed is known by its links, until a document has no such guid; both changes show everything again (issues 5329 and
5909). Since pull request 4487 one in twenty may, and the feed then goes over to link and date for good; the older rule
is kept here because it forgives less. `app/Models/Entry.php` (006959d), `_guid` and `hash`: without a guid the link
counts, and without a link the content; an update is another MD5 of link, title, authors, content and tags, without the
date. `app/Controllers/feedController.php`: oldest first, and of two with one guid in a document only the first is
taken. A JSON Feed becomes RSS first, `id` becoming `guid`.
"""

from collections.abc import Sequence

from bench.readers.documents import Item, items
from bench.readers.shown import Shelf, Shown


def keys_of(found: Sequence[Item]) -> list[str]:
    """The identities of a document's items within their feed."""
    guids = [item.identifier.strip() for item in found]
    trusted = len(set(guids)) == len(guids)
    return [(guid if trusted else "") or item.link or _look(item) for guid, item in zip(guids, found, strict=True)]


class FreshRSS:
    """FreshRSS with one user."""

    name = "FreshRSS"
    formats = frozenset({"rss", "atom", "json"})

    def __init__(self) -> None:
        self._shelf = Shelf()

    def take(self, feed: str, suffix: str, body: bytes) -> list[Shown]:
        """What is shown of a document; the later ones of a shared identity are lost, so that they are shown as it."""
        found = items(suffix, body)
        shown: dict[str, list[Shown]] = {}
        for position, (item, key) in reversed(list(enumerate(zip(found, keys_of(found), strict=True)))):
            identity = f"{feed} {key}"
            status = "same" if identity in shown else self._shelf.put(identity, _look(item))
            shown.setdefault(identity, []).append(Shown(position, identity, status))
        return [each for those in shown.values() for each in those]


def _look(item: Item) -> str:
    return "\0".join((item.link, item.title, item.author, item.content or item.text))
