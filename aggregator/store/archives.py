"""Archives: which archive document each entry of a feed is in (RFC 5005, section 4).

An entry gets its document once and leaves it only by being edited or withdrawn; what comes into a feed, or comes back,
is in none until the end of a scan files it. An archive knows every entry up to a row, `until`; later ones are in none.
"""

from collections.abc import Collection, Generator, Iterable, Mapping
from functools import lru_cache
from itertools import starmap
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from aggregator.model import EVERYTHING, Scope
from aggregator.store import prepared
from aggregator.store.chunks import chunks
from aggregator.store.newest import PLACE, Place
from aggregator.store.schema import ARCHIVES, ENTRIES, FILED, SOURCES
from aggregator.store.scopes import kind, shown, values

_SHOWN = ENTRIES.c.withdrawn.is_(None)
#: What puts entries into the order in which there was news of them.
_NEWS = (ENTRIES.c.updated, ENTRIES.c.published, ENTRIES.c.row)


class Archive(NamedTuple):
    """A feed's archive: its full documents are numbered from 1 to `pages`."""

    row: int
    pages: int
    until: int


NONE = Archive(0, 0, 0)
_OF = select(ARCHIVES.c.row, ARCHIVES.c.pages, ARCHIVES.c.until).where(ARCHIVES.c.feed == bindparam("name"))

#: The page of what a feed did not show when the rest was filed: it may be very much, and is looked at no more until
#: `reopen` or `reconsider` says that it may be shown now.
HIDDEN = -1


def is_archived(scope: Scope) -> bool:
    """Whether a feed has archive documents, should it grow too long for one: those of a source and of all do."""
    return _name(scope) is not None


def of(connection: Connection, scope: Scope) -> Archive:
    """The archive of a scope; `NONE` where it has no documents yet."""
    found = prepared.row(connection, _OF, {"name": _name(scope)})
    return Archive(*found) if found else NONE


def unfiled(connection: Connection, scope: Scope, archive: Archive) -> Generator[Place]:
    """The entries that a scope's feed may show and that are in no archive document, what has the latest news first.

    Whoever does not want all of them closes it: until then SQLite holds what it has put into order.
    """
    given = {"of_archive": archive.row, "known_until": archive.until, **values(scope)}
    chosen = _latest_unfiled(kind(scope), is_archived=archive.row > 0)
    if archive.row and scope.source is not None:
        (few,) = prepared.row(connection, _FEW_CAME, given) or (False,)
        chosen = _LATEST_OF_FEW if few else chosen
    yield from starmap(Place, prepared.each(connection, chosen, given))


@lru_cache(maxsize=64)
def _latest_unfiled(scope: Scope, *, is_archived: bool) -> Select[int, int, int, int]:
    conditions = _unfiled(scope, Archive(int(is_archived), 0, 0))
    return select(*PLACE).where(*conditions).order_by(*_LATEST_NEWS)


def count_unfiled(connection: Connection, scope: Scope, archive: Archive) -> int:
    """How many they are."""
    chosen = select(func.count()).select_from(ENTRIES).where(*_unfiled(scope, archive))
    return int(connection.execute(chosen).scalar_one())


def on_page(connection: Connection, scope: Scope, archive: Archive, page: int) -> list[Place]:
    """The entries of an archive document, in no order."""
    given = {"of_archive": archive.row, "page": page, **values(scope)}
    return list(starmap(Place, prepared.rows(connection, _on_page(kind(scope)), given)))


@lru_cache(maxsize=64)
def _on_page(scope: Scope) -> Select[int, int, int, int]:
    filed = select(FILED.c.entry).where(FILED.c.archive == bindparam("of_archive"), FILED.c.page == bindparam("page"))
    return select(*PLACE).where(ENTRIES.c.row.in_(filed), *shown(scope))


