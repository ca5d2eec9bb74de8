"""Entries as identity needs them: all that an article of a changed file may turn out to be."""

import uuid
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, Select, select

from aggregator.model import Known
from aggregator.store import tags
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES

_KNOWN = (
    ENTRIES.c.row, ENTRIES.c.id, ENTRIES.c.source, ENTRIES.c.key, ENTRIES.c.title, ENTRIES.c.text, ENTRIES.c.link,
    ENTRIES.c.published, ENTRIES.c.updated, ENTRIES.c.line, ENTRIES.c.seen, ENTRIES.c.missing, ENTRIES.c.withdrawn,
)  # fmt: skip
_PRESENT = (ENTRIES.c.withdrawn.is_(None), ENTRIES.c.missing.is_(None))


def present_in(connection: Connection, sources: Collection[int]) -> Iterator[Known]:
    """The published entries that stood in these sources' files when those were last read."""
    for chunk in chunks(sources):
        yield from _known(connection, select(*_KNOWN).where(*_PRESENT, ENTRIES.c.source.in_(chunk)))


def missing(connection: Connection) -> dict[int, int]:
    """The published entries that are in no file: the source of each, by row."""
    chosen = select(ENTRIES.c.row, ENTRIES.c.source).where(ENTRIES.c.missing.is_not(None))
    return {row.row: row.source for row in connection.execute(chosen)}


def gone_with(connection: Connection, keys: Iterable[bytes]) -> Iterator[Known]:
    """The entries in no file that read as one of these keys says; without any, nobody looks at the keys."""
    wanted: set[bytes] = set()
    for gone in (ENTRIES.c.withdrawn, ENTRIES.c.missing):
        if connection.execute(select(ENTRIES.c.row).where(gone.is_not(None)).limit(1)).first() is None:
            continue
        wanted = wanted or set(keys)
        for chunk in chunks(wanted):
            yield from _known(connection, select(*_KNOWN).where(gone.is_not(None), ENTRIES.c.key.in_(chunk)))


def gone_since(connection: Connection, sources: Collection[int], withdrawn: int, missing: int) -> Iterator[Known]:
    """The entries that went out of these sources' files: withdrawn after one moment, or published since another."""
    for gone, moment in ((ENTRIES.c.withdrawn, withdrawn), (ENTRIES.c.missing, missing)):
        for chunk in chunks(sources):
            yield from _known(connection, select(*_KNOWN).where(gone > moment, ENTRIES.c.source.in_(chunk)))


def moments(connection: Connection, sources: Collection[int]) -> dict[int, set[int]]:
    """When each of these sources' entries were published, withdrawn ones included: moments are not given twice."""
    found: dict[int, set[int]] = {source: set() for source in sources}
    # Asked for both at once, SQLite would use the index of neither, but look at every entry that there is.
    for part in (ENTRIES.c.withdrawn.is_(None), ENTRIES.c.withdrawn.is_not(None)):
        for chunk in chunks(sources):
            chosen = select(ENTRIES.c.source, ENTRIES.c.published).where(part, ENTRIES.c.source.in_(chunk))
            for source, published in connection.execute(chosen):
                found[source].add(published)
    return found


def taken(connection: Connection, identifiers: Iterable[bytes]) -> set[bytes]:
    """Those of the identifiers, of 16 bytes each, that an entry has already."""
    return {
        identifier
        for chunk in chunks(identifiers)
        for identifier in connection.scalars(select(ENTRIES.c.id).where(ENTRIES.c.id.in_(chunk)))
    }


def _known(connection: Connection, chosen: Select[*tuple[object, ...]]) -> Iterator[Known]:
    rows = connection.execute(chosen).all()
    labels = tags.labels(connection, [row.row for row in rows])
    for row in rows:
        yield Known(
            row.row, uuid.UUID(bytes=row.id), row.source, row.key, row.title, row.text, row.link, row.published,
            row.updated, row.withdrawn is not None or row.missing is not None, row.line, row.seen,
            row.withdrawn, labels.get(row.row, ()),
        )  # fmt: skip
