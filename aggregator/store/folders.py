"""Folders: what their sources have in common, and which of these are the latest.

Both follow at the end of each transaction (`keep`), so that nobody has to look at each source of a folder. All sources
together are a folder as well, `ALL`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import starmap
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from aggregator.model import Source
from aggregator.store import prepared
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES, FOLDERS, SOURCES
from aggregator.store.scopes import below

#: The name of the folder of all sources, which is no source's beginning.
ALL: Final = ""


class Folder(NamedTuple):
    """A folder by what the names of its sources begin with, its address, and what its public sources have in common.

    It was `first_seen` with the first of them, gone ones included; so many `sources` are there. It has `changed` when
    one of them did, or became private, and with nothing that private ones do from then on.
    """

    name: str
    address: str
    first_seen: int
    changed: int
    version: int
    sources: int

    @property
    def gone(self) -> bool:
        """Whether all of its sources are."""
        return self.sources == 0


_FOLDER = tuple(FOLDERS.c[name] for name in Folder._fields)
_PUBLIC = FOLDERS.c.first_seen.is_not(None)
_BY_ADDRESS = select(*_FOLDER).where(FOLDERS.c.address == bindparam("address"), _PUBLIC)
_BY_NAMES = select(*_FOLDER).where(FOLDERS.c.name.in_(prepared.any_of("names")), _PUBLIC)
_ADDRESSES = select(FOLDERS.c.name, FOLDERS.c.address).where(FOLDERS.c.name.in_(prepared.any_of("names")))


def by_name(connection: Connection, name: str) -> Folder | None:
    """The folder of a name; None where no public source ever was in it.

    Its version moves with private sources too: one that was public yesterday has left what the folder shows.
    """
    return next(iter(by_names(connection, [name]).values()), None)


def by_address(connection: Connection, address: str) -> Folder | None:
    """The folder at an address; None where no public source ever was in one there."""
    found = prepared.row(connection, _BY_ADDRESS, {"address": address})
    return Folder(*found) if found else None


def by_names(connection: Connection, names: Collection[str]) -> Mapping[str, Folder]:
    """Those of the folders of these names that a public source ever was in."""
    found = prepared.rows(connection, _BY_NAMES, {"names": prepared.listed(names)})
    return {folder.name: folder for folder in starmap(Folder, found)}


def addresses(connection: Connection, names: Iterable[str]) -> Mapping[str, str]:
    """The address of each folder by its name."""
    return dict(prepared.rows(connection, _ADDRESSES, {"names": prepared.listed(names)}))


def taken(connection: Connection, given: Iterable[str]) -> set[str]:
    """Those of these addresses that a folder has."""
    return {
        address
        for chunk in chunks(given)
        for address in connection.scalars(select(FOLDERS.c.address).where(FOLDERS.c.address.in_(chunk)))
    }


def unknown(connection: Connection, names: Iterable[str]) -> set[str]:
    """Those of these names of folders that have no address yet."""
    wanted = set(names)
    return wanted.difference(addresses(connection, wanted))


def add(connection: Connection, addresses: Mapping[str, str]) -> None:
    """Give folders (their names) their addresses."""
    if addresses:
        connection.exec_driver_sql("INSERT INTO folders (name, address) VALUES (?, ?)", list(addresses.items()))


def keep(connection: Connection, lying: Sequence[tuple[Source, Sequence[str]]]) -> None:
    """Note what has become of these sources, each with the names of the folders that it lies in; all are known."""
    connection.execute(_COUNT, {"rows": prepared.listed(source.row for source, _ in lying)})
    of = _rows(connection, {name for _, names in lying for name in names})
    figures: dict[str, list[Source]] = {}
    for source, names in lying:
        for name in names:
            figures.setdefault(name, []).append(source)
    shelved = sorted((of[name], source.row) for source, names in lying if _is_listed(source) for name in names)
    left = [(of[name], source.row) for source, names in lying if not _is_listed(source) for name in names]
    if left:
        connection.exec_driver_sql("DELETE FROM shelved WHERE folder = ? AND source = ?", left)
    if shelved:
        connection.exec_driver_sql(_SHELVE, (prepared.listed(shelved),))
    if figures:
        connection.exec_driver_sql(_NOTE, [_figures(of[name], each) for name, each in figures.items()])


def reconsider(connection: Connection, names: Iterable[str]) -> None:
    """Look at all sources of these folders: of which one has become private, or is public again."""
    first = select(func.min(SOURCES.c.first_seen)).where(SOURCES.c.private == 0)
    for name in names:
        of_these = first if name == ALL else first.where(*below(name))
        noted = update(FOLDERS).where(FOLDERS.c.name == name)
        connection.execute(noted.values(first_seen=of_these.scalar_subquery()))


_OF_SOURCE = ENTRIES.c.source == SOURCES.c.row, ENTRIES.c.withdrawn.is_(None)
_ARTICLES = select(func.count()).select_from(ENTRIES).where(*_OF_SOURCE).correlate(SOURCES).scalar_subquery()
_NEWEST = select(func.max(ENTRIES.c.published)).where(*_OF_SOURCE).correlate(SOURCES).scalar_subquery()
_COUNT = update(SOURCES).where(SOURCES.c.row.in_(prepared.any_of("rows"))).values(articles=_ARTICLES, newest=_NEWEST)
# One statement for all: before each one that replaces, SQLite copies the pages that it is going to change.
_SHELVE = (
    "INSERT OR REPLACE INTO shelved (folder, source, changed, newest)"
    " SELECT json_extract(place.value, '$[0]'), sources.row, changed, newest FROM json_each(?) AS place"
    " JOIN sources ON sources.row = json_extract(place.value, '$[1]')"
)
_NOTE = (
    "UPDATE folders SET version = max(version, :version), first_seen = coalesce(min(first_seen, :first), :first,"
    " first_seen), changed = max(changed, :changed),"
    " sources = (SELECT count(*) FROM shelved WHERE folder = :row) WHERE row = :row"
)


def _rows(connection: Connection, names: Collection[str]) -> dict[str, int]:
    return {
        name: row
        for chunk in chunks(names)
        for name, row in connection.execute(select(FOLDERS.c.name, FOLDERS.c.row).where(FOLDERS.c.name.in_(chunk)))
    }


def _is_listed(source: Source) -> bool:
    return not (source.gone or source.private)


def _figures(row: int, lying: Sequence[Source]) -> dict[str, int | None]:
    public = [source for source in lying if not source.private]
    return {
        "row": row,
        "version": max(source.version for source in lying),
        "first": min((source.first_seen for source in public), default=None),
        "changed": max(source.hidden if source.private else source.changed for source in lying),
    }
