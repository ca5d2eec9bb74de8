"""What a feed shows, in a few bytes, and what differs between two states of it; pure.

RFC 3229 lets a server answer with less than the whole document; Bob Wyman's "Using RFC3229 with Feeds" (2004) names
the way to do so for feeds: a feed of the entries that are new or changed. To know these, it suffices to know for each
entry that the reader has how it read.
"""

import uuid
from collections.abc import Iterable
from hashlib import blake2b
from itertools import chain
from typing import Final, NamedTuple

from aggregator.feed import Deleted, FeedEntry
from aggregator.publishing.moments import timestamps

_ID: Final = 16
_WORDING: Final = 8
#: In the place of a digest: that the entry has left the feed.
_LEFT: Final = bytes(_WORDING)


class Shown(NamedTuple):
    """What a document shows, as 24 bytes an entry: its id, and a digest of all that is shown of it.

    Of those that have `left` it shows a tombstone, where its format has such.
    """

    entries: frozenset[bytes]
    left: frozenset[bytes]

    @classmethod
    def read(cls, composition: bytes) -> "Shown":
        """What `composition` gave."""
        size = _ID + _WORDING
        tokens = {composition[start : start + size] for start in range(0, len(composition), size)}
        left = frozenset(token for token in tokens if token.endswith(_LEFT))
        return cls(frozenset(tokens) - left, left)

    def ids(self) -> set[uuid.UUID]:
        """Of which entries."""
        return {uuid.UUID(bytes=entry[:_ID]) for entry in self.entries}


def composition(entries: Iterable[FeedEntry], tombstones: Iterable[Deleted] = ()) -> bytes:
    """What a document shows that shows these entries and tombstones."""
    return b"".join((*map(_token, entries), *map(_grave, tombstones)))


def changed_since(before: Shown, entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Those of the entries that were not shown, or not as they are now."""
    return tuple(entry for entry in entries if _token(entry) not in before.entries)


def left_since(before: Shown, tombstones: Iterable[Deleted]) -> tuple[Deleted, ...]:
    """Those of the tombstones that were not shown."""
    return tuple(tombstone for tombstone in tombstones if _grave(tombstone) not in before.left)


def _grave(tombstone: Deleted) -> bytes:
    return uuid.UUID(tombstone.id).bytes + _LEFT


def _token(entry: FeedEntry) -> bytes:
    # Not by its `repr`, which takes thrice as long, for each entry of whatever is rendered.
    *words, _, _, tags, sources = entry
    shown = "\0".join((*words, *timestamps(entry), *tags, "", *chain.from_iterable(sources)))
    identifier = bytes.fromhex(entry.id.removeprefix("urn:uuid:").replace("-", ""))
    return identifier + blake2b(shown.encode("utf-8", "surrogatepass"), digest_size=_WORDING).digest()
