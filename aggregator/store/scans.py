"""Scans: wished for, running, ended.

The wish passes through the store, so that whoever answers requests and whoever scans need not be one process. At
most one wish waits: whoever asks while it waits is given its number, and whoever asks while a scan runs gets the
next one.
"""

from functools import reduce
from operator import add
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from aggregator.store.schema import SCANS

#: So many ended scans are kept: three days of one a minute.
KEPT = 4500

ScanState = Literal["wished", "running", "done", "failed"]


class Scan(NamedTuple):
    """A scan; `report` is the JSON text of a ScanReport once it is done, `error` one line where it failed."""

    number: int
    state: ScanState
    report: str | None
    error: str | None


class Figures(NamedTuple):
    """What a scan did, in figures; `started` and `ended` are in seconds since 1970.

    `seconds` is how long it took, `changed` how many files were new, other than before or gone, `entries` how many were
    new, `failures` how many files failed. All are 0 for one that goes on, or that could not be done.
    """

    number: int
    state: ScanState
    started: int
    ended: int | None
    error: str | None
    seconds: float
    changed: int
    entries: int
    failures: int


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


def last_report(connection: Connection) -> str | None:
    """The JSON text of the latest report, None where no scan has ended well."""
    reported = select(SCANS.c.report).where(SCANS.c.state == "done").order_by(SCANS.c.number.desc()).limit(1)
    return connection.execute(reported).scalar_one_or_none()


def under_way(connection: Connection) -> Scan | None:
    """The scan that goes on, or else the one that is wished for."""
    chosen = select(SCANS.c.number, SCANS.c.state, SCANS.c.report, SCANS.c.error)
    waiting = chosen.where(SCANS.c.state.in_(("running", "wished"))).order_by(SCANS.c.number).limit(1)
    row = connection.execute(waiting).one_or_none()
    return Scan(*row) if row else None


def since(connection: Connection, moment: int) -> list[Figures]:
    """Every scan that began from a moment on (in seconds since 1970), the latest first."""

    def figure(*paths: str) -> ColumnElement[int]:
        return reduce(add, (func.coalesce(func.json_extract(SCANS.c.report, path), 0) for path in paths))

    chosen = select(
        SCANS.c.number,
        SCANS.c.state,
        SCANS.c.started,
        SCANS.c.ended,
        SCANS.c.error,
        figure("$.seconds"),
        figure("$.files.new", "$.files.changed", "$.files.gone"),
        figure("$.entries.new"),
        func.coalesce(func.json_array_length(SCANS.c.report, "$.failed"), 0),
    )
    rows = connection.execute(chosen.where(SCANS.c.started >= moment).order_by(SCANS.c.number.desc()))
    return [Figures(*row) for row in rows]


def done(connection: Connection) -> int:
    """How many scans that are still remembered have ended well."""
    return int(connection.execute(select(func.count()).where(SCANS.c.state == "done")).scalar_one())


def _waiting(connection: Connection) -> int | None:
    """The number of the wish that waits, None where none does."""
    return connection.execute(select(SCANS.c.number).where(SCANS.c.state == "wished")).scalar_one_or_none()
