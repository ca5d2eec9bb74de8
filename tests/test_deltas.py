"""Readers that take deltas get what is new since the state that they have (RFC 3229, with `feed`)."""

import sqlite3
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from aggregator.errors import RenderingError
from aggregator.feed import Feed, Limits, Rendered
from aggregator.feed import Site as Described
from aggregator.publishing import gathering
from aggregator.publishing.conditional import takes_deltas
from aggregator.publishing.format import OutputFormat, discover
from aggregator.publishing.press import Press
from aggregator.store import state, states
from aggregator.web.app import WebSettings, create_app
from tests.scanner import A, B, C, D, Scanner
from tests.walkers import entries_of, read, walk
from tests.webs import client_of

DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
FORMATS = ("rss", "atom", "json")
#: Long enough for a delta of one article to be the smaller answer.
LEAVES = [(f"Leaf {number}", f"Number {number} falls from the tree. " * 20) for number in range(6)]


@pytest.fixture
def client(scanner: Scanner) -> FlaskClient:
    return client_of(scanner.store)


def poll(client: FlaskClient, path: str, etag: str | None = None, a_im: str | None = "feed") -> TestResponse:
    headers = {"If-None-Match": etag, "A-IM": a_im}
    return client.get(path, headers={name: value for name, value in headers.items() if value is not None})


def titles(answer: TestResponse) -> list[str]:
    return [title for _, title in read(answer).entries]


def graves(answer: TestResponse) -> list[str]:
    return [str(each.get("ref")) for each in etree.fromstring(answer.data).iterfind(DELETED)]


def put(scanner: Scanner, *articles: tuple[str, str], name: str = "a.txt") -> None:
    scanner.now += 60
    scanner.put(name, *articles, at=scanner.now - 30)


def scan(scanner: Scanner, *articles: tuple[str, str], name: str = "a.txt") -> None:
    put(scanner, *articles, name=name)
    scanner.scan()


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("path", ["/feeds", "/feeds/a"])
def test_only_what_is_new_or_edited_is_sent(scanner: Scanner, client: FlaskClient, path: str, suffix: str) -> None:
    path = f"{path}.{suffix}"
    scan(scanner, *LEAVES)
    first = poll(client, path)
    assert first.status_code == 200
    edited = (LEAVES[3][0], f"{LEAVES[3][1]} And lies there.")
    scan(scanner, A, *LEAVES[:3], edited, *LEAVES[4:])
    answer = poll(client, path, first.headers["ETag"])
    whole = client.get(path)
    assert (answer.status, titles(answer)) == ("226 IM Used", [A[0], LEAVES[3][0]])
    assert (answer.headers["IM"], answer.headers["Delta-Base"]) == ("feed", first.headers["ETag"])
    assert answer.headers["Cache-Control"] == "no-store, im"
    assert {"A-IM", "If-None-Match"} <= set(answer.vary)
    assert answer.mimetype == whole.mimetype
    assert answer.headers["ETag"] == whole.headers["ETag"]
    assert len(answer.data) < len(whole.data)
    # It has the current state now.
    assert poll(client, path, answer.headers["ETag"]).status_code == 304


