"""Entries: what was ever published, what is now, and what identity needs to know of both."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from aggregator.model import Candidate, Entry, Known
from aggregator.store.bulk import insert_rows
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES

_ENTRY = (
    ENTRIES.c.id, ENTRIES.c.source, ENTRIES.c.title, ENTRIES.c.text, ENTRIES.c.content, ENTRIES.c.link,
    ENTRIES.c.published, ENTRIES.c.updated,
)  # fmt: skip
_KNOWN = (
    ENTRIES.c.row, ENTRIES.c.id, ENTRIES.c.source, ENTRIES.c.key, ENTRIES.c.title, ENTRIES.c.text, ENTRIES.c.link,
    ENTRIES.c.published, ENTRIES.c.updated, ENTRIES.c.withdrawn,
)  # fmt: skip
_NEW = ("id", "source", "key", "title", "text", "content", "as_read", "link", "published", "updated")
_SHOWN = ENTRIES.c.withdrawn.is_(None)


class NewEntry(NamedTuple):
    """An entry to be published for the first time; `source` is its source's row."""

    id: uuid.UUID
    source: int
    candidate: Candidate
    published: int


class EditedEntry(NamedTuple):
    """An entry to be published as `candidate` now reads: edited, moved, or back again."""

    row: int
    source: int
    candidate: Candidate
    updated: int


def newest(connection: Connection, limit: int, source: int | None = None) -> list[Entry]:
    """The newest published entries, of one source (its row) or of all, newest first.

    Of those that share a moment, the one that was added last is the newest.
    """
    chosen = select(*_ENTRY).where(_SHOWN).order_by(ENTRIES.c.published.desc(), ENTRIES.c.row.desc()).limit(limit)
    return _entries(connection, chosen if source is None else chosen.where(ENTRIES.c.source == source))


def by_id(connection: Connection, identifier: uuid.UUID) -> tuple[Entry, bool] | None:
    """An entry and whether it is still published; None where there never was one."""
    row = connection.execute(select(*_ENTRY, ENTRIES.c.withdrawn).where(ENTRIES.c.id == identifier.bytes)).one_or_none()
    return (_entry(row[:-1]), row.withdrawn is None) if row else None


def published_of(connection: Connection, sources: Collection[int]) -> Iterator[Known]:
    """The published entries of these sources, for identity."""
    for chunk in chunks(sources):
        yield from _known(connection, select(*_KNOWN).where(_SHOWN, ENTRIES.c.source.in_(chunk)))


def withdrawn_with(connection: Connection, keys: Collection[bytes]) -> Iterator[Known]:
    """The withdrawn entries that read as one of these keys says, for identity."""
    if connection.execute(select(ENTRIES.c.row).where(ENTRIES.c.withdrawn.is_not(None)).limit(1)).first() is None:
        return
    for chunk in chunks(keys):
        yield from _known(connection, select(*_KNOWN).where(ENTRIES.c.withdrawn.is_not(None), ENTRIES.c.key.in_(chunk)))


def withdrawn_since(connection: Connection, sources: Collection[int], moment: int) -> Iterator[Known]:
    """The entries of these sources that were withdrawn after a moment, for identity."""
    for chunk in chunks(sources):
        yield from _known(connection, select(*_KNOWN).where(ENTRIES.c.withdrawn > moment, ENTRIES.c.source.in_(chunk)))


def taken(connection: Connection, identifiers: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the identifiers that an entry has already."""
    found = (
        identifier
        for chunk in chunks(identifier.bytes for identifier in identifiers)
        for identifier in connection.scalars(select(ENTRIES.c.id).where(ENTRIES.c.id.in_(chunk)))
    )
    return {uuid.UUID(bytes=identifier) for identifier in found}


def moments(connection: Connection, sources: Collection[int]) -> dict[int, set[int]]:
    """When each of these sources' entries were published, withdrawn ones included: moments are not given twice."""
    found: dict[int, set[int]] = {source: set() for source in sources}
    for chunk in chunks(sources):
        for source, published in connection.execute(
            select(ENTRIES.c.source, ENTRIES.c.published).where(ENTRIES.c.source.in_(chunk))
        ):
            found[source].add(published)
    return found


def add(connection: Connection, new: Iterable[NewEntry]) -> bool:
    """Publish entries for the first time, the oldest first: all, or none and False where an id is taken."""
    rows: list[tuple[object, ...]] = [
        (
            entry.id.bytes, entry.source, entry.candidate.key, entry.candidate.title, entry.candidate.text,
            entry.candidate.content, entry.candidate.as_read, entry.candidate.link, entry.published, entry.published,
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
        {"of": entry.row, "source": entry.source, "updated": entry.updated, "withdrawn": None}
        | _values(entry.candidate)
        for entry in edited
    ]
    if rows:
        statement = update(ENTRIES).where(ENTRIES.c.row == bindparam("of"))
        connection.execute(statement.values({name: bindparam(name) for name in rows[0] if name != "of"}), rows)


def withdraw(connection: Connection, rows: Iterable[int], now: int) -> None:
    """Take entries out of their feeds; they keep their rows, so that their ids are theirs if they come back."""
    values = [{"of": row, "withdrawn": now} for row in rows]
    if values:
        statement = update(ENTRIES).where(ENTRIES.c.row == bindparam("of"))
        connection.execute(statement.values(withdrawn=bindparam("withdrawn")), values)


def _values(candidate: Candidate) -> dict[str, object]:
    return {
        "key": candidate.key,
        "title": candidate.title,
        "text": candidate.text,
        "content": candidate.content,
        "as_read": candidate.as_read,
        "link": candidate.link,
    }


def _entries(connection: Connection, chosen: Select[*tuple[object, ...]]) -> list[Entry]:
    return [_entry(row) for row in connection.execute(chosen)]


def _entry(row: Row[*tuple[object, ...]] | tuple[object, ...]) -> Entry:
    identifier, *rest = row
    return Entry(uuid.UUID(bytes=identifier), *rest)  # type: ignore[arg-type]


def _known(connection: Connection, chosen: Select[*tuple[object, ...]]) -> Iterator[Known]:
    for row in connection.execute(chosen):
        yield Known(
            row.row, uuid.UUID(bytes=row.id), row.source, row.key, row.title, row.text, row.link,
            row.published, row.updated, row.withdrawn is not None,
        )  # fmt: skip
