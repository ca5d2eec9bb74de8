"""Addresses and what answers them: each module of pages lists its own as one table.

    blueprint("lists", Address("/feeds", lists.combined), Address("/tags/<slug>", lists.of_tag))

What a table stands on is held by the object whose methods it names.
"""

from collections.abc import Callable
from typing import NamedTuple

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
