"""Nothing is lost to the window: what a feed has no room for is in its archive documents (RFC 5005, section 4)."""

from collections.abc import Iterator
from itertools import product

import pytest
from flask.testing import FlaskClient

from aggregator.feed import Limits
from aggregator.update.archiving import surplus_of
from tests.archives.waves import FORMATS, WINDOW, articles, pages, titles, words
from tests.scanner import NOON, Scanner
from tests.sites import digest
from tests.walkers import ask, entries_of, read, walk
from tests.webs import client_of


class Coast:
    """A file that waves are added to, one scan after the other."""

    def __init__(self, scanner: Scanner, name: str = "a.txt") -> None:
        self.scanner = scanner
        self.name = name
        self.waves: list[int] = []

    def has(self, *waves: int) -> None:
        self.waves = list(waves)
        self.scanner.now += 60
        self.scanner.put(self.name, *articles(*waves), at=self.scanner.now - 30)
        self.scanner.scan()

    def gets(self, *waves: int) -> None:
        self.has(*self.waves, *waves)


def test_a_walker_gets_each_of_ten_thousand_entries_once(scanner: Scanner) -> None:
    scanner.window = 200
    scanner.put("many.txt", *articles(*range(9_000)))
    scanner.put("more.txt", *articles(*range(9_000, 10_000)))
    scanner.scan()
    client = client_of(scanner.store, Limits(200, 512_000))
    everything = {f"Wave {number}" for number in range(10_000)}
    many = {f"Wave {number}" for number in range(9_000)}
    for path, suffix in product(("/feeds", "/feeds/many"), FORMATS):
        documents = walk(client, f"{path}.{suffix}")
        found = entries_of(documents)
        expected = everything if path == "/feeds" else many
        assert {title for _, title in found} == expected
        assert len({identifier for identifier, _ in found}) == len(found) == len(expected)
        assert max(len(document.entries) for document in documents) <= 200
        assert len(documents[0].entries) >= 25