def test_what_is_shown_otherwise_is_sent_though_no_word_has_changed(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds.rss").headers["ETag"]
    tagged = (LEAVES[3][0], f"{LEAVES[3][1]}\n\nTags: autumn")
    scan(scanner, *LEAVES[:3], tagged, *LEAVES[4:])
    answer = poll(client, "/feeds.rss", etag)
    assert (answer.status_code, titles(answer)) == (226, [LEAVES[3][0]])
    scan(scanner, LEAVES[1], name="b.txt")  # which tells it too
    answer = poll(client, "/feeds.rss", answer.headers["ETag"])
    assert (answer.status_code, titles(answer)) == (226, [LEAVES[1][0]])


def test_the_next_delta_builds_on_the_last(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds.rss").headers["ETag"]
    articles = [*LEAVES]
    for article in (A, B, C):
        articles.insert(0, article)
        scan(scanner, *articles)
        answer = poll(client, "/feeds.rss", etag)
        assert (answer.status_code, titles(answer)) == (226, [article[0]])
        etag = answer.headers["ETag"]


def test_withdrawals_are_told_where_the_format_has_words_for_them(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    etags = {suffix: poll(client, f"/feeds.{suffix}").headers["ETag"] for suffix in FORMATS}
    (gone,) = (identifier for identifier, title in read(client.get("/feeds.atom")).entries if title == "Leaf 2")
    scan(scanner, A, *LEAVES[:2], *LEAVES[3:])
    atom = poll(client, "/feeds.atom", etags["atom"])
    assert (atom.status_code, titles(atom)) == (226, [A[0]])
    assert graves(atom) == [gone]
    for suffix in ("rss", "json"):
        assert poll(client, f"/feeds.{suffix}", etags[suffix]).status_code == 200


def test_a_withdrawal_below_the_window_is_told_too(scanner: Scanner) -> None:
    """Who polled all along has had what slid out of the feed since."""
    scanner.window = 4
    client = client_of(scanner.store, Limits(4, 512_000))
    scan(scanner, *LEAVES)
    etags = {suffix: poll(client, f"/feeds/a.{suffix}").headers["ETag"] for suffix in FORMATS}
    (gone,) = (each for each, title in entries_of(walk(client, "/feeds/a.atom")) if title == "Leaf 5")
    assert gone not in {each for each, _ in read(client.get("/feeds/a.atom")).entries}
    scan(scanner, *LEAVES[:-1])
    atom = poll(client, "/feeds/a.atom", etags["atom"])
    assert (atom.status_code, titles(atom), graves(atom)) == (226, [], [gone])
    rss = poll(client, "/feeds/a.rss", etags["rss"])  # of which only the date has changed
    assert (rss.status_code, titles(rss)) == (226, [])
    # What was told once is not told again, and RSS has no word for it in its whole feed either.
    scan(scanner, A, *LEAVES[:-1])
    answer = poll(client, "/feeds/a.atom", atom.headers["ETag"])
    assert (answer.status_code, titles(answer), graves(answer)) == (226, [A[0]], [])
    assert poll(client, "/feeds/a.rss", etags["rss"]).status_code == 226


def test_what_many_readers_are_told_is_made_once(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(scanner.store)
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds.atom").headers["ETag"]
    scan(scanner, A, *LEAVES)
    first = poll(client, "/feeds.atom", etag)
    with monkeypatch.context() as context:
        context.setattr(gathering, "current", None)  # nothing is gathered
        again = poll(client, "/feeds.atom", etag)
        assert (again.status_code, again.data) == (226, first.data)
        assert poll(client, "/feeds.atom", again.headers["ETag"]).status_code == 304
        assert poll(client, "/feeds.atom", '"unknown"').status_code == 200
    scan(scanner, B, A, *LEAVES)
    assert titles(poll(client, "/feeds.atom", etag)) == [B[0], A[0]]


def test_a_delta_names_hubs_and_where_the_rest_is_as_the_feed_does(scanner: Scanner) -> None:
    hubs = ("https://hub.example.org/",)
    site = Described("Garden news", "", "https://news.example.org", "en", hubs=hubs)
    press = Press(scanner.store, site, Limits(50, 4_000), discover(), 1_000_000)
    client = create_app(scanner.store, press, WebSettings(site, "token", 1, 60), lambda: scanner.now).test_client()
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds/a.atom").headers["ETag"]
    scan(scanner, A, *LEAVES)
    whole, delta = client.get("/feeds/a.atom"), poll(client, "/feeds/a.atom", etag)
    assert delta.status_code == 226
    assert delta.headers.getlist("Link") == whole.headers.getlist("Link") != []
    assert "/rest-" in read(whole).links["prev-archive"]
    assert read(delta).links == read(whole).links


def test_what_moved_away_makes_the_answer_whole(scanner: Scanner, client: FlaskClient) -> None:
    put(scanner, *LEAVES)
    scan(scanner, D, name="z.txt")
    etags = {path: poll(client, path).headers["ETag"] for path in ("/feeds/a.atom", "/feeds.atom")}
    put(scanner, *LEAVES[1:])
    scan(scanner, LEAVES[0], D, name="z.txt")
    assert poll(client, "/feeds/a.atom", etags["/feeds/a.atom"]).status_code == 200
    assert poll(client, "/feeds.atom", etags["/feeds.atom"]).status_code in {226, 304}


@pytest.mark.parametrize("etag", ['"unknown"', "nonsense", '"0123456789abcdef0123456789abcdef"'])
def test_an_unknown_state_gets_all(scanner: Scanner, client: FlaskClient, etag: str) -> None:
    scan(scanner, *LEAVES)
    poll(client, "/feeds.atom")
    scan(scanner, A, *LEAVES)
    answer = poll(client, "/feeds.atom", etag)
    assert (answer.status_code, len(titles(answer))) == (200, 7)
    assert {"A-IM", "If-None-Match"} <= set(answer.vary)
    assert "IM" not in answer.headers


def test_another_feeds_state_is_unknown(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds/a.atom").headers["ETag"]
    scan(scanner, A, *LEAVES)
    assert poll(client, "/feeds.atom", etag).status_code == 200
    assert poll(client, "/feeds/a.atom", etag).status_code == 226


def test_another_presentation_makes_states_unknown(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds.atom").headers["ETag"]
    scan(scanner, A, *LEAVES)
    with scanner.store.writing() as transaction:
        state.present(transaction, b"another", int(scanner.now))
    assert poll(client, "/feeds.atom", etag).status_code == 200


def test_another_process_knows_the_same_states(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds.atom").headers["ETag"]
    scan(scanner, A, *LEAVES)
    assert poll(client_of(scanner.store), "/feeds.atom", etag).status_code == 226


def test_a_delta_that_would_be_larger_is_not_sent(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds.rss").headers["ETag"]
    scan(scanner, *((title, f"{text} Anew.") for title, text in LEAVES))
    assert poll(client, "/feeds.rss", etag).status_code == 200


def test_what_slides_back_into_the_window_is_sent(scanner: Scanner) -> None:
    client = client_of(scanner.store, Limits(4, 512_000))
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds.atom").headers["ETag"]
    scan(scanner, *LEAVES[1:])
    answer = poll(client, "/feeds.atom", etag)
    assert (answer.status_code, titles(answer)) == (226, ["Leaf 4"])


def test_who_takes_no_deltas_gets_none(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    etag = poll(client, "/feeds.atom").headers["ETag"]
    scan(scanner, A, *LEAVES)
    for a_im in (None, "gzip", "vcdiff, diffe", "feed;q=0"):
        answer = poll(client, "/feeds.atom", etag, a_im)
        assert (answer.status_code, "IM" in answer.headers) == (200, False)
        assert "A-IM" in answer.vary
    headers = {"A-IM": "feed", "If-None-Match": etag}
    assert client.head("/feeds.atom", headers=headers).status_code == 200
    assert client.get("/feeds.opml", headers=headers).status_code == 200


@pytest.mark.parametrize("a_im", ["feed", "FEED", "gzip, feed;q=0.5", "feed;q=0.5, gzip", "vcdiff,feed"])
def test_a_im_may_list_several(a_im: str) -> None:
    assert takes_deltas(a_im)


def test_any_coding_of_a_state_is_that_state(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    headers = {"A-IM": "feed", "Accept-Encoding": "gzip"}
    first = client.get("/feeds.atom", headers=headers)
    assert first.headers["ETag"].endswith('-gzip"')
    scan(scanner, A, *LEAVES)
    both = f'W/"other", {first.headers["ETag"]}'
    answer = client.get("/feeds.atom", headers={**headers, "If-None-Match": both})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (226, "gzip")
    assert answer.headers["ETag"] == client.get("/feeds.atom", headers=headers).headers["ETag"]


def test_a_state_that_cannot_be_kept_stops_nothing(scanner: Scanner, client: FlaskClient) -> None:
    scan(scanner, *LEAVES)
    other = sqlite3.connect(scanner.site.store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    etag = poll(client, "/feeds.atom").headers["ETag"]
    other.execute("ROLLBACK")
    other.close()
    scan(scanner, A, *LEAVES)
    answer = poll(client, "/feeds.atom", etag)
    assert answer.status_code == 200
    scan(scanner, B, A, *LEAVES)
    assert poll(client, "/feeds.atom", answer.headers["ETag"]).status_code == 226


def test_what_a_document_shows_is_found_once_while_others_write(
    scanner: Scanner, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(scanner, *LEAVES)
    other = sqlite3.connect(scanner.site.store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    etag = poll(client, "/feeds.atom").headers["ETag"]
    with monkeypatch.context() as context:
        context.setattr(gathering, "current", None)  # nothing is gathered
        assert poll(client, "/feeds.atom", etag).status_code == 304
    other.execute("ROLLBACK")
    other.close()
    assert poll(client, "/feeds.atom", etag).status_code == 304  # and now its state is kept
    scan(scanner, A, *LEAVES)
    assert titles(poll(client, "/feeds.atom", etag)) == [A[0]]


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_new_is_told_though_the_same_bytes_stand_for_something_else(
    scanner: Scanner, client: FlaskClient, suffix: str
) -> None:
    """RSS does not say in which language an item is, which another article of its file may have told by now."""
    tagged = "\n\nTags: harbour\n\nRead more\n\n"
    brief = f"Boote\n\nNeu.{tagged}"
    german = "Der Hafen\n\n" + "Die Boote liegen seit gestern Abend wieder im Hafen. " * 9 + "\n\nRead more\n\n"
    path = f"/tags/harbour.{suffix}"
    scanner.write("a.txt", "".join(f"{title}\n\n{text}{tagged}" for title, text in LEAVES))
    scanner.scan()
    etag = poll(client, path).headers["ETag"]
    for content in (brief, german + brief):
        scanner.now += 60
        scanner.write("b.txt", content, at=scanner.now - 30)
        scanner.scan()
        if content == brief:
            poll(client, path)
    assert scanner.source("b.txt").language == "de"
    answer = poll(client, path, etag)
    assert (answer.status_code, titles(answer)) == (226, ["Boote"])


@dataclass
class Faulty:
    """Atom, so many of whose next documents cannot be rendered."""

    inner: OutputFormat
    faults: int = 0
    suffix: str = "atom"
    media_type: str = "application/atom+xml"
    label: str = "Atom"

    def render(self, feed: Feed) -> Rendered:
        if self.faults:
            self.faults -= 1
            raise RenderingError("out of ink")
        return self.inner.render(feed)


def test_a_copy_that_outlived_a_fault_stands_for_nothing_newer(scanner: Scanner) -> None:
    site, atom = Described("Garden news", "", "https://news.example.org", "en"), Faulty(discover()["atom"])
    press = Press(scanner.store, site, Limits(50, 512_000), {"atom": atom}, 1_000_000)
    client = create_app(scanner.store, press, WebSettings(site, "token", 1, 60), lambda: scanner.now).test_client()
    scan(scanner, *LEAVES[:4])
    before = poll(client, "/feeds/a.atom", a_im=None)
    atom.faults = 1
    scan(scanner, *LEAVES[:5])
    copy = poll(client, "/feeds/a.atom", '"unknown"')
    assert (copy.status_code, copy.data) == (200, before.data)
    scan(scanner, *LEAVES)
    after = poll(client, "/feeds/a.atom", copy.headers["ETag"])
    assert {"Leaf 4", "Leaf 5"} <= {*titles(after)}


def test_of_a_copy_that_outlived_a_fault_no_delta_is_made_of_what_is_newer(scanner: Scanner) -> None:
    site, atom = Described("Garden news", "", "https://news.example.org", "en"), Faulty(discover()["atom"])
    press = Press(scanner.store, site, Limits(50, 512_000), {"atom": atom}, 1_000_000)
    client = create_app(scanner.store, press, WebSettings(site, "token", 1, 60), lambda: scanner.now).test_client()
    scan(scanner, *LEAVES[:3])
    oldest = poll(client, "/feeds/a.atom")
    scan(scanner, *LEAVES[:4])
    before = poll(client, "/feeds/a.atom")
    atom.faults = 1
    scan(scanner, *LEAVES[:3], (LEAVES[3][0], f"{LEAVES[3][1]} It is red."))
    copy = poll(client, "/feeds/a.atom", oldest.headers["ETag"])
    assert (copy.status_code, copy.data) == (200, before.data)


def test_states_are_forgotten_in_time(scanner: Scanner, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "KEPT", 3)
    articles = [*LEAVES]
    etags = []
    for number in range(5):
        articles.insert(0, (f"Bud {number}", "It opens."))
        scan(scanner, *articles)
        etags.append(poll(client, "/feeds.atom").headers["ETag"])
    assert scanner.query("SELECT count(*) FROM states") == [(3,)]
    scan(scanner, A, *articles)
    assert [poll(client, "/feeds.atom", etag).status_code for etag in etags] == [200, 200, 200, 226, 226]
    scanner.now += 31 * 86_400
    scan(scanner, B, A, *articles)
    poll(client, "/feeds.atom")
    assert scanner.query("SELECT count(*) FROM states") == [(1,)]
