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
from aggregator.web.readers import Tally, new_tally

#: For how long Flask is not asked, at most, in seconds. It tells the press which documents are asked for, lest they
#: be the next to give way, and it sees what has been written to the store behind the program's back.
UNASKED: Final = 10.0


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
    fewer entries (`limit`) is let through; no other query makes a difference to what is held. The lane has no budget
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
        self._shelf: dict[str, _Held] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as PEP 3333 has it."""
        held = self._shelf.get(environ["PATH_INFO"])
        method = environ["REQUEST_METHOD"]
        if (
            held is None
            or "HTTP_A_IM" in environ  # who takes deltas is not given the whole
            or (environ.get("QUERY_STRING") and _asks_for_less(environ["QUERY_STRING"]))
            or held.notice != self._notice()
            or held.until < self._clock()
            or (method != "GET" and method != "HEAD")  # noqa: PLR1714 (two comparisons are faster than a set)
        ):
            return self._asked(environ, start_response)
        find = environ.get
        status, headers, body = held.answers.to(
            method, find("HTTP_ACCEPT_ENCODING"), find("HTTP_IF_NONE_MATCH"), find("HTTP_IF_MODIFIED_SINCE")
        )
        start_response(status, headers)
        what = len(body[0]) if body else status
        # No call stands between these lookups, so that no thread takes the lock from another in the middle of them.
        self._tally[find("HTTP_USER_AGENT")][what] += 1
        return body

    def _asked(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Before the store is asked: what is written from here on makes the answer one of yesterday.
        notice = self._notice()
        environ[OFFERS] = offers = list[tuple[HeldDocument, Answers]]()
        body = self.application(environ, start_response)
        if offers and settled(notice):
            self._hold(environ["PATH_INFO"], notice, *offers[0])
        return body

    def _hold(self, path: str, notice: bytes, document: HeldDocument, answers: Answers) -> None:
        until = self._clock() + UNASKED
        before = self._shelf.get(path)
        if before is not None and before.document() is document:
            self._shelf[path] = replace(before, notice=notice, until=until)
        else:
            reference = weakref.ref(document, partial(self._let_go, path))
            self._shelf[path] = _Held(notice, until, answers, reference)

    def _let_go(self, path: str, reference: weakref.ref[HeldDocument]) -> None:
        held = self._shelf.get(path)
        if held is not None and held.document is reference:
            del self._shelf[path]


def _asks_for_less(query: str) -> bool:
    """Whether a query may hold a limit, in plain letters or percent-encoded."""
    return "limit" in query or "%" in query