def test_full_documents_never_change_while_entries_come(small: Scanner, client: FlaskClient) -> None:
    coast = Coast(small)
    coast.has(*range(3))
    feeds = tuple(product(("feeds", "feeds/a"), FORMATS))
    full: dict[tuple[str, str], list[tuple[str, bytes, str]]] = {feed: [] for feed in feeds}
    for wave in range(3, 40):
        coast.gets(wave)
        for feed, before in full.items():
            path, suffix = feed
            walked = walk(client, f"/{path}.{suffix}")
            assert walked[0].entries[0][1] == f"Wave {wave}"
            assert len(entries_of(walked)) == len(set(entries_of(walked))) == wave + 1
            # Whoever polls the feed alone has some time for it.
            assert min(wave + 1, WINDOW // 2) <= len(walked[0].entries) <= WINDOW
            now = pages(client, f"/archives/{path}/{{}}.{suffix}", len(walked) - 1)
            assert now[: len(before)] == before
            full[feed] = now
    assert [len(full["feeds/a", suffix]) for suffix in FORMATS] == [6, 6, 6]


def test_documents_name_their_neighbours_and_the_feed(small: Scanner, client: FlaskClient) -> None:
    Coast(small).has(*range(23))
    for suffix in ("rss", "atom"):
        site = "https://news.example.org"
        feed, third, second, first = walk(client, f"/feeds/a.{suffix}")
        assert (feed.archive, third.archive, second.archive, first.archive) == (False, True, True, True)
        assert "next-archive" not in feed.links
        assert "current" not in feed.links
        archive = f"{site}/archives/feeds/a"
        assert {name: link for name, link in second.links.items() if name not in {"self", "alternate"}} == {
            "prev-archive": f"{archive}/1.{suffix}",
            "next-archive": f"{archive}/3.{suffix}",
            "current": f"{site}/feeds/a.{suffix}",
        }
        assert second.links["self"] == f"{archive}/2.{suffix}"
        assert "prev-archive" not in first.links
        # The other way round, too: the last one's next is the feed, until there is another.
        onward = walk(client, f"/archives/feeds/a/1.{suffix}", "next-archive")
        assert sorted(entries_of(onward)) == sorted(entries_of([feed, third, second, first]))
        still = ask(client, third.links["next-archive"])
        assert (still.status_code, still.headers["Location"]) == (307, f"{site}/feeds/a.{suffix}")
        assert still.headers["Cache-Control"] == "no-cache"


def test_documents_that_never_were_are_not_found(small: Scanner, client: FlaskClient) -> None:
    Coast(small).has(*range(23))
    for path in ("a/0", "a/5", "0", "999", "b/1", "a/x", "a/-1", f"a/{1 << 70}"):
        assert ask(client, f"/archives/feeds/{path}.atom").status_code == 404


def test_what_is_edited_leaves_its_document_and_is_in_the_feed_again(small: Scanner, client: FlaskClient) -> None:
    coast = Coast(small)
    coast.has(*range(23))
    before = walk(client, "/feeds/a.atom")
    edited = [("Wave 1", " ".join([*words(1)[:-1], "after all."])), *articles(0)]
    small.now += 60
    small.put("a.txt", *articles(*range(2, 23)), *edited, at=small.now - 30)
    small.scan()
    after = walk(client, "/feeds/a.atom")
    assert sorted(entries_of(after)) == sorted(entries_of(before))
    assert "Wave 1" in {title for _, title in after[0].entries}
    assert [title for _, title in after[-1].entries] == [f"Wave {number}" for number in (4, 3, 2, 0)]
    assert after[1:-1] == before[1:-1]
    assert titles(client, "/feeds.atom").count("Wave 1") == 1


def test_what_is_withdrawn_leaves_and_what_is_back_is_in_the_feed(small: Scanner, client: FlaskClient) -> None:
    coast = Coast(small)
    coast.has(*range(23))
    before = walk(client, "/feeds/a.atom")
    coast.has(*(number for number in range(23) if number != 1))
    for path in ("/feeds/a.atom", "/feeds.atom"):
        assert sorted(titles(client, path)) == sorted(f"Wave {number}" for number in range(23) if number != 1)
    coast.has(*range(23))
    for path in ("/feeds/a.atom", "/feeds.atom"):
        after = walk(client, path)
        assert sorted(entries_of(after)) == sorted(entries_of(before))
        assert "Wave 1" in {title for _, title in after[0].entries}


def test_what_moves_is_new_to_its_feed_and_nothing_to_that_of_all(small: Scanner, client: FlaskClient) -> None:
    small.put("a.txt", *articles(*range(23)))
    small.put("b.txt", *articles(*range(100, 123)))
    small.scan()
    small.now += 60
    small.put("a.txt", *articles(0, *range(2, 23)), at=small.now - 30)
    small.put("b.txt", *articles(1, *range(100, 123)), at=small.now - 30)
    combined = walk(client, "/feeds.atom")
    small.scan()
    assert sorted(titles(client, "/feeds/a.atom")) == sorted(f"Wave {number}" for number in (0, *range(2, 23)))
    feed = walk(client, "/feeds/b.atom")
    assert sorted(entries_of(feed)) == sorted({*entries_of(feed)})
    assert len(entries_of(feed)) == 24
    assert "Wave 1" in {title for _, title in feed[0].entries}
    assert walk(client, "/feeds.atom") == combined
    # And back again.
    small.now += 60
    small.put("a.txt", *articles(*range(23)), at=small.now - 30)
    small.put("b.txt", *articles(*range(100, 123)), at=small.now - 30)
    small.scan()
    assert "Wave 1" in {title for _, title in read(ask(client, "/feeds/a.atom")).entries}
    assert titles(client, "/feeds/a.atom").count("Wave 1") == 1
    assert "Wave 1" not in titles(client, "/feeds/b.atom")


def test_a_renamed_files_documents_begin_again(small: Scanner, client: FlaskClient) -> None:
    Coast(small).has(*range(23))
    before = walk(client, "/feeds/a.rss")
    (small.site.feeds / "a.txt").rename(small.site.feeds / "z.txt")
    small.now += 60
    small.scan()
    for path in ("/feeds/z.rss", "/feeds.rss"):
        assert sorted(entries_of(walk(client, path))) == sorted(entries_of(before))
    moved = ask(client, "/archives/feeds/a/2.rss")
    assert (moved.status_code, moved.headers["Location"]) == (301, "https://news.example.org/feeds/z.rss")
    (small.site.feeds / "z.txt").unlink()
    small.now += 60
    small.scan(allow_removals=True)
    assert ask(client, "/archives/feeds/z/1.rss").status_code == 410


@pytest.mark.parametrize("window", [1, 2, 7, 40])
def test_another_window_loses_nothing(small: Scanner, window: int) -> None:
    coast = Coast(small)
    coast.has(*range(33))
    everything = sorted(f"Wave {number}" for number in range(33))
    client = client_of(small.store, Limits(window, 512_000))
    # Before the next scan, too, though nothing but that files what is too much now.
    assert sorted(titles(client, "/feeds/a.json")) == sorted(titles(client, "/feeds.json")) == everything
    small.window = window
    small.scan()
    for path in ("/feeds/a.json", "/feeds.json"):
        documents = walk(client_of(small.store, Limits(window, 512_000)), path)
        assert sorted(title for _, title in entries_of(documents)) == everything
        assert len(documents[0].entries) <= window
    coast.gets(33)
    assert sorted(titles(client, "/feeds/a.json")) == sorted([*everything, "Wave 33"])


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_gives_way_to_the_size_is_in_the_document_after_the_last_full_one(small: Scanner, suffix: str) -> None:
    small.put("a.txt", *((title, f"{text} " * 40) for title, text in articles(*range(33))))
    small.scan()
    client = client_of(small.store, Limits(WINDOW, 8_000))
    for path in ("/feeds/a", "/feeds"):
        documents = walk(client, f"{path}.{suffix}")
        assert sorted(title for _, title in entries_of(documents)) == sorted(f"Wave {number}" for number in range(33))
        assert len(client.get(f"{path}.{suffix}").data) <= 8_000
        assert len(documents[0].entries) < WINDOW // 2
        rest = ask(client, documents[0].links["prev-archive"])
        assert "immutable" not in rest.headers["Cache-Control"]
        if suffix != "json":
            assert read(rest).archive
            assert "next-archive" not in read(rest).links


def test_a_scan_that_was_cut_off_loses_nothing(small: Scanner, client: FlaskClient) -> None:
    Coast(small).has(*range(23))
    for number in range(1200):
        small.write(f"c/{number:04}.txt", digest((f"Gull {number}", f"It flies at {number}.")), at=NOON - 3600)

    def stopping() -> Iterator[bool]:
        yield from [False] * 1100
        while True:
            yield True

    states = stopping()
    with pytest.raises(Exception, match="stopped half-way"):
        small.scan(stopping=lambda: next(states))
    published = len(small.query("SELECT 1 FROM entries"))
    assert 23 < published < 1223
    assert len(set(titles(client, "/feeds.json"))) == len(titles(client, "/feeds.json")) == published
    small.scan()
    documents = walk(client, "/feeds.json")
    assert len(set(entries_of(documents))) == len(entries_of(documents)) == 1223
    assert max(len(document.entries) for document in documents) <= WINDOW


def test_small_sources_cost_nothing(small: Scanner) -> None:
    for number in range(5):
        small.put(f"{number}.txt", *articles(*range(number * 8, number * 8 + 8)))
    small.scan()
    assert small.query("SELECT feed FROM archives") == [("everything",)]


@pytest.mark.parametrize(
    ("unfiled", "window", "surplus"), [(0, 10, 0), (10, 10, 0), (11, 10, 5), (12, 10, 5), (16, 10, 10), (3, 1, 2)]
)
def test_half_a_window_stays(unfiled: int, window: int, surplus: int) -> None:
    assert surplus_of(unfiled, window) == surplus


def test_what_was_longest_without_news_goes_into_the_first_document(small: Scanner, client: FlaskClient) -> None:
    coast = Coast(small)
    coast.has(*range(WINDOW))
    small.now += 60
    edited = [
        (title, f"{text} Once more.") if title == "Wave 0" else (title, text) for title, text in articles(*range(10))
    ]
    small.put("a.txt", *articles(*range(WINDOW, 16)), *edited, at=small.now - 30)
    small.scan()
    first, second = (read(ask(client, f"/archives/feeds/a/{number}.json")) for number in (1, 2))
    assert {title for _, title in first.entries} == {f"Wave {number}" for number in range(1, 6)}
    assert {title for _, title in second.entries} == {f"Wave {number}" for number in (6, 7, 8, 9, 10)}
    assert "Wave 0" in {title for _, title in read(ask(client, "/feeds/a.json")).entries}


def test_a_feed_whose_newest_were_removed_shows_those_before_them(small: Scanner, client: FlaskClient) -> None:
    coast = Coast(small)
    for number in range(23):
        coast.gets(number)
    filed = pages(client, "/archives/feeds/a/{}.atom", 3)
    small.put("a.txt", *articles(*range(14)), at=small.now - 10)
    small.now += 60
    small.scan(allow_removals=True)
    shown, *earlier = walk(client, "/feeds/a.atom")
    assert [title for _, title in shown.entries] == [f"Wave {number}" for number in range(13, 4, -1)]
    assert len(earlier) == 1
    assert sorted(titles(client, "/feeds/a.atom")) == sorted(f"Wave {number}" for number in range(14))
    assert pages(client, "/archives/feeds/a/{}.atom", 2) == filed[:2]


def test_of_what_came_since_each_file_was_filed_its_feed_shows_its_own(small: Scanner, client: FlaskClient) -> None:
    coast = Coast(small)
    small.put("b.txt", *articles(*range(100, 123)))
    coast.has(*range(23))
    small.put("b.txt", *articles(*range(100, 125)), at=small.now)
    coast.gets(23)
    for name, waves in (("a", range(24)), ("b", range(100, 125))):
        assert sorted(titles(client, f"/feeds/{name}.rss")) == sorted(f"Wave {wave}" for wave in waves)
