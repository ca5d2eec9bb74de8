"""Scans: wished for, running, ended.

The wish passes through the store, so that whoever answers requests and whoever scans need not be one process. At
most one wish waits: whoever asks while it waits is given its number, and whoever asks while a scan runs gets the
next one.
"""

from typing import Literal, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from aggregator.store.schema import SCANS

#: So many ended scans are kept.
KEPT = 1000

ScanState = Literal["wished", "running", "done", "failed"]


class Scan(NamedTuple):
    """A scan; `report` is the JSON text of a ScanReport once it is done, `error` one line where it failed."""

    number: int
    state: ScanState
    report: str | None
    error: str | None


def wish(connection: Connection, now: int) -> int:
    """Ask for one more scan, and say its number; in a writing transaction, so that nobody asks meanwhile."""
    waiting = _waiting(connection)
    if waiting is not None:
        return waiting
    asked = insert(SCANS).values(state="wished", wished=now).returning(SCANS.c.number)
    return int(connection.execute(asked).scalar_one())


def wished(connection: Connection) -> bool:
    """Whether a wish waits."""
    return _waiting(connection) is not None


def begin(connection: Connection, now: int) -> int:
    """Begin the scan that was wished for, or one that nobody asked for, and say its number.

    Whoever begins holds the right to scan, so what still counts as running was cut off.
    """
    connection.execute(
        update(SCANS)
        .where(SCANS.c.state == "running")
        .values(state="failed", ended=now, error="cut off before its end; the next scan does its work")
    )
    waiting = _waiting(connection)
    if waiting is None:
        started = insert(SCANS).values(state="running", wished=now, started=now).returning(SCANS.c.number)
        return int(connection.execute(started).scalar_one())
    connection.execute(update(SCANS).where(SCANS.c.number == waiting).values(state="running", started=now))
    return waiting


def end(connection: Connection, number: int, now: int, *, report: str | None = None, error: str | None = None) -> None:
    """Note how a scan ended, and let go of those that ended long ago."""
    state = "done" if error is None else "failed"
    connection.execute(
        update(SCANS).where(SCANS.c.number == number).values(state=state, ended=now, report=report, error=error)
    )
    connection.execute(delete(SCANS).where(SCANS.c.number <= number - KEPT))


def by_number(connection: Connection, number: int) -> Scan | None:
    """A scan, or None where there is none of that number."""
    row = connection.execute(
        select(SCANS.c.number, SCANS.c.state, SCANS.c.report, SCANS.c.error).where(SCANS.c.number == number)
    ).one_or_none()
    return Scan(*row) if row else None


def done(connection: Connection) -> int:
    """How many scans that are still remembered have ended well."""
    return int(connection.execute(select(func.count()).where(SCANS.c.state == "done")).scalar_one())


def _waiting(connection: Connection) -> int | None:
    """The number of the wish that waits, None where none does."""
    return connection.execute(select(SCANS.c.number).where(SCANS.c.state == "wished")).scalar_one_or_none()
