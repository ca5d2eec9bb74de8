"""What turns the tables of one version into those of the next; run in one transaction, whole or not at all."""

from collections.abc import Callable

from sqlalchemy import Connection, Index, Table, and_, exists, select, update
from sqlalchemy.schema import CreateColumn

from aggregator.store import words
from aggregator.store.archives import HIDDEN
from aggregator.store.audience import HUBS, NOTICES, READERS, STATES, TOKENS, TOPICS
from aggregator.store.schema import (
    ARCHIVES,
    ENTRIES,
    FILED,
    FILES,
    PRIVATE,
    REVISIONS,
    SCHEMA_VERSION,
    SIGHTINGS,
    SKETCHES,
    SOURCES,
    STATE,
    TAGGED,
    TAGS,
    WORDS,
)
from aggregator.store.words import Wording


def migrate(connection: Connection, version: int) -> None:
    """Bring tables of `version` to the version of this program."""
    for step in _STEPS[version - 1 :]:
        step(connection)
    connection.execute(STATE.update().values(schema_version=SCHEMA_VERSION))


def _to_2(connection: Connection) -> None:
    """The ledger: where entries stood, what they read before, what went where; and by what they are found."""
    _add(connection, SOURCES, "origin", "successor", "private")
    _add(connection, ENTRIES, "line", "seen", "missing", "story")
    _add(connection, STATE, "tombstones_after", "held_back", "archived")
    connection.execute(SOURCES.update().values(origin=SOURCES.c.name))
    connection.execute(ENTRIES.update().values(seen=ENTRIES.c.published))
    beside = (TAGS, TAGGED, SKETCHES, TOPICS, NOTICES, TOKENS, ARCHIVES, FILED, STATES)
    for table in (REVISIONS, SIGHTINGS, *beside):
        table.create(connection)
    _index(ENTRIES, "entries_newest").drop(connection)
    for index in ("entries_newest", "entries_missing", "entries_latest_withdrawn", "entries_of_story"):
        _index(ENTRIES, index).create(connection)
    connection.execute(WORDS)
    every = select(ENTRIES.c.row, ENTRIES.c.title, ENTRIES.c.text)
    words.add(connection, (Wording(*row) for row in connection.execute(every)))


def _to_3(connection: Connection) -> None:
    """What whoever runs the service wants to see: what stands where a file failed, who reads, what hubs say."""
    _add(connection, FILES, "failed_excerpt")
    for table in (HUBS, READERS):
        table.create(connection)


def _to_4(connection: Connection) -> None:
    """Private sources, and those that changed last, are found without a look at all of them."""
    for index in ("sources_private", "sources_changed"):
        _index(SOURCES, index).create(connection)


def _to_5(connection: Connection) -> None:
    """What a feed does not show is not looked at each time: what is withdrawn, and what another one stands for."""
    first = ENTRIES.alias("first")
    stands = exists().where(
        first.c.row == ENTRIES.c.story,
        first.c.withdrawn.is_(None),
        first.c.source.not_in(select(SOURCES.c.row).where(PRIVATE)),
    )
    behind = and_(ENTRIES.c.story != ENTRIES.c.row, stands)
    everything = select(ARCHIVES.c.row).where(ARCHIVES.c.feed == "everything").scalar_subquery()
    gone = select(ENTRIES.c.row).where(ENTRIES.c.withdrawn.is_not(None))
    told = select(ENTRIES.c.row).where(ENTRIES.c.story.is_not(None), behind)
    open_ = update(FILED).where(FILED.c.page == 0).values(page=HIDDEN)
    connection.execute(open_.where(FILED.c.entry.in_(gone)))
    connection.execute(open_.where(FILED.c.archive == everything, FILED.c.entry.in_(told)))


def _to_6(connection: Connection) -> None:
    """What only readers with a token see moves the dates of nothing that everybody sees."""
    _add(connection, SOURCES, "hidden")
    _add(connection, STATE, "disclosed")
    connection.execute(update(STATE).values(disclosed=STATE.c.changed))


_STEPS: tuple[Callable[[Connection], None], ...] = (_to_2, _to_3, _to_4, _to_5, _to_6)


def _add(connection: Connection, table: Table, *names: str) -> None:
    for name in names:
        definition = CreateColumn(table.c[name]).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {definition}")


def _index(table: Table, name: str) -> Index:
    return next(index for index in table.indexes if index.name == name)
