"""Pages for people, and what they link to."""

import gzip
import html
import json
import re
import sqlite3
import uuid
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import pytest

from tests.sites import Service, Site, digest
from tests.webs import HOSTILE, MEDIA_TYPES, Page, entry_paths, runs_nothing_foreign

DOCUMENTS = ("/", "/feeds.rss", "/feeds.atom", "/feeds.json", "/feeds.opml", "/feeds/plain.rss", "/feeds/plain.atom")


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/healthz", "application/json"),
        ("/scans/1", "application/json"),
        ("/static/page.css", "text/css; charset=utf-8"),
    ],
)
def test_everything_else_has_its_type(service: Service, path: str, media_type: str) -> None:
    answer = service.get(path)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)


def test_every_answer_forbids_what_browsers_should_not_do(service: Service) -> None:
    entry = entry_paths(service, "/feeds/hostile")[0]
    for path in (
        *DOCUMENTS,
        entry,
        f"{entry}/history",
        "/healthz",
        "/nowhere",
        "/static/page.css",
        "/rescan",
        "/feeds/gone.rss",
    ):
        headers = service.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


def test_an_entry_has_one_address_only(service: Service) -> None:
    path = entry_paths(service, "/feeds/plain")[0]

    assert service.get(path).status_code == 200
    for other in (path.upper().replace("/ENTRIES", "/entries"), path.replace("-", ""), f"{path}.html"):
        assert service.get(other).status_code == 404


def test_what_was_there_is_gone(service: Service) -> None:
    connection = sqlite3.connect(service.site.store)
    ((identifier,),) = connection.execute("SELECT id FROM entries WHERE title = 'Snow melts'").fetchall()
    connection.close()

    for path in ("/feeds/gone.rss", "/feeds/gone.atom", "/feeds/gone.json", f"/entries/{uuid.UUID(bytes=identifier)}"):
        assert service.get(path).status_code == 410
    assert "Snow melts" not in service.get("/feeds.rss").text + service.get("/").text
    assert "gone" not in service.get("/feeds.opml").text


def test_names_of_all_scripts_are_percent_encoded(service: Service) -> None:
    listed = {source["path"]: source["url"] for source in service.site.report("sources")}
    assert listed["press/Größe & Co.txt"] == "/feeds/press/Gr%C3%B6%C3%9Fe-Co"
    assert unquote(listed["press/اخبار.txt"]) == "/feeds/press/اخبار"

    for url in listed.values():
        answer = service.get(f"{url}.json")
        assert answer.json()["feed_url"] == f"{service.site.url}{url}.json"
        assert url.isascii()
        assert feedparser.parse(service.get(f"{url}.atom").content).feed.id.startswith("urn:uuid:")
    assert service.get("/feeds/press/Größe-Co.rss").status_code == 200


def test_hostile_text_is_shown_and_never_run(service: Service) -> None:
    combined, own = service.get("/feeds.json").json(), service.get("/feeds/hostile.json").json()
    assert combined["title"] == combined["description"] == combined["authors"][0]["name"] == HOSTILE
    assert own["items"][0]["title"] == HOSTILE
    for suffix in ("rss", "atom"):
        parsed = feedparser.parse(service.get(f"/feeds/hostile.{suffix}").content, sanitize_html=False)
        content = parsed.entries[0].content[0].value
        assert html.unescape(re.sub("<[^>]+>", "", content)).startswith(HOSTILE)
        assert "<script" not in content
        assert "<img" not in content
        assert "]]>" in html.unescape(content)
    entry = entry_paths(service, "/feeds/hostile")[0]
    for path in ("/", "/feeds", "/feeds/hostile", "/subscribe/feeds", "/search?q=script", entry, f"{entry}/history"):
        text = service.get(path).text
        page = Page(text)
        assert runs_nothing_foreign(page)
        assert "alert(1)" in text
        assert "{{ 7*7 }}" in text


def test_opml_lists_every_feed(service: Service) -> None:
    outlines = ElementTree.fromstring(service.get("/feeds.opml").content).iter("outline")  # noqa: S314 (our own)
    urls = [outline.get("xmlUrl") for outline in outlines if outline.get("type") == "rss"]

    listed = [f"{service.site.url}{source['url']}.rss" for source in service.site.report("sources")]
    assert sorted(filter(None, urls)) == sorted(
        [f"{service.site.url}/feeds.rss", f"{service.site.url}/feeds/press.rss", *listed]
    )
    for url in filter(None, urls):
        assert service.get(url.removeprefix(service.site.url)).status_code == 200


def test_the_front_page_names_its_feeds_and_leads_to_those_of_all_sources(service: Service) -> None:
    page = Page(service.get("/").text)

    assert page.alternates == [f"{service.site.url}/feeds.{suffix}" for suffix in ("atom", "json", "rss")]
    for source in service.site.report("sources"):
        assert f"{service.site.url}{source['url']}" in page.hrefs
        ways = f"{service.site.url}/subscribe{source['url']}"
        assert ways in page.hrefs
        shown = service.get(ways.removeprefix(service.site.url)).text
        for suffix in MEDIA_TYPES:
            assert f'value="{service.site.url}{source["url"]}.{suffix}"' in shown
    for href in page.hrefs:
        assert service.get(href.removeprefix(service.site.url)).status_code == 200


def test_an_entry_page_names_its_feeds_and_shows_all_of_it(service: Service) -> None:
    for path in entry_paths(service, "/feeds/press/اخبار") + entry_paths(service, "/feeds/plain"):
        answer = service.get(path)
        page = Page(answer.text)
        own = [href for href in page.alternates if "/feeds/" in href]
        assert len(own) == len(MEDIA_TYPES)
        assert path.removeprefix("/entries/") in service.get(own[0].removeprefix(service.site.url)).text
        assert len(page.alternates) == 2 * len(MEDIA_TYPES)
        for validator in ("ETag", "Last-Modified"):
            assert validator in answer.headers
    assert 'dir="rtl"' in service.get(entry_paths(service, "/feeds/press/اخبار")[0]).text


def test_links_lead_to_the_article_or_to_its_page_here(service: Service) -> None:
    (linked,) = service.get("/feeds/linked.json").json()["items"]
    assert linked["url"] == "https://example.org/bridge?a=1&b=2"
    assert linked["url"] in Page(service.get(entry_paths(service, "/feeds/linked")[0]).text).hrefs

    for item in service.get("/feeds/plain.json").json()["items"]:
        assert item["url"] == item["id"].replace("urn:uuid:", f"{service.site.url}/entries/")
        assert item["title"] in service.get(item["url"].removeprefix(service.site.url)).text


def test_a_prefix_of_the_site_is_in_every_link(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = Site(tmp_path_factory.mktemp("prefix"))
    site.configure(site={"url": "https://news.example.org/harbour/"})
    site.put("a.txt", digest(("Gulls scream", "At the pier.")))
    with Service(site) as service:
        page = Page(service.get("/").text)
        assert "/harbour/static/page.css" in page.hrefs
        assert all(
            href.startswith(("https://news.example.org/harbour/", "/harbour/")) for href in page.hrefs + page.alternates
        )
        feed = service.get("/feeds/a.json").json()
        assert feed["home_page_url"] == "https://news.example.org/harbour/feeds/a"
        assert feed["items"][0]["url"].startswith("https://news.example.org/harbour/entries/")
        assert service.rescan("").headers["Location"].startswith("https://news.example.org/harbour/scans/")
        assert str(site.port) not in json.dumps(feed)
        assert gzip.decompress(gzip.compress(service.get("/feeds.opml").content)).count(b"127.0.0.1") == 0
