"""Sources: the feeds' addresses, titles and languages, and when each last changed."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from operator import attrgetter
from typing import Any

from sqlalchemy import Boolean, Connection, bindparam, exists, func, select, type_coerce, update

from aggregator.model import Source
from aggregator.store import prepared
from aggregator.store.bulk import insert_rows
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES, FILES, PRIVATE, SOURCES

#: What is kept of a source, in the table's order.
_KEPT = tuple(column.name for column in SOURCES.c if column.name in Source._fields)


#: A source's values, in its own order.
SOURCE = tuple(
    type_coerce(SOURCES.c[name], Boolean) if name in {"gone", "private"} else SOURCES.c[name] for name in Source._fields
)
_BY_ROW = select(*SOURCE).where(SOURCES.c.row.in_(prepared.any_of("rows")))
_BY_PATH = select(*SOURCE).where(SOURCES.c.path.in_(prepared.any_of("paths")))
_BY_NAME = select(*SOURCE).where(SOURCES.c.name == bindparam("name"))


def as_read(values: Sequence[Any]) -> Source:
    """A source of its values, as SQLite has them."""
    row, path, name, title, language, first_seen, changed, version, origin, gone, successor, private, hidden = values
    return Source(
        row, path, name, title, language, first_seen, changed, version, origin,
        bool(gone), successor, bool(private), hidden,
    )  # fmt: skip


def by_path(connection: Connection, paths: Collection[str]) -> Mapping[str, Source]:
    """The sources of these files, gone ones included."""
    found = prepared.rows(connection, _BY_PATH, {"paths": prepared.listed(paths)})
    return {source.path: source for source in map(as_read, found)}


def by_name(connection: Connection, name: str) -> Source | None:
    """The source at an address, gone or not; None where there never was one."""
    found = prepared.row(connection, _BY_NAME, {"name": name})
    return as_read(found) if found else None


def by_row(connection: Connection, rows: Collection[int]) -> Mapping[int, Source]:
    """The sources with these rows."""
    found = prepared.rows(connection, _BY_ROW, {"rows": prepared.listed(rows)})
    return {source.row: source for source in map(as_read, found)}


def abandoned(connection: Connection, rows: Collection[int]) -> set[int]:
    """Those of these sources (their rows) that are there, though they have neither a file nor a published entry."""
    shown = exists().where(ENTRIES.c.source == SOURCES.c.row, ENTRIES.c.withdrawn.is_(None))
    held = exists().where(FILES.c.path == SOURCES.c.path)
    return {
        row
        for chunk in chunks(rows)
        for row in connection.scalars(
            select(SOURCES.c.row).where(SOURCES.c.row.in_(chunk), SOURCES.c.gone == 0, ~shown, ~held)
        )
    }


def holdings(connection: Connection, since: Mapping[int, int]) -> Counter[int]:
    """How many entries each of these sources (their rows) was the last to hold, but for those withdrawn earlier."""
    held = Counter[int]()
    for chunk in chunks(since):
        counted = select(ENTRIES.c.source, ENTRIES.c.withdrawn, func.count()).where(ENTRIES.c.source.in_(chunk))
        for source, withdrawn, count in connection.execute(counted.group_by(ENTRIES.c.source, ENTRIES.c.withdrawn)):
            if withdrawn is None or withdrawn >= since[source]:
                held[source] += count
    return held


def names(connection: Connection) -> list[str]:
    """Every address ever given, in the order of giving: none is given again."""
    return list(connection.scalars(select(SOURCES.c.name).order_by(SOURCES.c.row)))


def private(connection: Connection) -> list[Source]:
    """All private sources."""
    return [Source(*row) for row in connection.execute(select(*SOURCE).where(PRIVATE))]


def each(connection: Connection) -> Iterator[Source]:
    """Every source that there ever was."""
    yield from starmap(Source, connection.execute(select(*SOURCE)))


def changed_after(connection: Connection, version: int) -> list[Source]:
    """The sources that changed after a version of the store, gone ones included."""
    chosen = select(*SOURCE).where(SOURCES.c.version > version).order_by(SOURCES.c.row)
    return [Source(*row) for row in connection.execute(chosen)]


def listed(connection: Connection, *, private: bool = False) -> Iterator[tuple[Source, int]]:
    """Each source that is there, by path, with the number of its entries; `private` ones only if they are asked for."""
    wanted = [SOURCES.c.gone == 0, *([] if private else [SOURCES.c.private == 0])]
    chosen = select(*SOURCE, SOURCES.c.articles).where(*wanted).order_by(SOURCES.c.path)
    for *source, count in connection.execute(chosen):
        yield Source(*source), count


def taken(connection: Connection, names: Iterable[str]) -> set[str]:
    """Those of these names that a source has, or had."""
    return {
        name
        for chunk in chunks(names)
        for name in connection.scalars(select(SOURCES.c.name).where(SOURCES.c.name.in_(chunk)))
    }


def highest_row(connection: Connection) -> int:
    """The row number given last, 0 where none was."""
    return int(connection.execute(select(func.coalesce(func.max(SOURCES.c.row), 0))).scalar_one())


def add(connection: Connection, sources: Iterable[Source]) -> None:
    """Keep new sources; their rows are the caller's, above `highest_row`."""
    values = attrgetter(*_KEPT)
    if rows := [values(source) for source in sources]:
        insert_rows(connection, SOURCES, _KEPT, rows)


def change(connection: Connection, sources: Iterable[Source]) -> None:
    """Keep what of these sources may change: all but row, path, name and when they were first seen."""
    rows = [
        {
            "of": source.row,
            "title": source.title,
            "language": source.language,
            "changed": source.changed,
            "version": source.version,
            "gone": source.gone,
            "origin": source.origin,
            "successor": source.successor,
            "private": source.private,
            "hidden": source.hidden,
        }
        for source in sources
    ]
    if rows:
        statement = update(SOURCES).where(SOURCES.c.row == bindparam("of"))
        connection.execute(statement.values({name: bindparam(name) for name in rows[0] if name != "of"}), rows)
