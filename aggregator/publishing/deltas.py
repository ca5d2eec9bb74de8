"""What a feed shows, in a few bytes, and what differs between two states of it; pure.

RFC 3229 lets a server answer with less than the whole document; Bob Wyman's "Using RFC3229 with Feeds" (2004) names
the way to do so for feeds: a feed of the entries that are new or changed. To know these, it suffices to know for each
entry that the reader has how it read.
"""

import uuid
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final, NamedTuple

from aggregator.feed import FeedEntry

_ID: Final = 16
_WORDING: Final = 8


class Shown(NamedTuple):
    """What a document shows, as 24 bytes an entry: its id, and a digest of all that is shown of it."""

    entries: frozenset[bytes]

    @classmethod
    def read(cls, composition: bytes) -> "Shown":
        """What `composition` gave."""
        size = _ID + _WORDING
        return cls(frozenset(composition[start : start + size] for start in range(0, len(composition), size)))

    def ids(self) -> set[uuid.UUID]:
        """Of which entries."""
        return {uuid.UUID(bytes=entry[:_ID]) for entry in self.entries}

    def printed(self, forms: Iterable[tuple[FeedEntry, ...]]) -> Iterator[FeedEntry]:
        """The entries as it shows them, each of which has several forms; those that it does not show are left out."""
        for each in forms:
            yield from [form for form in each if _token(form) in self.entries][:1]


def composition(entries: Iterable[FeedEntry]) -> bytes:
    """What a document shows that shows these entries."""
    return b"".join(map(_token, entries))


def changed_since(before: Shown, entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Those of the entries that were not shown, or not as they are now."""
    return tuple(entry for entry in entries if _token(entry) not in before.entries)


def _token(entry: FeedEntry) -> bytes:
    return uuid.UUID(entry.id).bytes + blake2b(repr(entry).encode(), digest_size=_WORDING).digest()
