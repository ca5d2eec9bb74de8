"""Where entries were found again, and by what.

An entry that has only ever stood where it was first seen has no row here: its own tells all. So a first scan, which
sees nothing again, writes none.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from aggregator.model import Known, Record, Sighting
from aggregator.store.chunks import chunks
from aggregator.store.schema import SIGHTINGS

_SIGHTING = (
    SIGHTINGS.c.evidence, SIGHTINGS.c.score, SIGHTINGS.c.path, SIGHTINGS.c.line, SIGHTINGS.c.first, SIGHTINGS.c.last,
    SIGHTINGS.c.times,
)  # fmt: skip

#: Identity's word for what reads as it did, in the file where it stood.
SAME = "same"


class Found(NamedTuple):
    """An entry that was found in a file; `before` is the path of the file that it stood in until then."""

    entry: Known
    before: str
    evidence: str
    score: float
    path: str
    line: int


def record(connection: Connection, found: Iterable[Found], now: int) -> None:
    """Note where entries were found; what is found unchanged in the same file again and again becomes no new row."""
    each = list(found)
    last = _last(connection, [item.entry.row for item in each])
    again = [
        item
        for item in each
        if (SAME, item.path) == last.get(item.entry.row, (0, "", ""))[1:] and item.evidence == SAME
    ]
    if again:
        statement = update(SIGHTINGS).where(SIGHTINGS.c.row == bindparam("of"))
        connection.execute(
            statement.values(line=bindparam("now_at"), last=now, times=SIGHTINGS.c.times + 1),
            [{"of": last[item.entry.row][0], "now_at": item.line} for item in again],
        )
    noted = {item.entry.row for item in again}
    rows = [
        sighting
        for item in each
        if item.entry.row not in noted
        for sighting in _rows(item, now, first=item.entry.row not in last)
    ]
    if rows:
        connection.execute(insert(SIGHTINGS), rows)


def of(connection: Connection, record: Record, path: str) -> list[Sighting]:
    """Every sighting of an entry, the first one first; `path` is that of its source's file."""
    chosen = select(*_SIGHTING).where(SIGHTINGS.c.entry == record.row).order_by(SIGHTINGS.c.row)
    found = [Sighting(*row) for row in connection.execute(chosen)]
    return found or [Sighting("new", 1.0, path, record.line, record.seen, record.seen)]


def _rows(found: Found, now: int, *, first: bool) -> list[dict[str, object]]:
    seen = Sighting(found.evidence, found.score, found.path, found.line, now, now)
    origin = Sighting("new", 1.0, found.before, found.entry.line, found.entry.seen, found.entry.seen)
    return [{"entry": found.entry.row, **each._asdict()} for each in ((origin, seen) if first else (seen,))]


def _last(connection: Connection, entries: Iterable[int]) -> Mapping[int, tuple[int, str, str]]:
    """The last row of each of these entries that has any, with its evidence and path."""
    latest: dict[int, tuple[int, str, str]] = {}
    for chunk in chunks(entries):
        rows = select(func.max(SIGHTINGS.c.row)).where(SIGHTINGS.c.entry.in_(chunk)).group_by(SIGHTINGS.c.entry)
        chosen = select(SIGHTINGS.c.entry, SIGHTINGS.c.row, SIGHTINGS.c.evidence, SIGHTINGS.c.path)
        for entry, row, evidence, path in connection.execute(chosen.where(SIGHTINGS.c.row.in_(rows))):
            latest[entry] = (row, evidence, path)
    return latest
