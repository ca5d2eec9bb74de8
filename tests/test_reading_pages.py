"""What pages tell their readers: of few files and of many, of odd texts, and where to go on."""

import re
from html import unescape
from urllib.parse import urlsplit

import feedparser
import pytest
from flask.testing import FlaskClient

from aggregator.publishing.feeds import moment
from aggregator.publishing.wording import day_in_words
from tests.scanner import NOON, A, B, C, Scanner
from tests.webs import Page, client_of

RIGHT_TO_LEFT = ("بازار باز شد", "سیب و گلابی در بازار تازه. OpenStreetMap آن را نشان می‌دهد.")
LONG = "Somebody climbs its steps twice a day, in any weather, and trims the lamp by hand at dusk."


@pytest.fixture
def client(scanner: Scanner) -> FlaskClient:
    return client_of(scanner.store)


def paths(client: FlaskClient, page: str) -> list[str]:
    """Where a page leads to."""
    return [urlsplit(href).path for href in Page(client.get(page).text).hrefs]


def entries(client: FlaskClient, feed: str = "/feeds") -> dict[str, str]:
    """The page of each article in a feed, by title."""
    items = client.get(f"{feed}.json").get_json()["items"]
    return {item["title"]: item["id"].replace("urn:uuid:", "/entries/") for item in items}


def part(text: str, begin: str, end: str) -> str:
    """A page between two marks, as people read it."""
    found = text[text.index(begin) :]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[: found.index(end)])).split())


def test_without_files_the_front_page_says_what_to_do(scanner: Scanner, client: FlaskClient) -> None:
    scanner.scan()
    assert "put a text file into the input folder" in client.get("/").text
    for page in ("/feeds", "/sources", "/search?q=pears", "/subscribe/feeds"):
        assert client.get(page).status_code == 200


def test_the_front_page_of_many_sources_is_short_and_leads_to_all_of_them(
    scanner: Scanner, client: FlaskClient
) -> None:
    for number in range(230):
        folder = f"folder{number % 3}/" if number % 4 else ""
        scanner.write(f"{folder}s{number:03}.txt", f"Leaf {number}\n\n{LONG}\n\nTags: leaf, t{number}\n")
    scanner.scan()
    front = client.get("/")
    assert len(front.data) < 100_000
    shown = paths(client, "/")
    assert len([path for path in shown if re.fullmatch(r"/subscribe/feeds/.*s\d+", path)]) == 50
    assert len([path for path in shown if path.startswith("/tags/")]) == 50
    assert "/tags/leaf" in shown  # which most articles bear
    assert "180 more sources" in front.text

    found: list[str] = []
    page: str | None = "/sources"
    in_sitemap = client.get("/sitemap-feeds-1.xml").text
    while page:
        assert f"<loc>https://news.example.org{page}</loc>" in in_sitemap
        on_page = paths(client, page)
        found += [path for path in on_page if re.fullmatch(r"/feeds/.*s\d+", path)]
        assert "/subscribe" + found[-1] in on_page
        further = re.search(r'rel="next" href="https://news\.example\.org(/sources/from/[^"]+)"', client.get(page).text)
        page = further[1] if further else None
    assert len(found) == len(set(found)) == 230


def test_a_page_of_sources_begins_where_its_address_says_whatever_comes_before(
    scanner: Scanner, client: FlaskClient
) -> None:
    scanner.put("b.txt", A)
    scanner.put("d/é.txt", B)
    scanner.put("secret.txt", C)
    scanner.hide("secret.txt")
    scanner.scan()
    page = client.get("/sources/from/c").text
    assert "/feeds/d/%C3%A9" in page
    assert "/feeds/b" not in page
    scanner.put("a.txt", C)
    scanner.scan()
    assert client.get("/sources/from/c").text == page
    assert "secret" not in client.get("/sources").text + client.get("/sources/from/s").text
    assert "There is no source here" in client.get("/sources/from/z").text


def test_a_folder_of_many_sources_leads_to_where_they_begin(scanner: Scanner, client: FlaskClient) -> None:
    for number in range(51):
        scanner.put(f"press/s{number:03}.txt", (f"Leaf {number}", LONG))
    scanner.put("press.txt", A)
    scanner.put("press-9.txt", B)
    scanner.scan()
    page = client.get("/feeds/press-2")
    assert len(page.data) < 150_000
    assert '<a href="https://news.example.org/sources/from/press/s000">1 more source</a>' in page.text
    listed = paths(client, "/sources/from/press/s000")
    assert "/feeds/press/s000" in listed
    assert not {"/feeds/press", "/feeds/press-9"} & set(listed)


def test_a_time_is_a_day_with_the_moment_on_hover_and_never_how_long_ago(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A, at=NOON - 3600)
    scanner.scan()
    time = (
        '<time dir="ltr" datetime="2023-11-14T21:13:20+00:00" title="2023-11-14 21:13 UTC" class="ago">'
        "14 November 2023</time>"
    )
    assert time in client.get("/").text
    assert time in client.get("/feeds/a").text
    assert " ago<" not in client.get("/").text
    assert day_in_words(moment(0)) == "1 January 1970"


