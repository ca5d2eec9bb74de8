"""Hubs and the service as a whole: how they are found, what they are told, and what outlives a kill."""

import re
import sqlite3
from threading import Event
from xml.etree import ElementTree

import pytest

from tests.hubs import Hub
from tests.sites import Service, Site, digest, until
from tests.webs import MEDIA_TYPES

ATOM = "{http://www.w3.org/2005/Atom}"


def with_hubs(site: Site, *hubs: str) -> None:
    site.configure(websub={"hubs": list(hubs)})


def forms(site: Site, *paths: str) -> list[str]:
    return sorted(f"{site.url}{path}.{suffix}" for path in paths for suffix in MEDIA_TYPES)


def waiting(site: Site) -> int:
    connection = sqlite3.connect(site.store)
    try:
        return int(connection.execute("SELECT count(*) FROM notices").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/feeds", "/feeds/a"])
def test_feeds_name_their_hubs_and_themselves(site: Site, path: str) -> None:
    hubs = ("http://127.0.0.1:9/one?a=1&b=2", "http://127.0.0.1:9/two")
    with_hubs(site, *hubs)
    site.put("a.txt", digest(("Buoys are lit", "All of them.")))
    with Service(site) as service:
        for suffix in MEDIA_TYPES:
            topic = f"{site.url}{path}.{suffix}"
            links = {*(f'<{hub}>; rel="hub"' for hub in hubs), f'<{topic}>; rel="self"'}
            answer = service.get(f"{path}.{suffix}")
            assert set(answer.headers["Link"].split(", ")) == links
            head = service.ask("HEAD", f"{path}.{suffix}")
            assert head.headers["Link"] == answer.headers["Link"]
            unchanged = service.get(f"{path}.{suffix}", If_None_Match=answer.headers["ETag"])
            assert (unchanged.status_code, "Link" in unchanged.headers) == (304, False)
            if suffix == "json":
                assert answer.json()["hubs"] == [{"type": "WebSub", "url": hub} for hub in hubs]
                continue
            root = ElementTree.fromstring(answer.content)  # noqa: S314 (our own)
            # Its own: an entry names those of the feed that it was taken from.
            links_of_feed = (root if suffix == "atom" else root[0]).iterfind(f"{ATOM}link")
            named = [(link.get("rel"), link.get("href")) for link in links_of_feed]
            assert [href for rel, href in named if rel == "hub"] == list(hubs)
            assert [href for rel, href in named if rel == "self"] == [topic]
        for other in ("/", "/feeds.opml", "/feeds/nowhere.rss"):
            assert "Link" not in service.get(other).headers


def test_without_hubs_feeds_name_none(service: Service) -> None:
    for suffix in MEDIA_TYPES:
        answer = service.get(f"/feeds.{suffix}")
        assert "Link" not in answer.headers
        assert not re.search(r"\bhubs?\b", answer.text)


def test_hubs_are_told_what_changed_and_are_served_it_when_they_ask(site: Site) -> None:
    with Hub() as hub:
        with_hubs(site, hub.url)
        site.put("a.txt", digest(("Buoys are lit", "All of them.")))
        site.put("b.txt", digest(("Masts are up", "Two of them.")))
        with Service(site) as service:
            until(lambda: hub.topics() == forms(site, "/feeds", "/feeds/a", "/feeds/b"))
            hub.told.clear()
            seen: list[bool] = []

            def fetch() -> None:
                path = hub.told[-1].form["hub.url"][0].removeprefix(site.url)
                seen.append("Buoys are out" in service.get(path).text)

            hub.before = fetch
            site.put("a.txt", digest(("Buoys are out", "All of them.")))
            until(lambda: len(hub.told) >= 6)
            until(lambda: waiting(site) == 0)
            assert hub.topics() == forms(site, "/feeds", "/feeds/a")
            assert seen == [True] * 6
            hub.told.clear()
            service.rescan()
        assert hub.told == []
        assert "ERROR" not in service.log()


def test_what_a_hub_could_not_be_told_outlives_the_process(site: Site) -> None:
    with Hub() as hub:
        port = hub.port
        with_hubs(site, hub.url)
        hub.status = 503
        site.put("a.txt", digest(("Buoys are lit", "All of them.")))
        with Service(site) as service:
            until(lambda: hub.told)
            until(lambda: "asked again later" in service.log())
            service.kill()
    assert waiting(site) == 6
    connection = sqlite3.connect(site.store)  # a minute goes by
    connection.execute("UPDATE notices SET due = due - 3600")
    connection.commit()
    connection.close()
    with Hub(port) as again, Service(site):
        until(lambda: again.topics() == forms(site, "/feeds", "/feeds/a"))
        until(lambda: waiting(site) == 0)


def test_being_killed_while_a_hub_thinks_loses_no_notice(site: Site) -> None:
    with Hub() as hub:
        with_hubs(site, hub.url)
        service = Service(site)
        hub.before = service.kill
        site.put("a.txt", digest(("Buoys are lit", "All of them.")))
        service.start()
        try:
            until(lambda: service.process.poll() is not None)
        finally:
            service.kill()
        assert waiting(site) == 6
        hub.told.clear()
        hub.before = lambda: None
        with Service(site):
            until(lambda: hub.topics() == forms(site, "/feeds", "/feeds/a"))


def test_a_hub_that_hangs_holds_up_neither_scans_nor_readers_nor_the_end(site: Site) -> None:
    with Hub() as hub:
        let_go = Event()
        hub.before = lambda: let_go.wait(20)
        with_hubs(site, hub.url)
        site.put("a.txt", digest(("Buoys are lit", "All of them.")))
        with Service(site) as service:
            until(lambda: hub.told)
            site.put("b.txt", digest(("Masts are up", "Two of them.")))
            assert service.served("/feeds/b.json", "Masts are up") < 5
            assert service.rescan().status_code == 200
            assert service.stop() == 0
        let_go.set()
    assert "Traceback" not in service.log()
