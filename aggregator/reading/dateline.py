"""A line that is nothing but a date, perhaps with label, weekday and time, in many languages.

A wrong date is worse than none: the grammar is closed, and what can be read in two ways is not read at all.

    line ─normal form─▶ without label ─names─▶ "{w}, 14 {3} 2012 10:30" ─one of the orders─▶ DateLine
"""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Final
from unicodedata import normalize

from aggregator.model import DateLine

_LONGEST: Final = 60
_FOUR_DIGITS: Final = re.compile(r"\d\d\d\d")  # not \d{4}, for which `re` has no fast search
_YEARS: Final = frozenset(range(1900, 2100))
_TWELVE: Final = range(1, 13)
_FARTHEST_ZONE: Final = timedelta(hours=14)

_LABELS: Final = (
    *("date", "dated", "published", "published at", "published on", "publication date", "posted", "posted at"),
    *("posted on", "issued", "issued on"),
    *("publié", "publié le", "publiée le", "paru le", "mis en ligne le", "posté le", "date de publication"),
    *("datum", "veröffentlicht", "veröffentlicht am", "veröffentlichungsdatum", "erschienen am", "vom"),
    *("fecha", "publicado", "publicado el", "fecha de publicación"),
    *("data", "pubblicato", "pubblicato il", "data di pubblicazione"),
    *("publicado em", "publicada em", "data de publicação"),
    *("gepubliceerd", "gepubliceerd op", "geplaatst op", "publicatiedatum"),
    *("дата", "опубликовано", "дата публикации", "размещено"),
    *("التاريخ", "تاريخ النشر", "نشر", "نشر في", "نُشر في", "نُشر", "نشر بتاريخ", "بتاريخ"),
    *("تاریخ", "تاریخ انتشار", "منتشر شده در", "انتشار"),
)

_INVISIBLE: Final = dict.fromkeys([0x200C, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_AROUND: Final = " ()[]<>-–—―*·•|_~=."
_WORDS: Final = re.compile(r"\b[^\W\d_](?:[^\d\s,،.:/()\[\]-]|[ -](?=[^\W\d_]))*")

_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|re|o|°|\.)?"
_MONTH: Final = r"\{(?P<month>\d+)w?\}\.?"
_MONTH_NUMBER: Final = r"(?P<month>\d{1,2})"
_YEAR: Final = r"(?P<year>\d{4})"
_BETWEEN: Final = r"(?:[,،]? ?(?:de |del |of )?|[-/])"
_WEEKDAY: Final = r"\{\d*w\}"
_CJK_WEEKDAY: Final = (
    r"(?: ?\(?(?:[月火水木金土日](?:曜日?)?|(?:星期|[周週])[一二三四五六日天]|[월화수목금토일](?:요일)?)\)?)?"
)

_ARTICLE: Final = r"(?:(?:on|the|le|el|il|den|der|am|op) )?"
_BEFORE: Final = rf"{_ARTICLE}(?:{_WEEKDAY}\.?[,،]? )?{_ARTICLE}"
_ORDERS: Final = (
    rf"{_DAY}{_BETWEEN}{_MONTH}{_BETWEEN}{_YEAR}",
    rf"{_MONTH} {_DAY}(?:[,،] ?| ){_YEAR}",
    rf"{_YEAR}(?:[-/]|\.? ){_MONTH}[-/ ]{_DAY}",
    rf"{_YEAR}(?P<between>[-/]|\. ?){_MONTH_NUMBER}(?P=between)(?P<day>\d{{1,2}})\.?",
    rf"(?P<day>\d{{1,2}})\. ?{_MONTH_NUMBER}\. ?{_YEAR}",
    rf"(?P<one>\d{{1,2}})(?P<between>[-/])(?P<other>\d{{1,2}})(?P=between){_YEAR}",
    rf"{_YEAR}年 ?{_MONTH_NUMBER}月 ?(?P<day>\d{{1,2}})日{_CJK_WEEKDAY}",
    rf"{_YEAR}년 ?{_MONTH_NUMBER}월 ?(?P<day>\d{{1,2}})일{_CJK_WEEKDAY}",
)
_AFTER: Final = rf"(?: ?(?:г\.?|года|р\.?|року|م))?(?:[,،]? \(?{_WEEKDAY}\.?\)?)?"

_TIME: Final = (
    r"(?:t|[,،]? (?:[-–—|·] )?(?:(?:at|um|à|kl\.?|klo|om|alle|в|о|الساعة|ساعت) )?)"
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: (?:uhr|h))?"
)
# RFC 5322, section 4.3: the only letters for zones that have one meaning everywhere.
_NAMED_ZONES: Final = {"z": 0, "utc": 0, "gmt": 0} | {
    f"{place}{season}t": hours + (season == "d")
    for place, hours in (("e", -5), ("c", -6), ("m", -7), ("p", -8))
    for season in "sd"
}
_ZONE: Final = (
    rf" ?\(?(?:(?P<zone>{'|'.join(_NAMED_ZONES)})"
    r"|(?:utc|gmt)? ?(?P<sign>[+-])(?P<zone_hours>\d{1,2})(?::?(?P<zone_minutes>\d{2}))?(?: \([a-z]{1,5}\)?)?)\)?"
)


