"""All public sources at one look: what each holds, and its newest article."""

from collections.abc import Collection, Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from aggregator.model import Source
from aggregator.store import folders, sources
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES, FOLDERS, LISTED, SHELVED, SOURCES
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
    found = folders.by_name(connection, folder or folders.ALL)
    return found.sources if found else 0


def names(connection: Connection, limit: int | None = None, first: str = "", folder: str | None = None) -> list[str]:
    """The names of the public sources of a folder, or all, in their order from one on, at most `limit`, or all."""
    following = select(SOURCES.c.name).where(*_listed(folder), SOURCES.c.name >= first)
    return list(connection.scalars(following.order_by(SOURCES.c.name).limit(limit)))


def holdings(connection: Connection, limit: int, folder: str | None = None) -> list[Holding]:
    """The public sources of a folder, or all, by name; if they are more than `limit`, those that changed last."""
    of = select(FOLDERS.c.row).where(FOLDERS.c.name == (folder or folders.ALL)).scalar_subquery()
    lately = select(SHELVED.c.source).where(SHELVED.c.folder == of)
    latest_first = lately.order_by(SHELVED.c.changed.desc(), SHELVED.c.source.desc())
    return _holdings(connection, list(connection.scalars(latest_first.limit(limit))))


def holdings_of(connection: Connection, named: Collection[str]) -> list[Holding]:
    """The sources of these names, by name."""
    rows = [
        row
        for chunk in chunks(named)
        for row in connection.scalars(select(SOURCES.c.row).where(SOURCES.c.name.in_(chunk)))
    ]
    return _holdings(connection, rows)


def _holdings(connection: Connection, rows: list[int]) -> list[Holding]:
    found = sources.by_row(connection, rows)
    articles = sources.articles(connection, rows)
    newest = dict(_newest(connection, rows))
    listed = sorted(found.values(), key=lambda source: source.name)
    return [Holding(source, articles.get(source.row, 0), *newest.get(source.row, (None, None))) for source in listed]


def _listed(folder: str | None) -> list[ColumnElement[bool]]:
    return [*LISTED, *(() if folder is None else below(folder))]


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
