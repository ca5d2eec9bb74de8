"""A held document as answers, ready before anybody asks: a body in the coding that a client takes, or 304.

The lane and Flask both answer with what is made here, so that no reader can tell them apart.
"""

from typing import Final, NamedTuple

from flask import Response, request
from werkzeug.exceptions import PreconditionFailed
from werkzeug.http import http_date

from aggregator.publishing.conditional import (
    CODINGS,
    IDENTITY,
    accepted_codings,
    coding_tag,
    not_modified,
    precondition_failed,
)
from aggregator.publishing.held import HeldDocument

#: Sent with everything: nothing here runs what an article may hold, loads from elsewhere, or is in another's frame.
SECURITY: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_SECURITY: Final = tuple(SECURITY.items())
#: Where a WSGI environment holds the list that takes what the lane may give to anybody.
OFFERS: Final = "aggregator.offers"
#: Where it holds the list that takes all answers which whoever asks might have been given.
ANSWERED: Final = "aggregator.answered"


class Answer(NamedTuple):
    """What WSGI (PEP 3333) wants of an answer. It is given again and again: nobody may change its lists."""

    status: str
    headers: list[tuple[str, str]]
    body: list[bytes]


class _Variant(NamedTuple):
    """The answers in one coding: to a GET, to a HEAD, and to both where the client has it already."""

    whole: Answer
    head: Answer
    unchanged: Answer


class _Shared(NamedTuple):
    """Headers that are alike in all codings: those of every answer, and those of one with a body."""

    kept: tuple[tuple[str, str], ...]
    whole: tuple[tuple[str, str], ...]


class Answers:
    """All answers that a document can be given as.

    They hold its bodies, not the document: whoever holds that alone decides how long it is worth its memory. What is
    answered in a coding is made when that is first asked for.
    """

    def __init__(self, document: HeldDocument, cache_control: str, vary: str) -> None:
        self._etag = document.etag
        self._last_modified = document.last_modified
        self._twins = document.twins
        self._shared = _Shared(
            (("Cache-Control", cache_control), ("Vary", vary), *_SECURITY),
            (
                ("Content-Type", f"{document.media_type}; charset=utf-8"),
                ("Last-Modified", http_date(document.last_modified)),
                *(("Link", link) for link in document.links),
            ),
        )
        self._plain = _variant(document.etag, IDENTITY, document.body, self._shared)
        # None where a coding does not make the body smaller.
        self._variants: dict[str, _Variant | None] = {IDENTITY: self._plain}
        # What readers in fact send back, which spares the parsing of it.
        tags = [coding_tag(document.etag, coding) for coding in (IDENTITY, *CODINGS)]
        self._own_tags = frozenset((*tags, *(f"W/{tag}" for tag in tags)))
        self._own_date = http_date(document.last_modified)

    def to(
        self, method: str, accept_encoding: str | None, if_none_match: str | None, if_modified_since: str | None
    ) -> Answer:
        """The answer to a GET or HEAD with these headers, None where the request has none (RFC 9110 §13.2.2)."""
        variant = self._plain if accept_encoding is None else self._accepted(accept_encoding)
        if if_none_match is not None:
            if if_none_match in self._own_tags or not_modified(self._etag, self._last_modified, if_none_match, None):
                return variant.unchanged
        elif if_modified_since is not None and (
            if_modified_since == self._own_date
            or not_modified(self._etag, self._last_modified, None, if_modified_since)
        ):
            return variant.unchanged
        return variant.head if method == "HEAD" else variant.whole

    def bodies(self) -> dict[str, bytes]:
        """The body in each coding, as it is first."""
        variants = {coding: self._in(coding) for coding in (IDENTITY, *CODINGS)}
        return {coding: variant.whole.body[0] for coding, variant in variants.items() if variant}

    def _accepted(self, accept_encoding: str) -> _Variant:
        for coding in accepted_codings(accept_encoding):
            if variant := self._in(coding):
                return variant
        return self._plain

    def _in(self, coding: str) -> _Variant | None:
        try:
            return self._variants[coding]
        except KeyError:
            twin = self._twins.get(coding)
            made = None if twin is None else _variant(coding_tag(self._etag, coding), coding, twin, self._shared)
            self._variants[coding] = made
            return made


def _variant(etag: str, coding: str, body: bytes, shared: _Shared) -> _Variant:
    kept = [("ETag", etag), *shared.kept]
    # Not with 304: other hubs make other bytes, so that whoever is told of no change has the right links already.
    headers = [("Content-Length", str(len(body))), *shared.whole, *kept]
    if coding != IDENTITY:
        headers.append(("Content-Encoding", coding))
    # RFC 9110 §15.4.5: 304 repeats what a cache needs to go on, and says nothing of a body.
    return _Variant(
        Answer("200 OK", headers, [body]), Answer("200 OK", headers, []), Answer("304 Not Modified", kept, [])
    )


def answer(
    held: HeldDocument, cache_control: str, vary: str = "Accept-Encoding", *, for_anybody: bool = False
) -> Response:
    """The answer to the GET or HEAD under way; `vary` names the headers that it hangs on (RFC 9110 §12.5.5).

    `for_anybody` says that it hangs on nothing but path, method and the headers above: neither on the query nor on
    who asks. The lane may then give it without asking again until the store has changed.

    Raises:
        PreconditionFailed: The client wants no other state than one that this is not.
    """
    headers = request.headers
    if precondition_failed(held.etag, held.last_modified, headers.get("If-Match"), headers.get("If-Unmodified-Since")):
        raise PreconditionFailed("This has changed since.")
    answers = Answers(held, cache_control, vary)
    offers: list[tuple[HeldDocument, Answers]] | None = request.environ.get(OFFERS)
    if for_anybody and offers is not None:
        offers.append((held, answers))
    answered: list[Answers] | None = request.environ.get(ANSWERED)
    if answered is not None:
        answered.append(answers)
    status, named, body = answers.to(
        request.method,
        headers.get("Accept-Encoding"),
        headers.get("If-None-Match"),
        headers.get("If-Modified-Since"),
    )
    return Response(body, status, headers=named)
