"""The floors: what the work costs that no program could leave out, written as plainly and as fast as it goes.

cold    read every file, split it into articles, insert the same rows by plain sqlite3
idle    scandir and stat every file
"""

import os
import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

BATCH = 1000

TABLES = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, inode INTEGER, digest BLOB)
        WITHOUT ROWID;
    CREATE TABLE entries (
        row INTEGER PRIMARY KEY, id BLOB UNIQUE, source INTEGER, key BLOB, title TEXT, text TEXT, content TEXT,
        as_read TEXT, link TEXT, published INTEGER, updated INTEGER, withdrawn INTEGER
    );
    CREATE INDEX entries_of_source ON entries (source, published) WHERE withdrawn IS NULL;
    CREATE INDEX entries_newest ON entries (published) WHERE withdrawn IS NULL;
"""


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
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript(TABLES)
    files: list[tuple[object, ...]] = []
    entries: list[tuple[object, ...]] = []
    count = 0
    for source, (place, status) in enumerate(walk(str(folder))):
        with open(place, "rb") as file:
            content = file.read()
        digest = blake2b(content, digest_size=16).digest()
        files.append((place, status.st_size, status.st_mtime_ns, status.st_ino, digest))
        for block in content.decode().split("\nRead more\n"):
            title, _, text = block.strip().partition("\n\n")
            if not title:
                continue
            count += 1
            key = blake2b(block.encode(), digest_size=16).digest()
            identifier = blake2b(key, digest_size=16).digest()
            shown = f"<p>{text}</p>"
            moment = int(status.st_mtime)
            entries.append((identifier, source, key, title, text, shown, None, None, moment, moment, None))
        if len(files) >= BATCH:
            insert(connection, files, entries)
    insert(connection, files, entries)
    connection.close()
    return count


def insert(connection: sqlite3.Connection, files: list[tuple[object, ...]], entries: list[tuple[object, ...]]) -> None:
    """Write a batch in one transaction, and empty it."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?)", files)
    connection.executemany("INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", entries)
    connection.execute("COMMIT")
    files.clear()
    entries.clear()
