"""Readers of feeds, day by day: how often each asked, by the user agent that it gives, and what it was sent.

Neither who asked nor for what is kept: no address of the network, and none of a feed, which may have a token in it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, case, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from aggregator.store.audience import READERS

DAY = 86_400
#: For how many days readers are kept, and how many different ones a day: whoever asks may call itself anything.
KEPT_DAYS, MOST = 30, 500
#: Stands for all for which there was no room.
OTHERS = ""


class Seen(NamedTuple):
    """A reader: so many requests, so many of which were answered 304, and the bytes that it was `sent`.

    `subscribers` is the largest number that it gave for any feed, None where it gave none.
    """

    agent: str
    requests: int
    unchanged: int
    sent: int
    subscribers: int | None = None


def count(connection: Connection, seen: Iterable[Seen], now: int) -> None:
    """Add what readers have asked for lately to the day of `now` (in seconds since 1970)."""
    day = now - now % DAY
    known = set(connection.scalars(select(READERS.c.agent).where(READERS.c.day == day)))
    added = insert(READERS)
    new = added.excluded
    larger = func.max(func.coalesce(READERS.c.subscribers, 0), new.subscribers)
    statement = added.on_conflict_do_update(
        index_elements=["day", "agent"],
        set_={
            "requests": READERS.c.requests + new.requests,
            "unchanged": READERS.c.unchanged + new.unchanged,
            "sent": READERS.c.sent + new.sent,
            "subscribers": case((new.subscribers.is_(None), READERS.c.subscribers), else_=larger),
        },
    )
    for each in seen:
        if each.agent not in known and len(known) >= MOST:
            row = each._replace(agent=OTHERS, subscribers=None)
        else:
            row = each
            known.add(each.agent)
        connection.execute(statement, {"day": day, **row._asdict()})
    connection.execute(delete(READERS).where(READERS.c.day < day - KEPT_DAYS * DAY))


def since(connection: Connection, moment: int) -> list[Seen]:
    """Who asked on the days from a moment on (in seconds since 1970), most often first."""
    requests = func.sum(READERS.c.requests)
    chosen = select(
        READERS.c.agent,
        requests,
        func.sum(READERS.c.unchanged),
        func.sum(READERS.c.sent),
        func.max(READERS.c.subscribers),
    )
    wanted = chosen.where(READERS.c.day >= moment - moment % DAY).group_by(READERS.c.agent)
    return [Seen(*row) for row in connection.execute(wanted.order_by(requests.desc(), READERS.c.agent))]
