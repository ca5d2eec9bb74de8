"""The program itself, on a folder that is written version after version, by a clock that only the caller moves."""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from aggregator.editing.normalise import key_of, normalise
from aggregator.feed import Limits, Site
from aggregator.model import Scope, Source
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.publishing.subjects import feed_path
from aggregator.reading.decode import decode
from aggregator.reading.folder import FolderRules
from aggregator.reading.format import ReadingRules, choose
from aggregator.store import entries, sources
from aggregator.store.database import open_store
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from bench.readers.judged import Truth
from bench.world import Standing

#: More entries and bytes than a feed here ever has: what leaves its window is no reader's fault.
LIMITS = Limits(entries=100_000, max_bytes=1_000_000_000)
#: How long before a scan its files were written, in seconds: longer than `settle`.
AGE = 60.0
SITE = Site("Subscribers", "", "https://news.example.org", "en")


class Document(NamedTuple):
    """A feed as it was fetched: `feed` is its path without `/` and suffix."""

    feed: str
    suffix: str
    body: bytes


class Published:
    """A folder, its store and its press, below `work`, which has to be empty; a context that closes the store."""

    def __init__(self, work: Path) -> None:
        self._folder = work / "feeds"
        self._folder.mkdir(parents=True)
        self._store = open_store(f"sqlite:///{work / 'aggregator.db'}")
        self._press = Press(self._store, SITE, LIMITS, discover(), held_bytes=100_000_000)
        self._files: dict[str, str] = {}
        self._fetched: dict[tuple[str, str], str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._store.close()

    def write(self, files: Mapping[str, str], moment: float) -> None:
        """Bring the folder to a version, as an editor does who touches only what is another, and scan it at a moment.

        Raises:
            ValueError: A file was not read.
        """
        gone = {path: text for path, text in self._files.items() if path not in files}
        for path, text in files.items():
            if self._files.get(path) != text:
                self._put(path, text, gone, moment)
        for path in gone:
            (self._folder / path).unlink(missing_ok=True)
        self._files = dict(files)
        report = scan(self._store, ScanRules(FolderRules(self._folder)), lambda: moment)
        if report.failed or report.unsettled:
            raise ValueError(f"not every file was read: {report}")

    def fetched(self) -> Iterator[Document]:
        """Every feed in every format that differs from when it was last fetched: all else is a 304 to a reader."""
        with self._store.reading() as transaction:
            names = [None, *(source.name for source, _ in sources.listed(transaction))]
        for name in names:
            feed = feed_path(name).removeprefix("/")
            for suffix in self._press.formats:
                held = self._press.combined(suffix) if name is None else self._press.named(name, suffix)
                if self._fetched.get((feed, suffix)) != held.etag:
                    self._fetched[feed, suffix] = held.etag
                    yield Document(feed, suffix, held.body)

    def truth(self, standing: Sequence[Standing]) -> Mapping[str, Truth]:
        """Who the entry of each id (a `urn:uuid:`) is: told by the words that stand at its place, never by its id.

        Raises:
            ValueError: A file holds more or fewer articles than stand there.
        """
        there: dict[str, list[Standing]] = defaultdict(list)
        for each in standing:
            there[each.path].append(each)
        with self._store.reading() as transaction:
            listed = [source for source, _ in sources.listed(transaction)]
            stored = {
                (source.path, key_of(entry.title, entry.text)): entry.id.urn
                for source in listed
                for entry in entries.newest(transaction, LIMITS.entries, Scope(source.row))
            }
        return {
            stored[source.path, key]: Truth(each.article, f"{each.path}, article {each.position + 1}", each.kind)
            for source in listed
            for key, each in zip(self._keys(source, there), sorted(there[source.path], key=_position), strict=True)
        }

    def _keys(self, source: Source, there: Mapping[str, Sequence[Standing]]) -> list[bytes]:
        text = decode(self._files[source.path].encode()).text
        articles = choose(source.path, text, ReadingRules()).parse(text, ReadingRules()).articles
        if len(articles) != len(there[source.path]):
            raise ValueError(f"{source.path} holds {len(there[source.path])} articles and was read as {len(articles)}")
        return [normalise(article).key for article in articles]

    def _put(self, path: str, text: str, gone: Mapping[str, str], moment: float) -> None:
        place = self._folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        former = next((old for old in gone if gone[old] == text and (self._folder / old).exists()), None)
        if former:  # a file that only got another name keeps its inode and its times
            shutil.move(self._folder / former, place)
            return
        place.write_text(text, encoding="utf-8")
        os.utime(place, (moment - AGE, moment - AGE))


def _position(standing: Standing) -> int:
    return standing.position
