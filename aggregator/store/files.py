"""What is known of each file: the fingerprint under which it was read, and why it failed where it did."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from aggregator.model import Failure, Fingerprint
from aggregator.store.schema import FILES


class KnownFile(NamedTuple):
    """A file as it was last read; `digest` is of its content."""

    fingerprint: Fingerprint
    digest: bytes
    failure: Failure | None


#: Every known file by its path.
KnownFiles = Mapping[str, KnownFile]


def known(connection: Connection) -> KnownFiles:
    """Every known file by its path."""
    rows = connection.execute(
        select(FILES.c.path, FILES.c.size, FILES.c.mtime_ns, FILES.c.inode, FILES.c.digest)
        .add_columns(FILES.c.failed_line, FILES.c.failed_reason)
    )  # fmt: skip
    return {
        path: KnownFile(
            Fingerprint(size, mtime_ns, inode), digest, Failure(path, line, reason) if reason is not None else None
        )
        for path, size, mtime_ns, inode, digest, line, reason in rows
    }


def remember(connection: Connection, files: Iterable[tuple[str, KnownFile]]) -> None:
    """Keep what is now known of these files, instead of what was."""
    rows = [
        {
            "path": path,
            **file.fingerprint._asdict(),
            "digest": file.digest,
            "failed_line": file.failure.line if file.failure else None,
            "failed_reason": file.failure.reason if file.failure else None,
        }
        for path, file in files
    ]
    if rows:
        statement = insert(FILES)
        columns = {column.name: statement.excluded[column.name] for column in FILES.c if not column.primary_key}
        connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_=columns), rows)


def forget(connection: Connection, paths: Iterable[str]) -> None:
    """Drop what is known of files that went."""
    rows = [{"gone": path} for path in paths]
    if rows:
        connection.execute(delete(FILES).where(FILES.c.path == bindparam("gone")), rows)
