"""In which states readers that take deltas have been given feeds: what each showed, by its entity tag.

All processes know the same states, also after a restart. A tag stands for the very bytes of a document, so a state
that is known is what the reader has, even where the store was put back from a copy meanwhile.
"""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from aggregator.store.audience import STATES

#: States of one document, at most, and for how many seconds before its last change they are kept.
KEPT, KEPT_FOR = 100, 30 * 86_400


def known(connection: Connection, document: str, tags: Collection[str], presented: int) -> tuple[str, bytes] | None:
    """The latest of a document's states with one of these tags: its tag and what it showed.

    None where none is known, or only under another presentation than the one since `presented`.
    """
    chosen = select(STATES.c.tag, STATES.c.shown).where(
        STATES.c.document == document, STATES.c.tag.in_(tags), STATES.c.presented == presented
    )
    found = connection.execute(chosen.order_by(STATES.c.row.desc()).limit(1)).one_or_none()
    return (found.tag, found.shown) if found else None


def remember(connection: Connection, document: str, tag: str, presented: int, changed: int, shown: bytes) -> None:
    """Keep a state; what is too old or too much is forgotten. `presented` and `changed` are in seconds since 1970."""
    columns = {"presented": presented, "changed": changed, "shown": shown}
    statement = insert(STATES).values(document=document, tag=tag, **columns)
    connection.execute(statement.on_conflict_do_update(index_elements=["document", "tag"], set_=columns))
    of_document = STATES.c.document == document
    latest = select(STATES.c.row).where(of_document).order_by(STATES.c.row.desc()).limit(KEPT)
    outdated = (STATES.c.changed < changed - KEPT_FOR) | STATES.c.row.not_in(latest)
    connection.execute(delete(STATES).where(of_document, outdated))
