"""How far the scan under way is, in memory that all processes at one store share.

A scan that is writing holds the store's right to write, often for a whole batch of files: so its progress is no row.
"""

from pathlib import Path
from typing import Final, NamedTuple

from aggregator.store.sharing import shared_memory

_SIZE: Final = 24


class Progress(NamedTuple):
    """Of a scan (its number), how many of how many files have been dealt with."""

    scan: int
    done: int
    total: int


class ProgressBoard:
    """Three numbers in a file beside the store, which whoever holds the right to scan writes.

    They say nothing of whether that scan still goes on: the store does.
    """

    def __init__(self, place: Path) -> None:
        """Open the board, making it where there is none.

        Raises:
            OSError: It cannot be read and written.
        """
        self._numbers = memoryview(shared_memory(place, _SIZE)).cast("Q")

    def show(self, progress: Progress) -> None:
        """Say how far a scan is."""
        self._numbers[0], self._numbers[1], self._numbers[2] = progress

    def seen(self) -> Progress:
        """How far the last scan was when somebody last said so.

        The numbers are read one after the other, maybe while they are written: `done` is never more than `total`.
        """
        scan, done, total = self._numbers
        return Progress(scan, min(done, total), total)
