"""Plain entries: whatever the doctor is spared by them, it finds what it finds where it looks at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.feed import Deleted, EntrySource, Feed
from aggregator.publishing.doctor import atom, check, check_entries, plain, rss
from aggregator.publishing.doctor.rules import Finding
from aggregator.publishing.format import discover
from tests.publishing.samples import BARE, ENTRIES, feeds

Check = Callable[[bytes], tuple[Finding, ...]]


class Standard(NamedTuple):
    """What looks at all of a document, or of its entries; what knows plain ones, and how they end."""

    media_type: str
    check: Check
    check_entries: Check
    entries: plain.PlainEntries
    end: bytes


STANDARDS: Final = {
    "atom": Standard("application/atom+xml", atom.check, atom.check_entries, plain.ATOM, b"\n  </entry>"),
    "rss": Standard("application/rss+xml", rss.check, rss.check_entries, plain.RSS, b"\n    </item>"),
}
FORMATS: Final = discover()
every_standard = pytest.mark.parametrize("suffix", STANDARDS)

MOMENT: Final = datetime(2024, 1, 31, 12, tzinfo=UTC)
SOURCE: Final = EntrySource(
    "urn:uuid:00000000-0000-4000-8000-0000000000aa", "North & south", "https://feeds.example/a/b"
)
OTHER: Final = EntrySource("urn:uuid:00000000-0000-4000-8000-0000000000bb", "“West”", "https://feeds.example/w%C3%A9")
#: One with all that an entry may have, and three without.
FULL: Final = ENTRIES[0]._replace(
    language="es-419", published=MOMENT, updated=MOMENT, tags=("harbour", "fish & “chips”"), sources=(SOURCE, OTHER)
)
BRIEF: Final = ENTRIES[2]._replace(
    title="القمر 🌕 ｆｕｌｌ [1]",
    language="zh-Hant",
    published=MOMENT - timedelta(days=2),
    updated=MOMENT - timedelta(days=2),
)
THIRD: Final = BRIEF._replace(id=BRIEF.id[:-1] + "4", link="https://feeds.example/entries/4", language="pt-BR")
FOURTH: Final = BRIEF._replace(id=BRIEF.id[:-1] + "5", link="https://feeds.example/entries/5")
PLAIN: Final = replace(BARE, entries=(FULL, BRIEF, THIRD, FOURTH))
WITHDRAWN: Final = Deleted(BRIEF.id[:-1] + "6", MOMENT)
LETTERS: Final = "القمر".encode()
TOMBSTONE: Final = (
    b'<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="%b" when="2024-01-31T12:00:00Z"/>'
)
#: What may be put in the place of something, so that it is another document, or none.
PIECES: Final = st.binary(max_size=3) | st.sampled_from([
    b"", b"<", b">", b"&", b"&amp;", b"]]>", b"<!--", b"-->", b"<![CDATA[", b"<?x", b"?>", b"\n", b"\r", b"  ", b'"',
    b"<b>", b"</entry>", b"</item>", b"<entry>", b"<item>", b"1", b"9", b"a", b"-", "é\ufffe".encode(),
])  # fmt: skip


def body_of(suffix: str, feed: Feed = PLAIN) -> bytes:
    return FORMATS[suffix].render(feed).body


def in_one(standard: Standard, body: bytes, number: int, old: bytes, new: bytes) -> bytes:
    """Replace something in the entry of this number, counted from one."""
    parts = body.split(standard.entries.begin)
    assert old in parts[number]
    parts[number] = parts[number].replace(old, new)
    return standard.entries.begin.join(parts)


def parted(standard: Standard, body: bytes) -> tuple[bytes, bytes, bytes]:
    """What is before all entries, they, and what is behind."""
    start, end = body.index(standard.entries.begin), body.rindex(standard.end) + len(standard.end)
    return body[:start], body[start:end], body[end:]


def around(standard: Standard, body: bytes, opening: bytes, closing: bytes) -> bytes:
    """Put something before and behind all entries."""
    before, entries, after = parted(standard, body)
    return before + opening + entries + closing + after


@every_standard
def test_what_the_formats_write_is_plain(suffix: str) -> None:
    short = STANDARDS[suffix].entries.shortened(body_of(suffix))
    assert short == body_of(suffix, replace(PLAIN, entries=(FULL, BRIEF)))


@every_standard
def test_an_odd_entry_leaves_the_others_plain(suffix: str) -> None:
    odd = FULL._replace(id=WITHDRAWN.id, link="https://feeds.example/é")
    short = STANDARDS[suffix].entries.shortened(body_of(suffix, replace(PLAIN, entries=(odd, *PLAIN.entries))))
    assert short == body_of(suffix, replace(PLAIN, entries=(odd, FULL, BRIEF)))


@every_standard
def test_each_day_that_there_is_each_year_is_plain(suffix: str) -> None:
    days = [datetime(2023, 1, 1, 23, 59, 59, tzinfo=UTC) + timedelta(days=number) for number in range(365)]
    dated = tuple(
        BRIEF._replace(id=f"urn:uuid:00000000-0000-4000-8000-{number:012}", published=day, updated=day)
        for number, day in enumerate(days)
    )
    short = STANDARDS[suffix].entries.shortened(body_of(suffix, replace(PLAIN, entries=dated)))
    assert short == body_of(suffix, replace(PLAIN, entries=dated[:1]))


def test_tombstones_of_others_leave_entries_plain() -> None:
    assert plain.ATOM.shortened(body_of("atom", replace(PLAIN, tombstones=(WITHDRAWN,)))) is not None


#: What may be wrong with an entry: what stands in its place, by what stands there.
WRONG: Final = {
    LETTERS: (
        b"a & b", b"a&nbsp;b", b"&#0;", b"]]>", b"<b>",
        b"\x01", b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xed\xa0\x80", b"\xe9",
    ),
    THIRD.link.encode(): (
        b"/entries/4", b"javascript:4", b"https://feeds.example/entries 4",
        b"https://feeds.example/?a&b", b"https://feeds.example/?a&lt;b",
    ),
    THIRD.id.encode(): (FOURTH.id.encode(), b""),
}  # fmt: skip
WRONG_IN: Final = {
    "atom": {
        b"2024-01-29T12:00:00+00:00": (
            b"2024-02-30T12:00:00+00:00", b"2024-04-31T12:00:00+00:00", b"2024-01-29T24:00:00+00:00",
            b"2024-01-29T12:00:00",
        ),
        b"pt-BR": (b"pt_BR",),
        b"\n    <published>": (b'\n    <category term="\n    <published>',),
    },
    "rss": {
        b"29 Jan 2024 12:00:00": (b"30 Feb 2024 12:00:00", b"31 Apr 2024 12:00:00", b"29 Jan 2024 24:00:00"),
        THIRD.title.encode(): (b"",),
        b"Ada Lovelace": (b"",),
        b"\n      <pubDate>": (b"\n      <category>\n      <pubDate>",),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("suffix", "right", "wrong"),
    [
        (suffix, right, wrong)
        for suffix, own in WRONG_IN.items()
        for right, all_wrong in (WRONG | own).items()
        for wrong in all_wrong
    ],
)
def test_what_is_wrong_with_an_entry_among_plain_ones_is_found(suffix: str, right: bytes, wrong: bytes) -> None:
    standard = STANDARDS[suffix]
    body = in_one(standard, body_of(suffix), 3, right, wrong)
    assert same_findings(standard, body)


@every_standard
@pytest.mark.parametrize(
    ("right", "wrong"),
    [(b"<title>", b"<title >"), (b"urn:uuid", b"&#117;rn:uuid"), (b"urn:uuid", b"<![CDATA[urn]]>:uuid")],
)
def test_an_id_of_a_plain_entry_and_of_an_odd_one_is_found(suffix: str, right: bytes, wrong: bytes) -> None:
    standard = STANDARDS[suffix]
    twice = in_one(standard, body_of(suffix), 4, FOURTH.id.encode(), THIRD.id.encode())
    assert same_findings(standard, in_one(standard, twice, 4, right, wrong))


@pytest.mark.parametrize("spelling", [THIRD.id, THIRD.id.replace("u", "&#117;")])
def test_a_tombstone_of_a_plain_entry_is_found(spelling: str) -> None:
    standard = STANDARDS["atom"]
    assert same_findings(standard, around(standard, body_of("atom"), TOMBSTONE % spelling.encode(), b""))


@every_standard
@pytest.mark.parametrize(("text", "opening", "closing"), [(b"--", b"<!--", b"-->"), (b"?>", b"<?xyz ", b"?>")])
def test_what_makes_entries_no_entries_is_found(suffix: str, text: bytes, opening: bytes, closing: bytes) -> None:
    standard = STANDARDS[suffix]
    body = in_one(standard, body_of(suffix), 3, LETTERS, text)
    assert same_findings(standard, around(standard, body, opening, closing))


@every_standard
def test_another_encoding_is_found(suffix: str) -> None:
    standard, body = STANDARDS[suffix], body_of(suffix)
    assert same_findings(standard, body.replace(b"UTF-8", b"ASCII", 1))


@pytest.mark.parametrize("titles", [("a", "ab"), ("ab", "a")])  # of an odd number of bytes, half a character is left
def test_entries_in_another_encoding_than_what_is_around_them_are_found(titles: tuple[str, str]) -> None:
    standard = STANDARDS["atom"]
    entries = (BRIEF._replace(title=titles[0]), THIRD._replace(title=titles[1]))
    before, run, after = parted(standard, body_of("atom", replace(PLAIN, entries=entries)))
    head = before.decode().partition("\n")[2] + '<x xmlns="urn:x">'
    body = b"\xff\xfe" + head.encode("utf-16-le") + run + f"</x>{after.decode()}".encode("utf-16-le")
    assert same_findings(standard, body)


@every_standard
def test_entries_that_stand_alone_are_found(suffix: str) -> None:
    standard = STANDARDS[suffix]
    before, entries, _ = parted(standard, body_of(suffix, replace(PLAIN, entries=(BRIEF, THIRD))))
    alone = before.partition(b"\n")[0] + b"\n" + entries
    assert standard.entries.shortened(before + entries)
    assert same_findings(standard, alone)


def test_a_prefix_that_stands_for_nothing_is_found() -> None:
    standard = STANDARDS["rss"]
    for name, brief in ((b"content", FULL._replace(content="")), (b"atom", FULL._replace(sources=(SOURCE,)))):
        body = body_of("rss", replace(PLAIN, entries=(brief, FULL._replace(id=THIRD.id, link=THIRD.link), FOURTH)))
        head = body.index(b"<channel>")
        spelt = body[:head].replace(b"xmlns:" + name, b"xmlns:other") + body[head:].replace(b"<atom:", b"<other:", 1)
        assert same_findings(standard, spelt)


def test_what_is_too_deep_is_found() -> None:
    standard = STANDARDS["atom"]
    body = body_of("atom", replace(PLAIN, entries=(BRIEF, FULL, THIRD)))
    assert same_findings(standard, around(standard, body, b'<x xmlns="urn:x">' * 2045, b"</x>" * 2045))


def same_findings(standard: Standard, body: bytes) -> tuple[Finding, ...]:
    """What is found, which is the same whether all of a document is looked at or not."""
    found = check(standard.media_type, body)
    assert found == standard.check(body)
    assert check_entries(standard.media_type, body) == standard.check_entries(body)
    return found


@every_standard
@given(feed=feeds())
def test_whatever_is_written_is_found_to_be_what_it_is(suffix: str, feed: Feed) -> None:
    same_findings(STANDARDS[suffix], body_of(suffix, feed))


@every_standard
@given(data=st.data())
def test_whatever_becomes_of_a_plain_document_is_found(suffix: str, data: st.DataObject) -> None:
    entries = data.draw(st.permutations(PLAIN.entries))
    body = body_of(suffix, replace(PLAIN, entries=tuple(entries)))
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 20)))
    same_findings(STANDARDS[suffix], body[:start] + data.draw(PIECES) + body[end:])
