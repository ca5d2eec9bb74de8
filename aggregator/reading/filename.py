"""What a file's name says: the date in it, its words, and whether these say anything to people."""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from aggregator.model import FileName

# Digits alone after the last dot belong to a date or a version, not to a suffix.
_SUFFIX: Final = re.compile(r"(?<=[^.])\.(?!\d+$)\w+$")
_SEPARATORS: Final = re.compile(r"[-_.+\s]+")

_YEAR: Final = r"(?P<year>(?:19|20)[0-9]{2})"
_MONTH: Final = r"(?P<month>[0-9]{2})"
_DAY: Final = r"(?P<day>[0-9]{2})"
_MONTHS: Final = 12
# Day first only where it can be nothing else: after the twelfth, or with dots, which no language writes month first.
_ORDERS: Final = (
    rf"{_YEAR}(?P<between>[-_.]){_MONTH}(?P=between){_DAY}",
    rf"{_YEAR}{_MONTH}{_DAY}",
    rf"{_DAY}\.{_MONTH}\.{_YEAR}",
    rf"(?=1[3-9]|[23]){_DAY}(?P<between>[-_]){_MONTH}(?P=between){_YEAR}",
)
_DATES: Final = tuple(
    re.compile(pattern, re.DOTALL)
    for order in _ORDERS
    for pattern in (rf"{order}(?![0-9A-Za-z])(?P<rest>.*)", rf"(?P<rest>.*)(?<![0-9A-Za-z]){order}")
)

_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_INDEX_OR_HASH: Final = re.compile(r"\d+|(?=[a-f]*[0-9])[0-9a-f]{8,}", re.IGNORECASE)


def read_name(path: str) -> FileName:
    """What the last part of `path`, which has `/` between its parts, says without its suffix.

    A date counts at the beginning or the end, from 1900 to 2099; `words` is the rest with single spaces. The name is
    opaque if that rest is nothing but numbers, hashes and UUIDs: `000_f6e01fa6a937fe72`, `0001`.
    """
    stem = _SUFFIX.sub("", path.rpartition("/")[2])
    day, rest = _split(stem)
    words = _SEPARATORS.sub(" ", rest).strip()
    pieces = _SEPARATORS.split(_UUID.sub("0", rest.strip("-_.+ ")))
    return FileName(words, day, opaque=all(map(_INDEX_OR_HASH.fullmatch, pieces)))


def _split(stem: str) -> tuple[date | None, str]:
    for pattern in _DATES:
        # Digits that are no day mean something else, and another pattern may know what.
        if (found := pattern.fullmatch(stem)) and (day := _day(*map(int, found.group("year", "month", "day")))):
            return day, found["rest"]
    return None, stem


def _day(year: int, month: int, day: int) -> date | None:
    """A day of the calendar, None where it has no such day."""
    there_is = 1 <= month <= _MONTHS and 1 <= day <= monthrange(year, month)[1]
    return date(year, month, day) if there_is else None
