"""Long lists in pieces that one SQL statement may carry.

A list that is written into a statement stays in memory for as long as a scan, since SQLAlchemy's values hold themselves
and the collector is at rest: what each batch asks for is given to a statement that stands (`prepared.py`).
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

#: SQLite refuses more parameters than 32,766 in a statement; larger pieces than this are no faster.
CHUNK = 1000


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of at most `CHUNK`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
