"""Addresses, headers and bodies, over HTTP from a real server."""

import re
import uuid
from email.utils import formatdate, parsedate_to_datetime
from urllib.parse import quote
from xml.etree import ElementTree

import feedparser
import pytest

from tests.sites import TOKEN, Service, digest
from tests.webs import MEDIA_TYPES

DOCUMENTS = ("/", "/feeds.rss", "/feeds.atom", "/feeds.json", "/feeds.opml", "/feeds/plain.rss", "/feeds/plain.atom")


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
        {"If_None_Match": f'"{tag}-br"'},
        {"If_None_Match": f'W/"{tag}-zstd-gzip"'},
        {"If_None_Match": f'"other", "{tag}-gzip"'},
        {"If_None_Match": "*"},
        {"If_None_Match": etag, "If_Modified_Since": earlier},
        {"If_Modified_Since": modified},
        {"If_Modified_Since": later},
    ):
        for encoding in ("identity", "gzip", "br", "zstd"):
            answer = service.get(path, Accept_Encoding=encoding, **headers)
            assert (answer.status_code, answer.content) == (304, b""), headers
            assert answer.headers["ETag"] == (etag if encoding == "identity" else f'"{tag}-{encoding}"')
            assert answer.headers["Vary"].removesuffix(", A-IM") == "Accept-Encoding"
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
def test_who_wants_no_other_state_is_told_that_it_is_another(service: Service, path: str) -> None:
    plain = service.get(path)
    earlier = formatdate(parsedate_to_datetime(plain.headers["Last-Modified"]).timestamp() - 1, usegmt=True)
    for headers, status in (
        ({"If_Match": '"other"'}, 412),
        ({"If_Match": '"other"', "If_None_Match": "*"}, 412),
        ({"If_Unmodified_Since": earlier}, 412),
        ({"If_Match": plain.headers["ETag"]}, 200),
        ({"If_Match": plain.headers["ETag"], "If_None_Match": plain.headers["ETag"]}, 304),
        ({"If_Unmodified_Since": plain.headers["Last-Modified"]}, 200),
    ):
        for method in ("GET", "HEAD"):
            assert service.ask(method, path, **headers).status_code == status, headers


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_coding_is_for_those_who_ask(service: Service, path: str) -> None:
    plain = service.get(path, Accept_Encoding="identity")
    assert "Content-Encoding" not in plain.headers
    assert len(plain.content) == int(plain.headers["Content-Length"])

    for accepted, coding in (
        ("gzip", "gzip"),
        ("deflate, gzip;q=0.5", "gzip"),
        ("*", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, zstd;q=0.1", "gzip"),
        ("identity;q=0, zstd", "zstd"),
    ):
        packed = service.get(path, Accept_Encoding=accepted)
        assert packed.headers["Content-Encoding"] == coding
        assert packed.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-{coding}"'
        assert packed.content == plain.content  # requests has unpacked it
        assert int(packed.headers["Content-Length"]) < len(plain.content)
    for refused in ("", "deflate", "gzip;q=0", "*;q=0", "identity;q=0"):
        assert "Content-Encoding" not in service.get(path, Accept_Encoding=refused).headers


def test_readers_may_keep_feeds_for_a_while_but_not_for_the_hours_between_scans(service: Service) -> None:
    assert service.get("/feeds.rss").headers["Cache-Control"] == "public, max-age=300"
    assert service.get("/").headers["Cache-Control"] == "no-cache"
    assert service.get("/healthz").headers["Cache-Control"] == "no-store"
    assert service.get("/scans/1").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere", "/feeds/", "/feeds/nowhere", "/feeds/plain/", "/feeds/plain.xml", "/feeds/plain.RSS",
        "/feeds/plain.rss.rss", "/feeds/nowhere.rss", "/feeds/picture.rss", "/feeds/plain.txt", "/feeds/../plain.rss",
        "/feeds//plain.rss", "/feeds/%ff.rss", "/feeds/%00.rss", "/feeds/.rss", "/feeds/'%20OR%201=1.rss",
        "/feeds.opml/", "/feeds.xml", "/entries/", "/entries/x", f"/entries/{uuid.UUID(int=1)}",
        f"/entries/{uuid.UUID(int=0).urn}", "/older/feeds", "/older/feeds/x", "/older/feeds/plain",
        f"/older/feeds/plain/{uuid.UUID(int=1)}", "/tags/nowhere", "/subscribe", "/subscribe/feeds/nowhere",
        "/subscribe/tags/nowhere", "/subscribe/search", "/search/", "/scans/", "/scans/0", "/scans/-1", "/scans/x",
        f"/scans/{1 << 63}", f"/scans/{'9' * 5000}", "/scans/٣٣٣٣٣", "/static/", "/static/../app.py",
        "/static/%2e%2e/app.py", "/healthz/x", "/%", "/%zz", "/favicon.png",
    ],
)  # fmt: skip
def test_other_addresses_are_404_whatever_they_hold(service: Service, path: str) -> None:
    status, answer = service.raw(f"GET {quote(path, safe='/%=;')} HTTP/1.1\nHost: x\nConnection: close\n\n")

    assert status == 404
    assert "Traceback" not in answer


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/feeds.rss", "GET, HEAD, OPTIONS"),
        ("PUT", "/", "GET, HEAD, OPTIONS"),
        ("DELETE", "/feeds/plain.atom", "GET, HEAD, OPTIONS"),
        ("GET", "/rescan", "OPTIONS, POST"),
        ("HEAD", "/rescan", "OPTIONS, POST"),
        ("PUT", "/rescan", "OPTIONS, POST"),
        ("POST", "/healthz", "GET, HEAD, OPTIONS"),
        ("PROPFIND", "/scans/1", "GET, HEAD, OPTIONS"),
    ],
)
def test_other_methods_are_405(service: Service, method: str, path: str, allowed: str) -> None:
    answer = service.ask(method, path, Authorization=f"Bearer {TOKEN}")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize("host", ["evil.example", "evil.example:99", "a b/<c>", "[::", "", "evil\xe9"])
@pytest.mark.parametrize(
    "path", ["/", "/feeds.rss", "/feeds.opml", "/nowhere", "/feeds/", "/feeds.rss/", "//evil.example"]
)
def test_the_host_of_a_request_is_never_believed(service: Service, host: str, path: str) -> None:
    status, answer = service.raw(
        f"GET {path} HTTP/1.1\nHost: {host}\nX-Forwarded-Host: evil.example\nConnection: close\n\n"
    )

    assert status in {200, 400, 404}
    assert "evil" not in answer.replace("//evil.example", "") or path == "//evil.example"
    assert "location:" not in answer.lower()
    if status == 200 and path == "/feeds.rss":
        assert f"<link>{service.site.url}/</link>" in answer


def test_a_feed_of_no_entries_is_valid_too(service: Service) -> None:
    assert service.get("/feeds/empty.json").json()["items"] == []
    for suffix in ("rss", "atom"):
        parsed = feedparser.parse(service.get(f"/feeds/empty.{suffix}").content)
        assert (parsed.bozo, parsed.entries, parsed.feed.title) == (False, [], "Empty")


def test_what_is_no_request_is_400(service: Service) -> None:
    assert service.raw("GET\n\n")[0] == 400
    assert service.raw("GET / HTTP/1.1\nHost: a\nHost\n\n")[0] == 400


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
