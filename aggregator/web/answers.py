"""Held bytes as an answer, or 304 where the client has them already."""

from flask import Response, request
from werkzeug.http import http_date

from aggregator.publishing.conditional import accepts_gzip, not_modified
from aggregator.publishing.held import HeldDocument


def answer(held: HeldDocument, cache_control: str, vary: str = "Accept-Encoding") -> Response:
    """The answer to a GET or HEAD for a document; `vary` names the headers that it hangs on (RFC 9110 §12.5.5)."""
    zipped = held.gzipped if accepts_gzip(request.headers.get("Accept-Encoding")) else None
    headers = {
        "ETag": held.etag if zipped is None else f'{held.etag[:-1]}-gzip"',
        "Last-Modified": http_date(held.last_modified),
        "Cache-Control": cache_control,
        "Vary": vary,
    }
    if not_modified(
        held.etag, held.last_modified, request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
    ):
        return Response(status=304, headers=headers)
    if zipped is not None:
        headers["Content-Encoding"] = "gzip"
    return Response(zipped or held.body, headers=headers, content_type=f"{held.media_type}; charset=utf-8")
