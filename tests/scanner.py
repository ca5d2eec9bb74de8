"""A site that is scanned in this process, by a clock that tests set."""

import os
import shutil
import sqlite3
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from aggregator.model import Record, Source
from aggregator.publishing.access import Patterns
from aggregator.publishing.topics import Topics
from aggregator.reading.folder import FolderRules
from aggregator.reading.format import ReadingRules
from aggregator.report import ScanReport
from aggregator.store import entries, sources
from aggregator.store.database import Store, open_store
from aggregator.update.privacy import settle_privacy
from aggregator.update.rules import ScanRules
from aggregator.update.scan import Hints, scan
from tests.sites import Site, digest

NOON = 1_700_000_000
A, B = ("Apples ripen", "They are red."), ("Pears ripen", "They are green.")
C, D = ("Plums ripen", "They are blue."), ("Figs ripen", "They are sweet.")


class Row(NamedTuple):
    """An entry as it is stored."""

    id: str
    source: str
    title: str
    text: str
    published: int
    updated: int
    withdrawn: int | None


class Scanner:
    """A site that is scanned in this process, by a clock that tests set; a context that closes the store."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.now = float(NOON)
        self.markers: tuple[str, ...] = ()
        self.keep_removed = False
        self.window = 50
        self.topics: Topics | None = None
        self.private = Patterns()
        self.store: Store = open_store(f"sqlite:///{site.store}")

    def scan(
        self, *, closed: AbstractSet[str] = frozenset(), since: ScanReport | None = None,
        **more: Any,  # noqa: ANN401 (what `scan` takes)
    ) -> ScanReport:  # fmt: skip
        folder, reading = FolderRules(self.site.feeds), ReadingRules(self.markers)
        rules = ScanRules(folder, reading, self.keep_removed, self.window, self.topics, self.private)
        return scan(self.store, rules, lambda: self.now, hints=Hints(closed, since), **more)

    def hide(self, *patterns: str) -> None:
        """Have what these patterns cover be private from now on, as at the start of the service."""
        self.private = Patterns(patterns)
        settle_privacy(self.store, self.private, self.topics, int(self.now))

    def put(self, name: str, *articles: tuple[str, str], at: float = NOON - 3600) -> Path:
        return self.write(name, digest(*articles), at)

    def write(self, name: str, content: str | bytes, at: float = NOON - 3600) -> Path:
        """Put a file in its place, last written at a moment."""
        place = self.site.put(name, content)
        os.utime(place, (at, at))
        return place

    def rows(self) -> list[Row]:
        """Every entry, as its feed shows them."""
        return [
            Row(*values)
            for values in self.query(
                "SELECT lower(hex(id)), path, entries.title, text, published, updated, withdrawn FROM entries"
                " JOIN sources ON sources.row = entries.source ORDER BY path, published DESC"
            )
        ]

    def ids(self) -> dict[str, str]:
        """The id of each published title."""
        return {row.title: row.id for row in self.rows() if row.withdrawn is None}

    def titles(self, path: str) -> list[str]:
        return [row.title for row in self.rows() if row.source == path and row.withdrawn is None]

    def source(self, path: str) -> Source:
        """What is known of a file's feed."""
        with self.store.reading() as transaction:
            return sources.by_path(transaction, [path])[path]

    def record(self, title: str) -> Record:
        """All that is known of the entry with a title."""
        with self.store.reading() as transaction:
            (identifier,) = (row.id for row in self.rows() if row.title == title)
            found = entries.by_id(transaction, UUID(identifier))
        assert found is not None
        return found

    def query(self, statement: str) -> list[Any]:
        connection = sqlite3.connect(self.site.store)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def dump(self) -> str:
        connection = sqlite3.connect(self.site.store)
        try:
            return "\n".join(connection.iterdump())
        finally:
            connection.close()

    def lose_the_store(self) -> None:
        self.store.close()
        shutil.rmtree(self.site.store.parent)
        self.store = open_store(f"sqlite:///{self.site.store}")
