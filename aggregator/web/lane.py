"""The lane ahead of Flask: what is held is answered at the cost of looking it up.

request ─▶ held, and the store as it was then? ─yes─▶ answer
           └─no─▶ Flask ─▶ answer, and its document offered for whoever asks next
"""

import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from aggregator.publishing.held import HeldDocument
from aggregator.store.noticeboard import settled
from aggregator.web.answers import OFFERS, Answers
from aggregator.web.deltas import DELTAS
from aggregator.web.readers import Tally, new_tally

#: For how long Flask is not asked, at most, in seconds. It tells the press which documents are asked for, lest they
#: be the next to give way, and it sees what has been written to the store behind the program's back.
UNASKED: Final = 10.0
#: What is held for those who take deltas has a shelf mark beside its path; for other paths and A-IM there is none.
Place = str | tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class _Held:
    """Answers as of a notice, until a moment of the clock. With its document they go too."""

    notice: bytes
    until: float
    answers: Answers
    document: weakref.ref[HeldDocument]


class Lane:
    """A WSGI application around another one, which is asked whatever is not held here.

    `notice` gives what the store's notice board says, `clock` seconds that only grow; `tally` counts the
    answers that are given here. A request that may ask for
    fewer entries (`limit`) is let through; no other query makes a difference to what is held. So is one that takes
    deltas, unless it has the current state or none. The lane has no budget
    of its own: it holds what the press holds, through weak references, and no longer.
    """

    def __init__(
        self,
        application: WSGIApplication,
        notice: Callable[[], bytes],
        clock: Callable[[], float],
        tally: Tally | None = None,
    ) -> None:
        self.application = application
        self._notice = notice
        self._clock = clock
        self._tally = new_tally() if tally is None else tally
        self._shelf: dict[Place, _Held] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as PEP 3333 has it."""
        held = self._shelf.get(environ["PATH_INFO"] if "HTTP_A_IM" not in environ else _place(environ))
        method = environ["REQUEST_METHOD"]
        if (
            held is None
            or (environ.get("QUERY_STRING") and _asks_for_less(environ["QUERY_STRING"]))
            or held.notice != self._notice()
            or held.until < self._clock()
            or "HTTP_IF_MATCH" in environ  # which no reader sends, and is not worth being quick for
            or "HTTP_IF_UNMODIFIED_SINCE" in environ
            or (method != "GET" and method != "HEAD")  # noqa: PLR1714 (two comparisons are faster than a set)
        ):
            return self._asked(environ, start_response)
        find = environ.get
        if_none_match = find("HTTP_IF_NONE_MATCH")
        status, headers, body = held.answers.to(
            method, find("HTTP_ACCEPT_ENCODING"), if_none_match, find("HTTP_IF_MODIFIED_SINCE")
        )
        if not body:
            what: int | str = status
        elif if_none_match is not None and "HTTP_A_IM" in environ:
            return self._asked(environ, start_response)  # for what has changed since that state
        else:
            what = len(body[0])
        start_response(status, headers)
        # No call stands between these lookups, so that no thread takes the lock from another in the middle of them.
        self._tally[find("HTTP_USER_AGENT")][what] += 1
        return body

    def _asked(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Before the store is asked: what is written from here on makes the answer one of yesterday.
        notice = self._notice()
        environ[OFFERS] = offers = list[tuple[HeldDocument, Answers]]()
        body = self.application(environ, start_response)
        if offers and settled(notice) and (place := _place(environ)):
            self._hold(place, notice, *offers[0])
        return body

    def _hold(self, place: Place, notice: bytes, document: HeldDocument, answers: Answers) -> None:
        until = self._clock() + UNASKED
        before = self._shelf.get(place)
        if before is not None and before.document() is document:
            self._shelf[place] = replace(before, notice=notice, until=until)
        else:
            reference = weakref.ref(document, partial(self._let_go, place))
            self._shelf[place] = _Held(notice, until, answers, reference)

    def _let_go(self, place: Place, reference: weakref.ref[HeldDocument]) -> None:
        held = self._shelf.get(place)
        if held is not None and held.document is reference:
            self._shelf.pop(place, None)  # by now another thread may have held, and let go of, the next one


def _place(environ: WSGIEnvironment) -> Place:
    """Where the answer to a request is, if it is held.

    Readers that take deltas say so in one way; whoever says it otherwise is not to fill the shelf with each spelling.
    """
    if "HTTP_A_IM" not in environ:
        return str(environ["PATH_INFO"])
    if environ["HTTP_A_IM"] == DELTAS and environ["REQUEST_METHOD"] == "GET":
        return DELTAS, environ["PATH_INFO"]
    return None


def _asks_for_less(query: str) -> bool:
    """Whether a query may hold a limit, in plain letters or percent-encoded."""
    return "limit" in query or "%" in query
