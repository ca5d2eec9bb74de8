from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.publishing.conditional import (
    CODINGS,
    IDENTITY,
    accepted_codings,
    coding_tag,
    not_modified,
    precondition_failed,
)
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
        ('"0123456789abcdef-br"', True),
        ('W/"0123456789abcdef-zstd"', True),
        ('"0123456789abcdef-br-gzip"', True),
        ('"0123456789abcdef-gzip-gzip"', True),
        ('"another", "0123456789abcdef-zstd-gzip"', True),
        ('"0123456789abcdef-gzi"', False),
        ('"0123456789abcdef-deflate"', False),
        ('"gzip-0123456789abcdef"', False),
        ('"0123456789abcdef-"', False),
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


@pytest.mark.parametrize(
    ("if_match", "if_unmodified_since", "expected"),
    [
        (None, None, False),
        (ETAG, None, False),
        ("*", None, False),
        ('"another"', None, True),
        (f'"another", {ETAG}', None, False),
        (f"W/{ETAG}", None, True),
        (f'"another", W/{ETAG}', None, True),
        ('"0123456789abcdef-br"', None, False),
        ("", None, True),
        ("nonsense", None, True),
        (ETAG, EARLIER, False),
        (None, EARLIER, True),
        (None, SAME, False),
        (None, LATER, False),
        (None, "yesterday", False),
    ],
)
def test_preconditions(if_match: str | None, if_unmodified_since: str | None, expected: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert precondition_failed(ETAG, MODIFIED, if_match, if_unmodified_since) is expected


HEADERS = st.none() | st.text() | st.text(st.sampled_from('W/"*,-gzip 0123456789abcdef;q='))
DATES = st.datetimes(timezones=st.timezones()).map(format_datetime) | st.from_regex(
    r"\A(Mon, )?[0-9]{1,30} Jan [0-9]{1,9} [0-9]{1,30}:[0-9]{2}:[0-9]{2} [+-][0-9]{1,30}\Z",
)


@given(HEADERS, HEADERS | DATES)
@example(None, "Mon, 01 Jan 2024 10:00:00 +99999999999999")
def test_no_header_makes_it_raise(if_none_match: str | None, if_modified_since: str | None) -> None:
    assert not_modified(ETAG, MODIFIED, if_none_match, if_modified_since) in {True, False}


@given(st.lists(st.text(st.characters(min_codepoint=0x23, max_codepoint=0x7E)).map('"{}"'.format)), st.integers(0, 5))
def test_its_own_tag_is_found_in_any_list(tags: list[str], place: int) -> None:
    tags.insert(place, ETAG)
    assert not_modified(ETAG, MODIFIED, ", ".join(tags), None)


@given(st.sampled_from([IDENTITY, *CODINGS]), st.sampled_from(["", "-gzip", "-br"]), st.sampled_from(["", "W/"]))
def test_the_tag_of_any_coding_is_found_as_it_was_sent_and_as_a_proxy_changes_it(
    coding: str, added: str, weak: str
) -> None:
    tag = coding_tag(ETAG, coding)
    assert not_modified(ETAG, MODIFIED, f'{weak}{tag[:-1]}{added}"', None)


@pytest.mark.parametrize(
    ("accept_encoding", "expected"),
    [
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("x-gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd br gzip"),
        ("gzip, zstd", "zstd gzip"),
        ("br;q=0.5, gzip;q=1.0", "gzip br"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "br gzip"),
        ("zstd;q=0.9, br;q=0.9, gzip;q=0.95", "gzip zstd br"),
        ("*", "gzip"),
        ("br, *;q=0.5", "br gzip"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0.000", ""),
        ("gzip;q=0, *", ""),
        ("*, gzip;q=0", ""),
        ("gzip, *;q=0", "gzip"),
        ("*;q=0", ""),
        ("identity", ""),
        ("identity;q=0, br", "br"),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0", ""),
        ("deflate, compress", ""),
        ("", ""),
        (None, ""),
        ("gzip;q=nonsense", ""),
        ("gzip;q=2", ""),
        (";;;,,=", ""),
        ("br," + "x, " * 200 + "zstd", "zstd br"),
    ],
)
def test_accepted_codings(accept_encoding: str | None, expected: str | None) -> None:
    """`expected` are the codings that go before `identity`; None where that goes first."""
    codings = accepted_codings(accept_encoding)
    assert (" ".join(codings[: codings.index(IDENTITY)]) or None) == (expected or None)
    assert codings == accepted_codings(accept_encoding)


@given(
    st.none()
    | st.text()
    | st.lists(
        st.sampled_from(["br", "gzip", "zstd", "identity", "x-gzip", "*", ";q=0", ";q=0.5", ",", ";q=", "é"])
    ).map("".join)
)
def test_whatever_is_accepted_a_body_is_left_and_nothing_refused_is_sent(accept_encoding: str | None) -> None:
    codings = accepted_codings(accept_encoding)

    assert IDENTITY in codings
    assert len(set(codings)) == len(codings)
    assert set(codings) <= {IDENTITY, *CODINGS}
    for coding in {*codings} - {IDENTITY}:
        assert accept_encoding is not None
        assert coding in accept_encoding.lower() or (coding == "gzip" and "*" in accept_encoding)


@given(st.permutations(["br", "gzip", "zstd", "deflate"]), st.lists(st.integers(0, 1000), min_size=4, max_size=4))
def test_what_the_client_likes_best_goes_first(named: list[str], thousandths: list[int]) -> None:
    liked = dict(zip(named, thousandths, strict=True))
    codings = accepted_codings(", ".join(f"{coding};q={q / 1000:.3f}" for coding, q in liked.items()))

    assert set(codings) == {coding for coding, q in liked.items() if q and coding != "deflate"} | {IDENTITY}
    qualities = [liked[coding] for coding in codings if coding != IDENTITY]
    assert qualities == sorted(qualities, reverse=True)
