"""Searches for people: the articles that fit a query best."""

from sqlalchemy import Connection, Select, column, func, select, table

from aggregator.model import Scope
from aggregator.store.newest import newest, newest_found
from aggregator.store.schema import ENTRIES
from aggregator.store.scopes import shown
from aggregator.store.words import expression, is_common, latest

_WORDS = table("words", column("rowid"), column("words"))
#: A word in a title weighs as much as so many in a text.
_TITLE_WEIGHT = 5.0


def ranked(connection: Connection, query: str, limit: int) -> list[int]:
    """The rows of what a feed of a query in its normal form may show, the best match first (BM25).

    BM25 weighs a word by how many entries hold it, and counts them each time: where one is common, those with all
    words in the title come first, then the others, the newest first. So they do where a query only leaves out.
    """
    wanted = expression(query)
    if wanted is None:
        return _newest(connection, query, limit)
    if is_common(connection, query):
        titled = latest(query, title_only=True)
        found = _newest(connection, query, limit, titled)
        return list(dict.fromkeys([*found, *_newest(connection, query, limit)]))[:limit]
    rank = func.bm25(column("words"), _TITLE_WEIGHT, 1.0)
    chosen = select(ENTRIES.c.row).join_from(_WORDS, ENTRIES, ENTRIES.c.row == _WORDS.c.rowid)
    matched = chosen.where(_WORDS.c.words.op("MATCH")(wanted), *shown(Scope(query=query)))
    return list(connection.scalars(matched.order_by(rank, ENTRIES.c.published.desc()).limit(limit)))


def _newest(connection: Connection, query: str, limit: int, found: Select[int] | None = None) -> list[int]:
    scope = Scope(query=query)
    places = newest(connection, limit, scope) if found is None else newest_found(connection, limit, scope, found)
    return [place.row for place in places]
