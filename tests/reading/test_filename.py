from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import FileName
from aggregator.reading.filename import read_name

MARCH_14 = date(2012, 3, 14)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("2012-03-14-harbour.txt", "harbour"),
        ("20120314-harbour.txt", "harbour"),
        ("2012_03_14 harbour.txt", "harbour"),
        ("2012.03.14 harbour.txt", "harbour"),
        ("news/2012/harbour-2012-03-14.txt", "harbour"),
        ("harbour_20120314.txt", "harbour"),
        ("14.03.2012 harbour.txt", "harbour"),
        ("14-03-2012-harbour.txt", "harbour"),
        ("harbour 14_03_2012.txt", "harbour"),
        ("2012-03-14新闻.txt", "新闻"),
        ("2012-03-14.txt", ""),
        ("20120314.txt", ""),
        ("2012.03.14", ""),
        ("Harbour_News+and-more.2012.03.14.md", "Harbour News and more"),
    ],
)
def test_a_date_at_either_end_is_read(path: str, words: str) -> None:
    assert read_name(path) == FileName(words, MARCH_14, opaque=False)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("harbour.txt", "harbour"),
        ("2012-02-31-harbour.txt", "2012 02 31 harbour"),
        ("1899-12-31-harbour.txt", "1899 12 31 harbour"),
        ("2100-01-01-harbour.txt", "2100 01 01 harbour"),
        ("201203145-harbour.txt", "201203145 harbour"),
        ("harbour-920120314.txt", "harbour 920120314"),
        ("20120314harbour.txt", "20120314harbour"),
        ("2012-03_14-harbour.txt", "2012 03 14 harbour"),
        ("harbour-2012-03-14-north.txt", "harbour 2012 03 14 north"),
        ("03-04-2012-harbour.txt", "03 04 2012 harbour"),
        ("2012-03 harbour.txt", "2012 03 harbour"),
    ],
)
def test_what_is_no_date_stays_among_the_words(path: str, words: str) -> None:
    assert read_name(path) == FileName(words, None, opaque=False)


def test_dots_always_mean_day_first() -> None:
    assert read_name("03.04.2012.txt").date == date(2012, 4, 3)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("a/b/Daily  News.txt", "Daily News"),
        ("archive.2/news", "news"),
        ("release 1.2", "release 1 2"),
        (".txt", "txt"),
        ("St. John", "St John"),
        ("-_harbour_-.txt", "harbour"),
        ("", ""),
        ("folder/", ""),
    ],
)
def test_the_last_part_without_suffix_gives_the_words(path: str, words: str) -> None:
    assert read_name(path) == FileName(words, None, opaque=False)


@pytest.mark.parametrize(
    "name",
    [
        "000_f6e01fa6a937fe72",
        "f6e01fa6a937fe72",
        "F6E01FA6",
        "0001",
        "۰۰۰۱",
        "123456789012",
        "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
        "7-1b4e28ba-2fa1-11d2-883f-0016d3cca427",
        "2012-03-14-f6e01fa6a937fe72",
    ],
)
def test_numbers_and_hashes_are_opaque(name: str) -> None:
    assert read_name(f"{name}.txt").opaque


@pytest.mark.parametrize(
    "name", ["decade", "facade", "deadbeef", "defacedbeaded", "f6e01fa", "0001 harbour", "2012-03-14"]
)
def test_words_and_dates_are_not_opaque(name: str) -> None:
    assert not read_name(f"{name}.txt").opaque


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_date_is_read_in_every_order(day: date) -> None:
    for name in (f"{day}", f"{day:%Y%m%d} x", f"x_{day:%Y_%m_%d}", f"{day:%Y.%m.%d}-x", f"{day:%d.%m.%Y} x"):
        assert read_name(f"{name}.txt").date == day


@given(st.text())
def test_any_name_is_read(path: str) -> None:
    name = read_name(path)
    assert name.words == name.words.strip()
    assert "/" not in name.words
