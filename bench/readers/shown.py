"""What a reader makes of a feed that it fetches again, and what all of the restated ones share."""

from typing import Literal, NamedTuple, Protocol

Status = Literal["new", "updated", "same"]


class Shown(NamedTuple):
    """What became of the item at `position` (from 0) of a document.

    `identity` is what the reader keeps it under: items that share one are one entry there. An item that a reader
    passes over is not shown at all.
    """

    position: int
    identity: str
    status: Status


class Reader(Protocol):
    """A reader with all that it remembers of the feeds of one subscriber."""

    @property
    def name(self) -> str:
        """What its people call it."""

    @property
    def formats(self) -> frozenset[str]:
        """The suffixes of the formats that it reads: of `rss`, `atom` and `json`."""

    def take(self, feed: str, suffix: str, body: bytes) -> list[Shown]:
        """What it shows of the document that it has just fetched; `feed` is the address without its suffix."""


class Shelf:
    """The entries that a reader keeps: for each identity, all that would make it speak of an update."""

    def __init__(self) -> None:
        self._kept: dict[str, object] = {}

    def put(self, identity: str, content: object) -> Status:
        """Keep an entry, and say whether it was there and looked otherwise."""
        before = self._kept.get(identity)
        self._kept[identity] = content
        if before is None:
            return "new"
        return "same" if before == content else "updated"
