"""The newest entries of a scope, found by the way that leads to them, so that few others are read.

everything     by moment
a source       by source and moment
a tag          by tag and moment
a folder       source by source, those with the newest entries first, until the others have nothing newer;
               further down in all of its sources, where these hold little, else by moment
a search       among those that the search index gives
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import starmap
from operator import attrgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, tuple_

from aggregator.model import Scope
from aggregator.store import prepared
from aggregator.store.folders import ALL
from aggregator.store.schema import ENTRIES, FOLDERS, SHELVED, SOURCES, TAGGED
from aggregator.store.scopes import first_told, kind, public, shown, values

#: A folder of so many sources is none that holds little,
FEW: Final = 500
#: nor is one of so many entries.
LITTLE: Final = 5000
#: Seconds since 1970: since always.
EVER: Final = -(2**62)

Chosen = Select[int, int, int, int]


class Place(NamedTuple):
    """An entry (its row) that a feed may show; moments in seconds since 1970."""

    row: int
    source: int
    published: int
    updated: int


#: What a place is made from.
PLACE = (ENTRIES.c.row, ENTRIES.c.source, ENTRIES.c.published, ENTRIES.c.updated)


class Before(NamedTuple):
    """Where a list goes on: with what is older than this moment, or has it too and was added earlier than this row."""

    published: int
    row: int


def newest(connection: Connection, limit: int, scope: Scope, before: Before | None = None) -> list[Place]:
    """The newest entries that a feed of a scope shows, newest first; only those `before` a place, where given."""
    if scope.folder is not None and not before:
        return newest_of_each(connection, limit, scope, limit)
    given = {"most": limit, **values(scope)}
    is_before = before is not None
    if before:
        given |= before._asdict()
    if scope.tag is not None:
        chosen = _of_tag(kind(scope), is_before=is_before)
    elif scope.folder is not None and _holds_little(connection, given):
        chosen = _older_of_folder(kind(scope))
    else:
        chosen = _by_moment(kind(scope), is_before=is_before)
    return list(starmap(Place, prepared.rows(connection, chosen, given)))


def newest_of_each(connection: Connection, limit: int, scope: Scope, most: int) -> list[Place]:
    """The newest entries that a feed of a folder, or of all, shows, newest first, and of each source at most `most`."""
    found: list[Place] = []
    given = {"most": most, "of_folder": ALL, **values(scope)}
    run = _of_source(kind(scope))
    for source, latest in prepared.each(connection, _LATEST, given):
        since = found[-1].published if len(found) == limit else EVER
        if latest < since:
            break
        found += starmap(Place, prepared.rows(connection, run, {**given, "its": source, "since": since}))
        found = sorted(found, key=_MOMENT, reverse=True)[:limit]
    return found


def newest_found(connection: Connection, limit: int, scope: Scope, found: Select[int]) -> list[Place]:
    """The newest of those entries that a search chose among (their rows)."""
    chosen = _newest_first(shown(scope, found))
    return list(starmap(Place, connection.execute(chosen, {"most": limit, **values(scope)})))


@lru_cache(maxsize=64)
def _by_moment(scope: Scope, *, is_before: bool) -> Chosen:
    return _newest_first([*shown(scope), *([_IS_BEFORE] if is_before else [])])


@lru_cache(maxsize=64)
def _of_tag(scope: Scope, *, is_before: bool) -> Chosen:
    order = TAGGED.c.published, TAGGED.c.entry
    chosen = select(*PLACE).join_from(TAGGED, ENTRIES, ENTRIES.c.row == TAGGED.c.entry)
    # Whether it bears the tag is not asked once more, of each entry.
    borne = TAGGED.c.tag == bindparam("of_tag"), ENTRIES.c.withdrawn.is_(None), public(), first_told(scope)
    chosen = chosen.where(*borne)
    if is_before:
        chosen = chosen.where(tuple_(*order) < _BEFORE)
    return chosen.order_by(*(column.desc() for column in order)).limit(bindparam("most"))


@lru_cache(maxsize=64)
def _of_source(scope: Scope) -> Chosen:
    """In one of the sources of a folder."""
    its = ENTRIES.c.source == bindparam("its"), ENTRIES.c.published >= bindparam("since")
    return _newest_first([*its, ENTRIES.c.withdrawn.is_(None), first_told(scope)])


@lru_cache(maxsize=64)
def _older_of_folder(scope: Scope) -> Chosen:
    """In all sources of a folder: they are put into order by an index alone, and read afterwards."""
    theirs = ENTRIES.c.source.in_(_LYING), ENTRIES.c.withdrawn.is_(None), first_told(scope), _IS_BEFORE
    rows = select(ENTRIES.c.row).where(*theirs).order_by(*_NEWEST_FIRST).limit(bindparam("most")).correlate(None)
    return select(*PLACE).where(ENTRIES.c.row.in_(rows)).order_by(*_NEWEST_FIRST)


def _holds_little(connection: Connection, given: Mapping[str, Any]) -> bool:
    """Whether the sources of a folder are few, and hold little."""
    (sources,) = prepared.row(connection, _SOURCES, given) or (0,)
    if sources >= FEW:
        return False
    (articles,) = prepared.row(connection, _ARTICLES, given) or (0,)
    return (articles or 0) < LITTLE


def _newest_first(conditions: Sequence[ColumnElement[bool]]) -> Chosen:
    return select(*PLACE).where(*conditions).order_by(*_NEWEST_FIRST).limit(bindparam("most"))


_MOMENT = attrgetter("published", "row")
_NEWEST_FIRST = (ENTRIES.c.published.desc(), ENTRIES.c.row.desc())
_BEFORE = tuple_(bindparam("published"), bindparam("row"))
_IS_BEFORE = tuple_(ENTRIES.c.published, ENTRIES.c.row) < _BEFORE
_SOURCES = select(FOLDERS.c.sources).where(FOLDERS.c.name == bindparam("of_folder"))
_FOLDER = select(FOLDERS.c.row).where(FOLDERS.c.name == bindparam("of_folder")).scalar_subquery()
_LYING = select(SHELVED.c.source).where(SHELVED.c.folder == _FOLDER)
_ARTICLES = select(func.sum(SOURCES.c.articles)).where(SOURCES.c.row.in_(_LYING))
#: The sources of a folder that have something, with its moment, the newest first.
_LATEST = (
    select(SHELVED.c.source, SHELVED.c.newest)
    .where(SHELVED.c.folder == _FOLDER, SHELVED.c.newest.is_not(None))
    .order_by(SHELVED.c.newest.desc())
)
