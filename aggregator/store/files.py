"""What is known of each file: the fingerprint under which it was read, and why it failed where it did."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select

from aggregator.report import Failure
from aggregator.store import prepared
from aggregator.store.knownfile import KnownFile
from aggregator.store.schema import FILES

_FINGERPRINTS = select(FILES.c.path, FILES.c.size, FILES.c.mtime_ns, FILES.c.inode).order_by(FILES.c.path)
_DIGESTS = select(FILES.c.path, FILES.c.digest).where(FILES.c.path.in_(prepared.any_of("paths")))
#: What there is to say of why a file failed that did not.
_READABLE = (None, None, None, None)


def fingerprints(connection: Connection) -> list[tuple[str, int, int, int]]:
    """The path and the fingerprint (size, mtime in nanoseconds, inode) of every known file, in the order of the paths.

    The driver's own rows: to make anything else of a hundred thousand takes as long as to read them.
    """
    return prepared.rows(connection, _FINGERPRINTS)


def failures(connection: Connection) -> dict[str, Failure]:
    """Why each known file that failed did so, by its path."""
    columns = FILES.c.path, FILES.c.failed_line, FILES.c.failed_reason, FILES.c.failed_excerpt
    failed = select(*columns).where(FILES.c.failed_reason.is_not(None))
    return {row.path: Failure(*row) for row in connection.execute(failed)}


def digests(connection: Connection, paths: Iterable[str]) -> dict[str, bytes]:
    """The digest of what these files held when they were last read, where they are known."""
    return dict(prepared.rows(connection, _DIGESTS, {"paths": prepared.listed(paths)}))


def remember(connection: Connection, files: Iterable[tuple[str, KnownFile]]) -> None:
    """Keep what is now known of these files, instead of what was."""
    rows = [
        (path, *map(_kept, file.fingerprint), file.digest, *((file.failure or _READABLE)[1:])) for path, file in files
    ]
    if rows:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO files"
            " (path, size, mtime_ns, inode, digest, failed_line, failed_reason, failed_excerpt)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _kept(figure: int) -> int:
    """A figure as a column holds it: some file systems have times before 1677 and inodes beyond 63 bits.

    A file with one is never as known, and read each time.
    """
    return max(-(1 << 63), min(figure, (1 << 63) - 1))


def forget(connection: Connection, paths: Iterable[str]) -> None:
    """Drop what is known of files that went."""
    rows = [{"gone": path} for path in paths]
    if rows:
        connection.execute(delete(FILES).where(FILES.c.path == bindparam("gone")), rows)
