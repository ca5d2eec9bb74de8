"""Which topics a scan announces: those whose bytes differ, and no other."""

from collections.abc import Callable

import pytest

from aggregator.feed import Limits, Site
from aggregator.publishing.access import Patterns, whatever
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.publishing.topics import Topics, changed, concerned
from aggregator.store import state
from aggregator.update.privacy import settle_privacy
from tests.scanner import NOON, A, B, C, D, Scanner

HUBS = ("https://hub.example/", "https://other.example/")
SITE = Site("News", "", "https://news.example", "en", hubs=HUBS)
SUFFIXES = tuple(discover())

Told = Callable[[], set[str]]


@pytest.fixture
def told(scanner: Scanner) -> Told:
    """The paths of the feeds that have been announced since it was last asked."""
    scanner.topics = Topics(SITE, Limits(scanner.window, 512_000), SUFFIXES)

    def paths() -> set[str]:
        rows = scanner.query("SELECT hub, topic FROM notices")
        with scanner.store.writing() as transaction:
            transaction.exec_driver_sql("DELETE FROM notices")
        found = {topic.removeprefix(SITE.url).rpartition(".")[0] for _, topic in rows}
        expected = {(hub, f"{SITE.url}{path}.{suffix}") for hub in HUBS for path in found for suffix in SUFFIXES}
        assert set(rows) == expected
        return found

    return paths


def test_each_feed_that_changes_is_announced_in_every_format_to_every_hub(scanner: Scanner, told: Told) -> None:
    scanner.put("a.txt", A)
    scanner.put("Größe & Co.txt", B)
    scanner.scan()
    assert told() == {"/feeds", "/feeds/a", "/feeds/Gr%C3%B6%C3%9Fe-Co"}


def test_what_did_not_change_is_not_announced(scanner: Scanner, told: Told) -> None:
    scanner.put("a.txt", A)
    scanner.put("b.txt", B)
    scanner.scan()
    told()
    scanner.scan()
    assert told() == set()
    scanner.put("a.txt", A, at=NOON - 50)  # touched
    scanner.scan()
    assert told() == set()
    scanner.put("b.txt", B, C, at=NOON - 40)
    scanner.scan()
    assert told() == {"/feeds", "/feeds/b"}


def test_without_hubs_nothing_is_written(scanner: Scanner) -> None:
    scanner.topics = Topics(Site("News", "", "https://news.example", "en"), Limits(50, 512_000), SUFFIXES)
    scanner.put("a.txt", A)
    scanner.scan()
    assert scanner.query("SELECT * FROM notices") + scanner.query("SELECT * FROM topics") == []


def test_an_edit_below_the_window_of_a_feed_is_no_news_of_it(scanner: Scanner, told: Told) -> None:
    scanner.topics = Topics(SITE, Limits(1, 512_000), SUFFIXES)
    scanner.put("fruit/old.txt", A, at=NOON - 9000)
    scanner.put("fruit/new.txt", B, at=NOON - 60)
    scanner.scan()
    told()
    scanner.put("fruit/old.txt", (A[0], "They are red now."), at=NOON - 50)
    scanner.scan()
    # The feed of all leads on to what it has no room for, under another address for each state; a folder's does not.
    assert told() == {"/feeds", "/feeds/fruit/old"}


def test_what_moves_changes_both_feeds(scanner: Scanner, told: Told) -> None:
    scanner.put("a.txt", A, B)
    scanner.put("b.txt", C)
    scanner.put("c.txt", D)
    scanner.scan()
    told()
    scanner.put("a.txt", B, at=NOON - 60)
    scanner.put("b.txt", A, C, at=NOON - 60)
    scanner.scan()
    assert told() == {"/feeds", "/feeds/a", "/feeds/b"}  # all together name its source


def test_a_gone_feed_is_not_announced_and_nobody_waits_to_be_told_of_it(scanner: Scanner, told: Told) -> None:
    scanner.put("a.txt", A)
    scanner.put("b.txt", B)
    scanner.scan()
    (scanner.site.feeds / "a.txt").unlink()
    scanner.scan()
    topics = [topic for (topic,) in scanner.query("SELECT topic FROM notices")]
    assert [topic for topic in topics if "/feeds/a." in topic] == []
    assert told() == {"/feeds", "/feeds/b"}


def test_archive_documents_name_no_hub_for_none_is_told_of_them(scanner: Scanner) -> None:
    scanner.window = 2
    scanner.put("a.txt", A, B, C, D)
    scanner.scan()
    press = Press(scanner.store, SITE, Limits(2, 512_000), discover(), 0)
    for suffix in SUFFIXES:
        feed, page = press.named("a", suffix), press.page("a", 1, suffix)
        assert (HUBS[0].encode() in feed.body, HUBS[0].encode() in page.body) == (True, False)
        assert (len(feed.links), page.links) == (3, ())


