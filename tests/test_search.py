"""Feeds of searches: what people type, taken as they mean it, and never an error."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.model import Scope
from aggregator.store import entries, searches
from aggregator.store.newest import newest
from aggregator.store.queries import MOST_TERMS, normal, parse
from aggregator.store.words import COMMON
from tests.printing import URL, Readers
from tests.publishing.rules import check_atom
from tests.scanner import NOON, Scanner

ARTICLES = (
    ("Ferry leaves the harbour", "It left the east pier at seven, in café weather."),
    ("Harbour wall repaired", "The old wall by the pier in the east holds again. A ferry passed."),
    ("Gardens open", "Roses and lilies. C++ is not grown."),
    ("漁港の朝", "漁師は早く起きる。東京から来た。"),
    ("हिन्दी समाचार", "किताब और क़लम।"),
    ("ข่าวเช้า", "เรือออกจากท่าเรือ"),
)


@pytest.fixture
def readers(scanner: Scanner) -> Readers:
    for number, article in enumerate(ARTICLES):
        scanner.put(f"{number}.txt", article, at=NOON - 1000 - number)
    scanner.scan()
    return Readers(scanner)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("harbour", [0, 1]),
        ("HARBOUR pier", [0, 1]),
        ("harbour -seven", [1]),
        ('"east pier"', [0]),
        ('"east pier', [0]),
        ('harbour -"east pier"', [1]),
        ("-harbour -roses", [3, 4, 5]),
        ("cafe", [0]),
        ("CAFÉ", [0]),
        ("harb", []),
        ("harb*", []),
        ("east NEAR pier", []),
        ("harbour AND nothing", []),
        ("title:harbour", []),
        ("C++", [2]),
        ("漁港", [3]),
        ("東京", [3]),
        ("京東", []),
        ("港", [3]),
        ("किताब", [4]),
        ("कताब", []),
        ("ท่าเรือ", [5]),
        ("!!!", []),
        ("harbour !!!", [0, 1]),
    ],
)
def test_queries(readers: Readers, query: str, found: list[int]) -> None:
    answer = readers.get("/search.json", query_string={"q": query})
    assert answer.status_code == 200
    titles = [ARTICLES[number][0] for number in found]
    assert [item["title"] for item in answer.get_json()["items"]] == titles
    with readers.scanner.store.reading() as transaction:
        best = entries.by_rows(transaction, searches.ranked(transaction, query, 10)).values()
    assert sorted(entry.title for entry in best) == sorted(titles)  # the page finds what the feed has


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text() | st.text(st.sampled_from("\"*^:-+(){}AND OR NOT NEAR,\0\\'a漁\ud800é. ")))
def test_no_query_is_an_error(readers: Readers, query: str) -> None:
    with readers.scanner.store.reading() as transaction:
        searches.ranked(transaction, normal(query), 10)
    encoded = query.encode("utf-8", "surrogatepass")
    answer = readers.get("/search.atom?q=" + "".join(f"%{each:02x}" for each in encoded))
    assert answer.status_code in ({200} if normal(encoded.decode("utf-8", "replace")) else {400})
    if answer.status_code == 200:
        check_atom(answer.data)


def test_a_word_that_is_said_again_asks_for_nothing_more(readers: Readers) -> None:
    assert parse('ferry "east pier" ferry -oats "east pier" -oats') == (("ferry", "east pier"), ("oats",))
    assert readers.items(f"/search?q={quote('harbour ' * 30)}") == readers.items("/search?q=harbour")


@pytest.mark.parametrize(("count", "status"), [(MOST_TERMS, 200), (MOST_TERMS + 1, 400)])
@pytest.mark.parametrize("path", ["/search", "/search.atom"])
def test_more_words_than_anybody_types_are_refused(readers: Readers, path: str, count: int, status: int) -> None:
    query = " ".join(f"{'-' * (number % 2)}w{number}" for number in range(count))
    assert readers.get(f"{path}?q={quote(query)}").status_code == status


@given(st.text())
def test_the_normal_form_is_its_own_and_asks_for_the_same(query: str) -> None:
    assert normal(normal(query)) == normal(query)
    assert parse(normal(query)) == parse(normal(f"  {query}\n"))


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%0a", "?query=harbour", "?q=" + "a" * 301])
def test_nothing_to_search_for_is_refused_in_a_line(readers: Readers, query: str) -> None:
    assert readers.get(f"/search.atom{query}").status_code == 400


def test_a_search_is_a_feed_of_its_own(readers: Readers) -> None:
    answer = readers.get("/search.atom?q=harbour++-%22east%20pier%22&limit=3")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    feed = check_atom(answer.data)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("a:title", namespaces=names) == 'harbour -"east pier" – Garden news'
    assert [link.get("href") for link in feed.iterfind("a:link[@rel='self']", names)] == [
        f"{URL}/search.atom?q=harbour%20-%22east%20pier%22&limit=3"
    ]
    other = check_atom(readers.get("/search.atom?q=pier").data)
    assert feed.findtext("a:id", namespaces=names) != other.findtext("a:id", namespaces=names)
    assert readers.titles("/search?q=harbour&limit=1") == [ARTICLES[0][0]]


def test_its_tag_moves_with_its_own_bytes_alone(readers: Readers) -> None:
    path = "/search.rss?q=harbour"
    before = readers.validators(path)
    readers.scanner.now += 60
    readers.scanner.put("new.txt", ("Bread", "It is baked."), at=NOON - 10)
    readers.scanner.scan()
    assert readers.validators(path)["ETag"] == before["ETag"]
    readers.client = readers.worker()
    assert readers.validators(path)["ETag"] == before["ETag"]

    readers.scanner.put("new.txt", ("Bread", "It is baked by the harbour."), at=NOON)
    readers.scanner.scan()
    edited = readers.validators(path)
    assert edited["ETag"] != before["ETag"]
    assert edited["Last-Modified"] != before["Last-Modified"]
    readers.scanner.now += 60
    (readers.scanner.site.feeds / "new.txt").unlink()
    readers.scanner.scan()
    assert readers.titles("/search?q=harbour") == [ARTICLES[0][0], ARTICLES[1][0]]
    assert readers.validators(path)["Last-Modified"] != edited["Last-Modified"]


def test_the_best_match_is_first_where_people_look(readers: Readers) -> None:
    with readers.scanner.store.reading() as transaction:
        rows = searches.ranked(transaction, "ferry", 10)
        assert [entries.by_rows(transaction, rows)[row].title for row in rows] == [ARTICLES[0][0], ARTICLES[1][0]]
        assert len(searches.ranked(transaction, "harbour", 1)) == 1
        # What is only left out ranks nothing: then the newest is first.
        rows = searches.ranked(transaction, "-harbour", 10)
        assert [entries.by_rows(transaction, rows)[row].title for row in rows] == [each[0] for each in ARTICLES[2:]]
        assert searches.ranked(transaction, "!!!", 10) == []


def test_an_edit_is_found_by_its_new_words_alone(readers: Readers) -> None:
    readers.scanner.put("3.txt", ("漁港の朝", "漁師は遅く起きる。東京から来た。"), at=NOON - 10)
    readers.scanner.scan()
    found = {query: readers.titles(f"/search?q={query}") for query in ("朝", "早", "遅", "東京")}
    assert found == {"朝": ["漁港の朝"], "早": [], "遅": ["漁港の朝"], "東京": ["漁港の朝"]}
    assert readers.scanner.query("SELECT count(*) FROM words_docsize") == [(len(ARTICLES),)]


def test_of_a_common_word_titles_come_first_and_then_the_newest(scanner: Scanner) -> None:
    plain = [(f"Number {number}", f"It stood at pier {number} for a while.") for number in range(COMMON)]
    scanner.put("old.txt", ("A pier of wood", "It stood there for long."), at=NOON - 90_000)
    scanner.put("many.txt", *plain, at=NOON - 1000)
    scanner.scan()
    with scanner.store.reading() as transaction:
        best = entries.by_rows(transaction, searches.ranked(transaction, "pier", 3))
        rows = searches.ranked(transaction, "pier", 3)
        latest = newest(transaction, 2, Scope(query="pier"))
    assert [best[row].title for row in rows] == ["A pier of wood", "Number 0", "Number 1"]
    assert [place.row for place in latest] == rows[1:]