def test_an_article_says_when_it_came_and_how_often_it_was_edited(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", (A[0], LONG), B)
    scanner.scan()
    page = entries(client)[A[0]]
    facts = part(client.get(page).text, '<dl class="facts">', "</dl>")
    assert "Published 2023-11-14 21:13 UTC Language English History One version, and" in facts
    for edit in range(2):
        scanner.now += 86_400
        scanner.put("a.txt", (A[0], f"{LONG} For {edit} years."), B, at=scanner.now - 60)
        scanner.scan()
    facts = part(client.get(page).text, '<dl class="facts">', "</dl>")
    assert re.search(r"Published 2023-11-14 21:13 UTC Updated 2023-11-16 \d\d:\d\d UTC .* History 3 versions", facts)


def test_an_article_names_those_that_tell_the_same_elsewhere(scanner: Scanner, client: FlaskClient) -> None:
    told = f"{LONG} {LONG.replace('steps', 'stairs')}"
    for name in ("a", "b", "secret"):
        scanner.put(f"{name}.txt", ("A lighthouse finds its keeper", told))
    scanner.hide("secret.txt")
    scanner.scan()
    (page,) = entries(client).values()
    elsewhere = part(client.get(page).text, 'id="elsewhere"', "</section>")
    assert elsewhere.endswith("The same elsewhere, or nearly A lighthouse finds its keeper B 14 November 2023")


def test_an_article_names_those_that_are_nearly_the_same_on_whichever_day(
    scanner: Scanner, client: FlaskClient
) -> None:
    told = f"{LONG} The council pays for 214 steps until Friday."
    scanner.put("a.txt", ("A lighthouse finds its keeper", told), ("Keeper wanted", told.replace("214", "99")))
    scanner.put("b.txt", ("Keeper found once more", told.replace("214", "300")), at=NOON - 400 * 86_400)
    scanner.put("c.txt", ("Another lamp", f"{LONG} {' '.join(f'word{number}' for number in range(30))}"))
    scanner.scan()
    pages = entries(client)
    assert len(pages) == 4, "in feeds they are articles of their own"
    elsewhere = part(client.get(pages["A lighthouse finds its keeper"]).text, 'id="elsewhere"', "</section>")
    assert elsewhere.endswith("The same elsewhere, or nearly Keeper found once more B 10 October 2022")
    assert 'id="elsewhere"' not in client.get(pages["Another lamp"]).text
    assert "Keeper wanted" in client.get(pages["Keeper found once more"]).text


def test_articles_that_are_read_from_right_to_left_are_set_so_and_others_are_not(
    scanner: Scanner, client: FlaskClient
) -> None:
    scanner.put("a.txt", A)
    scanner.put("fa.txt", RIGHT_TO_LEFT)
    scanner.scan()
    front = client.get("/").text
    assert re.search(rf'<li lang="[a-z]+" dir="rtl">\s*<h3 dir="auto"><a [^>]*>{RIGHT_TO_LEFT[0]}', front)
    assert re.search(rf'<li lang="[a-z]+" dir="ltr">\s*<h3 dir="auto"><a [^>]*>{A[0]}', front)
    pages = entries(client)
    assert re.search('<article class="reading" lang="[a-z]+" dir="rtl">', client.get(pages[RIGHT_TO_LEFT[0]]).text)
    assert re.search('<article class="reading" lang="[a-z]+" dir="ltr">', client.get(pages[A[0]]).text)
    assert '<html lang="en" dir="ltr">' in front


@pytest.mark.parametrize("title", ["W" * 500, "Long titles go on " * 28, "Zero\u200bwidth\ufeffjoined", "\u202egnol"])
def test_odd_titles_are_shown_on_every_page(scanner: Scanner, client: FlaskClient, title: str) -> None:
    scanner.put("press/odd.txt", (title, LONG))
    scanner.scan()
    ((shown, page),) = entries(client).items()
    for path in ("/", "/feeds", "/feeds/press", "/feeds/press/odd", "/search?q=lamp", page, f"{page}/history"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert shown in unescape(answer.text)


def test_each_feed_has_its_way_to_subscribe_beside_it(scanner: Scanner, client: FlaskClient) -> None:
    scanner.write("press/a.txt", f"Leaf\n\n{LONG}\n\nTags: pears\n")
    scanner.scan()
    for page, feed in (
        ("/", "/feeds"), ("/", "/feeds/press"), ("/", "/feeds/press/a"), ("/feeds", "/feeds"),
        ("/feeds/press", "/feeds/press"), ("/feeds/press/a", "/feeds/press/a"), ("/tags/pears", "/tags/pears"),
        (entries(client)["Leaf"], "/feeds/press/a"),
    ):  # fmt: skip
        assert f"/subscribe{feed}" in paths(client, page), page
    ways = client.get("/subscribe/feeds/press/a")
    for suffix in ("rss", "atom", "json"):
        assert f'readonly dir="ltr" value="https://news.example.org/feeds/press/a.{suffix}"' in ways.text
    taken = "https%3A%2F%2Fnews.example.org%2Ffeeds%2Fpress%2Fa.rss"
    assert f'href="https://feedly.com/i/subscription/feed/{taken}"' in ways.text
    assert 'href="feed:https://news.example.org/feeds/press/a.rss"' in ways.text
    assert '<div role="img" aria-label="QR code' in ways.text


def test_a_page_that_is_not_there_says_where_to_go(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    for path in ("/nowhere", "/feeds/nowhere", "/entries/x", "/older/feeds/a/x"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "There is " in answer.text
        assert "front page</a> has all sources" in answer.text
        assert client.head(path).status_code == 404
    assert 'did you mean <a href="/feeds/a"><bdi>/feeds/a</bdi>' in client.get("/feeds/a/").text
    assert '<a href="/evil.example">' in client.get("/", environ_overrides={"PATH_INFO": "//evil.example/"}).text


def test_what_moved_leads_on_and_what_is_gone_says_so(scanner: Scanner, client: FlaskClient) -> None:
    place = scanner.put("old.txt", A, B)
    scanner.put("gone.txt", C)
    scanner.put("left.txt", RIGHT_TO_LEFT)
    scanner.scan()
    pages = entries(client)
    place.rename(place.with_name("new.txt"))
    (scanner.site.feeds / "gone.txt").unlink()
    scanner.now += 600
    scanner.scan(allow_removals=True)
    for path in ("/feeds/old", "/subscribe/feeds/old"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (
            301, f"https://news.example.org{path.replace('old', 'new')}",
        )  # fmt: skip
    for path in ("/feeds/gone", "/subscribe/feeds/gone", pages[C[0]], f"{pages[C[0]]}/history"):
        assert client.get(path).status_code == 410
    assert C[0] not in client.get("/").text + client.get("/feeds").text + client.get("/search?q=plums").text
    assert "/feeds/new" in paths(client, pages[A[0]])


def test_a_page_keeps_its_bytes_until_what_it_shows_changes(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    page = entries(client)[A[0]]
    for path in ("/", "/feeds", "/feeds/a", "/sources", "/subscribe/feeds/a", "/search?q=apples", page):
        first = client.get(path)
        scanner.now += 86_400
        scanner.scan()
        again = client_of(scanner.store).get(path)  # another worker, and another day
        assert again.data == first.data
        assert again.headers["ETag"] == first.headers["ETag"]
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_every_page_names_its_feeds_to_readers_that_look_for_them(scanner: Scanner, client: FlaskClient) -> None:
    scanner.write("press/a.txt", f"Leaf\n\n{LONG}\n\nTags: pears\n")
    scanner.put("b.txt", A)
    scanner.scan()
    leaf = entries(client)["Leaf"]
    for page, feed in (
        ("/", "/feeds"), ("/sources", "/feeds"), ("/nowhere", "/feeds"), ("/feeds", "/feeds"),
        ("/feeds/press", "/feeds/press"), ("/feeds/press/a", "/feeds/press/a"), ("/tags/pears", "/tags/pears"),
        (leaf, "/feeds/press/a"), (f"{leaf}/history", "/feeds/press/a"), ("/subscribe/tags/pears", "/tags/pears"),
        ("/subscribe/feeds/press", "/feeds/press"), ("/search", "/feeds"),
    ):  # fmt: skip
        named = [f"https://news.example.org{feed}.{suffix}" for suffix in ("atom", "json", "rss")]
        assert Page(client.get(page).text).alternates[:3] == named, page
    named = Page(client.get("/search?q=leaf").text).alternates
    assert named[2] == "https://news.example.org/search.rss?q=leaf"
    assert len(named) == 6


def test_every_feed_names_the_page_that_shows_people_the_same(scanner: Scanner, client: FlaskClient) -> None:
    scanner.write("press/a.txt", f"Leaf\n\n{LONG}\n\nTags: pears\n")
    scanner.scan()
    for feed, query, page in (
        ("/feeds", "", "/"), ("/feeds/press", "", "/feeds/press"), ("/feeds/press/a", "?limit=1", "/feeds/press/a"),
        ("/tags/pears", "", "/tags/pears"), ("/search", "?q=leaf", "/search?q=leaf"),
    ):  # fmt: skip
        address = f"https://news.example.org{page}"
        assert feedparser.parse(client.get(f"{feed}.rss{query}").data).feed.link == address
        assert feedparser.parse(client.get(f"{feed}.atom{query}").data).feed.link == address
        assert client.get(f"{feed}.json{query}").get_json()["home_page_url"] == address
        assert client.get(page).status_code == 200