def test_feeds_that_none_is_told_of_name_no_hub(scanner: Scanner) -> None:
    scanner.hide("secret*")
    scanner.put("secret.txt", A, B)
    scanner.put("a.txt", A, B)
    scanner.scan()
    press = Press(scanner.store, SITE, Limits(50, 512_000), discover(), 0)
    for suffix in SUFFIXES:
        silent = (
            press.combined(suffix, limit=1),
            press.search("apples", suffix),
            press.named("secret", suffix, may_read=whatever),
        )
        assert [(each.links, HUBS[0].encode() in each.body) for each in silent] == [((), False)] * 3
        assert press.combined(suffix).links


@pytest.mark.parametrize("step", range(6))
def test_a_feed_is_announced_exactly_where_its_bytes_differ(scanner: Scanner, told: Told, step: int) -> None:
    def served() -> dict[str, tuple[bytes, ...]]:
        press = Press(scanner.store, SITE, Limits(2, 512_000), discover(), 0)
        bytes_of = {"/feeds": tuple(press.combined(suffix).body for suffix in SUFFIXES)}
        for name in ("a", "b"):
            bytes_of[f"/feeds/{name}"] = tuple(press.named(name, suffix).body for suffix in SUFFIXES)
        return bytes_of

    scanner.topics = Topics(SITE, Limits(2, 512_000), SUFFIXES)
    scanner.put("a.txt", A, B, at=NOON - 9000)
    scanner.put("b.txt", C, D, at=NOON - 8000)
    scanner.scan()
    before = served()
    told()
    changes: list[Callable[[], object]] = [
        lambda: scanner.put("a.txt", B, A, at=NOON - 60),
        lambda: scanner.put("a.txt", (A[0], "They’re red."), B, at=NOON - 60),
        lambda: scanner.put("b.txt", C, at=NOON - 60),
        lambda: scanner.put("b.txt", D, C, A, at=NOON - 60),
        lambda: scanner.write("a.txt", f"{A[0]}\n\n{A[1]}\n\nRead more\n\n\n{B[0]}\n\n{B[1]}", at=NOON - 60),
        lambda: scanner.put("b.txt", ("Plums have ripened", C[1]), D, at=NOON - 60),
    ]
    changes[step]()
    scanner.scan()
    after = served()
    assert told() == {path for path in before if before[path] != after[path]}


def test_what_becomes_private_is_not_told_even_if_it_waits_already(scanner: Scanner, told: Told) -> None:
    scanner.put("internal/a.txt", A)
    scanner.put("b.txt", B)
    scanner.scan()
    settle_privacy(scanner.store, Patterns(("internal/",)), scanner.topics, NOON)
    assert told() == {"/feeds", "/feeds/b"}
    settle_privacy(scanner.store, Patterns(), scanner.topics, NOON)
    assert told() == {"/feeds", "/feeds/internal", "/feeds/internal/a"}
    with scanner.store.reading() as transaction:
        news = state.news(transaction)
        source = scanner.source("b.txt")._replace(private=True)
        found = {path: subject and subject.path for path, subject in concerned(transaction, SITE, news, [source])}
    assert found == {"/feeds": "/feeds", "/feeds/b": None}


def tagged(article: tuple[str, str], tag: str) -> tuple[str, str]:
    return article[0], f"{article[1]}\n\nTags: {tag}"


def test_folders_and_tags_are_told_with_their_sources(scanner: Scanner, told: Told) -> None:
    scanner.put("town/pier/a.txt", tagged(A, "fruit"))
    scanner.put("b.txt", tagged(B, "trees"))
    scanner.scan()
    assert told() == {"/feeds", "/feeds/town", "/feeds/town/pier", "/feeds/town/pier/a", "/feeds/b"} | {
        "/tags/fruit",
        "/tags/trees",
    }
    scanner.put("town/pier/a.txt", tagged(A, "fruit"), tagged(C, "fruit"), at=NOON - 60)
    scanner.scan()
    assert told() == {"/feeds", "/feeds/town", "/feeds/town/pier", "/feeds/town/pier/a", "/tags/fruit"}


def test_hubs_hear_nothing_of_folders_and_tags_that_only_private_files_have(scanner: Scanner, told: Told) -> None:
    scanner.private = Patterns(("internal/",))
    scanner.put("internal/a.txt", tagged(A, "otters"))
    scanner.put("b.txt", tagged(B, "trees"))
    scanner.scan()
    assert told() == {"/feeds", "/feeds/b", "/tags/trees"}


def test_what_waits_of_a_folder_and_a_tag_is_forgotten_as_they_become_private(scanner: Scanner, told: Told) -> None:
    scanner.put("internal/a.txt", tagged(A, "otters"))
    scanner.scan()
    scanner.hide("internal/")
    assert told() == {"/feeds"}


def test_the_decision_is_made_from_values_alone() -> None:
    assert changed({"/a": b"1", "/b": b"2", "/c": b"3"}, {"/a": b"1", "/b": b"1"}) == ["/b", "/c"]
