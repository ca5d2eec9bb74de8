"""Searches for people: the articles that fit a query best."""

from sqlalchemy import Connection, column, func, select, table

from aggregator.model import Scope
from aggregator.store.entries import places
from aggregator.store.schema import ENTRIES
from aggregator.store.scopes import shown
from aggregator.store.words import expression

_WORDS = table("words", column("rowid"), column("words"))
#: A word in a title weighs as much as so many in a text.
_TITLE_WEIGHT = 5.0


def ranked(connection: Connection, query: str, limit: int) -> list[int]:
    """The rows of what a feed of a query in its normal form may show, the best match first (BM25).

    Where the query only leaves out, nothing matches better than anything else, and the newest is first.
    """
    wanted = expression(query)
    if wanted is None:
        return [place.row for place in places(connection, limit, Scope(query=query))]
    rank = func.bm25(column("words"), _TITLE_WEIGHT, 1.0)
    chosen = select(ENTRIES.c.row).join_from(_WORDS, ENTRIES, ENTRIES.c.row == _WORDS.c.rowid)
    found = chosen.where(_WORDS.c.words.op("MATCH")(wanted), *shown(Scope(query=query)))
    return list(connection.scalars(found.order_by(rank, ENTRIES.c.published.desc()).limit(limit)))
