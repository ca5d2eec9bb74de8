"""The one row that says where the whole store stands.

`version` moves with every change of what any feed shows: a process that holds rendered bytes asks for this number
alone. `changed` is the moment of the last such change, `disclosed` that of the last one which everybody may see: what
private feeds do is told by no date elsewhere. `presented` is that of the last change of how feeds are shown (the site's
title or address, say). All only ever grow, so that two states never share one.
"""

from typing import NamedTuple

from sqlalchemy import Connection, select, update

from aggregator.store import prepared
from aggregator.store.schema import STATE


class News(NamedTuple):
    """Where the store stands: moments in seconds since 1970."""

    version: int
    changed: int
    disclosed: int
    presented: int


_NEWS = select(*(STATE.c[name] for name in News._fields))
_TOMBSTONES_AFTER = select(STATE.c.tombstones_after)


def news(connection: Connection) -> News:
    """Where the store stands."""
    [found] = prepared.rows(connection, _NEWS)
    return News(*found)


def announce(connection: Connection, now: int) -> News:
    """Tell that feeds have changed, in the transaction that changes them."""
    before = news(connection)
    after = before._replace(version=before.version + 1, changed=_next(before, now))
    connection.execute(update(STATE).values(version=after.version, changed=after.changed))
    return after


def disclose(connection: Connection) -> None:
    """Note that everybody may see something of what was announced last."""
    connection.execute(update(STATE).values(disclosed=STATE.c.changed))


def present(connection: Connection, presentation: bytes, now: int) -> None:
    """Note the presentation in use (a digest of all that shapes every feed); only a change of it moves the moment."""
    if connection.execute(select(STATE.c.presentation)).scalar_one() != presentation:
        presented = _next(news(connection), now)
        connection.execute(update(STATE).values(presentation=presentation, presented=presented))


def _next(before: News, now: int) -> int:
    """A moment that no document has borne yet: it bears the later of the two."""
    return max(now, before.changed + 1, before.presented + 1)


def reading_rules(connection: Connection) -> bytes:
    """The digest of the rules under which all known files were read."""
    return bytes(connection.execute(select(STATE.c.reading_rules)).scalar_one())


def keep_reading_rules(connection: Connection, rules: bytes) -> None:
    """Note that all known files have been read under these rules."""
    connection.execute(update(STATE).values(reading_rules=rules))


def tombstones_after(connection: Connection) -> int:
    """Withdrawals after this moment have tombstones in their feeds."""
    [(moment,)] = prepared.rows(connection, _TOMBSTONES_AFTER)
    return int(moment)


def forget_tombstones(connection: Connection, until: int) -> None:
    """Drop the tombstones of withdrawals up to a moment."""
    connection.execute(update(STATE).values(tombstones_after=until))


def archived(connection: Connection) -> int:
    """The window under which all feeds were archived last, 0 where a scan was cut off before it could."""
    return int(connection.execute(select(STATE.c.archived)).scalar_one())


def keep_archived(connection: Connection, window: int) -> None:
    """Note under which window all feeds have been archived."""
    connection.execute(update(STATE).values(archived=window))


def sketched(connection: Connection) -> int:
    """The edition of all entries' sketches; 0 stands for all before the second."""
    return int(connection.execute(select(STATE.c.sketched)).scalar_one())


def keep_sketched(connection: Connection, edition: int) -> None:
    """Note the edition of all entries' sketches."""
    connection.execute(update(STATE).values(sketched=edition))


def held_back(connection: Connection) -> int:
    """How many entries the last scan did not withdraw, because they were too many at once."""
    return int(connection.execute(select(STATE.c.held_back)).scalar_one())


def hold_back(connection: Connection, count: int) -> None:
    """Note how many entries a scan did not withdraw."""
    connection.execute(update(STATE).values(held_back=count))
