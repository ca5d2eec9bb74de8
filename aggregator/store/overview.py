"""All public sources at one look: what each holds, and its newest article."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, select

from aggregator.model import Source
from aggregator.store import sources
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES, LISTED, SOURCES
from aggregator.store.scopes import below

_SHOWN = ENTRIES.c.withdrawn.is_(None)


class Holding(NamedTuple):
    """A source, how many articles it has, and the newest of them: its id and title, None where there is none."""

    source: Source
    articles: int
    newest: UUID | None
    title: str | None


def count(connection: Connection, folder: str | None = None) -> int:
    """How many public sources there are, in a folder or everywhere."""
    return int(connection.execute(select(func.count()).select_from(SOURCES).where(*_listed(folder))).scalar_one())


def holdings(connection: Connection, limit: int, folder: str | None = None) -> list[Holding]:
    """The public sources of a folder, or all, by path; if they are more than `limit`, those that changed last."""
    lately = select(SOURCES.c.row).where(*_listed(folder)).order_by(SOURCES.c.changed.desc(), SOURCES.c.row.desc())
    return _holdings(connection, lately.limit(limit))


def holdings_from(connection: Connection, limit: int, path: str) -> list[Holding]:
    """The first public sources by path, from a path on, at most `limit`."""
    following = select(SOURCES.c.row).where(*_listed(None), SOURCES.c.path >= path)
    return _holdings(connection, following.order_by(SOURCES.c.path).limit(limit))


def _holdings(connection: Connection, chosen: Select[int]) -> list[Holding]:
    rows = list(connection.scalars(chosen))
    found = sources.by_row(connection, rows)
    articles = dict(_articles(connection, rows))
    newest = dict(_newest(connection, rows))
    listed = sorted(found.values(), key=lambda source: source.path)
    return [Holding(source, articles.get(source.row, 0), *newest.get(source.row, (None, None))) for source in listed]


def _listed(folder: str | None) -> list[ColumnElement[bool]]:
    return [*LISTED, *(() if folder is None else below(folder))]


def _articles(connection: Connection, rows: list[int]) -> Iterator[tuple[int, int]]:
    for chunk in chunks(rows):
        counted = select(ENTRIES.c.source, func.count()).where(ENTRIES.c.source.in_(chunk), _SHOWN)
        yield from ((source, found) for source, found in connection.execute(counted.group_by(ENTRIES.c.source)))


def _newest(connection: Connection, rows: list[int]) -> Iterator[tuple[int, tuple[UUID, str]]]:
    latest = (
        select(ENTRIES.c.row)
        .where(ENTRIES.c.source == SOURCES.c.row, _SHOWN)
        .order_by(ENTRIES.c.published.desc(), ENTRIES.c.row.desc())
        .limit(1)
        .correlate(SOURCES)
        .scalar_subquery()
    )
    for chunk in chunks(rows):
        of = select(latest).where(SOURCES.c.row.in_(chunk))
        chosen = select(ENTRIES.c.source, ENTRIES.c.id, ENTRIES.c.title).where(ENTRIES.c.row.in_(of))
        yield from ((source, (UUID(bytes=id_), title)) for source, id_, title in connection.execute(chosen))
