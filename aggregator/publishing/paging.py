"""Where a list of articles goes on, on another page."""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

#: Articles on a page, at least, while there are older ones; at most there are one less than twice as many.
FEWEST: Final = 25


def cut(ids: Sequence[UUID], fewest: int = FEWEST) -> int:
    """How many of these articles, the newest first, are on the first page: all, where they are the last ones.

    Else it ends, between `fewest` and twice that, with the article whose id is the lowest: that is nearly always the
    same one when the page begins with another article, and so are all pages after it. More than twice `fewest` of them
    make no difference.
    """
    if len(ids) < 2 * fewest:
        return len(ids)
    return min(range(fewest, 2 * fewest), key=lambda count: ids[count - 1])


def ends(ids: Sequence[UUID]) -> Iterator[UUID]:
    """The last article of each page but the last page: the older page after it shows what is before that one."""
    shown = 0
    while (shown := shown + cut(ids[shown : shown + 2 * FEWEST])) < len(ids):
        yield ids[shown - 1]
