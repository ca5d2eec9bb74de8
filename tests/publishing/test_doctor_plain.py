"""Plain entries: whatever the doctor is spared by them, it finds what it finds where it looks at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.feed import Deleted, EntrySource, Feed, FeedEntry
from aggregator.publishing.doctor import atom, check, check_entries, plain, rss
from aggregator.publishing.doctor.rules import Finding
from aggregator.publishing.format import discover
from tests.publishing.samples import BARE, feeds

Check = Callable[[bytes], tuple[Finding, ...]]
#: What becomes of a document, whose entries begin like this.
Edit = Callable[[bytes, bytes], bytes]


class Standard(NamedTuple):
    """A standard: what looks at all of a document, at all of its entries, and what knows plain ones."""

    media_type: str
    check: Check
    check_entries: Check
    entries: plain.PlainEntries


STANDARDS: Final = {
    "atom": Standard("application/atom+xml", atom.check, atom.check_entries, plain.ATOM),
    "rss": Standard("application/rss+xml", rss.check, rss.check_entries, plain.RSS),
}
FORMATS: Final = discover()
every_standard = pytest.mark.parametrize("suffix", STANDARDS)

MOMENT: Final = datetime(2024, 1, 31, 12, tzinfo=UTC)
SOURCE: Final = EntrySource(
    "urn:uuid:00000000-0000-4000-8000-0000000000aa", "North & south", "https://feeds.example/a/b"
)
OTHER: Final = EntrySource("urn:uuid:00000000-0000-4000-8000-0000000000bb", "“West”", "https://feeds.example/w%C3%A9")
FIRST: Final = FeedEntry(
    id="urn:uuid:00000000-0000-4000-8000-000000000001",
    title="Fish & chips",
    link="https://feeds.example/entries/1?a=1&b=2",
    summary="Less than “5 €” [1]",
    content="<p>Less than <b>5 €</b></p>",
    language="en",
    published=MOMENT - timedelta(days=1),
    updated=MOMENT,
    tags=("harbour", "fish & “chips”"),
    sources=(SOURCE, OTHER),
)
SECOND: Final = FeedEntry(
    id="urn:uuid:00000000-0000-4000-8000-000000000002",
    title="القمر 🌕 ｆｕｌｌ",
    link="https://feeds.example/entries/2",
    summary="",
    content="",
    language="zh-Hant",
    published=MOMENT - timedelta(days=2),
    updated=MOMENT - timedelta(days=2),
)
THIRD: Final = SECOND._replace(
    id="urn:uuid:00000000-0000-4000-8000-000000000003", link="https://feeds.example/entries/3", language="pt-BR"
)
PLAIN: Final = replace(BARE, entries=(FIRST, SECOND, THIRD))
LETTERS: Final = "القمر".encode()
END: Final = {plain.ATOM.begin: b"\n  </entry>", plain.RSS.begin: b"\n    </item>"}
TOMBSTONE: Final = b'<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="%b" when="%b"/>'
#: What may be put in the place of something, so that it is another document, or none.
PIECES: Final = st.binary(max_size=3) | st.sampled_from([
    b"", b"<", b">", b"&", b"&amp;", b"]]>", b"<!--", b"-->", b"<![CDATA[", b"<?x", b"?>", b"\n", b"\r", b"  ", b'"',
    b"<b>", b"</entry>", b"</item>", b"<entry>", b"<item>", b"1", b"9", b"a", b"-", "é\ufffe".encode(),
])  # fmt: skip
WITHDRAWN: Final = Deleted("urn:uuid:00000000-0000-4000-8000-000000000004", MOMENT)


def body_of(suffix: str, feed: Feed = PLAIN) -> bytes:
    return FORMATS[suffix].render(feed).body


def in_second(body: bytes, begin: bytes, old: bytes, new: bytes, number: int = 2) -> bytes:
    """Replace something in the second entry, which a shortened document lacks, or in the one of this number."""
    parts = body.split(begin)
    assert old in parts[number]
    parts[number] = parts[number].replace(old, new)
    return begin.join(parts)


def around(body: bytes, begin: bytes, opening: bytes, closing: bytes) -> bytes:
    """Put something before and behind all entries."""
    start, end = body.index(begin), body.rindex(END[begin]) + len(END[begin])
    return body[:start] + opening + body[start:end] + closing + body[end:]


@every_standard
def test_what_the_formats_write_is_plain(suffix: str) -> None:
    body, entries = body_of(suffix), STANDARDS[suffix].entries
    short = entries.shortened(body)
    assert short is not None
    assert [each in short for each in (b"-000000000001", b"-000000000002", b"-000000000003")] == [True, False, False]
    assert short == body_of(suffix, replace(PLAIN, entries=(FIRST,)))


@every_standard
def test_each_day_that_there_is_each_year_is_plain(suffix: str) -> None:
    days = [datetime(2023, 1, 1, 23, 59, 59, tzinfo=UTC) + timedelta(days=number) for number in range(365)]
    dated = (
        SECOND._replace(id=f"urn:uuid:00000000-0000-4000-8000-{number:012}", published=day, updated=day)
        for number, day in enumerate(days)
    )
    short = STANDARDS[suffix].entries.shortened(body_of(suffix, replace(PLAIN, entries=tuple(dated))))
    assert short is not None
    assert short.count(STANDARDS[suffix].entries.begin) == 1


def test_tombstones_of_others_leave_entries_plain() -> None:
    assert plain.ATOM.shortened(body_of("atom", replace(PLAIN, tombstones=(WITHDRAWN,)))) is not None


#: What is wrong with a document of either standard because of its second entry, or of all.
EDITS: Final[dict[str, Edit]] = {
    "an id twice": lambda body, begin: in_second(body, begin, SECOND.id.encode(), THIRD.id.encode()),
    "no reference": lambda body, begin: in_second(body, begin, LETTERS, b"a & b"),
    "an unknown reference": lambda body, begin: in_second(body, begin, LETTERS, b"a&nbsp;b"),
    "a reference to no character": lambda body, begin: in_second(body, begin, LETTERS, b"&#0;"),
    "a reference in a link": lambda body, begin: in_second(body, begin, b"entries/2", b"entries/2?a&b"),
    "an end of CDATA": lambda body, begin: in_second(body, begin, LETTERS, b"]]>"),
    "a control character": lambda body, begin: in_second(body, begin, LETTERS, b"\x01"),
    "no character": lambda body, begin: in_second(body, begin, LETTERS, b"\xef\xbf\xbe"),
    "no character either": lambda body, begin: in_second(body, begin, LETTERS, b"\xef\xbf\xbf"),
    "a surrogate": lambda body, begin: in_second(body, begin, LETTERS, b"\xed\xa0\x80"),
    "no UTF-8": lambda body, begin: in_second(body, begin, LETTERS, b"\xe9"),
    "another encoding": lambda body, begin: in_second(body, begin, LETTERS, b"\xc3\xa9").replace(b"UTF-8", b"ASCII", 1),
    "a relative link": lambda body, begin: in_second(body, begin, b"https://feeds.example/entries/2", b"/entries/2"),
    "another scheme": lambda body, begin: in_second(body, begin, b"https:", b"javascript:"),
    "a link with a space": lambda body, begin: in_second(body, begin, b"entries/2", b"entries 2"),
    "a comment in a comment": lambda body, begin: around(
        in_second(body, begin, LETTERS, b"a -- b"), begin, b"<!--", b"-->"
    ),
    "an end of an instruction": lambda body, begin: around(
        in_second(body, begin, LETTERS, b"a ?> b"), begin, b"<?xyz ", b"?>"
    ),
    "an odd one with an id of the others": lambda body, begin: in_second(
        in_second(body, begin, THIRD.id.encode(), SECOND.id.encode(), 3), begin, b"<title>", b"<title >", 3
    ),
    "an odd one with an id of the others, spelt otherwise": lambda body, begin: in_second(
        body, begin, THIRD.id.encode(), SECOND.id.replace("u", "&#117;").encode(), 3
    ),
    "an odd one with an id of the others, in pieces": lambda body, begin: in_second(
        body, begin, THIRD.id.encode(), SECOND.id.replace("u", "<![CDATA[u]]>", 1).encode(), 3
    ),
}
EDITS_OF: Final[dict[str, dict[str, Edit]]] = {
    "atom": {
        "an element": lambda body, begin: in_second(body, begin, LETTERS, b"<b>bold</b>"),
        "no such day": lambda body, begin: in_second(body, begin, b"2024-01-29", b"2024-02-30"),
        "no day of any month": lambda body, begin: in_second(body, begin, b"2024-01-29", b"2024-04-31"),
        "no such hour": lambda body, begin: in_second(body, begin, b"T12:", b"T24:"),
        "no zone": lambda body, begin: in_second(body, begin, b"+00:00", b""),
        "no id": lambda body, begin: in_second(body, begin, SECOND.id.encode(), b"2"),
        "no language": lambda body, begin: in_second(body, begin, b"zh-Hant", b"zh_Hant"),
        "no author": lambda body, _begin: body.replace(b"author>", b"contributor>"),
        "a tombstone of the second": lambda body, begin: around(
            body, begin, TOMBSTONE % (SECOND.id.encode(), b"2024-01-31T12:00:00Z"), b""
        ),
        "a tombstone of the second, spelt otherwise": lambda body, begin: around(
            body, begin, TOMBSTONE % (SECOND.id.replace("u", "&#117;").encode(), b"2024-01-31T12:00:00Z"), b""
        ),
    },
    "rss": {
        "no such day": lambda body, begin: in_second(body, begin, b"29 Jan", b"30 Feb"),
        "no day of any month": lambda body, begin: in_second(body, begin, b"29 Jan", b"31 Apr"),
        "no such hour": lambda body, begin: in_second(body, begin, b" 12:", b" 24:"),
        "no id": lambda body, begin: in_second(body, begin, SECOND.id.encode(), b""),
        "no words": lambda body, begin: in_second(body, begin, SECOND.title.encode(), b""),
        "no creator": lambda body, begin: in_second(body, begin, b"Ada Lovelace", b""),
    },
}
ALL_EDITS: Final = [
    pytest.param(suffix, edit, id=f"{suffix}: {name}")
    for suffix, own in EDITS_OF.items()
    for name, edit in (EDITS | own).items()
]


@pytest.mark.parametrize(("suffix", "edit"), ALL_EDITS)
def test_what_is_wrong_with_a_plain_document_is_found(suffix: str, edit: Edit) -> None:
    standard = STANDARDS[suffix]
    edited = edit(body_of(suffix), standard.entries.begin)
    assert check(standard.media_type, edited) == standard.check(edited) != ()


@every_standard
@given(feed=feeds())
def test_whatever_is_written_is_found_to_be_what_it_is(suffix: str, feed: Feed) -> None:
    standard, body = STANDARDS[suffix], body_of(suffix, feed)
    assert check(standard.media_type, body) == standard.check(body)
    assert check_entries(standard.media_type, body) == standard.check_entries(body)


@every_standard
@given(data=st.data())
def test_whatever_becomes_of_a_plain_document_is_found(suffix: str, data: st.DataObject) -> None:
    standard, body = STANDARDS[suffix], body_of(suffix)
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 20)))
    edited = body[:start] + data.draw(PIECES) + body[end:]
    assert check(standard.media_type, edited) == standard.check(edited)
    assert check_entries(standard.media_type, edited) == standard.check_entries(edited)
