"""Stories: entries of several sources that are one article, under the id of the first that was seen."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import starmap
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, Select, bindparam, delete, func, select, tuple_, update

from aggregator.model import Scope
from aggregator.store import prepared
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES, SKETCHES
from aggregator.store.scopes import kind, public, values, within


class Story(NamedTuple):
    """What several entries share: their story's id, and their sources' rows, in the order in which they were seen."""

    id: uuid.UUID
    sources: tuple[int, ...]


class Telling(NamedTuple):
    """A published entry as one that others may be like; moments in seconds since 1970."""

    row: int
    source: int
    key: bytes
    text: str
    published: int
    story: int | None


_FIRST = ENTRIES.alias("first")
_ID = (
    select(_FIRST.c.id)
    .where(_FIRST.c.story == ENTRIES.c.story, public(_FIRST))
    .order_by(_FIRST.c.row != _FIRST.c.story, _FIRST.c.row)
    .limit(1)
    .scalar_subquery()
)
_STORY_OF = select(ENTRIES.c.row, ENTRIES.c.story, _ID.label("id")).where(
    ENTRIES.c.row.in_(prepared.any_of("rows")), ENTRIES.c.story.is_not(None)
)
_BESIDE = (
    select(ENTRIES.c.row)
    .where(
        ENTRIES.c.story == select(_FIRST.c.story).where(_FIRST.c.row == bindparam("its")).scalar_subquery(),
        ENTRIES.c.row != bindparam("its"), ENTRIES.c.withdrawn.is_(None), public(),
    )
    .order_by(ENTRIES.c.row)
)  # fmt: skip
_TELLING = tuple(ENTRIES.c[name] for name in Telling._fields)


def told(connection: Connection, rows: Iterable[int], scope: Scope) -> Mapping[int, Story]:
    """The stories of those of these entries (their rows) that have one, by row, as a scope's feed shows them.

    A story's id is that of the first of its entries that everybody may read, withdrawn or not.
    """
    of = {
        row: (story, id_) for row, story, id_ in prepared.rows(connection, _STORY_OF, {"rows": prepared.listed(rows)})
    }
    if not of:
        return {}
    sources: dict[int, dict[int, None]] = {}
    given = {"stories": prepared.listed({story for story, _ in of.values()}), **values(scope)}
    for story, source in prepared.rows(connection, _members(kind(scope)), given):
        sources.setdefault(story, {})[source] = None
    return {
        row: Story(uuid.UUID(bytes=identifier), tuple(sources.get(story, ())))
        for row, (story, identifier) in of.items()
    }


@lru_cache(maxsize=64)
def _members(scope: Scope) -> Select[int, int]:
    """The sources of some stories, as a scope's feed shows them, in the order in which they told them."""
    shown = ENTRIES.c.story.in_(prepared.any_of("stories")), ENTRIES.c.withdrawn.is_(None)
    chosen = select(ENTRIES.c.story, ENTRIES.c.source).where(*shown, *within(scope))
    return chosen.order_by(ENTRIES.c.published, ENTRIES.c.row)


def beside(connection: Connection, row: int) -> list[int]:
    """The other published entries (their rows) of an entry's (its row) story that everybody may read, as they came."""
    return [other for (other,) in prepared.rows(connection, _BESIDE, {"its": row})]


_LIKE = (
    select(SKETCHES.c.sketch, SKETCHES.c.entry)
    .join_from(SKETCHES, ENTRIES, ENTRIES.c.row == SKETCHES.c.entry)
    .where(SKETCHES.c.sketch.in_(prepared.any_of("sketches")), ENTRIES.c.withdrawn.is_(None), public())
    .order_by(ENTRIES.c.row)
)
_PUBLIC_TELLINGS = select(*_TELLING).where(ENTRIES.c.row.in_(prepared.any_of("rows")), public())


def like(connection: Connection, sketches: Collection[int]) -> Iterator[tuple[int, int]]:
    """Each of these numbers with each published entry (its row) of a public source that has it, in order of rows."""
    # In the order of the table, for which SQLite would have to sort them more slowly.
    yield from prepared.each(connection, _LIKE, {"sketches": prepared.listed(sorted(sketches))})


def public_tellings(connection: Connection, rows: Iterable[int]) -> dict[int, Telling]:
    """Those of these entries that everybody may read, by row."""
    found = prepared.rows(connection, _PUBLIC_TELLINGS, {"rows": prepared.listed(rows)})
    return {telling.row: telling for telling in starmap(Telling, found)}


def tellings(connection: Connection, rows: Collection[int]) -> list[Telling]:
    """All entries of the stories of these entries (their rows), withdrawn ones included, in the order of rows."""
    found = []
    for chunk in chunks(rows):
        stories = select(ENTRIES.c.story).where(ENTRIES.c.row.in_(chunk), ENTRIES.c.story.is_not(None))
        chosen = select(*_TELLING).where(ENTRIES.c.story.in_(stories)).order_by(ENTRIES.c.row)
        found += [Telling(*row) for row in connection.execute(chosen)]
    return found


def behind(connection: Connection, rows: Collection[int]) -> list[int]:
    """The entries (their rows) that one of these stands for in feeds of many sources, as long as it is published."""
    members = tellings(connection, rows)
    given = set(rows)
    first: dict[int | None, tuple[bool, int]] = {}
    for telling in members:
        if telling.row in given:
            first[telling.story] = min(_place(telling), first.get(telling.story, _place(telling)))
    return [telling.row for telling in members if _place(telling) > first[telling.story]]


def keep(connection: Connection, sketches: Iterable[tuple[int, int]]) -> None:
    """Keep the numbers of new entries: (sketch, row) each."""
    # In the order of the table, which takes half of the time.
    rows = sorted(sketches, key=itemgetter(0))
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO sketches (sketch, entry) VALUES (?, ?)", rows)


def keep_none(connection: Connection) -> None:
    """Forget all numbers."""
    connection.execute(delete(SKETCHES))


def keep_few(connection: Connection, most: int) -> None:
    """Forget of each number all but the first published entries of public sources that have it, and no other entry."""
    often = select(SKETCHES.c.sketch).group_by(SKETCHES.c.sketch).having(func.count() > most)
    nth = func.row_number().over(partition_by=SKETCHES.c.sketch, order_by=SKETCHES.c.entry).label("nth")
    ranked = (
        select(SKETCHES.c.sketch, SKETCHES.c.entry, nth)
        .join_from(SKETCHES, ENTRIES, ENTRIES.c.row == SKETCHES.c.entry)
        .where(SKETCHES.c.sketch.in_(often), ENTRIES.c.withdrawn.is_(None), public())
        .subquery()
    )
    many = select(ranked.c.sketch, ranked.c.entry).where(ranked.c.nth > most)
    connection.execute(delete(SKETCHES).where(tuple_(SKETCHES.c.sketch, SKETCHES.c.entry).in_(many)))


def join(connection: Connection, story_of: Mapping[int, int | None]) -> None:
    """Note of which story (its first entry's row) these entries (their rows) are from now on; None is of none."""
    rows = [{"of": row, "story": story} for row, story in story_of.items()]
    if rows:
        statement = update(ENTRIES).where(ENTRIES.c.row == bindparam("of")).values(story=bindparam("story"))
        connection.execute(statement, rows)


def _place(telling: Telling) -> tuple[bool, int]:
    """Where an entry stands in its story: the first of all, then as they were seen."""
    return telling.row != telling.story, telling.row
