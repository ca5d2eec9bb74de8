"""What turns the tables of one version into those of the next; run in one transaction, whole or not at all."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from sqlalchemy import Connection, Index, Table, and_, exists, inspect, select, update
from sqlalchemy.schema import CreateColumn

from aggregator.model import Source
from aggregator.store import folders, sources, tags, words
from aggregator.store.archives import HIDDEN
from aggregator.store.audience import HUBS, NOTICES, READERS, STATES, TOKENS, TOPICS
from aggregator.store.counting import TRIGGERS
from aggregator.store.schema import (
    ARCHIVES,
    ENTRIES,
    FILED,
    FILES,
    FOLDERS,
    PRIVATE,
    REVISIONS,
    SCHEMA_VERSION,
    SHELVED,
    SIGHTINGS,
    SKETCHES,
    SOURCES,
    STATE,
    TAGGED,
    TAGS,
    WORDS,
)


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
    words.add(connection, map(tuple, connection.execute(every)))


def _to_3(connection: Connection) -> None:
    """What whoever runs the service wants to see: what stands where a file failed, who reads, what hubs say."""
    _add(connection, FILES, "failed_excerpt")
    for table in (HUBS, READERS):
        table.create(connection)


def _to_4(connection: Connection) -> None:
    """Private sources, and those that changed last, are found without a look at all of them."""
    _index(SOURCES, "sources_private").create(connection)


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


def _to_7(connection: Connection) -> None:
    """What feeds of folders and tags and the lists of both ask for is at hand: nobody looks at all of a folder."""
    _add(connection, SOURCES, "articles", "newest")
    _add(connection, TAGS, "articles")
    _add(connection, TAGGED, "published")
    for old in ("sources_changed", "tagged_with", "entries_of_source", "entries_newest"):
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {old}")
    for index in ("entries_of_source", "entries_newest"):
        _index(ENTRIES, index).create(connection)
    moment = select(ENTRIES.c.published).where(ENTRIES.c.row == TAGGED.c.entry).scalar_subquery()
    connection.execute(update(TAGGED).values(published=moment))
    _index(TAGGED, "tagged_with").create(connection)
    for table in (FOLDERS, SHELVED):
        table.create(connection)
    for trigger in TRIGGERS:
        connection.execute(trigger)
    each = list(sources.each(connection))
    tags.recount(connection, shown=[source.row for source in each if not source.private], hidden=())
    lying = [(source, (folders.ALL, *_beginnings(source.name))) for source in each]
    folders.add(connection, _addresses(lying))
    folders.keep(connection, lying)


def _beginnings(name: str) -> Iterator[str]:
    yield from (name[: found.start()] for found in re.finditer("/", name))


def _addresses(lying: Iterable[tuple[Source, Iterable[str]]]) -> dict[str, str]:
    """As folders had them until now: each its name, or the next one with a number that neither had."""
    listed = list(lying)
    taken = {source.name for source, _ in listed}
    given: dict[str, str] = {}
    for name in (name for _, names in listed for name in names if name not in given):
        free = (f"{name}-{number}" for number in count(2))
        given[name] = name if name not in taken else next(address for address in free if address not in taken)
        taken.add(given[name])
    return given


def _to_8(connection: Connection) -> None:
    """HTML follows from the text, and is not kept beside it; which edition of sketches there are is known."""
    connection.exec_driver_sql("ALTER TABLE entries DROP COLUMN content")
    _add(connection, STATE, "sketched")


_STEPS: tuple[Callable[[Connection], None], ...] = (_to_2, _to_3, _to_4, _to_5, _to_6, _to_7, _to_8)


def _add(connection: Connection, table: Table, *names: str) -> None:
    # A step before this one may have made the table, as it is now.
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for name in (name for name in names if name not in there):
        definition = CreateColumn(table.c[name]).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {definition}")


def _index(table: Table, name: str) -> Index:
    return next(index for index in table.indexes if index.name == name)
