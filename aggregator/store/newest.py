"""The newest entries of a scope, found by the way that leads to them, so that few others are read.

everything     by moment
a source       by source and moment
a tag          by tag and moment
a folder       source by source, those with the newest entries first, until the others have nothing newer;
               further down, in a folder of many sources, by moment where that does not lead too far
a search       among those that the search index gives
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import starmap
from operator import attrgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, select, tuple_

from aggregator.model import Scope
from aggregator.store import prepared
from aggregator.store.folders import ALL
from aggregator.store.schema import ENTRIES, FOLDERS, SHELVED, TAGGED
from aggregator.store.scopes import first_told, kind, public, shown, values

#: A folder of so many sources holds so much that some of it is not far from wherever a list goes on, mostly.
MANY: Final = 500
#: So many entries of all are far.
FAR: Final = 3000
#: Seconds since 1970: since always.
EVER: Final = -(2**62)
#: As many as there are, to SQLite.
_ALL: Final = -1

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
    given = {"most": limit, "since": EVER, **(before._asdict() if before else {}), **values(scope)}
    if scope.folder is not None:
        near = _near(connection, limit, scope, given) if before else None
        return newest_of_each(connection, limit, scope, limit, before) if near is None else near
    chosen = (_by_moment if scope.tag is None else _of_tag)(kind(scope), is_before=before is not None)
    return list(starmap(Place, prepared.rows(connection, chosen, given)))


def newest_of_each(
    connection: Connection, limit: int, scope: Scope, most: int, before: Before | None = None
) -> list[Place]:
    """The newest entries that a feed of a folder, or of all, shows, newest first, and of each source at most `most`.

    Only those `before` a place, where given.
    """
    found: list[Place] = []
    given = {"most": most, "of_folder": ALL, **(before._asdict() if before else {}), **values(scope)}
    run = _of_source(kind(scope), is_before=before is not None)
    asked = prepared.each(connection, _LATEST_BEFORE if before else _LATEST, given)
    top = EVER
    for number, (source, latest) in enumerate(asked):
        top = max(top, latest)
        since = found[-1].published if len(found) == limit else EVER
        if latest < since:
            break
        if number == max(MANY, 2 * limit) and not before:  # which had been enough, if not all were of one moment
            return _walked(connection, limit, scope, most, Before(top + 1, 0))
        found += starmap(Place, prepared.rows(connection, run, {**given, "its": source, "since": since}))
        found = sorted(found, key=_MOMENT, reverse=True)[:limit]
    return found


def _walked(connection: Connection, limit: int, scope: Scope, most: int, before: Before) -> list[Place]:
    """The same, by moment."""
    given = {"most": _ALL, "since": EVER, **before._asdict(), **values(scope)}
    walk = prepared.each(connection, _by_moment(kind(scope), is_before=True), given)
    taken = Counter[int]()
    found: list[Place] = []
    for place in starmap(Place, walk):
        taken[place.source] += 1
        if taken[place.source] <= most:
            found.append(place)
        if len(found) == limit:
            break
    return found


def newest_found(connection: Connection, limit: int, scope: Scope, found: Select[int]) -> list[Place]:
    """The newest of those entries that a search chose among (their rows)."""
    chosen = _newest_first(shown(scope, found))
    return list(starmap(Place, connection.execute(chosen, {"most": limit, **values(scope)})))


@lru_cache(maxsize=64)
def _by_moment(scope: Scope, *, is_before: bool) -> Chosen:
    return _newest_first([*shown(scope), *([_IS_BEFORE, _IS_SINCE] if is_before else [])])


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
def _of_source(scope: Scope, *, is_before: bool) -> Chosen:
    """In one of the sources of a folder."""
    its = ENTRIES.c.source == bindparam("its"), _IS_SINCE, *([_IS_BEFORE] if is_before else [])
    return _newest_first([*its, ENTRIES.c.withdrawn.is_(None), first_told(scope)])


def _near(connection: Connection, limit: int, scope: Scope, given: Mapping[str, Any]) -> list[Place] | None:
    """What a list of a folder of many sources goes on with; None where that is far, or where they are few."""
    (sources,) = prepared.row(connection, _SOURCES, given) or (0,)
    if sources < MANY:
        return None
    far = prepared.row(connection, _FAR, given)
    found = prepared.rows(
        connection, _by_moment(kind(scope), is_before=True), {**given, "since": far[0] if far else EVER}
    )
    return None if far and len(found) < limit else list(starmap(Place, found))


def _newest_first(conditions: Sequence[ColumnElement[bool]]) -> Chosen:
    return select(*PLACE).where(*conditions).order_by(*_NEWEST_FIRST).limit(bindparam("most"))


_MOMENT = attrgetter("published", "row")
_NEWEST_FIRST = (ENTRIES.c.published.desc(), ENTRIES.c.row.desc())
_BEFORE = tuple_(bindparam("published"), bindparam("row"))
_IS_BEFORE = tuple_(ENTRIES.c.published, ENTRIES.c.row) < _BEFORE
_IS_SINCE = ENTRIES.c.published >= bindparam("since")
_SOURCES = select(FOLDERS.c.sources).where(FOLDERS.c.name == bindparam("of_folder"))
_FOLDER = select(FOLDERS.c.row).where(FOLDERS.c.name == bindparam("of_folder")).scalar_subquery()
#: The moment of an entry that is far from where a list goes on.
_FAR = (
    select(ENTRIES.c.published)
    .where(ENTRIES.c.withdrawn.is_(None), _IS_BEFORE)
    .order_by(*_NEWEST_FIRST)
    .limit(1)
    .offset(FAR)
)
#: The sources of a folder that have something, with the moment of their newest, the newest first.
_LATEST = (
    select(SHELVED.c.source, SHELVED.c.newest)
    .where(SHELVED.c.folder == _FOLDER, SHELVED.c.newest.is_not(None))
    .order_by(SHELVED.c.newest.desc())
)
#: Those of them that have something older than where a list goes on.
_LATEST_BEFORE = _LATEST.where(
    exists().where(ENTRIES.c.source == SHELVED.c.source, ENTRIES.c.withdrawn.is_(None), _IS_BEFORE)
)
