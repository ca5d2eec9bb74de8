"""Search by words: SQLite's FTS5 over titles and texts, written in the same transactions as the entries.

It holds every entry, withdrawn ones too, which conditions on entries leave out: what is withdrawn, and what comes back,
costs it nothing. Needed is SQLite 3.27 (2019), the first with `remove_diacritics 2`.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, column, exists, false, not_, select, table

from aggregator.store.queries import parse, spaced
from aggregator.store.schema import ENTRIES

_WORDS = table("words", column("rowid"), column("words"))

#: So many matches, those that were added last, are looked at for a list of the newest: of a common word, the first
#: ones would be read for nothing.
LATEST: Final = 1000
#: A word in so many entries is common.
COMMON: Final = 5000


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
    """What holds for the entries that a query asks for; nothing fulfils one without words.

    Each entry is looked up: a list of all that hold a word may be one of a million.
    """
    _, unwanted = parse(query)
    conditions: list[ColumnElement[bool]] = []
    if wanted := expression(query):
        conditions.append(exists(_found(wanted).where(_WORDS.c.rowid == entries.c.row).correlate(entries)))
    if unwanted:
        left_out = _found(" OR ".join(map(_quoted, unwanted)))
        conditions.append(not_(exists(left_out.where(_WORDS.c.rowid == entries.c.row).correlate(entries))))
    return and_(*conditions) if conditions else false()


def latest(query: str, *, title_only: bool = False) -> Select[int] | None:
    """The rows of the `LATEST` matches that were added last; None for a query without words to be found."""
    wanted, unwanted = expression(query), parse(query).unwanted
    if wanted is None:
        return None
    if title_only:
        wanted = f"{{title}} : ({wanted})"
    if unwanted:
        wanted = f"({wanted}) NOT ({' OR '.join(map(_quoted, unwanted))})"
    return _found(wanted).order_by(_WORDS.c.rowid.desc()).limit(LATEST)


def is_common(connection: Connection, query: str) -> bool:
    """Whether a word or phrase of a query is in so many entries that looking at all of them takes too long."""
    return any(
        len(connection.scalars(_found(_quoted(each)).limit(COMMON)).all()) == COMMON for each in parse(query).wanted
    )


def expression(query: str) -> str | None:
    """What an article has to hold, in FTS5's own terms; None for a query without words."""
    wanted, _ = parse(query)
    return " AND ".join(map(_quoted, wanted)) or None


def _found(expression: str) -> Select[int]:
    return select(_WORDS.c.rowid).where(_WORDS.c.words.op("MATCH")(expression))


def _quoted(words: str) -> str:
    """A string of FTS5's own, in which no sign has a meaning; there is no quotation mark in a term."""
    return f'"{spaced(words)}"'
