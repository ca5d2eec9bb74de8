import json
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import DateLine
from aggregator.reading.dateline import read_date_line
from tests.reading import calendars

LANGUAGES = (
    *("en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "ru", "uk", "tr", "el", "ar"),
    *("fa", "he", "hi", "ja", "ko", "zh", "bg", "ro", "hu", "id"),
)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "line",
    [
        "2012-03-14",
        "2012/03/14",
        "2012.03.14",
        "14 March 2012",
        "14 march, 2012",
        "14th of March 2012",
        "The 14th March, 2012",
        "14-Mar-2012",
        "14/Mar/2012",
        "March 14, 2012",
        "March 14th 2012",
        "Mar. 14, 2012",
        "Wednesday, March 14, 2012",
        "Wed 14 Mar 2012",
        "14. März 2012",
        "14.März 2012",
        "Mittwoch, den 14. März 2012",
        "14 mars 2012",
        "mar. 14 mars 2012",
        "le mercredi 14 mars 2012",
        "14 de marzo de 2012",
        "14 de março de 2012",
        "quarta-feira, 14 de março de 2012",
        "14 marzo 2012",
        "14 maart 2012",
        "onsdag den 14. marts 2012",
        "keskiviikko 14. maaliskuuta 2012",
        "14 marca 2012",
        "14. března 2012",
        "14 марта 2012 г.",
        "14 марта 2012 года",
        "14 березня 2012 р.",
        "14 Mart 2012 Çarşamba",
        "14 Μαρτίου 2012",
        "١٤ مارس ٢٠١٢",
        "الأربعاء، 14 مارس 2012",
        "١٤ آذار ٢٠١٢",
        "۱۴ مارس ۲۰۱۲",
        "چهارشنبه ۱۴ مارس ۲۰۱۲",
        "יום רביעי, 14 במרץ 2012",
        "१४ मार्च २०१२",
        "14.03.2012",
        "14. 3. 2012",
        "14/03/2012",
        "03/14/2012",
        "14-03-2012",
        "2012年3月14日",
        "2012年3月14日（水）",
        "2012年3月14日星期三",
        "2012년 3월 14일",
        "2012. 3. 14.",
        "2012년 3월 14일 수요일",
        "２０１２年３月１４日",
        "(14 March 2012)",
        "[14 March 2012]",
        "— 14 March 2012 —",
        "• 14 March 2012",
        "14 March 2012 (Wednesday)",
        "Date: 14 March 2012",
        "DATE : 2012-03-14",
        "Published: 14 March 2012",
        "Published on 14 March 2012",
        "Published 14 March 2012",
        "Posted on March 14, 2012",
        "Publié le 14 mars 2012",
        "Publié le : 14 mars 2012",
        "Veröffentlicht am 14. März 2012",
        "Datum: 14.03.2012",
        "Fecha: 14 de marzo de 2012",
        "Publicado el 14 de marzo de 2012",
        "Pubblicato il 14 marzo 2012",
        "Publicado em 14 de março de 2012",
        "Gepubliceerd op 14 maart 2012",
        "Опубликовано: 14 марта 2012",
        "تاريخ النشر: 14 مارس 2012",
        "نُشر في 14 مارس 2012",
        "تاریخ انتشار: ۱۴ مارس ۲۰۱۲",
        "\u200f14 مارس 2012\u200f",
        "  14\u00a0March   2012  ",
        "14 Ma\u0308rz 2012",
    ],
)
def test_a_day_is_read(line: str) -> None:
    assert read_date_line(line) == DateLine(datetime(2012, 3, 14, tzinfo=UTC), whole_day=True)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1 January 2012", date(2012, 1, 1)),
        ("1st January 2012", date(2012, 1, 1)),
        ("1er janvier 2012", date(2012, 1, 1)),
        ("1º de enero de 2012", date(2012, 1, 1)),
        ("2 Sept 2012", date(2012, 9, 2)),
        ("1. Jänner 2012", date(2012, 1, 1)),
        ("14 كانون الثاني 2012", date(2012, 1, 14)),
        ("29 February 2012", date(2012, 2, 29)),
        ("03.04.2012", date(2012, 4, 3)),
        ("03/03/2012", date(2012, 3, 3)),
        ("May 1, 2012", date(2012, 5, 1)),
        ("31 December 2099", date(2099, 12, 31)),
        ("1900-01-01", date(1900, 1, 1)),
    ],
)
def test_the_day_is_the_one_meant(line: str, expected: date) -> None:
    found = read_date_line(line)
    assert found is not None
    assert found.moment.date() == expected


