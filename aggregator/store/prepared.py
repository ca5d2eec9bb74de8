"""Statements that are put together once, and carried out by the driver alone.

A look into a table takes SQLite some microseconds, and SQLAlchemy thirty more, or a hundred where it is given a list;
a feed takes a dozen of them. So what readers wait for is said in SQLAlchemy's terms, like all else, and asked here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeVarTuple

from sqlalchemy import Connection, Select, bindparam, func, select
from sqlalchemy.dialects import sqlite

Columns = TypeVarTuple("Columns")
#: What a statement is given, by name; a list as `listed` has it.
Given = Mapping[str, Any]

_NOTHING: Final[Given] = MappingProxyType({})
_DIALECT: Final = sqlite.dialect(paramstyle="named")


def any_of(name: str) -> Select[Any]:
    """The values of the list that a statement is given by this name."""
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)


def listed(values: Iterable[object]) -> str:
    """Numbers or texts as a list that a statement is given, however many."""
    return json.dumps([*values])


def rows(connection: Connection, statement: Select[*Columns], given: Given = _NOTHING) -> list[tuple[*Columns]]:
    """What a statement finds, as SQLite has it: a truth is a number. The statement is to be a constant."""
    found: list[tuple[*Columns]] = _asked(connection, statement, given).fetchall()
    return found


def row(connection: Connection, statement: Select[*Columns], given: Given = _NOTHING) -> tuple[*Columns] | None:
    """The first of what a statement finds, None where that is nothing."""
    return next(iter(rows(connection, statement, given)), None)


def each(connection: Connection, statement: Select[*Columns], given: Given = _NOTHING) -> Iterator[tuple[*Columns]]:
    """What a statement finds, read only as far as somebody looks."""
    with closing(_asked(connection, statement, given)) as found:
        yield from found


def _asked(connection: Connection, statement: Select[*Columns], given: Given) -> Any:  # noqa: ANN401 (the driver's own)
    text, usual = _written(statement)
    cursor: Any = connection.connection.cursor()
    return cursor.execute(text, {**usual, **given})


@lru_cache(maxsize=512)
def _written(statement: Select[*Columns]) -> tuple[str, dict[str, Any]]:
    """A statement as SQLite reads it, and what it is given where nobody says otherwise."""
    compiled = statement.compile(dialect=_DIALECT)
    return str(compiled), compiled.params
