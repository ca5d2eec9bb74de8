"""Private files and the feeds of many sources: by real scans, through the application and its lane."""

import pytest

from aggregator.publishing.access import Patterns
from aggregator.store import tokens
from tests.printing import URL, Readers
from tests.scanner import NOON, A, B, C, Scanner
from tests.test_stories import TEXT, told

SECRET = "Otters-and-herons"  # noqa: S105 (of no use elsewhere)
FORMATS = ("rss", "atom", "json")


def tagged(article: tuple[str, str], *tags: str) -> tuple[str, str]:
    return article[0], f"{article[1]}\n\nTags: {', '.join(tags)}"


def looks(readers: Readers, path: str) -> tuple[int, dict[str, str], bytes]:
    """All of an answer that could tell one from another."""
    answer = readers.get(path)
    return answer.status_code, dict(answer.headers), answer.data


@pytest.fixture
def readers(scanner: Scanner) -> Readers:
    """Readers of a site with a private file in a folder with a public one, and a folder that is all private."""
    scanner.private = Patterns(("secret*",))
    scanner.put("press/secret.txt", tagged(("Otters ripen", "Otters are at the weir."), "weir", "fruit"))
    scanner.put("press/open.txt", tagged(A, "fruit"))
    scanner.put("secrets/b.txt", tagged(B, "hush"))
    scanner.scan()
    with scanner.store.writing() as transaction:
        assert tokens.add(transaction, "all", SECRET, (), NOON)
        assert tokens.add(transaction, "some", f"{SECRET}-some", ("press/",), NOON)
    return Readers(scanner)


@pytest.mark.parametrize("path", ["/feeds", "/feeds/press", "/tags/fruit", "/search?q=ripen"])
def test_private_articles_are_in_no_feed_of_many_sources(readers: Readers, path: str) -> None:
    for query in ("", f"token={SECRET}", "limit=3"):
        named = f"{path}{'&' if '?' in path else '?'}{query}"
        assert readers.titles(named) == [A[0]]
    assert readers.items("/search?q=otters") == []


@pytest.mark.parametrize("private_first", [True, False])
def test_a_private_article_hides_no_public_one_and_is_not_named(scanner: Scanner, *, private_first: bool) -> None:
    """However it became private: by its place, or only later, when it was told of already."""
    for early in (True, False):
        moments = (NOON - 500, NOON - 400) if private_first else (NOON - 400, NOON - 500)
        private, public = (f"secret-{early}.txt", f"open-{early}.txt")
        text = f"{'Early' if early else 'Late'} {TEXT}"
        scanner.hide(*(("secret*",) if early else ()))
        for name, moment in sorted(zip((private, public), moments, strict=True), key=lambda each: each[1]):
            scanner.put(name, (f"Ferries return to {name}", text), at=moment)
            scanner.scan()
    scanner.hide("secret*")
    readers = Readers(scanner)
    for path in ("/feeds", "/search?q=ferries"):
        items = told(readers, path)
        assert sorted((title, sources) for _, title, sources in items) == [
            ("Ferries return to open-False.txt", ["open False"]),
            ("Ferries return to open-True.txt", ["open True"]),
        ]
        # Under ids whose pages everybody may see.
        for identifier, *_ in items:
            assert readers.get(f"/entries/{identifier.removeprefix('urn:uuid:')}").status_code == 200


def test_two_public_articles_are_not_one_for_the_sake_of_a_private_one(scanner: Scanner) -> None:
    readers = Readers(scanner)
    # The one in between begins as one of them and ends as the other: only with it are they a story.
    words = TEXT.split()
    longer = f"{TEXT} " + " ".join(f"pier {word}" for word in words)
    scanner.hide("secret*")
    scanner.put("a.txt", ("Ferries return", longer), at=NOON - 900)
    scanner.put("secret.txt", ("Ferries return", TEXT), at=NOON - 800)
    scanner.scan()
    other = f"{TEXT} And nothing else is known of it, for nobody answered the telephone at the harbour office."
    scanner.put("b.txt", ("Boats are back", other), at=NOON - 700)
    scanner.scan()
    assert [title for _, title, _ in told(readers)] == ["Boats are back", "Ferries return"]


def test_a_withdrawn_public_article_is_told_as_deleted_whatever_a_private_file_holds(scanner: Scanner) -> None:
    scanner.put("secret.txt", ("Ferries return", TEXT), at=NOON - 900)
    scanner.put("open.txt", ("Boats are back", TEXT), A, at=NOON - 800)
    scanner.scan()
    scanner.now += 60
    scanner.hide("secret*")
    readers = Readers(scanner)
    identifier = told(readers)[0][0]
    scanner.put("open.txt", A, at=NOON - 100)
    scanner.now += 60
    scanner.scan(allow_removals=True)
    assert [title for _, title, _ in told(readers)] == [A[0]]
    assert f'ref="{identifier}"' in readers.get("/feeds.atom").text


