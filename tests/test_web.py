"""Addresses, headers and bodies, over HTTP from a real server."""

import gzip
import html
import json
import re
import socket
import sqlite3
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate, parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import feedparser
import pytest
import requests
from filelock import FileLock

from tests.sites import TOKEN, Service, Site, digest, until

HOSTILE = "<script>alert(1)</script> ]]> \"quoted\" 'single' & &amp; <!-- --> %s {{ 7*7 }}"
MEDIA_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
DOCUMENTS = ("/", "/feeds.rss", "/feeds.atom", "/feeds.json", "/feeds.opml", "/feeds/plain.rss", "/feeds/plain.atom")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    site = Site(tmp_path_factory.mktemp("web"))
    site.configure(
        site={
            "title": HOSTILE,
            "description": HOSTILE,
            "rights": HOSTILE,
            "author": {"name": HOSTILE},
            "language": "de",
        }
    )
    site.put("plain.txt", digest(("Market opens", "Apples and pears."), ("Market closes", "No apples left.")))
    site.put("hostile.txt", digest((HOSTILE, f"{HOSTILE}\n\n<img src=x onerror=alert(1)>")))
    site.put("press/Größe & Co.txt", digest(("Turm wächst", "Um einen Meter.")))
    site.put("press/اخبار.txt", digest(("بازار باز شد", "سیب و گلابی.")))
    site.put("empty.txt", "")
    site.put("linked.txt", "Bridge is built\n\nOver the river.\n\nRead more https://example.org/bridge?a=1&b=2\n")
    site.put("gone.txt", digest(("Snow melts", "In the sun.")))
    site.put("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100))
    with Service(site) as started:
        (site.feeds / "gone.txt").unlink()
        assert started.rescan().status_code == 200
        yield started


class Page(HTMLParser):
    """Links and elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.alternates: list[str] = []
        self.hrefs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        assert not [name for name in values if name.startswith("on")]
        if tag == "link" and values.get("rel") == "alternate":
            self.alternates.append(values["href"] or "")
        if values.get("href"):
            self.hrefs.append(values["href"] or "")


def raw(service: Service, request: str) -> tuple[int, str]:
    """An answer to exactly these bytes."""
    with socket.create_connection(("127.0.0.1", service.site.port), timeout=10) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode("latin-1"))
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return int(answer.split()[1]), answer.decode()


def entry_paths(service: Service, feed: str) -> list[str]:
    return [item["id"].replace("urn:uuid:", "/entries/") for item in service.get(f"{feed}.json").json()["items"]]


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
@pytest.mark.parametrize("feed", ["/feeds", "/feeds/plain", "/feeds/hostile", "/feeds/empty", "/feeds/linked"])
def test_feeds_have_their_types_and_are_well_formed(service: Service, feed: str, suffix: str) -> None:
    answer = service.get(f"{feed}.{suffix}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, MEDIA_TYPES[suffix])
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    if suffix == "json":
        assert answer.json()["feed_url"] == f"{service.site.url}{feed}.json"
    else:
        ElementTree.fromstring(answer.content)  # noqa: S314 (our own)
        parsed = feedparser.parse(answer.content)
        assert not parsed.bozo
        assert parsed.version == {"rss": "rss20", "atom": "atom10"}[suffix]
        assert f"{service.site.url}{feed}.{suffix}" in [link.href for link in parsed.feed.links if link.rel == "self"]


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


@pytest.mark.parametrize(
    "path", [*DOCUMENTS, "/healthz", "/scans/1", "/static/page.css", "/nowhere", "/feeds/gone.rss"]
)
def test_head_is_get_without_a_body(service: Service, path: str) -> None:
    got, head = service.get(path), service.ask("HEAD", path)

    ignored = {"date", "content-length", "transfer-encoding"}
    assert head.status_code == got.status_code
    assert head.content == b""
    assert {name.lower(): value for name, value in head.headers.items() if name.lower() not in ignored} == {
        name.lower(): value for name, value in got.headers.items() if name.lower() not in ignored
    }


def test_every_answer_forbids_what_browsers_should_not_do(service: Service) -> None:
    entry = entry_paths(service, "/feeds/hostile")[0]
    for path in (*DOCUMENTS, entry, "/healthz", "/nowhere", "/static/page.css", "/rescan", "/feeds/gone.rss"):
        headers = service.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_have_validators_that_are_answered_with_304(service: Service, path: str) -> None:
    plain = service.get(path, Accept_Encoding="identity")
    etag, modified = plain.headers["ETag"], plain.headers["Last-Modified"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag)
    later = formatdate(parsedate_to_datetime(modified).timestamp() + 60, usegmt=True)
    earlier = formatdate(parsedate_to_datetime(modified).timestamp() - 1, usegmt=True)
    tag = etag.strip('"')

    for headers in (
        {"If_None_Match": etag},
        {"If_None_Match": f"W/{etag}"},
        {"If_None_Match": f'"{tag}-gzip"'},
        {"If_None_Match": f'"other", "{tag}-gzip"'},
        {"If_None_Match": "*"},
        {"If_None_Match": etag, "If_Modified_Since": earlier},
        {"If_Modified_Since": modified},
        {"If_Modified_Since": later},
    ):
        for encoding in ("identity", "gzip"):
            answer = service.get(path, Accept_Encoding=encoding, **headers)
            assert (answer.status_code, answer.content) == (304, b""), headers
            assert answer.headers["ETag"].replace("-gzip", "") == etag
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert answer.headers["Cache-Control"] == plain.headers["Cache-Control"]
    for headers in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": later},
        {"If_None_Match": tag},
        {"If_Modified_Since": earlier},
        {"If_Modified_Since": "yesterday"},
        {"If_Modified_Since": "Sat, 99 Foo 99999 99:99:99 GMT"},
    ):
        assert service.get(path, **headers).status_code == 200, headers


@pytest.mark.parametrize("path", DOCUMENTS)
def test_gzip_is_for_those_who_ask(service: Service, path: str) -> None:
    plain = service.get(path, Accept_Encoding="identity")
    assert "Content-Encoding" not in plain.headers
    assert len(plain.content) == int(plain.headers["Content-Length"])

    for accepted in ("gzip", "deflate, gzip;q=0.5", "*"):
        zipped = service.get(path, Accept_Encoding=accepted)
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert zipped.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'
        assert zipped.content == plain.content  # requests has unpacked it
        assert int(zipped.headers["Content-Length"]) < len(plain.content)
    for refused in ("", "br", "gzip;q=0", "*;q=0"):
        assert "Content-Encoding" not in service.get(path, Accept_Encoding=refused).headers


def test_readers_may_keep_feeds_for_a_while_but_not_for_the_hours_between_scans(service: Service) -> None:
    assert service.get("/feeds.rss").headers["Cache-Control"] == "public, max-age=300"
    assert service.get("/").headers["Cache-Control"] == "no-cache"
    assert service.get("/healthz").headers["Cache-Control"] == "no-store"
    assert service.get("/scans/1").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere", "/feeds", "/feeds/", "/feeds/plain", "/feeds/plain.xml", "/feeds/plain.RSS", "/feeds/plain.rss.rss",
        "/feeds/nowhere.rss", "/feeds/picture.rss", "/feeds/plain.txt", "/feeds/../plain.rss", "/feeds//plain.rss",
        "/feeds/%ff.rss", "/feeds/%00.rss", "/feeds/.rss", "/feeds/'%20OR%201=1.rss", "/feeds.opml/", "/feeds.xml",
        "/entries/", "/entries/x", f"/entries/{uuid.uuid4()}", f"/entries/{uuid.UUID(int=0).urn}",
        "/scans/", "/scans/0", "/scans/-1", "/scans/x", f"/scans/{1 << 63}", f"/scans/{'9' * 5000}", "/scans/٣٣٣٣٣",
        "/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/healthz/x", "/%", "/%zz", "/favicon.ico",
    ],
)  # fmt: skip
def test_other_addresses_are_404_whatever_they_hold(service: Service, path: str) -> None:
    status, answer = raw(service, f"GET {quote(path, safe='/%=;')} HTTP/1.1\nHost: x\nConnection: close\n\n")

    assert status == 404
    assert "Traceback" not in answer


def test_an_entry_has_one_address_only(service: Service) -> None:
    path = entry_paths(service, "/feeds/plain")[0]

    assert service.get(path).status_code == 200
    for other in (path.upper().replace("/ENTRIES", "/entries"), path.replace("-", ""), f"{path}.html"):
        assert service.get(other).status_code == 404


def test_what_was_there_is_gone(service: Service) -> None:
    connection = sqlite3.connect(service.site.store)
    ((identifier,),) = connection.execute("SELECT id FROM entries WHERE withdrawn IS NOT NULL").fetchall()
    connection.close()

    for path in ("/feeds/gone.rss", "/feeds/gone.atom", "/feeds/gone.json", f"/entries/{uuid.UUID(bytes=identifier)}"):
        assert service.get(path).status_code == 410
    assert "Snow melts" not in service.get("/feeds.rss").text + service.get("/").text
    assert "gone" not in service.get("/feeds.opml").text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/feeds.rss", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/", {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", "/feeds/plain.atom", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/rescan", {"POST", "OPTIONS"}),
        ("HEAD", "/rescan", {"POST", "OPTIONS"}),
        ("PUT", "/rescan", {"POST", "OPTIONS"}),
        ("POST", "/healthz", {"GET", "HEAD", "OPTIONS"}),
        ("PROPFIND", "/scans/1", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_other_methods_are_405(service: Service, method: str, path: str, allowed: set[str]) -> None:
    answer = service.ask(method, path, Authorization=f"Bearer {TOKEN}")

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("host", ["evil.example", "evil.example:99", "a b/<c>", "[::", "", "evil\xe9"])
@pytest.mark.parametrize(
    "path", ["/", "/feeds.rss", "/feeds.opml", "/nowhere", "/feeds/", "/feeds.rss/", "//evil.example"]
)
def test_the_host_of_a_request_is_never_believed(service: Service, host: str, path: str) -> None:
    status, answer = raw(
        service, f"GET {path} HTTP/1.1\nHost: {host}\nX-Forwarded-Host: evil.example\nConnection: close\n\n"
    )

    assert status in {200, 400, 404}
    assert "evil" not in answer.replace("//evil.example", "") or path == "//evil.example"
    assert "location:" not in answer.lower()
    if status == 200 and path == "/feeds.rss":
        assert f"<link>{service.site.url}/</link>" in answer


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
    for path in ("/", entry_paths(service, "/feeds/hostile")[0], "/nowhere"):
        text = service.get(path).text
        page = Page(text)
        assert not {"script", "img", "iframe", "object", "style", "form"} & set(page.tags)
        assert "alert(1)" in text
        assert "{{ 7*7 }}" in text


def test_a_feed_of_no_entries_is_valid_too(service: Service) -> None:
    assert service.get("/feeds/empty.json").json()["items"] == []
    for suffix in ("rss", "atom"):
        parsed = feedparser.parse(service.get(f"/feeds/empty.{suffix}").content)
        assert (parsed.bozo, parsed.entries, parsed.feed.title) == (False, [], "Empty")


def test_opml_lists_every_feed(service: Service) -> None:
    outlines = ElementTree.fromstring(service.get("/feeds.opml").content).iter("outline")  # noqa: S314 (our own)
    urls = [outline.get("xmlUrl") for outline in outlines if outline.get("type") == "rss"]

    listed = [f"{service.site.url}{source['url']}.rss" for source in service.site.report("sources")]
    assert sorted(filter(None, urls)) == sorted([f"{service.site.url}/feeds.rss", *listed])
    for url in filter(None, urls):
        assert service.get(url.removeprefix(service.site.url)).status_code == 200


def test_the_front_page_names_all_feeds(service: Service) -> None:
    page = Page(service.get("/").text)

    assert page.alternates == [f"{service.site.url}/feeds.{suffix}" for suffix in ("atom", "json", "rss")]
    for source in service.site.report("sources"):
        for suffix in MEDIA_TYPES:
            assert f"{service.site.url}{source['url']}.{suffix}" in page.hrefs
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


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}",
     f"Bearer {TOKEN.swapcase()}!", "Bearer \xe9", f"Bearer {TOKEN} {TOKEN}", f"Bearer,{TOKEN}"],
)  # fmt: skip
def test_without_the_token_nothing_is_scanned(service: Service, authorization: str | None) -> None:
    before = service.get("/healthz").json()["scans"]
    line = f"Authorization: {authorization}\n" if authorization is not None else ""
    request = f"POST /rescan?wait=1 HTTP/1.1\nHost: x\n{line}Content-Length: 0\nConnection: close\n\n"
    status, answer = raw(service, request)

    assert status == 401
    assert 'www-authenticate: bearer realm="rescan token"' in answer.lower()
    assert TOKEN not in answer
    assert service.get("/healthz").json()["scans"] == before


def test_the_scheme_of_the_token_may_be_spelt_as_one_likes(service: Service) -> None:
    assert service.ask("POST", "/rescan?wait=1", Authorization=f"bearer   {TOKEN} ").status_code == 200


def test_a_token_in_the_address_does_not_count(service: Service) -> None:
    assert service.ask("POST", f"/rescan?token={TOKEN}&access_token={TOKEN}").status_code == 401


def test_a_rescan_that_nobody_waits_for_names_its_report(service: Service) -> None:
    answer = service.rescan("")

    assert answer.status_code == 202
    address = answer.headers["Location"]
    assert address == answer.json()["report"] == f"{service.site.url}/scans/{answer.json()['scan']}"
    path = address.removeprefix(service.site.url)
    until(lambda: "files" in service.get(path).json())
    assert service.get(path).json()["files"]["unchanged"] == 6


def test_a_rescan_that_is_waited_for_gives_the_report(service: Service) -> None:
    answer = service.rescan()
    report = answer.json()

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert report["files"] == {"new": 0, "changed": 0, "unchanged": 6, "gone": 0, "unsettled": 0}
    assert report["entries"] == {"new": 0, "edited": 0, "gone": 0}
    assert [failure["path"] for failure in report["failed"]] == ["picture.txt"]
    assert report["seconds"] >= 0


def test_however_many_ask_during_a_scan_one_more_follows(service: Service) -> None:
    begun = service.get("/healthz").json()["scans"]
    with ThreadPoolExecutor(20) as pool, FileLock(service.site.store.parent / "scan.lock"):
        first = service.rescan("").json()["scan"]
        asked = [pool.submit(service.rescan) for _ in range(20)]
        plain = [service.rescan("").json()["scan"] for _ in range(20)]
        assert set(plain) == {first}
        waiting = service.get(f"/scans/{first}")
        assert (waiting.json(), waiting.headers["Retry-After"]) == ({"state": "wished"}, "1")
        assert service.get("/feeds.rss").status_code == 200
    answers = [future.result() for future in asked]

    assert [answer.status_code for answer in answers] == [200] * 20
    assert begun + 1 <= service.get("/healthz").json()["scans"] <= begun + 2


def test_requests_that_wait_leave_room_for_those_that_read(service: Service) -> None:
    with ThreadPoolExecutor(100) as pool, FileLock(service.site.store.parent / "scan.lock"):
        asked = [pool.submit(service.rescan) for _ in range(100)]
        until(lambda: sum(future.done() for future in asked) >= 68)
        for path in ("/healthz", "/feeds.rss", "/"):
            assert requests.get(service.site.url + path, timeout=2).status_code == 200
    statuses = [future.result().status_code for future in asked]

    assert set(statuses) == {200, 202}
    assert statuses.count(200) == 32


def test_a_body_with_a_wish_does_no_harm(service: Service) -> None:
    address, headers = f"{service.site.url}/rescan?wait=1", {"Authorization": f"Bearer {TOKEN}"}
    answer = requests.post(address, data=b"x" * 1_000_000, headers=headers, timeout=20)

    assert answer.status_code == 200


def test_what_is_no_request_is_400(service: Service) -> None:
    assert raw(service, "GET\n\n")[0] == 400
    assert raw(service, "GET / HTTP/1.1\nHost: a\nHost\n\n")[0] == 400


def test_a_title_moves_the_validators_and_nothing_else_does(service: Service) -> None:
    site = service.site
    site.put("moves.txt", digest(("Swans arrive", "On the pond.")))
    service.rescan()
    first = service.get("/feeds/moves.rss")
    other = service.get("/feeds/plain.rss")
    for title in ("Swans have arrived", "Swans are here"):  # two changes in one second are two states
        site.put("moves.txt", digest((title, "On the pond.")))
        service.rescan()
        second = service.get(
            "/feeds/moves.rss", If_None_Match=first.headers["ETag"], If_Modified_Since=first.headers["Last-Modified"]
        )
        assert second.status_code == 200
        assert service.get("/feeds/moves.rss", If_Modified_Since=first.headers["Last-Modified"]).status_code == 200
        assert parsedate_to_datetime(second.headers["Last-Modified"]) > parsedate_to_datetime(
            first.headers["Last-Modified"]
        )
        first = second
    assert service.get("/feeds/plain.rss").headers["ETag"] == other.headers["ETag"]
    assert service.get("/feeds/plain.rss").headers["Last-Modified"] == other.headers["Last-Modified"]
    (site.feeds / "moves.txt").unlink()
    service.rescan()


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
        assert feed["home_page_url"] == "https://news.example.org/harbour/"
        assert feed["items"][0]["url"].startswith("https://news.example.org/harbour/entries/")
        assert service.rescan("").headers["Location"].startswith("https://news.example.org/harbour/scans/")
        assert str(site.port) not in json.dumps(feed)
        assert gzip.decompress(gzip.compress(service.get("/feeds.opml").content)).count(b"127.0.0.1") == 0
