"""Search by words: SQLite's FTS5 over titles and texts, written in the same transactions as the entries.

It holds every entry, withdrawn ones too, which conditions on entries leave out: what is withdrawn, and what comes back,
costs it nothing. Needed is SQLite 3.27 (2019), the first with `remove_diacritics 2`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, column, false, not_, select, table

from aggregator.store.queries import parse, spaced
from aggregator.store.schema import ENTRIES

_WORDS = table("words", column("rowid"), column("words"))


class Wording(NamedTuple):
    """How an entry (its row) reads."""

    row: int
    title: str
    text: str


def add(connection: Connection, wordings: Iterable[Wording]) -> None:
    """Have new entries found by their words."""
    rows = [(row, spaced(title), spaced(text)) for row, title, text in wordings]
    if rows:
        connection.exec_driver_sql("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", rows)


def remove(connection: Connection, wordings: Iterable[Wording]) -> None:
    """Have entries found no longer; the index has to be told the very words that it was given."""
    rows = [("delete", row, spaced(title), spaced(text)) for row, title, text in wordings]
    if rows:
        connection.exec_driver_sql("INSERT INTO words (words, rowid, title, text) VALUES (?, ?, ?, ?)", rows)


def matching(query: str, entries: FromClause = ENTRIES) -> ColumnElement[bool]:
    """What holds for the entries that a query asks for; nothing fulfils one without words."""
    _, unwanted = parse(query)
    conditions = []
    if wanted := expression(query):
        conditions.append(entries.c.row.in_(_found(wanted)))
    if unwanted:
        conditions.append(not_(entries.c.row.in_(_found(" OR ".join(map(_quoted, unwanted))))))
    return and_(*conditions) if conditions else false()


def expression(query: str) -> str | None:
    """What an article has to hold, in FTS5's own terms; None for a query without words."""
    wanted, _ = parse(query)
    return " AND ".join(map(_quoted, wanted)) or None


def _found(expression: str) -> Select[int]:
    return select(_WORDS.c.rowid).where(_WORDS.c.words.op("MATCH")(expression))


def _quoted(words: str) -> str:
    """A string of FTS5's own, in which no sign has a meaning; there is no quotation mark in a term."""
    return f'"{spaced(words)}"'