@pytest.mark.parametrize("path", ["/feeds/secrets", "/tags/hush", "/tags/weir", "/feeds/press/secret"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_folders_and_tags_of_private_files_look_unknown(readers: Readers, path: str, suffix: str) -> None:
    for query in ("", "?limit=2", "?token=wrong"):
        unknown = looks(readers, f"{path.rpartition('/')[0]}/nowhere.{suffix}{query}")
        assert unknown[0] == 401
        assert looks(readers, f"{path}.{suffix}{query}") == unknown
    page = readers.get("/").text
    assert "/subscribe/feeds/press" in page
    assert "/tags/fruit" in page
    for hidden in ("secrets", "hush", "weir"):
        assert hidden not in page
        assert hidden not in readers.get("/feeds.opml").text


def test_what_becomes_private_takes_its_folder_and_tags_with_it_until_it_is_public(readers: Readers) -> None:
    scanner = readers.scanner
    for _ in range(2):
        scanner.hide()
        readers.client = readers.worker()
        assert readers.titles("/feeds/secrets") == readers.titles("/tags/hush") == [B[0]]
        assert len(readers.titles("/feeds/press")) == len(readers.titles("/tags/fruit")) == 2
        worker = readers.client
        scanner.hide("secret*")
        for client in (worker, readers.worker()):  # one that has held it, and one that has not
            readers.client = client
            assert readers.get("/feeds/secrets.rss").status_code in {401, 404}
            assert readers.get("/tags/hush.rss").status_code in {401, 404}
            assert readers.titles("/feeds/press") == readers.titles("/tags/fruit") == [A[0]]


def test_a_tag_that_was_public_keeps_its_address_whoever_bears_it_now(readers: Readers) -> None:
    scanner = readers.scanner
    scanner.put("press/open.txt", A, at=NOON - 60)
    scanner.scan()
    scanner.put("press/secret-too.txt", tagged(C, "fruit"), at=NOON - 50)
    before = readers.validators("/tags/fruit.atom")
    scanner.now += 60
    scanner.scan()
    assert readers.titles("/tags/fruit") == []
    assert readers.validators("/tags/fruit.atom") == before


def test_a_reader_is_sent_on_with_all_that_was_asked_for(readers: Readers) -> None:
    scanner = readers.scanner
    (scanner.site.feeds / "press/secret.txt").rename(scanner.site.feeds / "press/secret-two.txt")
    scanner.scan()
    new = f"{URL}/feeds/press/secret-two.rss"
    for query, sent_on in (
        (f"?token={SECRET}", f"?token={SECRET}"),
        (f"?limit=3&token={SECRET}", f"?limit=3&token={SECRET}"),
        (f"?token={SECRET}&limit=3", f"?limit=3&token={SECRET}"),
        (f"?limit=3&%74oken={SECRET}", f"?limit=3&token={SECRET}"),
    ):
        answer = readers.get(f"/feeds/press/secret.rss{query}")
        assert (answer.status_code, answer.headers["Location"]) == (301, new + sent_on)


def test_the_lane_holds_nothing_private_however_it_is_asked_for(readers: Readers) -> None:
    path = "/feeds/press/secret.json"
    for query in ("", "&limit=1", "&limit=100"):
        assert readers.get(f"{path}?token={SECRET}{query}").headers["Cache-Control"].startswith("private")
        for asked in ("", "?limit=1", "?q=ripen"):
            assert readers.get(path + asked).status_code == 401
    readers.titles("/feeds?limit=1")
    assert len(readers.titles("/feeds")) == len(readers.titles("/search?q=apples")) == 1
    assert readers.titles("/search?q=nothing") == []


def test_on_a_closed_site_folders_and_tags_are_for_readers_of_everything(readers: Readers) -> None:
    readers.closed = True
    readers.client = readers.worker()
    for path in ("/feeds/press", "/tags/fruit", "/search", "/feeds"):
        query = f"?q=ripen&token={SECRET}"
        assert readers.titles(path + query) == [A[0]]
        for asked in ("?q=ripen", f"?q=ripen&token={SECRET}-some", "?limit=1"):
            assert looks(readers, f"{path}.rss{asked}") == looks(readers, f"/feeds/nowhere.rss{asked}")
            assert readers.get(f"{path}.rss{asked}").status_code == 401
    assert readers.get(f"/feeds/press/open.rss?token={SECRET}-some").status_code == 200
