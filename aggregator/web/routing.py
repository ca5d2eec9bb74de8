"""Addresses and what answers them: each module of pages lists its own as one table.

    blueprint("lists", Address("/feeds", lists.combined), Address("/tags/<slug>", lists.of_tag))

What a table stands on is held by the object whose methods it names.
"""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from flask import Blueprint
from werkzeug.wrappers import Response


class Address(NamedTuple):
    """A rule, as werkzeug reads it, and what answers a request that it fits; GET stands for HEAD as well."""

    rule: str
    answer: Callable[..., Response]
    method: str = "GET"


def blueprint(name: str, *addresses: Address, below: str | None = None) -> Blueprint:
    """These addresses, all of them `below` a path where that is given; each endpoint is `name.method`."""
    made = Blueprint(name, __name__, url_prefix=below)
    for rule, answer, method in addresses:
        made.add_url_rule(rule, answer.__name__, answer, methods=[method])
    return made


def without_slash(path: str) -> str | None:
    """What was meant by a path with a slash too many at its end, percent-encoded; None for any other path.

    Nothing is ever at such an address, so that this may be said without a look at what there is.
    """
    # With one slash at its beginning: two would make it another host's (RFC 3986, section 4.2).
    return "/" + quote(path.strip("/")) if path.endswith("/") and path.strip("/") else None
