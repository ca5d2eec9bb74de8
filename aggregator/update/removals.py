"""How much may go at once.

An unmounted disk or a sync that was cut off looks like a folder that somebody emptied. Where so much would go, nothing
does until a person says so.
"""

from dataclasses import dataclass

#: A site with fewer entries than this is small enough to be emptied by hand.
LEAST_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class RemovalRules:
    """What becomes of entries that no file holds any longer.

    `keep` leaves them published; otherwise they are withdrawn, however many they are where `allowed`.
    """

    keep: bool = False
    allowed: bool = False


def too_many(leaving: int, published: int) -> bool:
    """Whether so many of the entries that were published before a scan are too many to go in it."""
    return published >= LEAST_ENTRIES and leaving * 2 > published
