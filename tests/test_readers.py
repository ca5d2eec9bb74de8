"""The readers, restated ones and real ones, held to what their own sources and tests say of identity."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from hashlib import md5, sha256
from pathlib import Path

import pytest

from aggregator.publishing.format import discover
from bench.readers import freshrss, miniflux, netnewswire, newsboat
from bench.readers.documents import Item, items
from bench.readers.freshrss import FreshRSS
from bench.readers.lemon24 import Lemon24
from bench.readers.miniflux import Miniflux
from bench.readers.netnewswire import NetNewsWire
from bench.readers.newsboat import Newsboat
from bench.readers.shown import Reader, Status
from bench.readers.universal import Universal
from tests.publishing.samples import FEED

DATE = "Tue, 03 Jun 2003 09:39:21 GMT"
SECONDS = "1054633161"
NOTHING = Item("", link="", title="", text="", content="", author="", published="", updated="")
LINKED = NOTHING._replace(link="https://news.example.org/1", title="Star City", published=DATE)


def rss(*entries: tuple[str, str, str]) -> bytes:
    """An RSS document of (guid, link, title) each; an empty guid or link is left out."""
    listed = "".join(
        "<item>"
        + (f'<guid isPermaLink="false">{guid}</guid>' if guid else "")
        + (f"<link>{link}</link>" if link else "")
        + f"<title>{title}</title><pubDate>{DATE}</pubDate></item>"
        for guid, link, title in entries
    )
    channel = f"<title>News</title><link>https://news.example.org</link><description>News</description>{listed}"
    return f'<rss version="2.0"><channel>{channel}</channel></rss>'.encode()


def statuses(reader: Reader, *documents: bytes, feed: str = "feeds") -> list[list[Status]]:
    """What a reader says of each item of each document in turn, in the document's order."""
    return [[shown.status for shown in sorted(reader.take(feed, "rss", body))] for body in documents]


@pytest.mark.parametrize("suffix", ["rss", "atom", "json"])
def test_what_is_read_from_a_feed_is_what_the_program_printed(suffix: str) -> None:
    found = items(suffix, discover()[suffix].render(FEED).body)
    assert [(item.identifier, item.link, item.title) for item in found] == [
        (entry.id, entry.link, entry.title) for entry in FEED.entries
    ]
    assert found[0].content == FEED.entries[0].content


def test_what_is_no_feed_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        items("rss", b"<rss>")


# Miniflux: the hashes that its own parser_test.go and atom_10_test.go expect of RSS's and Atom's sample documents.
@pytest.mark.parametrize(
    ("suffix", "identifier", "expected"),
    [
        (
            "rss",
            "http://liftoff.msfc.nasa.gov/2003/06/03.html#item573",
            "5b2b4ac2fe1786ddf0fd2da2f1b07f64e691264f41f2db3ea360f31bb6d9152b",
        ),
        (
            "atom",
            "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
            "3841e5cf232f5111fc5841e9eba5f4b26d95e7d7124902e0f7272729d65601a6",
        ),
    ],
)
def test_miniflux_hashes_as_its_own_tests_expect(suffix: str, identifier: str, expected: str) -> None:
    key = miniflux.key_of(LINKED._replace(identifier=identifier), suffix)
    assert sha256(key.encode()).hexdigest() == expected


@pytest.mark.parametrize(
    ("suffix", "item", "key"),
    [
        ("rss", LINKED, LINKED.link),
        ("atom", LINKED, LINKED.link),
        ("json", LINKED, LINKED.link),
        ("atom", LINKED._replace(identifier=" a "), " a "),
        ("json", LINKED._replace(identifier=" a "), "a"),
        ("rss", NOTHING._replace(title="T", content="C"), "TC"),
        ("json", NOTHING._replace(title="T", content="C", text="S"), "CS"),
        ("atom", NOTHING._replace(title="T", content="C"), ""),
    ],
)
def test_miniflux_without_an_id(suffix: str, item: Item, key: str) -> None:
    assert miniflux.key_of(item, suffix) == key


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (LINKED._replace(identifier="g"), "g"),
        (LINKED, f"{LINKED.link}{DATE}"),
        (LINKED._replace(published=""), LINKED.link),
        (NOTHING._replace(title="T", published=DATE), "T"),
        (NOTHING, ""),
    ],
)
def test_newsboat_takes_guid_then_link_and_date_then_link_then_title(item: Item, key: str) -> None:
    assert newsboat.key_of(item) == key


