"""What is written without feedgen is what feedgen writes, byte for byte."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.feed import EntrySource, Feed, FeedEntry
from aggregator.publishing.format import discover
from aggregator.publishing.formats.xmlfeeds import atom_by_feedgen, rss_by_feedgen
from aggregator.publishing.xmlentries import atom_entries, rss_items
from tests.publishing.samples import FEED, FORBIDDEN, LANGUAGES, MOMENTS, TEXTS, feeds


class Pair(NamedTuple):
    """What writes a whole feed by feedgen, and what writes its entries alone."""

    by_feedgen: Callable[[Feed], bytes]
    entries_of: Callable[[Feed], bytes | None]


PAIRS: Final[Mapping[str, Pair]] = {
    "rss": Pair(rss_by_feedgen, rss_items),
    "atom": Pair(atom_by_feedgen, atom_entries),
}

both_formats = pytest.mark.parametrize("suffix", PAIRS)

#: Anything that is text to Python: empty, forbidden in XML, or without bytes.
ODD = st.text(st.characters() | st.sampled_from(f"\t\n\r\x7f\x85\u2028\ud800{FORBIDDEN}<>&\"']"))
ODD_ENTRIES = st.builds(
    FeedEntry,
    id=ODD,
    title=ODD,
    link=ODD,
    summary=ODD,
    content=ODD,
    language=ODD | LANGUAGES,
    published=MOMENTS,
    updated=MOMENTS,
    tags=st.lists(ODD, max_size=2).map(tuple),
    sources=st.lists(st.builds(EntrySource, id=ODD, title=ODD, address=ODD), max_size=3).map(tuple),
)


def outcome(write: Callable[[Feed], bytes], feed: Feed) -> bytes | str:
    """What it writes, or the reason why it does not."""
    try:
        return write(feed)
    except ValueError as error:
        return str(error)


def written(suffix: str, feed: Feed) -> bytes | str:
    return outcome(lambda each: discover()[suffix].render(each).body, feed)


@both_formats
@given(feed=feeds())
def test_ordinary_entries_are_written_as_feedgen_writes_them(suffix: str, feed: Feed) -> None:
    by_feedgen, entries_of = PAIRS[suffix]
    assert entries_of(feed) is not None
    assert written(suffix, feed) == by_feedgen(feed)


@both_formats
@pytest.mark.parametrize("odd", [*"\t\n\r\x7f\x85\u2028<>&\"' 🌕", "]]>", "<![CDATA[", "&amp;", "  "])
def test_whatever_stands_in_its_texts_an_entry_is_written_as_by_feedgen(suffix: str, odd: str) -> None:
    by_feedgen, entries_of = PAIRS[suffix]
    source = EntrySource(f"i{odd}d", f"so{odd}urce", f"https://feeds.example/{odd}/feed")
    text, moment = f"te{odd}xt", FEED.updated
    tags, sources = (f"{odd}tag", odd), (source, source._replace(title=odd))
    entry = FeedEntry(text, text, text, text, text, text, moment, moment, tags, sources)
    feed = replace(FEED, author=replace(FEED.author, name=odd), entries=(entry,))
    assert entries_of(feed) is not None
    assert written(suffix, feed) == by_feedgen(feed)


@both_formats
@given(entry=ODD_ENTRIES, author=TEXTS)
def test_odd_entries_are_written_or_refused_as_by_feedgen(suffix: str, entry: FeedEntry, author: str) -> None:
    by_feedgen, entries_of = PAIRS[suffix]
    feed = replace(FEED, author=replace(FEED.author, name=author or "A"), entries=(entry,))
    expected = outcome(by_feedgen, feed)
    if isinstance(expected, bytes):
        assert written(suffix, feed) == expected
    else:
        assert entries_of(feed) is None


@both_formats
@pytest.mark.parametrize("character", [*FORBIDDEN, "\ud800"])
def test_what_xml_forbids_is_left_to_feedgen(suffix: str, character: str) -> None:
    feed = replace(FEED, entries=(FEED.entries[0]._replace(content=f"a{character}b"),))
    assert PAIRS[suffix].entries_of(feed) is None


@both_formats
@pytest.mark.parametrize(
    "entry",
    [FEED.entries[0]._replace(id=""), FEED.entries[0]._replace(title=""), FEED.entries[0]._replace(link="")],
    ids=["id", "title", "link"],
)
def test_what_lacks_something_is_left_to_feedgen(suffix: str, entry: FeedEntry) -> None:
    assert PAIRS[suffix].entries_of(replace(FEED, entries=(entry,))) is None
