"""A few bytes of memory that all processes at one store share: a file beside it, mapped."""

import mmap
import os
from pathlib import Path


def shared_memory(place: Path, size: int) -> mmap.mmap:
    """The first `size` bytes of a file, which is made where there is none.

    Raises:
        OSError: It cannot be read and written.
    """
    # Appending never overwrites what another process, which makes it at the same time, has counted already; and
    # bytes that were written have their room on the disk, whereas touching a hole in a full one kills.
    file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        if os.fstat(file).st_size < size:
            os.write(file, bytes(size))
        return mmap.mmap(file, size)
    finally:
        os.close(file)
