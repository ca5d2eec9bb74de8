"""Scopes as conditions on entries."""

from sqlalchemy import ColumnElement

from aggregator.model import Scope
from aggregator.store.schema import ENTRIES


def within(scope: Scope) -> list[ColumnElement[bool]]:
    """What holds for the entries of a scope; nothing for all of them."""
    return [] if scope.source is None else [ENTRIES.c.source == scope.source]
