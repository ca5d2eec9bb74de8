"""Everything that has an address, by its id alone: for whoever goes through all of it."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select

from aggregator.model import EVERYTHING, Scope
from aggregator.store.schema import ENTRIES, SIGHTINGS
from aggregator.store.scopes import public, shown

_SHOWN = ENTRIES.c.withdrawn.is_(None)


class Listed(NamedTuple):
    """A published entry, and when it last changed, in seconds since 1970."""

    id: UUID
    updated: int


class Part(NamedTuple):
    """Some of the entries, by a number from 1, and when one of them last changed, in seconds since 1970."""

    number: int
    updated: int


def newest(connection: Connection, scope: Scope = EVERYTHING) -> list[UUID]:
    """All entries that a scope's feed may show, the newest first, as `entries.newest` has them."""
    chosen = select(ENTRIES.c.id).where(*shown(scope)).order_by(ENTRIES.c.published.desc(), ENTRIES.c.row.desc())
    return [UUID(bytes=identifier) for identifier in connection.scalars(chosen)]


def parts(connection: Connection, size: int) -> list[Part]:
    """The parts of at most `size` into which all public entries fall, in the order in which they were added.

    An entry stays in its part for ever: what comes later, or goes, changes no other part.
    """
    number = _number(size)
    chosen = select(number, func.max(ENTRIES.c.updated)).where(_SHOWN, public()).group_by(number).order_by(number)
    return [Part(*row) for row in connection.execute(chosen)]


def part(connection: Connection, number: int, size: int) -> list[Listed]:
    """The public entries of a part; none where there is no such part."""
    rows = ENTRIES.c.row > (number - 1) * size, ENTRIES.c.row <= number * size
    chosen = select(ENTRIES.c.id, ENTRIES.c.updated).where(*rows, _SHOWN, public()).order_by(ENTRIES.c.row)
    return [Listed(UUID(bytes=identifier), updated) for identifier, updated in connection.execute(chosen)]


def public_ids(connection: Connection) -> list[UUID]:
    """Every entry that has a page for everybody, in the order in which they were added."""
    chosen = select(ENTRIES.c.id).where(_SHOWN, public()).order_by(ENTRIES.c.row)
    return [UUID(bytes=identifier) for identifier in connection.scalars(chosen)]


def places_known(connection: Connection) -> tuple[int, ...]:
    """Numbers that change with all that is learnt of where articles stand: that changes no feed, but histories."""
    sightings = select(func.count(), func.max(SIGHTINGS.c.row), func.sum(SIGHTINGS.c.times), func.max(SIGHTINGS.c.last))
    missing = select(func.count(), func.sum(ENTRIES.c.missing)).where(ENTRIES.c.missing.is_not(None))
    rows = (*connection.execute(sightings).one(), *connection.execute(missing).one())
    return tuple(number or 0 for number in rows)


def _number(size: int) -> ColumnElement[int]:
    return ((ENTRIES.c.row - 1) // size + 1).label("number")
