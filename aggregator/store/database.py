"""The database: opened once, checked, and handed to the modules of each noun as a connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from aggregator.errors import StoreError
from aggregator.store.schema import METADATA, SCHEMA_VERSION, STATE

#: What `reading` and `writing` hand out: the modules of this room take it, nobody else looks inside.
Transaction = Connection

#: How long a writer waits for another one, in seconds: a web process that notes a wish, say, for a scan's batch.
BUSY_TIMEOUT = 30


class Store:
    """An open store.

    Readers never wait for the writer (SQLite's write-ahead log), and a crash leaves the last whole transaction.
    """

    def __init__(self, url: str, engine: Engine, folder: Path) -> None:
        self.url = url
        #: Where the store lies; the service keeps its own few files beside it.
        self.folder = folder
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store throughout."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed at the end of the block, undone if it raises."""
        with self._engine.connect() as connection:
            # At once, for a transaction that reads first and writes later would fail where another wrote meanwhile.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def scanning(self) -> FileLock:
        """The right to scan, held by one process at a time and let go by the system if that dies."""
        return FileLock(self.folder / "scan.lock")


def open_store(url: str) -> Store:
    """Open a store, making it where there is none.

    `url` is SQLAlchemy's, with an absolute path: `sqlite:////srv/aggregator.db`.

    Raises:
        StoreError: The folder cannot be made, the file is no database, or a later version of the program made it.
    """
    place = Path(make_url(url).database or "")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{place.parent}: the store's folder cannot be made ({error.strerror}); set store") from error
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT})
    event.listen(engine, "connect", _prepare)
    store = Store(url, engine, place.parent)
    try:
        with store.writing() as connection:
            _create_or_check(connection, place)
    except DBAPIError as error:
        store.close()
        raise StoreError(f"{place}: the store cannot be opened ({error.orig}); set store or move it away") from error
    except StoreError:
        store.close()
        raise
    return store


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's connection, whichever it is)
    # Transactions begin where this module says so, not where the driver guesses.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -16000")
    cursor.close()


def _create_or_check(connection: Connection, place: Path) -> None:
    if not inspect(connection).has_table(STATE.name):
        METADATA.create_all(connection)
        connection.execute(insert(STATE).values(schema_version=SCHEMA_VERSION))
    version = connection.execute(select(STATE.c.schema_version)).scalar_one()
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{place}: made by a later version of this program (store version {version}, known {SCHEMA_VERSION}); "
            "install that, or set store"
        )