def larger_than(connection: Connection, window: int, sources: Collection[int] | None) -> list[int]:
    """Those of these sources (their rows), or of all, that have more published entries than fit into a window."""
    counted = select(ENTRIES.c.source).where(_SHOWN).group_by(ENTRIES.c.source).having(func.count() > window)
    if sources is None:
        return list(connection.scalars(counted))
    return [row for chunk in chunks(sources) for row in connection.scalars(counted.where(ENTRIES.c.source.in_(chunk)))]


def file(connection: Connection, scope: Scope, archive: Archive, staying: Collection[int], size: int) -> None:
    """Add documents of `size` entries to an archive, what was longest without news in the first.

    Those `staying` (their rows) get their place in none, like all that the feed does not show.
    """
    # Before a new one has a number: where a statement reads what it writes, SQLite keeps all of that apart meanwhile.
    unfiled = _unfiled(scope, archive)
    if not archive.row:
        values = {"feed": _name(scope), "pages": 0, "until": 0}
        row = connection.execute(insert(ARCHIVES).values(values).returning(ARCHIVES.c.row)).scalar_one()
        archive = archive._replace(row=row)
    before = func.row_number().over(order_by=_NEWS) - 1
    page = archive.pages + 1 + before.op("/", precedence=8)(size)  # whole numbers, unlike SQLAlchemy's own division
    leaving = select(literal(archive.row), ENTRIES.c.row, page).where(*unfiled, ENTRIES.c.row.not_in(staying))
    statement = insert(FILED).prefix_with("OR REPLACE").from_select(["archive", "entry", "page"], leaving)
    connection.execute(statement)
    # Those too that the feed does not show: withdrawn ones may come back, private ones be private no longer, and what
    # another one stands for may come to stand for itself.
    owner = [] if scope.source is None else [ENTRIES.c.source == scope.source]
    others = select(literal(archive.row), ENTRIES.c.row, literal(0)).where(
        ENTRIES.c.row > archive.until,
        ~exists().where(FILED.c.archive == archive.row, FILED.c.entry == ENTRIES.c.row),
        *owner,
    )
    connection.execute(insert(FILED).from_select(["archive", "entry", "page"], others))
    open_ = FILED.c.archive == archive.row, FILED.c.page == 0
    connection.execute(update(FILED).where(*open_, FILED.c.entry.not_in(staying)).values(page=HIDDEN))
    last = select(func.max(FILED.c.page)).where(FILED.c.archive == archive.row).scalar_subquery()
    highest = select(func.max(ENTRIES.c.row)).scalar_subquery()
    connection.execute(update(ARCHIVES).where(ARCHIVES.c.row == archive.row).values(pages=last, until=highest))


def fix_languages(connection: Connection, scope: Scope, before: Archive) -> None:
    """Have no language told any longer of sources whose entries are in documents that an archive had not `before`.

    Of whom none has been told by then, there never was text enough; later on it would change these documents.
    """
    untold = select(SOURCES.c.row).where(SOURCES.c.language.is_(None))
    if scope.source is not None:
        concerned = connection.scalars(untold.where(SOURCES.c.row == scope.source)).all()
    elif concerned := connection.scalars(untold).all():
        filed = FILED.c.archive == of(connection, scope).row, FILED.c.page > before.pages
        entries = select(ENTRIES.c.source).join(FILED, FILED.c.entry == ENTRIES.c.row).where(*filed)
        concerned = list(set(concerned).intersection(connection.scalars(entries.distinct())))
    for chunk in chunks(concerned):
        connection.execute(update(SOURCES).where(SOURCES.c.row.in_(chunk)).values(language=""))


