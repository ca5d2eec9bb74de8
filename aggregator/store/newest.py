"""The newest entries of a scope, found by the way that leads to them, so that few others are read.

everything     by moment
a source       by source and moment
a tag          by tag and moment
a folder       in those of its sources whose newest entries are the newest; further down in all of its sources,
               where these hold little, else by moment
a search       among those that the search index gives
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, bindparam, func, select, tuple_

from aggregator.model import Scope
from aggregator.store.schema import ENTRIES, FOLDERS, SHELVED, SOURCES, TAGGED
from aggregator.store.scopes import kind, shown, values

#: Of sources with so many entries, all are looked at.
LITTLE: Final = 5000
#: So many sources at most.
FEW: Final = 500
#: Seconds since 1970: since always.
EVER: Final = -(2**62)

Columns = tuple[ColumnElement[Any], ...]
Chosen = Select[*tuple[Any, ...]]
Rows = Sequence[Row[*tuple[Any, ...]]]


class Before(NamedTuple):
    """Where a list goes on: with what is older than this moment, or has it too and was added earlier than this row."""

    published: int
    row: int


def newest(
    connection: Connection,
    columns: Columns,
    limit: int,
    scope: Scope,
    *,
    before: Before | None = None,
    without: Collection[int] = (),
    found: Select[int] | None = None,
) -> Rows:
    """What stands in these columns of the newest entries that a feed of a scope shows, newest first.

    Only those `before` a place, and none of the sources `without`; `found` are the rows that a search chose among.
    """
    given = {"most": limit, "without": list(without), "since": EVER, **values(scope)}
    is_before = before is not None
    if before:
        given |= before._asdict()
    if found is not None:
        return connection.execute(_newest_first(select(*columns), shown(scope, found)), given).all()
    if scope.tag is not None:
        return connection.execute(_of_tag(columns, kind(scope), is_before=is_before), given).all()
    if scope.folder is not None and not before:
        return _of_folder(connection, columns, scope, given)
    if scope.folder is not None and _hold_little(connection, given):
        return connection.execute(_in_sources(columns, kind(scope), is_before=is_before), given).all()
    return connection.execute(_by_moment(columns, kind(scope), is_before=is_before), given).all()


def _of_folder(connection: Connection, columns: Columns, scope: Scope, given: dict[str, Any]) -> Rows:
    """Of as many sources as entries are wanted, those with the newest entries hold them; else, of more sources."""
    count = given["most"]
    while True:
        # What is as new as the newest of the last of these sources stands in them alone.
        least = connection.scalar(_MOMENT, {**given, "number": count - 1})
        given |= {"since": EVER if least is None else least}
        if not _hold_little(connection, given):
            newest_of_all = connection.execute(_MOMENT, {**given, "number": 0}).scalar_one()
            given |= Before(newest_of_all + 1, 0)._asdict()
            return connection.execute(_by_moment(columns, kind(scope), is_before=True), given).all()
        found = connection.execute(_in_sources(columns, kind(scope), is_before=False), given).all()
        if len(found) == given["most"] or least is None:
            return found
        count *= 4


@lru_cache(maxsize=64)
def _by_moment(columns: Columns, scope: Scope, *, is_before: bool) -> Chosen:
    return _newest_first(select(*columns), _conditions(scope, is_before=is_before))


@lru_cache(maxsize=64)
def _of_tag(columns: Columns, scope: Scope, *, is_before: bool) -> Chosen:
    order = TAGGED.c.published, TAGGED.c.entry
    chosen = select(*columns).join_from(TAGGED, ENTRIES, ENTRIES.c.row == TAGGED.c.entry)
    chosen = chosen.where(TAGGED.c.tag == bindparam("of_tag"), *_conditions(scope, is_before=False))
    if is_before:
        chosen = chosen.where(tuple_(*order) < _BEFORE)
    return chosen.order_by(*(column.desc() for column in order)).limit(bindparam("most"))


@lru_cache(maxsize=64)
def _in_sources(columns: Columns, scope: Scope, *, is_before: bool) -> Chosen:
    """In these sources of a folder: all is put into order by an index alone, and read afterwards."""
    conditions = [ENTRIES.c.source.in_(_LATEST), *_conditions(scope, is_before=is_before)]
    if not is_before:
        conditions.append(ENTRIES.c.published >= bindparam("since"))
    rows = _newest_first(select(ENTRIES.c.row), conditions).correlate(None)
    return select(*columns).where(ENTRIES.c.row.in_(rows)).order_by(*_NEWEST_FIRST)


def _hold_little(connection: Connection, given: dict[str, Any]) -> bool:
    """Whether the sources of a folder that have something `since` a moment are few, and hold little."""
    sources, articles = connection.execute(_HELD, given).one()
    return sources < FEW and (articles or 0) < LITTLE


def _conditions(scope: Scope, *, is_before: bool) -> list[ColumnElement[bool]]:
    conditions = [*shown(scope), ENTRIES.c.source.not_in(_WITHOUT)]
    if is_before:
        conditions.append(tuple_(ENTRIES.c.published, ENTRIES.c.row) < _BEFORE)
    return conditions


def _newest_first(chosen: Chosen, conditions: Sequence[ColumnElement[bool]]) -> Chosen:
    return chosen.where(*conditions).order_by(*_NEWEST_FIRST).limit(bindparam("most"))


_NEWEST_FIRST = (ENTRIES.c.published.desc(), ENTRIES.c.row.desc())
_BEFORE = tuple_(bindparam("published"), bindparam("row"))
_WITHOUT: BindParameter[int] = bindparam("without", expanding=True)
_FOLDER = select(FOLDERS.c.row).where(FOLDERS.c.name == bindparam("of_folder")).scalar_subquery()
_LYING = (SHELVED.c.folder == _FOLDER, SHELVED.c.newest >= bindparam("since"), SHELVED.c.source.not_in(_WITHOUT))
#: The sources of a folder that have something since a moment.
_LATEST = select(SHELVED.c.source).where(*_LYING)
_FEW = _LATEST.limit(FEW).subquery()
_HELD = select(func.count(), func.sum(SOURCES.c.articles)).join_from(_FEW, SOURCES, SOURCES.c.row == _FEW.c.source)
#: The moment of the newest entry of one of its sources, by a number from 0 for the newest.
_MOMENT = (
    select(SHELVED.c.newest)
    .where(SHELVED.c.folder == _FOLDER, SHELVED.c.newest.is_not(None), SHELVED.c.source.not_in(_WITHOUT))
    .order_by(SHELVED.c.newest.desc())
    .limit(1)
    .offset(bindparam("number"))
)
