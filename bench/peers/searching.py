"""lemon24/reader's search over articles of the bench's own store, in a database that is made once.

It takes several milliseconds for each article to be found by its words, so that a million would take hours: it is given
as many as its database is worth waiting for.
"""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import reader
from reader.types import EntrySearchSort

from bench.million import WORK, store_of

FEED: Final = "https://news.example.org/feeds"
# See `bench/readers/lemon24.py`.
os.environ.setdefault("READER_NO_VENDORED_FEEDPARSER", "1")


@contextmanager
def opened(entries: int) -> Iterator[reader.Reader]:
    """A reader of so many entries; made where it is not there yet, which takes minutes."""
    place = WORK / f"reader-{entries}"
    if not (place / "done").exists():
        print(f"making a database of {entries:,} entries for reader …", file=sys.stderr)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        _make(place, entries)
        (place / "done").touch()
    with reader.make_reader(str(place / "reader.db")) as found:
        yield found


def search(asked: reader.Reader, query: str, sort: EntrySearchSort, limit: int) -> int:
    """How many entries it gives, with what it shows of each."""
    return len(list(asked.search_entries(query, sort=sort, limit=limit)))


def _make(place: Path, entries: int) -> None:
    connection = sqlite3.connect(store_of(entries))
    articles = connection.execute("SELECT hex(id), title, text, published FROM entries WHERE withdrawn IS NULL")
    with reader.make_reader(str(place / "reader.db"), search_enabled=True) as made:
        made.add_feed(FEED, allow_invalid_url=True)
        for identifier, title, text, published in articles:
            moment = datetime.fromtimestamp(published, UTC)
            said = [{"value": text, "type": "text/plain"}]
            made.add_entry({"feed_url": FEED, "id": identifier, "title": title, "content": said, "published": moment})
        made.update_search()
    connection.close()


if __name__ == "__main__":
    with opened(int(sys.argv[1])) as made_or_known:
        print(made_or_known.get_entry_counts().total)
