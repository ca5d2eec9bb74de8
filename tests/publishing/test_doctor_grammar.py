"""Values that are as their standards say, and ones that are nearly so."""

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.publishing.doctor.grammar import (
    is_absolute_iri,
    is_language_tag,
    is_mail_date,
    is_timestamp,
    is_web_address,
)
from tests.publishing.samples import MOMENTS


@pytest.mark.parametrize(
    "tag",
    # RFC 5646, appendix A has most of them.
    [
        "de", "i-enochian", "zh-Hant", "zh-cmn-Hans-CN", "cmn-Hans-CN", "yue-HK", "sr-Latn-RS", "sl-rozaj-biske",
        "de-CH-1901", "hy-Latn-IT-arevela", "es-419", "de-CH-x-phonebk", "az-Arab-x-AZE-derbend", "x-whatever",
        "en-US-u-islamcal", "zh-CN-a-myext-x-private", "en-a-myext-b-another", "ar-a-aaa-b-bbb-a-ccc", "en-GB-oed",
        "sgn-BE-FR", "zh-min-nan", "art-lojban", "EN-gb",
    ],
)  # fmt: skip
def test_well_formed_language_tags(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "tag",
    ["", "e", "en_GB", "en-", "-en", "en--GB", "en-a", "en-x", "x", "i-navajos", "deutschland", "en-GB\n", "de-419-DE",
     "a-DE", "ſv", "en-١٢٣"],
)  # fmt: skip
def test_malformed_language_tags(tag: str) -> None:
    assert not is_language_tag(tag)


@pytest.mark.parametrize(
    "text",
    ["https://news.example", "http://127.0.0.1:8000/feeds/a%20b.rss?x=1&y=2#z", "HTTPS://news.example/", "http://[::1]/",
     "https://bücher.example/grüße", "https://news.example?x"],
)  # fmt: skip
def test_addresses_of_the_web(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "/feeds", "//news.example/", "news.example", "ftp://news.example/", "https:", "https://", "https:///x",
     "https://?x", "https://news.example/a b", "https://news.example/\n", " https://news.example/", "javascript:x",
     "https://news.example/<b>", 'https://news.example/"'],
)  # fmt: skip
def test_no_addresses_of_the_web(text: str) -> None:
    assert not is_web_address(text)


@pytest.mark.parametrize("text", ["urn:uuid:1", "tag:news.example,2024:1", "https://news.example/1"])
def test_absolute_iris(text: str) -> None:
    assert is_absolute_iri(text)


@pytest.mark.parametrize("text", ["", "1", "urn:", "1:2", ":x", "urn:a b", "/x:y"])
def test_no_absolute_iris(text: str) -> None:
    assert not is_absolute_iri(text)


@pytest.mark.parametrize("text", ["2024-02-29T18:30:05Z", "2024-02-29T18:30:05.25+05:30", "2024-02-29T18:30:05-00:00"])
def test_moments_of_rfc_3339(text: str) -> None:
    assert is_timestamp(text)


@pytest.mark.parametrize(
    "text",
    ["", "2024-02-29", "2024-02-29T18:30:05", "2024-02-29 18:30:05Z", "2023-02-29T18:30:05Z", "2024-02-29T25:30:05Z",
     "2024-02-29T18:30Z", "20240229T183005Z", "2024-02-29T18:30:05+0530", "2024-02-29t18:30:05z"],
)  # fmt: skip
def test_no_moments_of_rfc_3339(text: str) -> None:
    assert not is_timestamp(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 29 Feb 2024 18:30:05 +0000",
        "29 Feb 24 18:30 GMT",
        "1 Mar 2024 18:30:05 EST",
        "Sat, 02 Mar 2024 00:00:00 Z",
    ],
)
def test_moments_of_rfc_822(text: str) -> None:
    assert is_mail_date(text)


@pytest.mark.parametrize(
    "text",
    ["", "2024-02-29T18:30:05Z", "Thu, 29 Feb 2024 18:30:05", "Wed, 30 Feb 2024 18:30:05 +0000",
     "Do, 29 Feb 2024 18:30:05 GMT",
     "29 February 2024 18:30:05 GMT", "Thu, 29 Feb 2024 25:30:05 GMT", "Thu, 29 Feb 2024 18:30:05 CET"],
)  # fmt: skip
def test_no_moments_of_rfc_822(text: str) -> None:
    assert not is_mail_date(text)


@given(MOMENTS)
def test_what_python_writes_is_right(moment: datetime) -> None:
    assert is_timestamp(moment.isoformat())
    assert is_mail_date(format_datetime(moment))


@given(
    st.integers(0, 32), st.sampled_from(["Jan", "Feb", "Apr", "Dec"]), st.integers(0, 2100),
    st.tuples(*[st.integers(0, 61)] * 3),
    st.sampled_from(["GMT", "Z", "EST", "+0000", "-2359", "+2360", "-2400", "+9999"]),
)  # fmt: skip
def test_a_moment_of_rfc_822_is_one_that_python_can_read(
    day: int, month: str, year: int, time: tuple[int, int, int], zone: str
) -> None:
    text = f"{day} {month} {year:0{2 if year < 100 else 4}} {':'.join(f'{part:02}' for part in time)} {zone}"
    try:
        parsedate_to_datetime(text)
    except ValueError:
        assert not is_mail_date(text)
    else:
        assert is_mail_date(text)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    for judge in (is_absolute_iri, is_language_tag, is_mail_date, is_timestamp, is_web_address):
        assert judge(text) in {True, False}
