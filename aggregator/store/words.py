"""Search by words: SQLite's FTS5 over titles and texts, written in the same transactions as the entries.

It holds every entry, withdrawn ones too, which conditions on entries leave out: what is withdrawn, and what comes back,
costs it nothing. Needed is SQLite 3.27 (2019), the first with `remove_diacritics 2`.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    column,
    exists,
    false,
    func,
    literal,
    not_,
    select,
    table,
)

from aggregator.store import prepared
from aggregator.store.queries import parse, spaced
from aggregator.store.schema import ENTRIES

_WORDS = table("words", column("rowid"), column("words"))

#: So many matches, those that were added last, are looked at for a list of the newest: of a common word, the first
#: ones would be read for nothing.
LATEST: Final = 1000
#: A word in so many entries is common.
COMMON: Final = 5000

#: Pages of the index that are put together at once, in 25 milliseconds.
_PAGES_AT_ONCE: Final = 500

#: How an entry reads: its row, its title and its text.
Wording = tuple[int, str, str]


def add(connection: Connection, wordings: Iterable[Wording]) -> None:
    """Have new entries found by their words."""
    rows = [(row, spaced(title), spaced(text)) for row, title, text in wordings]
    if rows:
        connection.exec_driver_sql("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", rows)


def tidy(connection: Connection) -> None:
    """Put together some of the pieces that commits leave of the index, lest one of the next ones has to with all."""
    connection.exec_driver_sql("INSERT INTO words (words, rank) VALUES ('merge', ?)", (_PAGES_AT_ONCE,))


def remove(connection: Connection, wordings: Iterable[Wording]) -> None:
    """Have entries found no longer; the index has to be told the very words that it was given."""
    rows = [("delete", row, spaced(title), spaced(text)) for row, title, text in wordings]
    if rows:
        connection.exec_driver_sql("INSERT INTO words (words, rowid, title, text) VALUES (?, ?, ?, ?)", rows)


def matching(query: str, entries: FromClause = ENTRIES) -> ColumnElement[bool]:
    """What holds for the entries that a query asks for; nothing fulfils one without words.

    Each entry is looked up: a list of all that hold a word may be one of a million.
    """
    wanted, unwanted, _ = sought(query).values()
    conditions: list[ColumnElement[bool]] = []
    if wanted:
        holding = _found(bindparam("wanted", wanted))
        conditions.append(exists(holding.where(_WORDS.c.rowid == entries.c.row).correlate(entries)))
    if unwanted:
        left_out = _found(bindparam("unwanted", unwanted))
        conditions.append(not_(exists(left_out.where(_WORDS.c.rowid == entries.c.row).correlate(entries))))
    return and_(*conditions) if conditions else false()


def shape(query: str) -> str:
    """A query that is asked about by the same statement, whatever it asks for."""
    wanted, unwanted = parse(query)
    return f"{'wanted' if wanted else ''}{' -unwanted' if unwanted else ''}"


def sought(query: str) -> dict[str, str | None]:
    """What a query's statement is given: what an article has to hold, what it must not, and both at once."""
    wanted, unwanted = expression(query), " OR ".join(map(_quoted, parse(query).unwanted)) or None
    both = f"({wanted}) NOT ({unwanted})" if wanted and unwanted else wanted
    return {"wanted": wanted, "unwanted": unwanted, "found": both}


def latest(query: str, *, title_only: bool = False) -> Select[int] | None:
    """The rows of the `LATEST` matches that were added last; None for a query without words to be found."""
    wanted, unwanted, found = sought(query).values()
    if wanted is None:
        return None
    chosen = _found(bindparam("found", found))
    if title_only:
        titled = f"{{title}} : ({wanted})"
        chosen = _found(literal(f"({titled}) NOT ({unwanted})" if unwanted else titled))
    return chosen.order_by(_WORDS.c.rowid.desc()).limit(LATEST)


def is_common(connection: Connection, query: str) -> bool:
    """Whether a word or phrase of a query is in so many entries that looking at all of them takes too long."""
    return any(
        prepared.row(connection, _COUNTED, {"words": _quoted(each)}) == (COMMON,) for each in parse(query).wanted
    )


def expression(query: str) -> str | None:
    """What an article has to hold, in FTS5's own terms; None for a query without words."""
    wanted, _ = parse(query)
    return " AND ".join(map(_quoted, wanted)) or None


def _found(expression: BindParameter[str | None]) -> Select[int]:
    return select(_WORDS.c.rowid).where(_WORDS.c.words.op("MATCH")(expression))


def _quoted(words: str) -> str:
    """A string of FTS5's own, in which no sign has a meaning; there is no quotation mark in a term."""
    return f'"{spaced(words)}"'


#: In how many entries words are, as far as that may make them common.
_COUNTED = select(func.count()).select_from(_found(bindparam("words", "")).limit(COMMON).subquery())
