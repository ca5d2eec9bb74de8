"""Entries: what is published, what was, and how both come to be."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Integer, bindparam, case, delete, func, select, update

from aggregator.model import EVERYTHING, Candidate, Entry, Record, Scope
from aggregator.store import prepared, tags
from aggregator.store.bulk import insert_rows
from aggregator.store.chunks import chunks
from aggregator.store.newest import Before
from aggregator.store.newest import newest as newest_places
from aggregator.store.schema import ENTRIES
from aggregator.store.scopes import over, within

_ENTRY = (
    ENTRIES.c.id, ENTRIES.c.source, ENTRIES.c.title, ENTRIES.c.text, ENTRIES.c.link,
    ENTRIES.c.published, ENTRIES.c.updated, ENTRIES.c.seen,
)  # fmt: skip
_RECORD = (ENTRIES.c.row, ENTRIES.c.line, ENTRIES.c.missing, ENTRIES.c.withdrawn)
_NEW = (
    "row", "id", "source", "key", "title", "text", "as_read", "link", "published", "updated",
    "line", "seen",
)  # fmt: skip
_SHOWN = ENTRIES.c.withdrawn.is_(None)
_BY_ROWS = select(ENTRIES.c.row, *_ENTRY).where(ENTRIES.c.row.in_(prepared.any_of("rows")))
_TEXTS = (
    select(ENTRIES.c.row, ENTRIES.c.key, ENTRIES.c.text)
    .where(ENTRIES.c.row > bindparam("after"))
    .order_by(ENTRIES.c.row)
    .limit(bindparam("limit", type_=Integer))
)
_BY_ID = select(*_RECORD).where(ENTRIES.c.id == bindparam("identifier"))


#: An entry to be published for the first time: its source's row, how it reads, and when it is published.
NewEntry = tuple[int, Candidate, int]


class EditedEntry(NamedTuple):
    """An entry to be published as `candidate` now reads: edited, moved, or back again."""

    row: int
    source: int
    candidate: Candidate
    updated: int


def newest(connection: Connection, limit: int, scope: Scope = EVERYTHING, before: Record | None = None) -> list[Entry]:
    """The newest entries that a feed of a scope shows, newest first; only those `before` another one, where given.

    Of those that share a moment, the one that was added last is the newest.
    """
    place = Before(before.entry.published, before.row) if before else None
    rows = [found.row for found in newest_places(connection, limit, scope, place)]
    read = by_rows(connection, rows)
    return [read[row] for row in rows]


def by_rows(connection: Connection, rows: Iterable[int]) -> dict[int, Entry]:
    """The entries with these rows."""
    wanted = [*rows]
    labels = tags.labels(connection, wanted)
    return {
        row: Entry._make((uuid.UUID(bytes=identifier), *values, labels.get(row, ())))
        for row, identifier, *values in prepared.rows(connection, _BY_ROWS, {"rows": prepared.listed(wanted)})
    }


def withdrawn(connection: Connection, identifiers: Iterable[uuid.UUID], scope: Scope) -> dict[uuid.UUID, int | None]:
    """When each of these entries of a scope was withdrawn; those elsewhere are left out.

    None where it is published, or where another one stands for it under its id.
    """
    left = ENTRIES.c.withdrawn if scope.source is not None else case((over(scope), ENTRIES.c.withdrawn))
    return {
        uuid.UUID(bytes=row.id): row.left
        for chunk in chunks(identifier.bytes for identifier in identifiers)
        for row in connection.execute(
            select(ENTRIES.c.id, left.label("left")).where(ENTRIES.c.id.in_(chunk), *within(scope))
        )
    }


def by_id(connection: Connection, identifier: uuid.UUID) -> Record | None:
    """All that is known of an entry, published or not; None where there never was one."""
    found = prepared.row(connection, _BY_ID, {"identifier": identifier.bytes})
    if found is None:
        return None
    row, line, missing, withdrawn = found
    entry = by_rows(connection, [row])[row]
    return Record(row, entry, line, entry.seen, missing, withdrawn)


def published(connection: Connection) -> int:
    """How many entries are published."""
    return int(connection.execute(select(func.count()).where(_SHOWN).select_from(ENTRIES)).scalar_one())


def texts(connection: Connection, after: int, limit: int) -> list[tuple[int, bytes, str]]:
    """Row, key and text of so many of all entries that ever were, from `after` a row on, in the order of rows."""
    return prepared.rows(connection, _TEXTS, {"after": after, "limit": limit})


def highest_row(connection: Connection) -> int:
    """The row number given last, 0 where none was: entries with higher ones are new."""
    return int(connection.execute(select(func.coalesce(func.max(ENTRIES.c.row), 0))).scalar_one())


def add(connection: Connection, identifiers: Iterable[bytes], new: Iterable[NewEntry], seen: int) -> range | None:
    """Publish entries for the first time, the oldest first: the rows of all, or None for none as an id is taken.

    `identifiers` are the 16 bytes of each one's UUID; `seen` is when a scan saw them first, in seconds since 1970.
    """
    first = highest_row(connection) + 1
    rows: list[tuple[object, ...]] = [
        (
            row, identifier, source, candidate.key, candidate.title, candidate.text,
            candidate.as_read, candidate.link, published, published, candidate.line, seen,
        )
        for row, (identifier, (source, candidate, published)) in enumerate(zip(identifiers, new, strict=True), first)
    ]  # fmt: skip
    given = range(first, first + len(rows))
    if not rows:
        return given
    # Not as an error, which would hold all of the rows until the collector comes.
    if insert_rows(connection, ENTRIES, _NEW, rows, free=True) == len(rows):
        return given
    # Not by a savepoint, for which SQLite copies each page of the index of ids beforehand, nearly always in vain.
    connection.execute(delete(ENTRIES).where(ENTRIES.c.row >= first))
    return None


def edit(connection: Connection, edited: Iterable[EditedEntry]) -> None:
    """Publish entries as they now read."""
    rows = [
        {"of": entry.row, "source": entry.source, "updated": entry.updated, "withdrawn": None, "missing": None}
        | _values(entry.candidate)
        for entry in edited
    ]
    if rows:
        statement = update(ENTRIES).where(ENTRIES.c.row == bindparam("of"))
        connection.execute(statement.values({name: bindparam(name) for name in rows[0] if name != "of"}), rows)


def place(connection: Connection, lines: Iterable[tuple[int, int]]) -> None:
    """Note in which line these entries (row and line each) stand now."""
    _set(connection, "line", lines)


def miss(connection: Connection, rows: Iterable[int], now: int) -> None:
    """Note that these entries are in no file; they are published still."""
    _set(connection, "missing", ((row, now) for row in rows))


def withdraw(connection: Connection, rows: Iterable[int], now: int) -> None:
    """Take entries out of their feeds; they keep their rows, so that their ids are theirs if they come back."""
    leaving = list(rows)
    _set(connection, "withdrawn", ((row, now) for row in leaving))
    _set(connection, "missing", ((row, None) for row in leaving))


def inherit(connection: Connection, old: int, new: int) -> None:
    """What was withdrawn from one source (its row) counts as withdrawn from another, which goes on in its place."""
    gone = ENTRIES.c.withdrawn.is_not(None)
    connection.execute(update(ENTRIES).where(ENTRIES.c.source == old, gone).values(source=new))


def _set(connection: Connection, column: str, values: Iterable[tuple[int, int | None]]) -> None:
    rows = [{"of": row, "value": value} for row, value in values]
    if rows:
        statement = update(ENTRIES).where(ENTRIES.c.row == bindparam("of"))
        connection.execute(statement.values({column: bindparam("value")}), rows)


def _values(candidate: Candidate) -> dict[str, object]:
    return {
        "key": candidate.key,
        "title": candidate.title,
        "text": candidate.text,
        "as_read": candidate.as_read,
        "link": candidate.link,
        "line": candidate.line,
    }
