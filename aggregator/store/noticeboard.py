"""A few bytes of memory that all processes at one store share: whether anything was written since one looked.

To ask the store itself costs a query. What a process holds as of a notice is as the store has it for as long as the
board shows that very notice.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, cast

from aggregator.store.sharing import shared_memory

_SIZE: Final = 16


class NoticeBoard:
    """Two numbers in a file beside the store: how many commits were begun, and the last that has ended.

    The first moves before a commit and the second after it, so that there is no moment at which a commit can be seen
    and the board is as before. A writer that dies between the two leaves them apart, and `settled` false, until the
    next commit: everybody asks the store meanwhile. Numbers that a broken machine leaves behind do no harm, since
    nobody holds anything as of them.
    """

    def __init__(self, place: Path) -> None:
        """Open the board, making it where there is none.

        Raises:
            OSError: It cannot be read and written.
        """
        self._memory = shared_memory(place, _SIZE)
        # Numbers of 8 bytes, each written in one go.
        self._numbers = memoryview(self._memory).cast("Q")
        #: What the board says now, 16 bytes. Bound like this it costs no Python frame: the lane asks at each request.
        self.notice = cast("Callable[[], bytes]", partial(self._memory.__getitem__, slice(_SIZE)))

    def begin(self) -> int:
        """Note that a commit follows; by whoever holds the store's right to write. Its number."""
        self._numbers[0] = number = (self._numbers[0] + 1) % (1 << 64)
        return number

    def end(self, number: int) -> None:
        """Note that the commit of this number has succeeded."""
        self._numbers[1] = number


def settled(notice: bytes) -> bool:
    """Whether no commit was under way, nor given up half-way, when the board said so."""
    return notice[:8] == notice[8:]
