"""Entries: what is published, what was, and how both come to be."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from aggregator.model import EVERYTHING, Candidate, Entry, Record, Scope, Tombstone
from aggregator.store.bulk import insert_rows
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES
from aggregator.store.scopes import within

_ENTRY = (
    ENTRIES.c.id, ENTRIES.c.source, ENTRIES.c.title, ENTRIES.c.text, ENTRIES.c.content, ENTRIES.c.link,
    ENTRIES.c.published, ENTRIES.c.updated,
)  # fmt: skip
_RECORD = (ENTRIES.c.row, ENTRIES.c.line, ENTRIES.c.seen, ENTRIES.c.missing, ENTRIES.c.withdrawn)
_NEW = (
    "id", "source", "key", "title", "text", "content", "as_read", "link", "published", "updated",
    "line", "seen",
)  # fmt: skip
_SHOWN = ENTRIES.c.withdrawn.is_(None)


class NewEntry(NamedTuple):
    """An entry to be published for the first time; `source` is its source's row, `seen` when it was first seen."""

    id: uuid.UUID
    source: int
    candidate: Candidate
    published: int
    seen: int


class EditedEntry(NamedTuple):
    """An entry to be published as `candidate` now reads: edited, moved, or back again."""

    row: int
    source: int
    candidate: Candidate
    updated: int


def newest(connection: Connection, limit: int, scope: Scope = EVERYTHING) -> list[Entry]:
    """The newest published entries of a scope, newest first.

    Of those that share a moment, the one that was added last is the newest.
    """
    chosen = select(*_ENTRY).where(_SHOWN).order_by(ENTRIES.c.published.desc(), ENTRIES.c.row.desc()).limit(limit)
    return _entries(connection, chosen.where(*within(scope)))


def by_rows(connection: Connection, rows: Iterable[int]) -> list[Entry]:
    """The entries with these rows, newest first."""
    found = [
        (row.published, row.row, _entry(row[: len(_ENTRY)]))
        for chunk in chunks(rows)
        for row in connection.execute(select(*_ENTRY, ENTRIES.c.row).where(ENTRIES.c.row.in_(chunk)))
    ]
    return [entry for _, _, entry in sorted(found, key=lambda each: each[:2], reverse=True)]


def withdrawn(connection: Connection, identifiers: Iterable[uuid.UUID], scope: Scope) -> dict[uuid.UUID, int | None]:
    """When each of these entries of a scope was withdrawn, None where it is published; those elsewhere are left out."""
    return {
        uuid.UUID(bytes=row.id): row.withdrawn
        for chunk in chunks(identifier.bytes for identifier in identifiers)
        for row in connection.execute(
            select(ENTRIES.c.id, ENTRIES.c.withdrawn).where(ENTRIES.c.id.in_(chunk), *within(scope))
        )
    }


def by_id(connection: Connection, identifier: uuid.UUID) -> Record | None:
    """All that is known of an entry, published or not; None where there never was one."""
    chosen = select(*_ENTRY, *_RECORD).where(ENTRIES.c.id == identifier.bytes)
    row = connection.execute(chosen).one_or_none()
    return Record(row.row, _entry(row[: len(_ENTRY)]), row.line, row.seen, row.missing, row.withdrawn) if row else None


def published(connection: Connection) -> int:
    """How many entries are published."""
    return int(connection.execute(select(func.count()).where(_SHOWN).select_from(ENTRIES)).scalar_one())


def highest_row(connection: Connection) -> int:
    """The row number given last, 0 where none was: entries with higher ones are new."""
    return int(connection.execute(select(func.coalesce(func.max(ENTRIES.c.row), 0))).scalar_one())


def newer_than(connection: Connection, row: int, limit: int) -> int:
    """How many of the newest `limit` entries that everybody may read have higher rows than this."""
    shown = select(ENTRIES.c.row).where(_SHOWN, *within(EVERYTHING))
    newest = shown.order_by(ENTRIES.c.published.desc(), ENTRIES.c.row.desc()).limit(limit).subquery()
    return int(connection.execute(select(func.count()).where(newest.c.row > row)).scalar_one())


def tombstones(connection: Connection, after: int, limit: int, scope: Scope = EVERYTHING) -> list[Tombstone]:
    """The entries of a scope that were withdrawn after a moment, the latest first."""
    chosen = select(ENTRIES.c.id, ENTRIES.c.withdrawn).where(ENTRIES.c.withdrawn > after, *within(scope))
    latest = chosen.order_by(ENTRIES.c.withdrawn.desc(), ENTRIES.c.row.desc()).limit(limit)
    return [Tombstone(uuid.UUID(bytes=row.id), row.withdrawn) for row in connection.execute(latest)]


def sources_of_withdrawals(connection: Connection, after: int, until: int) -> set[int]:
    """The sources (their rows) of what was withdrawn after one moment, and not after another."""
    chosen = select(ENTRIES.c.source).where(ENTRIES.c.withdrawn > after, ENTRIES.c.withdrawn <= until)
    return set(connection.scalars(chosen.distinct()))


def add(connection: Connection, new: Iterable[NewEntry]) -> bool:
    """Publish entries for the first time, the oldest first: all, or none and False where an id is taken."""
    rows: list[tuple[object, ...]] = [
        (
            entry.id.bytes, entry.source, entry.candidate.key, entry.candidate.title, entry.candidate.text,
            entry.candidate.content, entry.candidate.as_read, entry.candidate.link, entry.published, entry.published,
            entry.candidate.line, entry.seen,
        )
        for entry in new
    ]  # fmt: skip
    if not rows:
        return True
    attempt = connection.begin_nested()
    try:
        insert_rows(connection, ENTRIES, _NEW, rows)
    except IntegrityError:
        attempt.rollback()
        return False
    attempt.commit()
    return True


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
        "content": candidate.content,
        "as_read": candidate.as_read,
        "link": candidate.link,
        "line": candidate.line,
    }


def _entries(connection: Connection, chosen: Select[*tuple[object, ...]]) -> list[Entry]:
    return [_entry(row) for row in connection.execute(chosen)]


def _entry(row: Row[*tuple[object, ...]] | tuple[object, ...]) -> Entry:
    identifier, *rest = row
    return Entry(uuid.UUID(bytes=identifier), *rest)  # type: ignore[arg-type]
