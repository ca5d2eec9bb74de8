"""Sitemaps, as search engines read them."""

import pytest
from flask.testing import FlaskClient
from lxml import etree

from aggregator.publishing import sitemap
from tests.scanner import NOON, A, B, C, D, Scanner
from tests.sites import Service
from tests.webs import client_of

SITE = "https://news.example.org"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def client(scanner: Scanner) -> FlaskClient:
    return client_of(scanner.store)


def pages(client: FlaskClient, path: str) -> dict[str, str]:
    """The addresses that a sitemap names, without the site's, each with its date."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/xml; charset=utf-8")
    tree = etree.fromstring(answer.data)
    assert tree.tag in {f"{{{NAMES['s']}}}sitemapindex", f"{{{NAMES['s']}}}urlset"}
    return {
        each.findtext("s:loc", "", NAMES).removeprefix(SITE): each.findtext("s:lastmod", "", NAMES) for each in tree
    }


def test_every_page_is_in_a_sitemap_with_the_date_of_its_content(scanner: Scanner, client: FlaskClient) -> None:
    scanner.write("town/gardens.txt", "Apples ripen\n\nThey are red.\n\nTags: fruit\n\nRead more\n", at=NOON - 60)
    scanner.put("secret.txt", B)
    scanner.scan()
    scanner.hide("secret.txt")
    parts = pages(client, "/sitemap.xml")

    assert list(parts) == ["/sitemap-feeds-1.xml", "/sitemap-entries-1.xml"]
    listed = pages(client, "/sitemap-feeds-1.xml")
    assert list(listed) == ["/", "/feeds", "/sources", "/feeds/town", "/feeds/town/gardens", "/tags/fruit"]
    articles = pages(client, "/sitemap-entries-1.xml")
    assert list(articles) == [f"/entries/{scanner.record('Apples ripen').entry.id}"]
    assert list(articles.values()) == ["2023-11-14T22:12:20+00:00"]
    for path in (*listed, *articles):
        assert client.get(path).status_code == 200, path
    scanner.now += 1000
    scanner.scan()
    assert pages(client, "/sitemap.xml") == parts


def test_many_pages_are_in_several_sitemaps_and_stay_in_theirs(
    scanner: Scanner, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "MOST", 2)
    scanner.put("a.txt", A, B, at=NOON - 7200)
    scanner.put("b.txt", C, at=NOON - 3600)
    scanner.scan()
    first, second = (client.get(f"/sitemap-entries-{number}.xml").data for number in (1, 2))
    assert list(pages(client, "/sitemap.xml")) == [
        "/sitemap-feeds-1.xml", "/sitemap-feeds-2.xml", "/sitemap-feeds-3.xml",
        "/sitemap-entries-1.xml", "/sitemap-entries-2.xml",
    ]  # fmt: skip
    scanner.put("b.txt", C, D, at=NOON)
    scanner.now += 60
    scanner.scan()

    assert client.get("/sitemap-entries-1.xml").data == first
    assert client.get("/sitemap-entries-2.xml").data != second
    named = [path for number in (1, 2) for path in pages(client, f"/sitemap-entries-{number}.xml")]
    assert {path.removeprefix("/entries/").replace("-", "") for path in named} == set(scanner.ids().values())


@pytest.mark.parametrize("number", ["0", "2", "-1", "25001", "99999999999999999999"])
@pytest.mark.parametrize("kind", ["feeds", "entries"])
def test_there_is_no_sitemap_of_another_number(scanner: Scanner, client: FlaskClient, kind: str, number: str) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    assert client.get(f"/sitemap-{kind}-{number}.xml").status_code == 404


def test_an_address_that_is_too_long_is_in_no_sitemap(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put(f"{'/'.join(['ж' * 100] * 4)}.txt", A)
    scanner.scan()
    assert all(len(SITE + path) < sitemap.LONGEST for path in pages(client, "/sitemap-feeds-1.xml"))


def test_robots_are_led_to_the_sitemap(service: Service) -> None:
    answer = service.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.endswith(f"\nSitemap: {service.site.url}/sitemap.xml\n")
    again = service.get("/sitemap.xml", If_None_Match=service.get("/sitemap.xml").headers["ETag"])
    assert again.status_code == 304


@pytest.mark.usefixtures("scanner")
def test_a_store_of_nothing_has_a_sitemap_too(client: FlaskClient) -> None:
    assert list(pages(client, "/sitemap.xml")) == ["/sitemap-feeds-1.xml"]
    assert pages(client, "/sitemap-feeds-1.xml") == {"/": "", "/feeds": "", "/sources": ""}
