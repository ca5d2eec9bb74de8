"""Deltas over HTTP (RFC 3229): whether a reader takes them, and how one is sent."""

from typing import Final

from flask import Response, request

from aggregator.publishing.conditional import tags_in, takes_deltas
from aggregator.publishing.held import HeldDocument
from aggregator.web.answers import answer

#: `A-IM` as readers send it that take deltas.
DELTAS: Final = "feed"


def states_at_hand() -> tuple[str, ...] | None:
    """The states of a document that the reader under way has; None where it takes no deltas, or asks for no body."""
    if request.method != "GET" or not takes_deltas(request.headers.get("A-IM")):
        return None
    return tags_in(request.headers.get("If-None-Match"))


def feed_answer(
    made: HeldDocument, cache_control: str, states: tuple[str, ...] | None, *, for_anybody: bool
) -> Response:
    """The answer of a feed, which is a delta where it has a base; a whole one may be `for_anybody`, as in `answer`.

    To who takes deltas that is anybody who has this state, or none.

    Whoever takes no deltas is given the same, whatever it has: a cache may keep that for all of them. A delta is for
    nobody else, and `no-store` keeps it out of caches that do not know of RFC 3229; `im` lets the others do as they
    know (sections 10.8.2 and 5.5).
    """
    if states is None:
        return answer(made, cache_control, vary="Accept-Encoding, A-IM", for_anybody=for_anybody)
    vary = "Accept-Encoding, A-IM, If-None-Match"
    if not made.base:
        return answer(made, cache_control, vary=vary, for_anybody=for_anybody)
    response = answer(made, "no-store, im", vary=vary)
    response.status = "226 IM Used"
    response.headers["IM"] = "feed"
    # Section 10.5.1: which of several states it is that this builds on.
    response.headers["Delta-Base"] = f'"{made.base}"'
    return response
