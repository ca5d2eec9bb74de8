from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.publishing.conditional import accepts_gzip, not_modified
from tests.publishing.samples import NEWEST

ETAG = '"0123456789abcdef"'
MODIFIED = int(NEWEST.timestamp())
SAME = "Thu, 29 Feb 2024 18:30:05 GMT"
EARLIER = "Thu, 29 Feb 2024 18:30:04 GMT"
LATER = "Thu, 29 Feb 2024 18:30:06 GMT"


@pytest.mark.parametrize(
    ("if_none_match", "expected"),
    [
        (ETAG, True),
        ('"another"', False),
        (f"W/{ETAG}", True),
        (f'"another", {ETAG}', True),
        (f'W/"another",W/{ETAG} , "third"', True),
        ('"with, comma", "another"', False),
        ("*", True),
        (" * ", True),
        ('"*"', False),
        ('"0123456789abcdef-gzip"', True),
        ('W/"0123456789abcdef-gzip"', True),
        ('"-gzip"', False),
        ('"0123456789abcdef-br"', False),
        ("", False),
        ("0123456789abcdef", False),
        ('"0123456789abcdef', False),
        ('"', False),
        (",,,", False),
    ],
)
def test_if_none_match(if_none_match: str, expected: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert not_modified(ETAG, MODIFIED, if_none_match, None) is expected


def test_a_document_whose_own_tag_names_gzip_matches_its_plain_one() -> None:
    assert not_modified('"0123456789abcdef-gzip"', MODIFIED, ETAG, None)


@pytest.mark.parametrize(
    ("if_modified_since", "expected"),
    [
        (SAME, True),
        (LATER, True),
        (EARLIER, False),
        # RFC 9110 §5.6.7: the obsolete formats must be understood too.
        ("Thursday, 29-Feb-24 18:30:05 GMT", True),
        ("Thu Feb 29 18:30:05 2024", True),
        ("Thu, 29 Feb 2024 19:30:04 +0100", False),
        ("yesterday", False),
        ("", False),
        ("Thu, 31 Feb 2024 18:30:05 GMT", False),
        ("Mon, 01 Jan 2024 10:00:00 +99999999999999", False),
    ],
)
def test_if_modified_since(if_modified_since: str, expected: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert not_modified(ETAG, MODIFIED, None, if_modified_since) is expected


@pytest.mark.parametrize(
    ("if_none_match", "if_modified_since", "expected"),
    [('"another"', LATER, False), ("", LATER, False), (ETAG, EARLIER, True), (None, None, False)],
)
def test_if_none_match_goes_before_if_modified_since(
    if_none_match: str | None,
    if_modified_since: str | None,
    expected: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    assert not_modified(ETAG, MODIFIED, if_none_match, if_modified_since) is expected


HEADERS = st.none() | st.text() | st.text(st.sampled_from('W/"*,-gzip 0123456789abcdef;q='))
DATES = st.datetimes(timezones=st.timezones()).map(format_datetime) | st.from_regex(
    r"\A(Mon, )?[0-9]{1,30} Jan [0-9]{1,9} [0-9]{1,30}:[0-9]{2}:[0-9]{2} [+-][0-9]{1,30}\Z",
)


@given(HEADERS, HEADERS | DATES)
@example(None, "Mon, 01 Jan 2024 10:00:00 +99999999999999")
def test_no_header_makes_it_raise(if_none_match: str | None, if_modified_since: str | None) -> None:
    assert not_modified(ETAG, MODIFIED, if_none_match, if_modified_since) in {True, False}
    assert accepts_gzip(if_none_match) in {True, False}


@given(st.lists(st.text(st.characters(min_codepoint=0x23, max_codepoint=0x7E)).map('"{}"'.format)), st.integers(0, 5))
def test_its_own_tag_is_found_in_any_list(tags: list[str], place: int) -> None:
    tags.insert(place, ETAG)
    assert not_modified(ETAG, MODIFIED, ", ".join(tags), None)


@pytest.mark.parametrize(
    ("accept_encoding", "expected"),
    [
        ("gzip", True),
        ("GZip", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("br, *;q=0.5", True),
        ("gzip;q=0.001", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("gzip;q=0, *", False),
        ("*, gzip;q=0", False),
        ("gzip, *;q=0", True),
        ("*;q=0", False),
        ("identity", False),
        ("br", False),
        ("", False),
        (None, False),
        ("gzip;q=nonsense", False),
        ("gzip;q=2", False),
        (";;;,,=", False),
    ],
)
def test_accepts_gzip(accept_encoding: str | None, expected: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert accepts_gzip(accept_encoding) is expected
