"""Scopes as conditions on entries."""

from sqlalchemy import ColumnElement, select

from aggregator.model import Scope
from aggregator.store.schema import ENTRIES, SOURCES


def within(scope: Scope) -> list[ColumnElement[bool]]:
    """What holds for the entries of a scope: of a private source there are none but in its own."""
    if scope.source is not None:
        return [ENTRIES.c.source == scope.source]
    return [ENTRIES.c.source.not_in(select(SOURCES.c.row).where(SOURCES.c.private != 0))]
