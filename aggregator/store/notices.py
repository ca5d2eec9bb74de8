"""Notices: hubs that still have to be told that a feed has changed; and what feeds showed when they were last told of.

They are written in the transaction of the change itself, so that none is lost with a process. A later change of the
same feed takes the place of one that waits.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from aggregator.store.audience import HUBS, NOTICES, TOPICS
from aggregator.store.chunks import chunks


class Notice(NamedTuple):
    """A change that a hub has to be told of.

    `topic` is the feed's whole address in one format, `version` that of the store when it changed, `since` and `due`
    are in seconds since 1970: when it changed and when the hub is to be told. So many `attempts` have failed.
    """

    hub: str
    topic: str
    version: int
    since: int
    due: int
    attempts: int


class Hub(NamedTuple):
    """A hub's last answer, and its moment; when it was last `told` anything, None if never; how many notices wait."""

    hub: str
    answered: int
    answer: str
    told: int | None
    waiting: int


#: For so many seconds a notice waits for further changes of its topic: many an editor saves in several steps.
COALESCED = 2
_NOTICE = tuple(NOTICES.c[name] for name in Notice._fields)


def shown(connection: Connection, paths: Iterable[str]) -> dict[str, bytes]:
    """What each of these feeds (their paths) showed when it was last told of, 16 bytes; unless it never was."""
    return {
        row.path: row.shown
        for chunk in chunks(paths)
        for row in connection.execute(select(TOPICS).where(TOPICS.c.path.in_(chunk)))
    }


def keep_shown(connection: Connection, feeds: Mapping[str, bytes]) -> None:
    """Note what feeds show now, by path."""
    if feeds:
        added = insert(TOPICS)
        changed = added.on_conflict_do_update(index_elements=["path"], set_={"shown": added.excluded.shown})
        connection.execute(changed, [{"path": path, "shown": digest} for path, digest in feeds.items()])


def post(connection: Connection, hubs: Collection[str], topics: Collection[str], version: int, now: int) -> None:
    """Have hubs told of topics that have changed, soon after `now`.

    A notice that waits for its first attempt keeps its moment, so that one change after the other cannot put it off
    for ever; one that failed begins anew.
    """
    rows = [{"hub": hub, "topic": topic} for hub in hubs for topic in topics]
    if rows:
        added = insert(NOTICES).values(version=version, since=now, due=now + COALESCED, attempts=0)
        due = case((NOTICES.c.attempts == 0, NOTICES.c.due), else_=added.excluded.due)
        replaced = {"version": version, "since": now, "due": due, "attempts": 0, "answer": None}
        connection.execute(added.on_conflict_do_update(index_elements=["hub", "topic"], set_=replaced), rows)


def waiting_hubs(connection: Connection, until: int) -> list[str]:
    """The hubs that are to be told something by a moment."""
    return list(connection.scalars(select(NOTICES.c.hub).where(NOTICES.c.due <= until).distinct()))


def due(connection: Connection, hub: str, until: int, limit: int) -> list[Notice]:
    """What a hub is to be told by a moment; what failed least often comes first, and the oldest of that."""
    chosen = select(*_NOTICE).where(NOTICES.c.hub == hub, NOTICES.c.due <= until)
    ordered = chosen.order_by(NOTICES.c.attempts, NOTICES.c.due, NOTICES.c.topic).limit(limit)
    return [Notice(*row) for row in connection.execute(ordered)]


def settle(connection: Connection, told: Iterable[Notice]) -> None:
    """Let go of notices that were told, or given up, unless their feeds have changed once more meanwhile."""
    rows = [{"of_hub": each.hub, "of_topic": each.topic, "as_of": each.version} for each in told]
    if rows:
        connection.execute(delete(NOTICES).where(*_SAME), rows)


def put_off(connection: Connection, notice: Notice, until: int, answer: str) -> None:
    """Note a failure, and leave the hub in peace until a moment: what else it was to be told by then waits as well."""
    row = {"of_hub": notice.hub, "of_topic": notice.topic, "as_of": notice.version}
    failed = update(NOTICES).where(*_SAME)
    connection.execute(failed.values(due=until, attempts=notice.attempts + 1, answer=answer), row)
    connection.execute(update(NOTICES).where(NOTICES.c.hub == notice.hub, NOTICES.c.due < until).values(due=until))


def forget(connection: Connection, paths: Collection[str], topics: Collection[str]) -> None:
    """Let go of feeds (their paths, and their addresses in every format) that nobody is to be told of any longer."""
    for chunk in chunks(paths):
        connection.execute(delete(TOPICS).where(TOPICS.c.path.in_(chunk)))
    for chunk in chunks(topics):
        connection.execute(delete(NOTICES).where(NOTICES.c.topic.in_(chunk)))


def keep_to(connection: Connection, hubs: Collection[str], site_url: str) -> None:
    """Let go of what other hubs than these were to be told, and said; and of topics that are not of the site at a URL.

    A hub that is told of an address where this site no longer is would fetch what somebody else has there.
    """
    for table in (NOTICES, HUBS):
        connection.execute(delete(table).where(table.c.hub.not_in(hubs)))
    connection.execute(delete(NOTICES).where(~NOTICES.c.topic.startswith(f"{site_url}/", autoescape=True)))


def answered(connection: Connection, hub: str, now: int, answer: str, *, told: bool) -> None:
    """Note what a hub said last, and whether it took the notice."""
    added = insert(HUBS).values(hub=hub, answered=now, answer=answer, told=now if told else None)
    changed = {"answered": now, "answer": answer} | ({"told": now} if told else {})
    connection.execute(added.on_conflict_do_update(index_elements=["hub"], set_=changed))


def hubs(connection: Connection) -> list[Hub]:
    """Every hub that has answered, or failed to, by its address."""
    waiting = select(func.count()).where(NOTICES.c.hub == HUBS.c.hub).scalar_subquery()
    rows = connection.execute(
        select(HUBS.c.hub, HUBS.c.answered, HUBS.c.answer, HUBS.c.told, waiting).order_by(HUBS.c.hub)
    )
    return [Hub(*row) for row in rows]


_SAME = (
    NOTICES.c.hub == bindparam("of_hub"),
    NOTICES.c.topic == bindparam("of_topic"),
    NOTICES.c.version == bindparam("as_of"),
)
