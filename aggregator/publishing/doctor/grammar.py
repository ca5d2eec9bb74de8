"""What single values have to look like, whichever document they stand in; pure."""

import re
from datetime import datetime, timedelta, timezone

#: RFC 3986, section 3, with the letters beyond ASCII of RFC 3987, section 2.2: no scheme but these two, and a host.
_WEB_ADDRESS = re.compile(
    r"""https?://[^\s/?#<>"{}|\\^`\x00-\x1f]+(?:[/?#][^\s<>"{}|\\^`\x00-\x1f]*)?""", re.IGNORECASE
)
#: RFC 3987, section 2.2: an IRI has a scheme, a reference need not.
_ABSOLUTE_IRI = re.compile(r"""[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>"{}|\\^`\x00-\x1f]+""")
#: RFC 5646, section 2.1; the tags that it calls regular grandfathered are of the form of all others.
_LANGUAGE_TAG = re.compile(
    r"""(?: (?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})
            (?:-[a-z]{4})?
            (?:-(?:[a-z]{2}|[0-9]{3}))?
            (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*
            (?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*
            (?:-x(?:-[a-z0-9]{1,8})+)?
          | x(?:-[a-z0-9]{1,8})+
          | en-gb-oed | sgn-(?:be-fr|be-nl|ch-de)
          | i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)
        )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
#: RFC 3339, section 5.6, in the capitals that RFC 4287, section 3.3, asks for.
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_TWO_DIGITS, _FIRST = 100, 69
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: RFC 822, section 5, with the year in two digits or in four.
_MAIL_DATE = re.compile(
    rf"""(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\ )?
        (\d{{1,2}})\ ({"|".join(_MONTHS)})\ (\d{{4}}|\d\d)
        \ (\d\d):(\d\d)(?::(\d\d))?\ (?:UT|GMT|[ECMP][SD]T|[A-IK-Z]|[+-](\d\d)(\d\d))""",
    re.VERBOSE | re.ASCII,
)


def is_web_address(text: str) -> bool:
    """Whether this is an absolute address of the web, which leads to the same place wherever it is read."""
    return _WEB_ADDRESS.fullmatch(text) is not None


def is_absolute_iri(text: str) -> bool:
    """Whether this is an IRI and no reference that depends on where it stands."""
    return _ABSOLUTE_IRI.fullmatch(text) is not None


def is_language_tag(text: str) -> bool:
    """Whether this is well-formed by RFC 5646, section 2.1; not whether there is such a language."""
    return _LANGUAGE_TAG.fullmatch(text) is not None


def is_timestamp(text: str) -> bool:
    """Whether this is a moment by RFC 3339, section 5.6, on a day that there is."""
    if _TIMESTAMP.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_mail_date(text: str) -> bool:
    """Whether this is a moment by RFC 822, section 5, on a day that there is."""
    found = _MAIL_DATE.fullmatch(text)
    if found is None:
        return False
    # Python's own parser takes twenty times as long, and a feed has one of these for each entry.
    day, month, year, hour, minute, second, zone_hours, zone_minutes = found.groups(default="0")
    try:
        zone = timezone(timedelta(hours=int(zone_hours), minutes=int(zone_minutes)))
        datetime(_year(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=zone)
    except ValueError:
        return False
    return True


def _year(digits: str) -> int:
    """A year; one of two digits is between 1969 and 2068, as POSIX has it."""
    year = int(digits)
    if year < _TWO_DIGITS:
        return year + (2000 if year < _FIRST else 1900)
    return year
