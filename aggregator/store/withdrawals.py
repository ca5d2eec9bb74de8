"""Withdrawals: what has left the feeds lately, as their tombstones tell it.

A site whose files are replaced each day may have withdrawn a hundred thousand entries in a month. Whoever holds little,
a folder or a tag, has all that is its own looked at then, instead of all of these.
"""

import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal_column, select

from aggregator.model import EVERYTHING, Scope, Tombstone
from aggregator.store import prepared
from aggregator.store.schema import ENTRIES, SOURCES, TAGGED, TAGS
from aggregator.store.scopes import below, candidates, kind, over, public, values

#: So many withdrawals are many.
MANY: Final = 1000
#: Who has fewer entries holds little; to look into a source takes as long as to look at so many.
LITTLE: Final = 5000
A_SOURCE: Final = 5

Chosen = Select[bytes, int]


def tombstones(connection: Connection, after: int, limit: int, scope: Scope = EVERYTHING) -> list[Tombstone]:
    """The entries that left a scope's feed after a moment, withdrawn, the latest first.

    A story leaves a feed of many sources when nobody tells it any longer; of the others' ids that feed never knew.
    """
    given = {"after": after, "most": limit, **values(scope)}
    chosen = _among_its_own(kind(scope)) if _is_one_of_few(connection, scope, given) else _among_all(kind(scope))
    latest = prepared.rows(connection, chosen, given)
    return [Tombstone(uuid.UUID(bytes=identifier), withdrawn) for identifier, withdrawn in latest]


def sources_of(connection: Connection, after: int, until: int) -> set[int]:
    """The sources (their rows) of what was withdrawn after one moment, and not after another."""
    chosen = select(ENTRIES.c.source).where(ENTRIES.c.withdrawn > after, ENTRIES.c.withdrawn <= until)
    return set(connection.scalars(chosen.distinct()))


@lru_cache(maxsize=64)
def _among_all(scope: Scope) -> Chosen:
    conditions = [ENTRIES.c.withdrawn > bindparam("after"), *candidates(scope)]
    return _latest(conditions if scope.source is not None else [*conditions, over(scope)])


@lru_cache(maxsize=64)
def _among_its_own(scope: Scope) -> Chosen:
    if scope.folder is not None:
        theirs = select(SOURCES.c.row).where(*below(scope.folder), SOURCES.c.private == 0)
        return _latest([ENTRIES.c.withdrawn > bindparam("after"), ENTRIES.c.source.in_(theirs), over(scope)])
    # By the plus, SQLite does not look for all that was withdrawn by its index.
    left = literal_column("+entries.withdrawn") > bindparam("after")
    borne = TAGGED.c.entry == ENTRIES.c.row, TAGGED.c.tag == bindparam("of_tag")
    return _latest([left, *borne, public(), over(scope)])


def _latest(conditions: list[ColumnElement[bool]]) -> Chosen:
    latest = ENTRIES.c.withdrawn.desc(), ENTRIES.c.row.desc()
    return select(ENTRIES.c.id, ENTRIES.c.withdrawn).where(*conditions).order_by(*latest).limit(bindparam("most"))


def _is_one_of_few(connection: Connection, scope: Scope, given: Mapping[str, Any]) -> bool:
    """Whether all of a folder's or a tag's entries are looked at sooner than all that was withdrawn."""
    if (scope.folder is None and scope.tag is None) or prepared.row(connection, _MANY, given) is None:
        return False
    (entries,) = prepared.row(connection, _OF_FOLDER if scope.tag is None else _OF_TAG, given) or (0,)
    return (entries or 0) < LITTLE


_MANY = (
    select(ENTRIES.c.withdrawn)
    .where(ENTRIES.c.withdrawn > bindparam("after"))
    .order_by(ENTRIES.c.withdrawn.desc())
    .limit(1)
    .offset(MANY)
)
_FIRST = select(SOURCES.c.articles).where(*below("")).limit(LITTLE // A_SOURCE).subquery()
_OF_FOLDER = select(func.sum(_FIRST.c.articles + A_SOURCE))
_OF_TAG = select(TAGS.c.articles).where(TAGS.c.row == bindparam("of_tag"))
