"""All public sources at one look: what each holds, and its newest article."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, select

from aggregator.model import Source
from aggregator.store import folders
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES, FOLDERS, LISTED, SHELVED, SOURCES
from aggregator.store.scopes import below
from aggregator.store.sources import SOURCE

_OWN = ENTRIES.alias("own")
_NEWEST = (
    select(_OWN.c.row)
    .where(_OWN.c.source == SOURCES.c.row, _OWN.c.withdrawn.is_(None))
    .order_by(_OWN.c.published.desc(), _OWN.c.row.desc())
    .limit(1)
    .correlate(SOURCES)
    .scalar_subquery()
)
_HOLDINGS = (
    select(*SOURCE, SOURCES.c.articles, ENTRIES.c.id, ENTRIES.c.title)
    .select_from(SOURCES.outerjoin(ENTRIES, ENTRIES.c.row == _NEWEST))
    .where(SOURCES.c.row.in_(bindparam("rows", expanding=True)))
)
_LATELY = (
    select(SHELVED.c.source)
    .join(FOLDERS, FOLDERS.c.row == SHELVED.c.folder)
    .where(FOLDERS.c.name == bindparam("of_folder"))
    .order_by(SHELVED.c.changed.desc(), SHELVED.c.source.desc())
    .limit(bindparam("most"))
)


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
    lately = connection.scalars(_LATELY, {"of_folder": folder or folders.ALL, "most": limit})
    return _holdings(connection, list(lately))


def holdings_of(connection: Connection, named: Collection[str]) -> list[Holding]:
    """The sources of these names, by name."""
    rows = [
        row
        for chunk in chunks(named)
        for row in connection.scalars(select(SOURCES.c.row).where(SOURCES.c.name.in_(chunk)))
    ]
    return _holdings(connection, rows)


def _holdings(connection: Connection, rows: list[int]) -> list[Holding]:
    found = [
        Holding(Source(*source), articles, UUID(bytes=newest) if newest else None, title)
        for chunk in chunks(rows)
        for *source, articles, newest, title in connection.execute(_HOLDINGS, {"rows": chunk})
    ]
    return sorted(found, key=lambda holding: holding.source.name)


def _listed(folder: str | None) -> list[ColumnElement[bool]]:
    return [*LISTED, *(() if folder is None else below(folder))]
