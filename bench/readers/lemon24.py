"""lemon24/reader, which runs itself here, over files (`feed_root`) and a database in memory.

Its identity is the feed's address together with `guid` or `id`, or an RSS item's link where there is none
(`src/reader/_parser/feedparser.py`); an update is another `updated` or another hash of the content, the latter at most
24 times (`src/reader/_update/__init__.py`, issues 179 and 225).
"""

import os
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import reader
from reader.types import EntryUpdateStatus

from bench.readers.documents import items
from bench.readers.shown import Shown, Status

# Its own copy of feedparser asks for a module that feedparser 6.0.14 no longer brings along, so it is to take the real
# one. It looks at this when it first reads a feed.
os.environ.setdefault("READER_NO_VENDORED_FEEDPARSER", "1")


class _Identified(Protocol):
    """All that the library promises of what it hands to its listeners."""

    @property
    def id(self) -> str:
        """The entry's identity within its feed."""


class Lemon24:
    """The library with one database; `folder` is where the feeds lie that it fetches. A context that closes it."""

    name = "reader"
    formats = frozenset({"rss", "atom", "json"})

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reader = reader.make_reader(":memory:", feed_root=str(folder), search_enabled=False)
        self._said: dict[str, Status] = {}
        self._reader.after_entry_update_hooks.append(self._listen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._reader.close()

    def take(self, feed: str, suffix: str, body: bytes) -> list[Shown]:
        """What is shown of a document; what the library does not speak of is as it was.

        Raises:
            reader.ReaderError: The library does not read it.
        """
        address = f"{feed}.{suffix}"
        place = self._folder / address
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
        self._reader.add_feed(address, exist_ok=True)
        self._said.clear()
        self._reader.update_feed(address)
        taken = {entry.id for entry in self._reader.get_entries(feed=address)}
        identifiers = [item.identifier or item.link for item in items(suffix, body)]
        return [
            Shown(position, f"{address} {identifier}", self._said.get(identifier, "same"))
            for position, identifier in enumerate(identifiers)
            if identifier in taken
        ]

    def _listen(self, _reader: reader.Reader, entry: _Identified, status: EntryUpdateStatus) -> None:
        self._said[entry.id] = "new" if status is EntryUpdateStatus.NEW else "updated"
