"""The files that are known, in the order of their paths: those of a folder stand together, and are compared at once."""

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

#: A file's path below the input folder, and its fingerprint: size, mtime in nanoseconds, inode.
Row = tuple[str, int, int, int]

#: What no file has for an inode.
NO_INODE = -1


def to_be_read(row: Row) -> Row:
    """A known file that is not as known, whatever becomes of it."""
    path, size, mtime_ns, _ = row
    return path, size, mtime_ns, NO_INODE


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """Rows in the order of their paths, as `sorted` has it. A folder is its path with `/`, the top one nothing."""

    rows: Sequence[Row]

    def below(self, folder: str) -> slice:
        """Where the files below a folder stand, however deep."""
        if not folder:
            return slice(0, len(self.rows))
        begin = bisect_left(self.rows, (folder,))
        return slice(begin, bisect_left(self.rows, (f"{folder[:-1]}0",), begin))  # `0` follows `/`

    def directly_in(self, folder: str) -> Iterator[Row]:
        """The files of a folder itself."""
        below = self.below(folder)
        place = below.start
        while place < below.stop:
            row = self.rows[place]
            deeper = row[0].find("/", len(folder))
            if deeper < 0:
                yield row
                place += 1
            else:
                place = self.below(row[0][: deeper + 1]).stop

    def outside(self, folders: Container[str]) -> Iterator[Row]:
        """The files that lie directly in none of these folders."""
        return (row for row in self.rows if row[0][: row[0].rfind("/") + 1] not in folders)