@pytest.mark.parametrize(
    ("line", "hour", "minute", "second"),
    [
        ("2012-03-14T10:30:00Z", 10, 30, 0),
        ("2012-03-14T10:30Z", 10, 30, 0),
        ("2012-03-14T10:30:15.123456+00:00", 10, 30, 15),
        ("2012-03-14 10:30", 10, 30, 0),
        ("2012-03-14 10:30 +0330", 7, 0, 0),
        ("2012-03-14 10:30 +03:30", 7, 0, 0),
        ("2012-03-14 10:30 -0100", 11, 30, 0),
        ("2012-03-14 10:30 \u22120100", 11, 30, 0),
        ("2012-03-14 10:30 UTC+1", 9, 30, 0),
        ("2012-03-14 10:30 GMT", 10, 30, 0),
        ("2012-03-14 10:30 (UTC)", 10, 30, 0),
        ("Wed, 14 Mar 2012 10:30:00 +0100", 9, 30, 0),
        ("Wed, 14 Mar 2012 10:30:00 +0100 (CET)", 9, 30, 0),
        ("Wed, 14 Mar 2012 10:30:00 EST", 15, 30, 0),
        ("14 March 2012 10:30:15", 10, 30, 15),
        ("14 March 2012, 10:30", 10, 30, 0),
        ("14 March 2012 at 10:30", 10, 30, 0),
        ("14 March 2012 - 10:30", 10, 30, 0),
        ("March 14, 2012 10:30 am", 10, 30, 0),
        ("March 14, 2012 at 10:30 PM", 22, 30, 0),
        ("March 14, 2012, 12:05 a.m.", 0, 5, 0),
        ("March 14, 2012 12 pm", 12, 0, 0),
        ("14. März 2012, 10.30 Uhr", 10, 30, 0),
        ("14. März 2012 um 10:30 Uhr", 10, 30, 0),
        ("14 mars 2012 à 10h30", 10, 30, 0),
        ("14. mars 2012 kl. 10.30", 10, 30, 0),
        ("2012年3月14日 10:30", 10, 30, 0),
        ("۱۴ مارس ۲۰۱۲، ۱۰:۳۰", 10, 30, 0),
    ],
)
def test_a_time_is_read_as_utc(line: str, hour: int, minute: int, second: int) -> None:
    assert read_date_line(line) == DateLine(datetime(2012, 3, 14, hour, minute, second, tzinfo=UTC), whole_day=False)


def test_a_zone_may_move_the_day() -> None:
    assert read_date_line("2012-01-01 00:30 +0100") == DateLine(
        datetime(2011, 12, 31, 23, 30, tzinfo=UTC), whole_day=False
    )


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2012",
        "March 2012",
        "14 March",
        "14 March 12",
        "Budget 2012",
        "The harbour reopened on 14 March 2012",
        "14 March 2012: the harbour reopens",
        "14 March 2012 14 March 2012",
        "14 March 2012 in London",
        "1999-12-31-party",
        "Updated: 14 March 2012",
        "Date:",
        "2012-02-31",
        "30 February 2012",
        "29 February 2011",
        "0 March 2012",
        "2012-13-01",
        "31.04.2012",
        "03.14.2012",
        "03/04/2012",
        "03-04-2012",
        "13/14/2012",
        "14/03-2012",
        "14 Marchember 2012",
        "Mar 2012",
        "1899-12-31",
        "2100-01-01",
        "1850-03-14T10:30:00.2012Z",
        "2012-03-14 24:00",
        "2012-03-14 10:60",
        "2012-03-14 10",
        "2012-03-14 13:00 pm",
        "2012-03-14 0:30 am",
        "2012-03-14 10:30 +1500",
        "2012-03-14 10:30 XYZ",
        "2012-03-14 UTC",
        "٢٤ اسفند ١٣٩٠",
        "{3} 14, 2012",
        "14 March 2012" + " " * 60,
        "12014 March 20123",
    ],
)
def test_what_is_not_wholly_one_date_is_none(line: str) -> None:
    assert read_date_line(line) is None


@pytest.mark.parametrize("language", LANGUAGES)
@given(day=DAYS)
def test_every_day_is_read_in_every_language(language: str, day: date) -> None:
    for width in ("full", "long"):
        line = format_date(day, width, locale=language)
        assert read_date_line(line) == DateLine(datetime(day.year, day.month, day.day, tzinfo=UTC), whole_day=True), (
            line
        )


@given(st.datetimes(datetime(1900, 1, 2), datetime(2099, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_every_moment_is_read_in_every_zone(naive: datetime, minutes_east: int) -> None:
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes_east)))
    expected = DateLine(moment.astimezone(UTC), whole_day=False)
    assert read_date_line(moment.isoformat()) == expected
    assert read_date_line(format_datetime(moment)) == expected


@given(st.text() | st.from_regex(r"\w{0,9}[ :,]{0,2}\d{1,4}[-/. ]\w{1,5}[-/. ](19|20)\d\d.{0,12}", fullmatch=True))
def test_any_line_is_answered(line: str) -> None:
    found = read_date_line(line)
    assert found is None or found.moment.tzinfo is UTC


def test_the_names_are_those_that_the_cldr_has() -> None:
    kept = json.loads(calendars.FILE.read_text(encoding="utf-8"))
    assert kept == calendars.names(), "write them anew: python -m tests.reading.calendars"
