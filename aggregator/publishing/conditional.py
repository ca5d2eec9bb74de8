"""What a request's headers say about the copy that the client has, and the codings that it takes; pure."""

import re
from functools import lru_cache
from typing import Final

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_date

#: The content codings that bodies are held in (RFC 9110 §8.4.1), the one first that is best for a client that takes
#: several alike: two that are about as small, the one first that takes both sides half of the time.
CODINGS: Final = ("zstd", "br", "gzip")
#: A body as it is.
IDENTITY: Final = "identity"

_ENTITY_TAG: Final = re.compile(r'"([^"]*)"')
_ANY_TAG: Final = re.compile(r'(W/)?("[^"]*")')
_CODING_OF_A_TAG: Final = re.compile(rf"(-({'|'.join(CODINGS)}))*\Z")
_LONGEST_REMEMBERED: Final = 256
"""Characters; readers send less, and what others send is not worth memory."""


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


def precondition_failed(etag: str, last_modified: int, if_match: str | None, if_unmodified_since: str | None) -> bool:
    """Whether 412 is the answer, whatever else is asked (RFC 9110 §13.2.2): the client wants another state, or none.

    The parameters are as those of `not_modified`.
    """
    if if_match is not None:
        # RFC 9110 §13.1.1 asks for the strong comparison; with If-Match, If-Unmodified-Since must be ignored (§13.1.4).
        strong = (tag for weak, tag in _ANY_TAG.findall(if_match) if not weak)
        return if_match.strip() != "*" and opaque(etag) not in map(opaque, strong)
    since = _moment(if_unmodified_since)
    return since is not None and last_modified > since


def coding_tag(etag: str, coding: str) -> str:
    """The entity tag of a body in a coding: another than the plain body's, as RFC 9110 §8.8.3.3 asks."""
    return etag if coding == IDENTITY else f'{etag[:-1]}-{coding}"'


def accepted_codings(accept_encoding: str | None) -> tuple[str, ...]:
    """The codings of ours that the client takes, the one that it likes best first (RFC 9110 §12.5.3).

    `identity` is always among them: a reader that refuses it along with all the others is better served by a body
    than by 406. A client that says nothing might be sent anything; in truth it is often a script that cannot unpack.
    For the same reason `*` is read as gzip, the one coding that all who say so know.
    """
    if accept_encoding is None:
        return (IDENTITY,)
    if len(accept_encoding) > _LONGEST_REMEMBERED:
        return _accepted_codings.__wrapped__(accept_encoding)
    return _accepted_codings(accept_encoding)


@lru_cache(maxsize=1024)
def _accepted_codings(accept_encoding: str) -> tuple[str, ...]:
    named: dict[str, float] = {}
    for coding, quality in parse_accept_header(accept_encoding, Accept):
        # RFC 9110 §8.4.1.3: x-gzip is gzip.
        named.setdefault(coding.lower().removeprefix("x-"), quality)
    named.setdefault("gzip", named.get("*", 0))
    # Unnamed, identity is what is left when nothing better is there.
    liked = sorted((*CODINGS, IDENTITY), key=lambda coding: -named.get(coding, 0))
    refused = [coding for coding in CODINGS if not named.get(coding)]
    return tuple(coding for coding in liked if coding not in refused)


def tags_in(if_none_match: str | None) -> tuple[str, ...]:
    """The opaque tags that a client names in `If-None-Match` (RFC 9110 §13.1.2), as `opaque` gives them."""
    return tuple(map(opaque, _ENTITY_TAG.findall(if_none_match or "")))


def takes_deltas(a_im: str | None) -> bool:
    """Whether the client takes `feed` among its instance manipulations (RFC 3229 §10.5.3).

    Bob Wyman, "Using RFC3229 with Feeds" (2004), gives that one its meaning: a feed of the new and changed entries.
    """
    return parse_accept_header(a_im, Accept).quality("feed") > 0


def opaque(tag: str) -> str:
    """What the weak comparison (RFC 9110 §8.8.3.2) compares: any of our codings shows the same state.

    Apache adds `-gzip` inside the quotes to the tag of what it compresses, and so do we to our twins.
    """
    return _CODING_OF_A_TAG.sub("", tag.strip('"'))


def _moment(date: str | None) -> float | None:
    """Seconds since 1970, None for no date or a bad one, which RFC 9110 §13.1.3 says to ignore."""
    try:
        parsed = parse_date(date)
    except OverflowError:
        return None
    return parsed.timestamp() if parsed is not None else None
