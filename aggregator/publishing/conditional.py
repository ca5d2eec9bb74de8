"""What a request's headers say about the copy that the client has, and about gzip; pure."""

import re

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_date

_ENTITY_TAG = re.compile(r'"([^"]*)"')


def not_modified(etag: str, last_modified: int, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Whether 304 is the answer to a GET or HEAD (RFC 9110 §13.2.2), because the client's copy is still good.

    `etag` is the document's, quoted; `last_modified` is in whole seconds since 1970. The headers are None where the
    request has none. A header that is malformed matches nothing.
    """
    # RFC 9110 §13.1.3: with If-None-Match, even one that matches nothing, If-Modified-Since must be ignored.
    if if_none_match is not None:
        return if_none_match.strip() == "*" or opaque(etag) in map(opaque, _ENTITY_TAG.findall(if_none_match))
    since = _moment(if_modified_since)
    return since is not None and last_modified <= since


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether the client takes gzip (RFC 9110 §12.5.3).

    A client that says nothing might be sent anything; in truth it is often a script that cannot gunzip, so: no.
    """
    return parse_accept_header(accept_encoding, Accept).quality("gzip") > 0


def tags_in(if_none_match: str | None) -> tuple[str, ...]:
    """The opaque tags that a client names in `If-None-Match` (RFC 9110 §13.1.2), as `opaque` gives them."""
    return tuple(map(opaque, _ENTITY_TAG.findall(if_none_match or "")))


def takes_deltas(a_im: str | None) -> bool:
    """Whether the client takes `feed` among its instance manipulations (RFC 3229 §10.5.3).

    Bob Wyman, "Using RFC3229 with Feeds" (2004), gives that one its meaning: a feed of the new and changed entries.
    """
    return parse_accept_header(a_im, Accept).quality("feed") > 0


def opaque(tag: str) -> str:
    """What the weak comparison (RFC 9110 §8.8.3.2) compares.

    Apache adds `-gzip` inside the quotes to the tag of what it compresses, and so do we to our gzipped variant.
    """
    return tag.strip('"').removesuffix("-gzip")


def _moment(date: str | None) -> float | None:
    """Seconds since 1970, None for no date or a bad one, which RFC 9110 §13.1.3 says to ignore."""
    try:
        parsed = parse_date(date)
    except OverflowError:
        return None
    return parsed.timestamp() if parsed is not None else None
