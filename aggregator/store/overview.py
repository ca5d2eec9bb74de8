"""All public sources at one look: what each holds, and its newest article."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from aggregator.model import Scope
from aggregator.store import folders, prepared
from aggregator.store.schema import ENTRIES, FOLDERS, LISTED, SHELVED, SOURCES
from aggregator.store.scopes import below, values

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
    select(
        SOURCES.c.name, SOURCES.c.title, SOURCES.c.language, SOURCES.c.changed, SOURCES.c.articles,
        ENTRIES.c.id, ENTRIES.c.title.label("newest_title"),
    )
    .select_from(SOURCES.outerjoin(ENTRIES, ENTRIES.c.row == _NEWEST))
    .order_by(SOURCES.c.name)
)  # fmt: skip
_LATELY = _HOLDINGS.where(
    SOURCES.c.row.in_(
        select(SHELVED.c.source)
        .where(SHELVED.c.folder == select(FOLDERS.c.row).where(FOLDERS.c.name == bindparam("folder")).scalar_subquery())
        .order_by(SHELVED.c.changed.desc(), SHELVED.c.source.desc())
        .limit(bindparam("most"))
    )
)
_NAMED = _HOLDINGS.where(SOURCES.c.name.in_(prepared.any_of("names")))
_NAMES = select(SOURCES.c.name).where(*LISTED).order_by(SOURCES.c.name).limit(bindparam("most"))
_FOLLOWING = _NAMES.where(SOURCES.c.name >= bindparam("first"))
_IN_FOLDER = _NAMES.where(*below(""))
#: As many as there are, to SQLite.
_ALL = -1


class Holding(NamedTuple):
    """A source, how many articles it has, and the newest of them: its id and title, None where there is none.

    `name`, `title`, `language` and `changed` are as in `Source`.
    """

    name: str
    title: str
    language: str | None
    changed: int
    articles: int
    newest: UUID | None
    newest_title: str | None


def count(connection: Connection, folder: str | None = None) -> int:
    """How many public sources there are, in a folder or everywhere."""
    found = folders.by_name(connection, folder or folders.ALL)
    return found.sources if found else 0


def names(connection: Connection, limit: int = _ALL, first: str = "") -> list[str]:
    """The names of the public sources in their order from one on, at most `limit`, or all."""
    return [name for (name,) in prepared.rows(connection, _FOLLOWING, {"first": first, "most": limit})]


def first_of(connection: Connection, folder: str) -> str | None:
    """The first name of a public source of a folder, None where there is none."""
    found = prepared.row(connection, _IN_FOLDER, {"most": 1, **values(Scope(folder=folder))})
    return found[0] if found else None


def holdings(connection: Connection, limit: int, folder: str | None = None) -> list[Holding]:
    """The public sources of a folder, or all, by name; if they are more than `limit`, those that changed last."""
    return _read(prepared.rows(connection, _LATELY, {"folder": folder or folders.ALL, "most": limit}))


def holdings_of(connection: Connection, named: Collection[str]) -> list[Holding]:
    """The sources of these names, by name."""
    return _read(prepared.rows(connection, _NAMED, {"names": prepared.listed(named)}))


def _read(rows: Iterable[Sequence[Any]]) -> list[Holding]:
    return [Holding._make((*source, UUID(bytes=newest) if newest else None, title)) for *source, newest, title in rows]
