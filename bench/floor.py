"""The floors: what the work costs that no program could leave out, written as plainly and as fast as it goes.

cold    read every file, split it into articles, insert the same rows by plain sqlite3
idle    scandir and stat every file

The same rows are those that a scan leaves behind: files, sources and their folders, entries, what they are searched by,
what those that are alike are found by, and their places in archive documents, in the very tables and indexes of the
program. Nothing is decoded with care, mended, recognised or compared for it; `counts` is there to hold both stores to
the same rows.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from aggregator.store.database import open_store

BATCH = 1000
#: Half a window of the feed of all, which is what an archive document holds, and the tables that a scan fills.
PAGE = 25
INSERTS = {
    "files": "INSERT INTO files (path, size, mtime_ns, inode, digest) VALUES (?, ?, ?, ?, ?)",
    "sources": "INSERT INTO sources (row, path, name, title, language, first_seen, changed, version, origin, articles,"
    " newest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "folders": "INSERT INTO folders (row, name, address) VALUES (?, ?, ?)",
    "shelved": "INSERT INTO shelved (folder, source, changed, newest) VALUES (?, ?, ?, ?)",
    "entries": "INSERT INTO entries (row, id, source, key, title, text, published, updated, line, seen)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "words": "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
    "sketches": "INSERT INTO sketches (sketch, entry) VALUES (?, ?)",
    "filed": "INSERT INTO filed (archive, entry, page) VALUES (1, ?, ?)",
}
Rows = dict[str, list[tuple[object, ...]]]


def walk(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Each file below a folder with its stat."""
    with os.scandir(folder) as children:
        for child in children:
            if child.is_dir():
                yield from walk(child.path)
            else:
                yield child.path, child.stat()


def idle(folder: Path) -> int:
    """The number of files, each looked at once."""
    return sum(1 for _ in walk(str(folder)))


def cold(folder: Path, database: Path) -> int:
    """The number of articles, read, split and inserted."""
    open_store(f"sqlite:///{database}").close()  # the tables
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    rows: Rows = {table: [] for table in INSERTS}
    count = 0
    folders: dict[str, int] = {}
    for source, (place, status) in enumerate(walk(str(folder)), 1):
        count += split(rows, source, place, status, count)
        shelve(rows, folders, source, place.removeprefix(f"{folder}/"), int(status.st_mtime))
        if not source % BATCH:
            insert(connection, rows)
    insert(connection, rows)
    connection.close()
    return count


def split(rows: Rows, source: int, place: str, status: os.stat_result, before: int) -> int:
    """How many articles a file holds; their rows are numbered from those `before`."""
    with open(place, "rb") as file:
        content = file.read()
    digest = blake2b(content, digest_size=16).digest()
    moment = int(status.st_mtime)
    rows["files"].append((place, status.st_size, status.st_mtime_ns, status.st_ino, digest))
    count = before
    for block in content.decode().split("\nRead more\n"):
        title, _, text = block.strip().partition("\n\n")
        if not title:
            continue
        count += 1
        key = blake2b(block.encode(), digest_size=16).digest()
        identifier = blake2b(key, digest_size=16).digest()
        rows["entries"].append((count, identifier, source, key, title, text, moment, moment, 1, moment))
        rows["words"].append((count, title, text))
        rows["sketches"] += (
            (int.from_bytes(part, "big", signed=True), count) for part in (identifier[:4], identifier[4:8])
        )
        rows["filed"].append((count, 1 + count // PAGE))
    articles = count - before
    rows["sources"].append((source, place, place, place, "en", moment, moment, 1, place, articles, moment))
    return articles


def shelve(rows: Rows, folders: dict[str, int], source: int, name: str, moment: int) -> None:
    """Put a source into its folders, which are numbered as they come; the first is that of all."""
    parts = name.split("/")
    for folder in ("/".join(parts[:depth]) for depth in range(len(parts))):
        if folder not in folders:
            folders[folder] = len(folders) + 1
            rows["folders"].append((folders[folder], folder, folder))
        rows["shelved"].append((folders[folder], source, moment, moment))


def insert(connection: sqlite3.Connection, rows: Rows) -> None:
    """Write a batch in one transaction, and empty it."""
    rows["sketches"].sort()
    connection.execute("BEGIN IMMEDIATE")
    for table, each in rows.items():
        connection.executemany(INSERTS[table], each)
        each.clear()
    connection.execute("COMMIT")


def counts(database: Path) -> Mapping[str, int]:
    """How many rows each of the tables holds."""
    connection = sqlite3.connect(database)
    found = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in INSERTS}  # noqa: S608 (names of ours)
    connection.close()
    return found
