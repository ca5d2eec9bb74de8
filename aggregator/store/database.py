"""The database: opened once, checked, and handed to the modules of each noun as a connection."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import DatabaseError

from aggregator.errors import StoreError
from aggregator.store.migrations import migrate
from aggregator.store.noticeboard import NoticeBoard
from aggregator.store.place import place_of
from aggregator.store.progress import ProgressBoard
from aggregator.store.schema import METADATA, SCHEMA_VERSION, STATE

if TYPE_CHECKING:
    from filelock import FileLock

LOGGER = logging.getLogger(__name__)

#: What `reading` and `writing` hand out: the modules of this room take it, nobody else looks inside.
Transaction = Connection

#: How long a writer waits for another one, in seconds: a web process that notes a wish, say, for a scan's batch.
BUSY_TIMEOUT = 30

#: Bytes. Entries are long: of pages of 4,096 bytes, a first scan spends a tenth more time in SQLite.
PAGE_SIZE = 16384

#: Pages of the write-ahead log, after which a commit puts all of it in its place; where a long scan goes on, later: its
#: commits write many a page that the next one writes again.
SOON, LATER = 1000, 8000

#: What each connection is set to. The log of a huge scan is cut back to 64 MiB once it has been worked in.
PRAGMAS = (
    "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -16000", "journal_size_limit = 67108864",
    "secure_delete = OFF",
)  # fmt: skip


class Store:
    """An open store.

    Readers never wait for the writer (SQLite's write-ahead log), and a crash leaves the last whole transaction.
    """

    def __init__(self, place: Path, engine: Engine, board: NoticeBoard, progress: ProgressBoard) -> None:
        #: Where the store lies; the service keeps its own few files beside it.
        self.folder = place.parent
        self._place = place
        self._engine = engine
        self._board = board
        self._inode: int | None = None
        #: Bytes that change whenever anything is written, by whichever process; see `noticeboard.settled`.
        self.notice = board.notice
        #: How far the scan under way is.
        self.progress = progress

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
        """A connection that sees one state of the store throughout.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._faults_explained(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self, log: int = SOON) -> Iterator[Connection]:
        """A transaction: committed at the end of the block, undone if it raises.

        `log` is the length of the write-ahead log, in pages, after which it is put in its place.

        Raises:
            StoreError: The database cannot be written: no room, no permission, or another writer takes too long.
        """
        self._refuse_another()
        with self._faults_explained(), self._engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {log}")
            # At once, for a transaction that reads first and writes later would fail where another wrote meanwhile.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            number = self._board.begin()
            try:
                connection.commit()
            except BaseException:
                connection.invalidate()  # the next one to get it from the pool would find itself in this transaction
                raise
            self._board.end(number)

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """A transaction for what is worth writing down, but not worth waiting for another writer.

        Raises:
            StoreError: The database cannot be written, or somebody else is writing.
        """
        self._refuse_another()
        with self._faults_explained(), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.commit()
            finally:
                connection.rollback()
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1000}")

    @contextmanager
    def settling(self) -> Iterator[None]:
        """Meanwhile, another thread puts in its place what is committed: so the next commit has less to wait for."""
        thread = Thread(target=self._settle)
        with ExitStack() as stack:
            try:
                thread.start()
                stack.callback(thread.join)
            except RuntimeError as error:  # the system has none left
                LOGGER.warning("the write-ahead log is left as it is: %s", error)
            yield

    def _settle(self) -> None:
        try:
            self._refuse_another()
            # By a connection that is gone with it; nobody waits for that, nor it for anybody.
            with self._faults_explained(), closing(sqlite3.connect(self._place)) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except StoreError as error:
            # All is committed, and each of the next commits tries it again.
            LOGGER.warning("the write-ahead log is left as it is: %s", error)

    def scanning(self) -> "FileLock":
        """The right to scan, held by one process at a time and let go by the system if that dies."""
        from filelock import FileLock  # noqa: PLC0415 (who only answers never scans)

        return FileLock(self.folder / "scan.lock")

    def _refuse_another(self) -> None:
        """What is written to a file that nobody finds any longer would be lost with the process."""
        try:
            inode = self._place.stat().st_ino
        except OSError:
            inode = None
        self._inode = self._inode or inode
        if inode != self._inode:
            raise StoreError(f"{self._place}: was removed or replaced while in use; restart the program")

    @contextmanager
    def _faults_explained(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, sqlite3.DatabaseError) as error:
            fault = error.orig if isinstance(error, DatabaseError) else error
            # These two are the world's doing; constraints broken or statements misused are ours and stay loud.
            if isinstance(fault, sqlite3.OperationalError) or type(fault) is sqlite3.DatabaseError:
                remedy = "look after its disk and permissions, or set store"
                raise StoreError(f"{self._place}: the store cannot be used ({fault}); {remedy}") from error
            raise


def open_store(url: str) -> Store:
    """Open a store, making it where there is none; `url` is as in `place_of`.

    Raises:
        StoreError: The folder cannot be made, the file is no database, or a later version of the program made it.
    """
    place = place_of(url)
    try:
        board = NoticeBoard(place.with_name(f"{place.name}-notice"))
        progress = ProgressBoard(place.with_name(f"{place.name}-progress"))
    except OSError as error:
        raise StoreError(f"{place}: nothing can be written beside it ({error.strerror}); set store") from error
    # Not from the text of the URL, where a question mark in a folder's name would begin a query. As many connections
    # as threads ask for one: none has to wait for another's.
    engine = create_engine(
        URL.create("sqlite", database=str(place)), connect_args={"timeout": BUSY_TIMEOUT}, pool_size=0
    )
    event.listen(engine, "connect", _prepare)
    store = Store(place, engine, board, progress)
    try:
        _create_or_check(store, place)
    except BaseException:
        store.close()
        raise
    return store


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's connection, whichever it is)
    # Transactions begin where this module says so, not where the driver guesses.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # of a store that is made now, before anything else
    _write_ahead(cursor)
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch to the write-ahead log; where several processes make one store, SQLite itself does not wait its turn."""
    deadline = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _create_or_check(store: Store, place: Path) -> None:
    with store.reading() as connection:  # which waits for no writer: a web process can start while a scan goes on
        version = _version(connection)
    if version is None:
        with store.writing() as connection:
            version = _version(connection)
            if version is None:
                METADATA.create_all(connection)
                connection.execute(insert(STATE).values(schema_version=SCHEMA_VERSION))
                version = SCHEMA_VERSION
    if version < SCHEMA_VERSION:
        with store.writing() as connection:
            version = _version(connection) or SCHEMA_VERSION  # another process may have been faster
            if version < SCHEMA_VERSION:
                migrate(connection, version)
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{place}: made by a later version of this program (store version {version}, known {SCHEMA_VERSION}); "
            "install that, or set store"
        )


def _version(connection: Connection) -> int | None:
    """The version of the tables, None where there are none."""
    if not inspect(connection).has_table(STATE.name):
        return None
    return int(connection.execute(select(STATE.c.schema_version)).scalar_one())