@cache
def _grammar() -> tuple[re.Pattern[str], ...]:
    """What a date line may look like; compiled when the first one comes, for that takes 20 ms."""
    return tuple(re.compile(rf"{_BEFORE}{order}{_AFTER}(?:{_TIME}(?:{_ZONE})?)?") for order in _ORDERS)


def read_date_line(line: str) -> DateLine | None:
    """The date that `line` wholly consists of, or None; a time without a zone is UTC.

    Read are the forms of ISO 8601 and RFC 5322 and those that people write in 25 languages, Chinese,
    Japanese and Korean, in any script's digits, from 1900 to 2099. Numbers with `/` or `-` between them and the year
    last are read only where day and month cannot be confused; with dots, the day is first.
    """
    numbers = len(line) <= _LONGEST and _FOUR_DIGITS.findall(line)
    if not numbers or _YEARS.isdisjoint(map(int, numbers)):
        return None
    text = _with_symbols(_labels().sub("", normal(line)))
    found = next(filter(None, (order.fullmatch(text) for order in _grammar())), None)
    if found is None:
        return None
    try:
        return _date_line({name: part for name, part in found.groupdict().items() if part})
    except ValueError:
        return None


def normal(line: str) -> str:
    """A line without case, width, odd spacing and what stands around it, for comparison alone."""
    text = normalize("NFKC", line).casefold().translate(_INVISIBLE).replace("−", "-").replace("{", "")
    return " ".join(text.split()).strip(_AROUND)


def _with_symbols(text: str) -> str:
    """`text` with `{3}` for March, `{w}` for a weekday, and `{3w}` for "mar", which is either."""
    names = _names()

    def symbols(words: re.Match[str]) -> str:
        return names.get(words[0]) or " ".join(names.get(word, word) for word in words[0].split(" "))

    return _WORDS.sub(symbols, text)


def _date_line(parts: dict[str, str]) -> DateLine:
    """What the parts of a line amount to; a ValueError if there is no such day or time, or more than one."""
    year = int(parts["year"])
    if year not in _YEARS:
        raise ValueError(year)
    midnight = datetime(year, *_month_and_day(parts), tzinfo=UTC)
    if "hour" not in parts:
        return DateLine(midnight, whole_day=True)
    moment = midnight.replace(
        hour=_hour(parts), minute=int(parts.get("minute", 0)), second=int(parts.get("second", 0)), tzinfo=_zone(parts)
    )
    return DateLine(moment.astimezone(UTC), whole_day=False)


def _month_and_day(parts: dict[str, str]) -> tuple[int, int]:
    if "month" in parts:
        return int(parts["month"]), int(parts["day"])
    month, day = sorted((int(parts["one"]), int(parts["other"])))
    if month != day and day in _TWELVE:
        raise ValueError(parts)
    return month, day


def _hour(parts: dict[str, str]) -> int:
    hour = int(parts["hour"])
    if "half" in parts:
        if hour not in _TWELVE:
            raise ValueError(hour)
        return hour % 12 + 12 * (parts["half"] == "p")
    if "minute" not in parts:
        raise ValueError(hour)
    return hour


def _zone(parts: dict[str, str]) -> timezone:
    if "sign" not in parts:
        return timezone(timedelta(hours=_NAMED_ZONES[parts.get("zone", "z")]))
    hours, minutes = int(parts["zone_hours"]), int(parts.get("zone_minutes", 0))
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > _FARTHEST_ZONE:
        raise ValueError(offset)
    return timezone(-offset if parts["sign"] == "-" else offset)


@cache
def _labels() -> re.Pattern[str]:
    longest_first = sorted(map(normal, _LABELS), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(longest_first)})(?: ?: ?| )")


@cache
def _names() -> dict[str, str]:
    """The symbol for each name of a month or weekday, on which all languages agree."""
    # Not asked of Babel, which `tests/reading/calendars.py` did: that takes 30 MiB and 100 ms in each process.
    names = json.loads(Path(__file__).with_name("calendar.json").read_text(encoding="utf-8"))
    return {name: f"{{{symbol}}}" for name, symbol in names.items()}
