"""A feed's address is for ever: a renamed file's leads on, a removed one's says so."""

import re
import sqlite3

import pytest
from flask.testing import FlaskClient
from lxml import etree

from tests.publishing.rules import the_text
from tests.scanner import NOON, A, B, C, Scanner
from tests.webs import client_of

SITE = "https://news.example.org"


@pytest.fixture
def client(scanner: Scanner) -> FlaskClient:
    return client_of(scanner.store)


def rename(scanner: Scanner, old: str, new: str) -> None:
    (scanner.site.feeds / old).rename(scanner.site.feeds / new)
    scanner.now += 60
    scanner.scan()


def atom_id(client: FlaskClient, path: str) -> str:
    return the_text(etree.fromstring(client.get(path).data), "a:id")


@pytest.mark.parametrize("suffix", ["rss", "atom", "json"])
def test_a_renamed_file_sends_its_subscribers_on(scanner: Scanner, client: FlaskClient, suffix: str) -> None:
    scanner.put("Old Größe.txt", A, B)
    scanner.scan()
    (old,) = set(re.findall(r"/feeds/[^\"/.]+(?=\")", client.get("/").text))
    rename(scanner, "Old Größe.txt", "new & größe.txt")
    new = f"/feeds/new-gr%C3%B6%C3%9Fe.{suffix}"

    for query in ("", "?page=2&utm=x"):
        for ask in (client.get, client.head):
            answer = ask(f"{old}.{suffix}{query}", headers={"Host": "evil.example"})
            assert (answer.status_code, answer.headers["Location"]) == (301, f"{SITE}{new}")
            assert answer.headers["Cache-Control"] == "public, max-age=60"
            assert "evil" not in str(answer.headers) + answer.text
    assert client.get(new).status_code == 200
    assert "Apples ripen" in client.get(new).text


def test_renames_are_followed_to_the_last(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    rename(scanner, "a.txt", "b.txt")
    rename(scanner, "b.txt", "c.txt")

    for old in ("a", "b"):
        assert client.get(f"/feeds/{old}.rss").headers["Location"] == f"{SITE}/feeds/c.rss"

    (scanner.site.feeds / "c.txt").unlink()
    scanner.now += 60
    scanner.scan()
    for gone in ("a", "b", "c"):
        assert client.get(f"/feeds/{gone}.rss").status_code == 410
        assert "Location" not in client.get(f"/feeds/{gone}.rss").headers


def test_a_file_that_comes_back_has_its_address_again(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    rename(scanner, "a.txt", "b.txt")
    rename(scanner, "b.txt", "a.txt")

    assert client.get("/feeds/a.rss").status_code == 200
    assert client.get("/feeds/b.rss").headers["Location"] == f"{SITE}/feeds/a.rss"


def test_successors_in_a_circle_lead_nowhere(scanner: Scanner, client: FlaskClient) -> None:
    for name, article in (("a.txt", A), ("b.txt", B)):
        scanner.put(name, article)
    scanner.scan()
    scanner.store.close()
    with sqlite3.connect(scanner.site.store) as connection:
        connection.execute("UPDATE sources SET gone = 1, successor = 3 - row")
    connection.close()

    assert client.get("/feeds/a.rss").status_code == 410


def test_a_renamed_file_keeps_its_feed_s_id_and_entries(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A, B)
    scanner.put("other.txt", C)
    scanner.scan()
    before, ids = atom_id(client, "/feeds/a.atom"), scanner.ids()
    combined, other = atom_id(client, "/feeds.atom"), atom_id(client, "/feeds/other.atom")
    rename(scanner, "a.txt", "b.txt")

    assert atom_id(client, "/feeds/b.atom") == before
    assert scanner.ids() == ids
    # Somebody else's file of the old name continues nobody's feed, except at the address.
    scanner.put("a.txt", ("News of another kind", "Of nobody else."), at=NOON)
    scanner.now += 60
    scanner.scan()
    every = [atom_id(client, path) for path in ("/feeds/a.atom", "/feeds/b.atom", "/feeds.atom", "/feeds/other.atom")]
    assert every[1:] == [before, combined, other]
    assert len(set(every)) == 4


def test_an_article_s_page_follows_it_into_another_feed(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A, B)
    scanner.put("z.txt", C)
    scanner.scan()
    scanner.put("a.txt", A, ("Pears ripen", "They are yellow."), at=NOON - 1800)
    scanner.now += 60
    scanner.scan()
    identifier = next(
        item["id"] for item in client.get("/feeds.json").get_json()["items"] if item["title"] == "Apples ripen"
    )
    page = identifier.replace("urn:uuid:", "/entries/")
    assert "/feeds/a.rss" in client.get(page).text
    scanner.put("a.txt", ("Pears ripen", "They are yellow."), at=NOON - 900)
    scanner.put("z.txt", A, C, at=NOON - 900)
    scanner.now += 60
    scanner.scan()
    assert "/feeds/z.rss" in client.get(page).text
