"""The site as files: what the server would send, and nothing else."""

import os
import re
import shutil
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.exports import CODINGS, documents, exported, files, rich_site, sent
from tests.hosts import hosted
from tests.programs import needed
from tests.sites import PATIENCE, Service
from tests.webs import Page

#: Headers that a static host can give as the server does.
ALIKE = ("Content-Type", "Last-Modified", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")
#: Bytes of a file's name, on nearly every disk.
LONGEST = 255
#: What a static host has no part in.
LIVE = re.compile(r"/(search|status|scans|rescan|healthz)\b")


@pytest.fixture(scope="session")
def nginx() -> str:
    """Where nginx is."""
    return needed("nginx")


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    site = rich_site(tmp_path_factory.mktemp("rich"))
    with Service(site) as service:
        (site.feeds / "old.txt").rename(site.feeds / "renamed.txt")
        (site.feeds / "gone.txt").unlink()
        assert service.rescan().status_code == 200
        site.put("town/gardens.txt", "Roses bloom early\n\nIn every garden.\n\nRead more\n", age=60)
        assert service.rescan().status_code == 200
        yield service


@pytest.fixture(scope="module")
def place(rich: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("export")
    report = exported(rich.site, made)
    # With what their formats and codings add, these names are longer than a file's may be.
    assert {each["path"].partition("n" * 249)[2] for each in report["left_out"]} >= {".atom.zst", ".json.br", ".zst"}
    assert {each["reason"] for each in report["left_out"]} == {"its name is too long for a file"}
    return made


def test_every_file_is_what_the_server_sends(rich: Service, place: Path) -> None:
    there = files(place)
    session = requests.Session()
    for name, address in documents(place):
        answer, body = sent(session, rich.site.url + address)
        assert answer.status_code == (404 if name == "404.html" else 200), address
        assert body == there[name].content, address
        if said := answer.headers.get("Last-Modified"):
            assert parsedate_to_datetime(said).timestamp() == there[name].mtime_ns / 1e9, address
        for coding, ending in CODINGS.items():
            answer, body = sent(session, rich.site.url + address, coding)
            if answer.headers.get("Content-Encoding") and len(os.fsencode(Path(name + ending).name)) <= LONGEST:
                assert body == there[name + ending].content, (address, coding)
            else:
                assert name + ending not in there
    session.close()


def test_whatever_is_linked_to_is_a_file_or_leads_to_one(rich: Service, place: Path) -> None:
    known = {address for _, address in documents(place)}
    moved = {line.split()[0]: line.split()[1:] for line in (place / "_redirects").read_text("utf-8").splitlines()}
    links = set()
    for name, file in files(place).items():
        if name.endswith((".html", ".rss", ".atom", ".json", ".opml", ".xml", ".txt")):
            text = file.content.decode()
            found = Page(text).hrefs if name.endswith(".html") else re.findall(r'https?://[^\s"<>]+', text)
            links |= {link.removeprefix(rich.site.url) for link in found if link.startswith((rich.site.url, "/"))}
    local = {link for link in links if not LIVE.match(link)}
    assert len(local) > 200
    assert not local - known - moved.keys()
    for address, (target, status) in moved.items():
        answer = rich.get(address)
        assert (answer.status_code, answer.headers["Location"]) in {(int(status), target), (307, target)}
        assert urlsplit(target).path in known
    assert ("/feeds/old.rss", [f"{rich.site.url}/feeds/renamed.rss", "301"]) in moved.items()
    assert [status for address, (_, status) in moved.items() if address.startswith("/archives/feeds/many/")] == [
        "302"
    ] * 3


def test_all_kinds_of_addresses_are_there(place: Path) -> None:
    names = set(files(place))
    assert {
        "index.html", "404.html", "feeds.html", "feeds.rss", "feeds.opml", "feeds.rss.gz", "sitemap.xml", "robots.txt",
        "static/page.css", "feeds/town.html", "feeds/town.rss", "feeds/town/gardens.html", "feeds/town/gardens.json.br",
        "feeds/index.html", "feeds/town/index.html", "tags/index.html", "tags/ros-es.atom",
        "feeds/x-2f.html", "feeds/con-gz.html",
        "subscribe/feeds/town/gardens.html", "archives/feeds/many/1.atom.zst", "archives/feeds/1.json",
        "feeds/town/Pier.html", "feeds/town/pier.html", "feeds/press/Größe-Co.html", "feeds/press/اخبار.rss",
        "_redirects",
    } <= names  # fmt: skip
    assert [name for name in names if re.fullmatch(r"older/feeds/many/[-0-9a-f]{36}\.html", name)]
    assert [name for name in names if re.fullmatch(r"entries/[-0-9a-f]{36}/history\.html", name)]
    assert not [name for name in names if LIVE.match(f"/{name}") or "gone" in name or name.startswith("feeds/old")]


def test_nginx_sends_what_the_server_sends(nginx: str, rich: Service, place: Path, tmp_path: Path) -> None:
    there = files(place)
    compared = set()
    with hosted(nginx, place, tmp_path) as url, requests.Session() as session:
        for name, address in documents(place):
            if name == "404.html":
                continue  # nobody leads there
            theirs, body = sent(session, url + address)
            assert (theirs.status_code, body) == (200, there[name].content), address
            packed, body = sent(session, url + address, "gzip")
            assert body == there.get(f"{name}.gz", there[name]).content, address
            assert (packed.headers.get("Content-Encoding") == "gzip") == (f"{name}.gz" in there)
            if (kind := (name.partition("/")[0], Path(name).suffix)) not in compared:
                compared.add(kind)
                ours, _ = sent(session, rich.site.url + address)
                assert {header: theirs.headers.get(header) for header in ALIKE} == {
                    header: ours.headers.get(header) for header in ALIKE
                }, address
        moved = session.get(f"{url}/feeds/old.rss", allow_redirects=False, timeout=PATIENCE)
        assert (moved.status_code, moved.headers["Location"]) == (301, f"{rich.site.url}/feeds/renamed.rss")
        for nowhere in ("/nothing", "/feeds/", "/.export.json", "/feeds/town/nothing.rss"):
            answer, body = sent(session, url + nowhere)
            assert (answer.status_code, body) == (404, there["404.html"].content)
    assert len(compared) > 10


def test_a_second_export_touches_nothing_and_asks_for_nothing(rich: Service, place: Path, tmp_path: Path) -> None:
    place = shutil.copytree(place, tmp_path / "copy")
    before = files(place)
    report = exported(rich.site, place)
    assert report["files"] == {"written": 0, "unchanged": len(before), "removed": 0}
    assert [each["reason"] for each in report["left_out"]], "what had no place then has none now"
    assert files(place) == before

    # One file is not as it was: every address is asked for, and this file alone is written.
    (place / "feeds.rss").write_text("Nothing.", encoding="utf-8")
    (place / "feeds.opml").unlink()
    assert exported(rich.site, place)["files"] == {"written": 2, "unchanged": len(before) - 2, "removed": 0}
    again = files(place)
    assert {name for name in before if before[name] != again[name]} == {"feeds.rss", "feeds.opml"}
    assert again["feeds.rss"].content == before["feeds.rss"].content
