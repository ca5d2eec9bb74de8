"""What is spliced from pieces is the document that its format writes whole, byte for byte."""

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.feed import Author, Deleted, Feed, FeedEntry, Rendered
from aggregator.publishing.doctor import check, invalid
from aggregator.publishing.fitting import within
from aggregator.publishing.format import discover
from aggregator.publishing.sound import sound
from aggregator.publishing.sparing import Seams, SparingFormat
from aggregator.publishing.splicing import Pieces, spliced
from tests.publishing.samples import (
    AUTHORS,
    ENTRIES,
    FEED,
    LANGUAGES,
    MOMENTS,
    NEWEST,
    TEXTS,
    TITLES,
    URLS,
    feed_entries,
)

FORMATS = discover()
ROOM = 10_000_000

every_format = pytest.mark.parametrize("suffix", FORMATS)


class Watched(NamedTuple):
    """A format around the one of this suffix, and how many entries that had to write each time."""

    output: SparingFormat
    written: list[int]


def watched(suffix: str) -> Watched:
    real = FORMATS[suffix]
    assert isinstance(real, SparingFormat)
    written: list[int] = []

    def write(feed: Feed) -> bytes:
        written.append(len(feed.entries))
        return real.write(feed)

    def entries(feed: Feed) -> bytes | None:
        found = real.entries(feed)
        if found is not None:
            written.append(len(feed.entries))
        return found

    return Watched(replace(real, write=write, entries=entries), written)


@st.composite
def changing(draw: st.DrawFn) -> list[Feed]:
    """States of a feed, of which some are odd: entries come, change, change places and go, and so does all else."""
    pool = draw(st.lists(feed_entries(), min_size=1, max_size=5, unique_by=lambda entry: entry.id))
    addresses = draw(st.lists(URLS, min_size=1, max_size=2))
    return draw(st.lists(states(pool, addresses), min_size=2, max_size=6))


def states(pool: list[FeedEntry], addresses: list[str]) -> st.SearchStrategy[Feed]:
    """What one feed, or one of two, may look like at a moment."""
    bad = [entry._replace(title="\ud800") for entry in pool[:1]]
    edited = [entry._replace(content=f"{entry.content}\n  </entry>\n  <entry>", tags=("x",)) for entry in pool]
    named = [entry._replace(sources=(), language="en") for entry in pool]
    return st.builds(
        Feed,
        id=st.just(FEED.id),
        title=st.sampled_from(["Title", '\n "items": [\n  {\n   "id": "x"\n  }']),
        description=TEXTS,
        address=st.sampled_from(addresses),
        page=URLS,
        language=LANGUAGES,
        author=AUTHORS | st.just(Author("Ada")),
        rights=st.none() | TITLES,
        updated=MOMENTS,
        # The same entry twice is odd as well.
        entries=st.lists(st.sampled_from([*pool, *edited, *named, *bad]), max_size=5).map(tuple),
        tombstones=st.lists(st.builds(Deleted, st.uuids().map(lambda each: each.urn), MOMENTS), max_size=2).map(tuple),
        query=st.sampled_from(["", "?limit=2"]),
        hubs=st.sampled_from([(), ("https://hub.example/",), ("https://hub.example/", "https://other.example/")]),
        earlier=st.none() | URLS,
        later=st.none() | URLS,
        current=st.none() | URLS,
        rest=st.none() | URLS,
    )


@every_format
@given(feeds=changing(), room=st.sampled_from([0, 5_000, ROOM]))
def test_what_is_spliced_is_what_is_written_whole(suffix: str, feeds: list[Feed], room: int) -> None:
    whole = FORMATS[suffix]
    output = spliced(whole, Pieces(room))
    for feed in feeds:
        rendered = output.render(feed)
        assert rendered == replace(whole.render(feed), vouched=rendered.vouched)
        assert not rendered.vouched or not invalid(check(whole.media_type, rendered.body))


@every_format
def test_only_what_is_new_is_written(suffix: str) -> None:
    whole, written = watched(suffix)
    output = spliced(whole, Pieces(ROOM))
    changed = replace(FEED, entries=(ENTRIES[0], ENTRIES[1]._replace(title="Corrected"), ENTRIES[2]))
    reframed = replace(changed, rights=None)
    for feed in (FEED, FEED, changed, reframed, replace(reframed, entries=changed.entries[:2])):
        output.render(feed)
    # All; nothing; the one that changed; one entry for the sake of the frame; nothing, for the frame is the same.
    assert written == [3, 1, 1]


