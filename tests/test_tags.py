"""Tags, from a line in a file to the feeds of all that bear them."""

import pytest

from tests.printing import URL, Readers
from tests.publishing.rules import check_atom, check_rss
from tests.scanner import NOON, Scanner

FERRY = ("Ferries return", "The first ferry left.\n\nTags: Harbour, Ferries, harbour")
LIGHT = ("A lighthouse", "It shines.\n\nSchlagwörter: #harbour; Türme & Co")
PLAIN = ("Bread", "It is baked.")


@pytest.fixture
def readers(scanner: Scanner) -> Readers:
    scanner.put("a.txt", FERRY, PLAIN, at=NOON - 100)
    scanner.put("b.txt", LIGHT, at=NOON - 200)
    scanner.scan()
    return Readers(scanner)


def test_a_tag_s_feed_shows_what_bears_it_in_whatever_case(readers: Readers) -> None:
    assert readers.titles("/tags/harbour") == [FERRY[0], LIGHT[0]]
    assert readers.titles("/tags/ferries") == [FERRY[0]]
    assert readers.titles("/tags/türme-co") == [LIGHT[0]]
    assert readers.titles("/tags/harbour?limit=1") == [FERRY[0]]
    for slug in ("Harbour", "bread", "t%C3%BCrme", "harbour/x"):
        assert readers.get(f"/tags/{slug}.atom").status_code == 404
    atom = check_atom(readers.get("/tags/t%C3%BCrme-co.atom").data)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert atom.findtext("a:title", namespaces=names) == "Türme & Co"
    assert [link.get("href") for link in atom.iterfind("a:link[@rel='self']", names)] == [
        f"{URL}/tags/t%C3%BCrme-co.atom"
    ]


def test_every_format_names_the_tags(readers: Readers) -> None:
    (light,) = readers.items("/feeds/b")
    assert light["tags"] == ["Harbour", "Türme & Co"]
    assert "content_html" in light
    assert "Schlagw" not in light["content_html"]
    for suffix in ("rss", "atom"):
        (entry,) = readers.parsed(f"/feeds/b.{suffix}").entries
        assert [tag.term for tag in entry.tags] == ["Harbour", "Türme & Co"]
        assert "tags" not in readers.parsed(f"/feeds/a.{suffix}").entries[1]
    check_rss(readers.get("/feeds.rss").data)


def test_an_edit_of_the_tags_alone_is_served_though_nothing_is_newer(readers: Readers) -> None:
    (before,) = readers.items("/feeds/b")
    unmoved = readers.validators("/tags/ferries.rss")
    tags = {slug: readers.validators(f"/tags/{slug}.rss") for slug in ("harbour", "türme-co")}
    readers.scanner.put("b.txt", (LIGHT[0], "It shines.\n\nTags: lamps"), at=NOON - 50)
    assert readers.scanner.scan().entries.edited == 0
    (after,) = readers.items("/feeds/b")
    assert after == before | {"tags": ["lamps"]}
    assert readers.titles("/tags/lamps") == [LIGHT[0]]
    assert readers.titles("/tags/harbour") == [FERRY[0]]
    assert readers.titles("/tags/türme-co") == []
    assert readers.validators("/tags/ferries.rss") == unmoved
    for slug, validators in tags.items():
        moved = readers.validators(f"/tags/{slug}.rss")
        assert moved["ETag"] != validators["ETag"]
        assert moved["Last-Modified"] != validators["Last-Modified"]


def test_a_tag_s_etag_moves_when_its_entries_go_and_return(readers: Readers) -> None:
    ferries, harbour = readers.validators("/tags/ferries.rss"), readers.validators("/tags/harbour.rss")
    file = readers.scanner.site.feeds / "b.txt"
    content = file.read_bytes()
    file.unlink()
    readers.scanner.now += 60
    readers.scanner.scan()
    assert readers.titles("/tags/harbour") == [FERRY[0]]
    assert b"deleted-entry" in readers.get("/tags/harbour.atom").data
    gone = readers.validators("/tags/harbour.rss")
    assert gone["ETag"] != harbour["ETag"]
    readers.scanner.write("b.txt", content)
    readers.scanner.now += 60
    readers.scanner.scan()
    assert readers.titles("/tags/harbour") == [FERRY[0], LIGHT[0]]
    assert readers.validators("/tags/harbour.rss")["ETag"] == harbour["ETag"]
    assert readers.validators("/tags/harbour.rss")["Last-Modified"] > gone["Last-Modified"]
    assert readers.validators("/tags/ferries.rss") == ferries


def test_two_tags_of_one_spelling_in_addresses_have_their_own(readers: Readers) -> None:
    readers.scanner.put("c.txt", ("Code", "Of words.\n\nKeywords: C++, C"))
    readers.scanner.scan()
    assert readers.titles("/tags/c") == readers.titles("/tags/c-2") == ["Code"]
    readers.scanner.put("d.txt", ("More", "Of words.\n\nKeywords: C++"))
    readers.scanner.scan()
    assert sorted(map(len, (readers.titles("/tags/c"), readers.titles("/tags/c-2")))) == [1, 2]


def test_tags_are_listed_on_the_front_page_and_not_in_the_list_of_feeds(readers: Readers) -> None:
    page = readers.get("/").text
    assert f'href="{URL}/tags/t%C3%BCrme-co"' in page
    assert f'href="{URL}/tags/t%C3%BCrme-co.json"' in readers.get("/tags/türme-co").text
    assert "Türme &amp; Co" in page
    assert "/tags/" not in readers.get("/feeds.opml").text