def reopen(connection: Connection, everywhere: Iterable[int], sources: Mapping[int, int]) -> None:
    """Take entries (their rows) out of their archive documents: subscribers are to see them once more.

    Those `everywhere` leave the ones of the feed of everything, those of `sources`, which says the source that each
    is in now, those of its feed; it had none there if it is new to it.
    """
    names = {_name(Scope(source=source)): source for source in set(sources.values())}
    found = {
        name: row
        for chunk in chunks([_name(EVERYTHING), *names])
        for row, name in connection.execute(select(ARCHIVES.c.row, ARCHIVES.c.feed).where(ARCHIVES.c.feed.in_(chunk)))
    }
    archive_of = {names[name]: row for name, row in found.items() if name in names}
    rows = [(archive_of[source], entry) for entry, source in sources.items() if source in archive_of]
    if (of_all := found.get(_name(EVERYTHING))) is not None:
        rows += [(of_all, entry) for entry in everywhere]
    if rows:
        connection.exec_driver_sql("INSERT OR REPLACE INTO filed (archive, entry, page) VALUES (?, ?, 0)", rows)


def reconsider(connection: Connection, entries: Iterable[int]) -> None:
    """Look again at what the feed of everything did not show of these entries (their rows), and of their stories.

    Whoever is withdrawn, or is private from now on, no longer stands for others; who is public again is shown.
    """
    everything = select(ARCHIVES.c.row).where(ARCHIVES.c.feed == _name(EVERYTHING)).scalar_subquery()
    hidden = FILED.c.archive == everything, FILED.c.page == HIDDEN
    for chunk in chunks(entries):
        told = select(ENTRIES.c.story).where(ENTRIES.c.row.in_(chunk), ENTRIES.c.story.is_not(None))
        members = select(ENTRIES.c.row).where(ENTRIES.c.story.in_(told))
        concerned = or_(FILED.c.entry.in_(chunk), FILED.c.entry.in_(members))
        connection.execute(update(FILED).where(*hidden, concerned).values(page=0))


def reconsider_sources(connection: Connection, sources: Collection[int]) -> None:
    """The same for all entries of these sources (their rows)."""
    for chunk in chunks(sources):
        reconsider(connection, connection.scalars(select(ENTRIES.c.row).where(ENTRIES.c.source.in_(chunk))).all())


def disclose(connection: Connection, sources: Collection[int]) -> None:
    """Have the feed of everything show all entries of these sources (their rows), which were private until now.

    Whoever has had its documents meanwhile has them without these entries, and may never ask for them again.
    """
    everything = select(ARCHIVES.c.row).where(ARCHIVES.c.feed == _name(EVERYTHING)).scalar_subquery()
    for chunk in chunks(sources):
        theirs = FILED.c.entry.in_(select(ENTRIES.c.row).where(ENTRIES.c.source.in_(chunk)))
        connection.execute(update(FILED).where(FILED.c.archive == everything, theirs).values(page=0))


def _open(archive: Archive) -> ColumnElement[bool]:
    """What holds for the entries that are in no archive document: filed in none, or later than all filed ones."""
    if not archive.row:
        return true()
    known = FILED.c.archive == bindparam("of_archive", archive.row)
    open_rows = select(FILED.c.entry).where(known, FILED.c.page == 0)
    later = ENTRIES.c.row > bindparam("known_until", archive.until)
    return or_(later, ENTRIES.c.row.in_(open_rows))


def _unfiled(scope: Scope, archive: Archive) -> list[ColumnElement[bool]]:
    return [_open(archive), *shown(scope)]


def _name(scope: Scope) -> str | None:
    """What an archive is found by; None for scopes that have none."""
    if scope == EVERYTHING:
        return "everything"
    return f"source {scope.source}" if scope == Scope(source=scope.source) else None


_LATEST_NEWS = tuple(column.desc() for column in _NEWS)
#: Whether so few entries came anywhere since a source was filed that they are looked at sooner than all of its own.
_FEW_CAME = select(
    SOURCES.c.articles > 4 * (select(func.max(ENTRIES.c.row)).scalar_subquery() - bindparam("known_until"))
).where(SOURCES.c.row == bindparam("of_source"))
#: By the plus, SQLite does not look for the source by its index, which has all of its own.
_LATEST_OF_FEW = (
    select(*PLACE)
    .where(_open(Archive(1, 0, 0)), _SHOWN, literal_column("+entries.source") == bindparam("of_source"))
    .order_by(*_LATEST_NEWS)
)