@pytest.mark.parametrize("suffix", ["rss", "atom"])
def test_what_is_around_the_entries_is_written_once_whenever_the_feed_changed(suffix: str) -> None:
    whole = FORMATS[suffix]
    assert isinstance(whole, SparingFormat)
    framed = []

    def write(feed: Feed) -> bytes:
        framed.append(feed.updated)
        return whole.write(feed)

    output = spliced(replace(whole, write=write), Pieces(ROOM))
    for hour in range(3):
        feed = replace(
            FEED,
            updated=NEWEST + timedelta(hours=hour),
            entries=(ENTRIES[0]._replace(title=f"As of {hour}"), *ENTRIES[1:]),
        )
        assert output.render(feed) == Rendered(whole.render(feed).body, vouched=True)
    assert framed == [NEWEST]


@pytest.mark.parametrize("suffix", ["rss", "atom"])
@pytest.mark.parametrize("title", [NEWEST.isoformat(), format_datetime(NEWEST)])
def test_a_feed_whose_title_reads_like_its_moment_keeps_it(suffix: str, title: str) -> None:
    whole = FORMATS[suffix]
    output = spliced(whole, Pieces(ROOM))
    for moment in (NEWEST, NEWEST + timedelta(hours=1), NEWEST):
        feed = replace(FEED, title=title, updated=moment)
        assert output.render(feed).body == whole.render(feed).body


@every_format
def test_other_feeds_have_pieces_of_their_own(suffix: str) -> None:
    whole, written = watched(suffix)
    output = spliced(whole, Pieces(ROOM))
    other = replace(FEED, address=f"{FEED.address}/other")
    for feed in (FEED, other, FEED, other):
        assert output.render(feed).body == FORMATS[suffix].render(feed).body
    assert written == [3, 3]


@every_format
def test_pieces_give_way_when_there_is_no_room(suffix: str) -> None:
    whole, written = watched(suffix)
    output = spliced(whole, Pieces(1))
    assert output.render(FEED) == output.render(FEED)
    assert written == [3, 3]


@every_format
def test_what_fits_is_found_without_writing_any_entry_again(suffix: str) -> None:
    whole, written = watched(suffix)
    output = spliced(whole, Pieces(ROOM))
    entries = tuple(ENTRIES[0]._replace(id=f"urn:uuid:{number:032x}") for number in range(64))
    feed = replace(FEED, entries=entries, rest="https://feeds.example/archives/feeds/news/1")
    fitted = within(feed, output, len(output.render(feed).body) // 3)
    assert fitted.body == within(feed, FORMATS[suffix], len(output.render(feed).body) // 3).body
    assert written[0] == len(entries)
    assert all(count == 1 for count in written[1:])


def test_what_the_doctor_refuses_is_never_kept() -> None:
    whole, written = watched("atom")
    output = spliced(whole, Pieces(ROOM))
    refused = ENTRIES[0]._replace(id="no address")
    feed = replace(FEED, entries=(refused, *ENTRIES[1:]))
    for _ in range(2):
        assert not output.render(feed).vouched
        published = sound(feed, output.media_type, output.render)
        assert published.body == FORMATS["atom"].render(replace(FEED, entries=ENTRIES[1:])).body
        assert [entry_id for entry_id, _ in published.left_out] == ["no address"]
    assert written


@every_format
def test_what_the_doctor_refuses_around_the_entries_is_never_kept(suffix: str) -> None:
    output = spliced(FORMATS[suffix], Pieces(ROOM))
    refused = {"atom": {"language": "no language"}, "rss": {"page": "no address"}, "json": {"page": "no address"}}
    for _ in range(2):
        assert not output.render(replace(FEED, **refused[suffix])).vouched  # type: ignore[arg-type]


@every_format
def test_what_the_doctor_refuses_of_a_feed_that_is_known_is_never_kept(suffix: str) -> None:
    output = spliced(FORMATS[suffix], Pieces(ROOM))
    assert output.render(FEED).vouched
    refused = {"atom": {"id": "no address"}, "rss": {"link": "no address"}, "json": {"link": "no address"}}
    ill = replace(FEED, entries=(ENTRIES[0]._replace(**refused[suffix]), *ENTRIES[1:]))  # type: ignore[arg-type]
    for _ in range(2):
        assert not output.render(ill).vouched


def test_two_entries_of_one_id_are_for_the_doctor_to_see() -> None:
    output = spliced(FORMATS["rss"], Pieces(ROOM))
    assert output.render(FEED).vouched
    assert not output.render(replace(FEED, entries=(ENTRIES[0], ENTRIES[0]))).vouched


def test_what_cannot_be_cut_is_written_whole() -> None:
    def write(feed: Feed) -> bytes:
        return "".join(f"({entry.title})" for entry in feed.entries).encode()

    output = spliced(SparingFormat("plain", "text/plain", "Plain", write, Seams(b"(", b")")), Pieces(ROOM))
    assert output.render(FEED) == Rendered(write(FEED))


def test_a_format_without_seams_is_left_alone() -> None:
    output = SparingFormat("plain", "text/plain", "Plain", lambda feed: feed.title.encode())
    assert spliced(output, Pieces(ROOM)) is output
