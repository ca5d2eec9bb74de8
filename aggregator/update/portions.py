"""Files by the portion: a scan of files of any number and any size fits into memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

Item = TypeVar("Item")


class Portion(NamedTuple):
    """How many files there are in a portion at most, and of how many bytes; a single file may be larger."""

    files: int
    size: int

    def each(
        self, items: Iterable[Item], size_of: Callable[[Item], int], begun: Sequence[Item] = ()
    ) -> Iterator[list[Item]]:
        """The items in portions, in their order; the first one holds all that is `begun`, however much that is."""
        portion, size = [*begun], sum(map(size_of, begun))
        for item in items:
            if portion and (len(portion) >= self.files or size + size_of(item) > self.size):
                yield portion
                portion, size = [], 0
            portion.append(item)
            size += size_of(item)
        if portion:
            yield portion


#: What is decided about and written down at once. Of a text, thirty times its bytes are in memory meanwhile.
BATCH: Final = Portion(200, 2 * 2**20)
#: What a process is asked to read at once.
PARCEL: Final = Portion(50, 2**19)
