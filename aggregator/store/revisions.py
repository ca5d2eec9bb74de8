"""What entries read before: a row for each wording that an edit replaced, in the order of the edits."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, insert, select

from aggregator.model import Known, Revision
from aggregator.store.schema import REVISIONS


def keep(connection: Connection, replaced: Iterable[Known]) -> None:
    """Keep how these entries read, before an edit that a reader notices."""
    rows = [
        {"entry": entry.row, "updated": entry.updated, "title": entry.title, "text": entry.text} for entry in replaced
    ]
    if rows:
        connection.execute(insert(REVISIONS), rows)


def count(connection: Connection, entry: int) -> int:
    """How often an entry (its row) was edited so that a reader notices."""
    counted = select(func.count()).select_from(REVISIONS).where(REVISIONS.c.entry == entry)
    return int(connection.execute(counted).scalar_one())


def of(connection: Connection, entry: int) -> list[Revision]:
    """How an entry (its row) read before it reads as it does, the oldest first."""
    chosen = select(REVISIONS.c.updated, REVISIONS.c.title, REVISIONS.c.text).where(REVISIONS.c.entry == entry)
    return [Revision(*row) for row in connection.execute(chosen.order_by(REVISIONS.c.row))]
