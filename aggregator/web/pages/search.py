"""The search page: what fits best, with the words marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request
from markupsafe import Markup

from aggregator.feed import Site
from aggregator.publishing import marking
from aggregator.publishing.marking import Piece
from aggregator.store import entries, searches, sources, state
from aggregator.store.database import Store, Transaction
from aggregator.store.queries import LONGEST, normal
from aggregator.web.feeds import searched
from aggregator.web.pages.holding import HeldPages, of_store
from aggregator.web.pages.items import Item, item
from aggregator.web.routing import Address, blueprint

#: Articles found, at most; all of them are in the search's feed.
BEST: Final = 50


def search_address(store: Store, pages: HeldPages, site: Site) -> Blueprint:
    """`/search?q=`; without a query it is a form to fill in."""
    return blueprint("search", Address("/search", Searching(store, pages, site).search))


@dataclass(frozen=True, slots=True)
class Searching:
    """Shows what a search finds."""

    store: Store
    pages: HeldPages
    site: Site

    def search(self) -> Response:
        """The page of the query that the request bears."""
        query = searched() if normal(request.args.get("q", "")) else ""
        with self.store.reading() as transaction:
            stand = of_store(state.news(transaction))
            response = self.pages.answer(
                f"/search?{query}", stand, "search.html", lambda: self._values(transaction, query)
            )
        # Anybody's queries are no pages of this site.
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _values(self, transaction: Transaction, query: str) -> Mapping[str, object]:
        rows = searches.ranked(transaction, query, BEST) if query else []
        return {
            "query": query,
            "longest": LONGEST,
            "items": _items(transaction, self.site, rows, query),
            "address": f"/search?q={quote(query, safe='')}",
            "full": len(rows) == BEST,
        }


def _items(transaction: Transaction, site: Site, rows: list[int], query: str) -> list[Item]:
    """What was found, each with the words marked."""
    phrases = marking.phrases_of(query)
    found = entries.by_rows(transaction, rows)
    named = sources.by_row(transaction, {entry.source for entry in found.values()})
    return [
        item(site, found[row], named)._replace(
            title=_with_marks(marking.marked(found[row].title, phrases)),
            summary=_with_marks(marking.excerpt(found[row].text, phrases)),
        )
        for row in rows
    ]


def _with_marks(pieces: Iterable[Piece]) -> Markup:
    return Markup().join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.marked else piece.text for piece in pieces
    )
