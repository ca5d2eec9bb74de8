"""Dates tell of what everybody may see: of all of that, and of nothing else."""

import pytest

from aggregator.publishing.access import Patterns
from tests.printing import Readers
from tests.scanner import A, B, C, Scanner
from tests.test_private_scopes import tagged

MANY = [
    *(f"{path}.{suffix}" for path in ("/feeds", "/feeds/press", "/tags/fruit") for suffix in ("rss", "atom", "json")),
    *("/search.atom?q=ripen", "/feeds/press.atom?limit=1", "/feeds.opml", "/sitemap.xml", "/sitemap-feeds-1.xml"),
    *("/", "/sources", "/feeds", "/feeds/press", "/tags/fruit", "/search?q=ripen"),
]


@pytest.fixture
def readers(scanner: Scanner) -> Readers:
    """Readers of a public file, and of a younger one that is hidden by tests."""
    scanner.put("press/open.txt", tagged(A, "fruit"))
    scanner.scan()
    scanner.now += 3600
    scanner.put("press/other.txt", tagged(B, "fruit"), at=scanner.now - 60)
    scanner.scan()
    return Readers(scanner)


def hide(readers: Readers, *patterns: str) -> None:
    readers.scanner.now += 3600
    readers.scanner.hide(*patterns)


@pytest.mark.parametrize("path", MANY)
def test_what_private_files_do_moves_nothing_that_everybody_gets(readers: Readers, path: str) -> None:
    scanner = readers.scanner
    hide(readers, "press/other*")
    before = readers.get(path)
    scanner.now += 3600
    scanner.put("press/other.txt", tagged(B, "fruit"), tagged(C, "fruit"), at=scanner.now - 60)
    scanner.put("press/other-2.txt", ("Nuts ripen", "They are brown."), at=scanner.now - 60)
    assert scanner.scan().entries.new == 2
    after = readers.get(path)
    assert (after.data, dict(after.headers)) == (before.data, dict(before.headers))


@pytest.mark.parametrize("path", MANY)
def test_whoever_sends_a_date_alone_is_told_what_is_not_there_any_longer(readers: Readers, path: str) -> None:
    before = readers.get(path)
    hide(readers, "press/other*")
    after = readers.get(path, headers={"If-Modified-Since": before.headers["Last-Modified"]})
    whole = readers.get(path)
    assert whole.data != before.data or path == "/feeds/press.atom?limit=1"
    assert after.status_code == 200
    hide(readers)
    assert readers.get(path, headers={"If-Modified-Since": whole.headers["Last-Modified"]}).status_code == 200


def test_whoever_sends_a_date_alone_is_told_that_a_search_finds_less(readers: Readers) -> None:
    scanner = readers.scanner
    date = readers.get("/search.atom?q=green").headers["Last-Modified"]
    scanner.now += 3600
    scanner.put("press/other.txt", tagged((B[0], B[1].replace("green", "ripe")), "fruit"), at=scanner.now - 60)
    scanner.scan()
    assert readers.get("/search.atom?q=green", headers={"If-Modified-Since": date}).status_code == 200
    assert readers.titles("/search?q=green") == []


def test_a_private_feed_and_its_articles_pages_have_dates_that_move(readers: Readers) -> None:
    scanner = readers.scanner
    scanner.private = Patterns(("press/other*",))
    hide(readers, "press/other*")
    before = scanner.source("press/other.txt")
    scanner.now += 3600
    scanner.put("press/other.txt", tagged((B[0], f"{B[1]} And sweet."), "fruit"), at=scanner.now - 60)
    scanner.scan()
    after = scanner.source("press/other.txt")
    assert (after.changed > before.changed, after.hidden) == (True, before.hidden)