@pytest.mark.parametrize(
    ("item", "hashed"),
    [
        (LINKED, f"{LINKED.link}{SECONDS}"),
        (NOTHING._replace(title="T", published=DATE), f"T{SECONDS}"),
        (NOTHING._replace(published=DATE, content="C"), SECONDS),
        (NOTHING._replace(link="L", title="T"), "L"),
        (NOTHING._replace(title="T"), "T"),
        (NOTHING._replace(content="C"), "C"),
    ],
)
def test_netnewswire_hashes_what_is_likely_to_stay(item: Item, hashed: str) -> None:
    assert netnewswire.key_of(item, "rss") == md5(hashed.encode(), usedforsecurity=False).hexdigest()


def test_netnewswire_knows_no_json_item_without_id() -> None:
    assert netnewswire.key_of(LINKED, "json") is None
    assert netnewswire.key_of(LINKED._replace(identifier=" g "), "json") == " g "
    assert netnewswire.key_of(LINKED._replace(identifier=" g "), "rss") == "g"
    body = b'{"items": [{"id": "1", "content_text": "One"}, {"id": "2"}, {"content_text": "Three"}]}'
    assert [shown.position for shown in NetNewsWire().take("feeds", "json", body)] == [0]


def test_freshrss_knows_a_feed_by_its_links_once_a_guid_stands_twice() -> None:
    first, second = LINKED._replace(identifier="g"), LINKED._replace(identifier="h", link="https://news.example.org/2")
    assert freshrss.keys_of((first, second)) == ["g", "h"]
    assert freshrss.keys_of((first, second._replace(identifier="g"))) == [first.link, second.link]
    assert freshrss.keys_of((first, second._replace(identifier=""))) == ["g", second.link]


def test_freshrss_keeps_only_the_oldest_of_entries_that_share_all_that_could_tell_them_apart() -> None:
    # Issue 5329: two guids are the same, and so is every link.
    feed = rss(("g", "https://megous.example", "Newest"), ("g", "https://megous.example", "Oldest"))
    shown = FreshRSS().take("feeds", "rss", feed)
    assert {each.position: each.status for each in shown} == {1: "new", 0: "same"}
    assert len({each.identity for each in shown}) == 1


MADE: Sequence[Callable[[Path], Reader]] = (
    lambda _: Universal(),
    Lemon24,
    lambda _: Miniflux(),
    lambda _: FreshRSS(),
    lambda _: NetNewsWire(),
    lambda _: Newsboat(),
)


@pytest.fixture(params=MADE, ids=["feedparser", "reader", "Miniflux", "FreshRSS", "NetNewsWire", "newsboat"])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reader]:
    made: Reader = request.param(tmp_path)
    with made if isinstance(made, Lemon24) else nullcontext():
        yield made


def test_every_reader_knows_an_entry_by_its_guid_whatever_else_becomes_of_it(reader: Reader) -> None:
    before = rss(("a", "https://x.example/a", "A"), ("b", "https://x.example/b", "B"))
    after = rss(("c", "https://x.example/c", "A"), ("a", "https://y.example/a", "Another"), ("b", "", "B"))
    first, same, then = statuses(reader, before, before, after)
    assert first == ["new", "new"]
    assert same == ["same", "same"]
    assert then[0] == "new"
    assert "new" not in then[1:]


def test_every_reader_tells_an_edited_text(reader: Reader) -> None:
    before = rss(("a", "https://x.example/a", "A"))
    body = before.replace(b"</title><pubDate>", b"</title><description>It is red.</description><pubDate>")
    assert statuses(reader, body, body.replace(b"red", b"green")) == [["new"], ["updated"]]


def test_every_reader_takes_the_link_where_there_is_no_guid(reader: Reader) -> None:
    one, other = rss(("", "https://x.example/a", "A")), rss(("", "https://x.example/b", "A"))
    assert statuses(reader, one, one, other) == [["new"], ["same"], ["new"]]


def test_only_newsboat_knows_an_entry_across_feeds(reader: Reader) -> None:
    body = rss(("a", "https://x.example/a", "A"))
    statuses(reader, body)
    again = statuses(reader, body, feed="feeds/town")
    assert again == ([["same"]] if reader.name == "newsboat" else [["new"]])


def test_feedparser_refuses_what_is_ill_formed() -> None:
    with pytest.raises(ValueError, match=r"feeds\.rss"):
        Universal().take("feeds", "rss", b"<rss><channel>")
