"""Sites that become private in part, or altogether, through the real service."""

import json
import re
import sqlite3

from tests.hubs import Hub
from tests.privacy import PRIVATE, WORD, basic, entries_of, looks, make_token
from tests.sites import Service, Site, digest, until


def test_a_new_token_says_what_it_opens(site: Site) -> None:
    site.configure(input={"private": ["internal/"]})
    assert "nothing yet" in site.run("tokens", "make", "early").stderr
    site.put("internal/otters.txt", digest(PRIVATE))
    site.put("open.txt", digest(("Gates open", "At nine.")))
    site.run("scan")
    said = site.run("tokens", "make", "late").stderr
    assert f"{site.url}/feeds/internal/otters.rss" in said
    assert "open" not in said.partition("It opens:")[2]
    assert "nothing yet" in site.run("tokens", "make", "other", "--for", "elsewhere/").stderr


def wait_for_hub(hub: Hub, notices: int) -> None:
    until(lambda: len(hub.told) >= notices)


def test_what_becomes_private_leaves_everything_public_and_comes_back(site: Site) -> None:
    with Hub() as hub:
        site.configure(websub={"hubs": [hub.url]})
        site.put("internal/otters.txt", digest(PRIVATE))
        site.put("open.txt", digest(("Gates open", "At nine.")))
        with Service(site) as service:
            assert PRIVATE[0] in service.titles()
            until(lambda: len(hub.told) == 12)
        hub.told.clear()
        for rules, shown in ((["internal/"], False), ([], True)):
            site.configure(websub={"hubs": [hub.url]}, input={"private": rules})
            with Service(site) as service:
                assert (PRIVATE[0] in service.titles()) is shown
                assert (WORD in service.get("/").text) is shown
                assert ("otters" in service.get("/feeds.opml").text) is shown
                assert ("otters" in service.get("/scans/1").text) is shown
                assert service.get("/feeds/internal/otters.rss").status_code == (200 if shown else 401)
                assert ("otters" in service.welcome()) is shown
                wait_for_hub(hub, 9 if shown else 3)
            assert any("otters" in topic for topic in hub.topics()) is shown
            hub.told.clear()


def test_what_moves_from_a_private_file_to_a_public_one_brings_no_history_along(site: Site) -> None:
    site.configure(input={"private": ["internal/"]})
    article = ("Herons nest", "In the tall tree behind the weir, where the path ends and where nobody goes in spring.")
    site.put("internal/drafts.txt", digest(article, ("Otters", "Stay.")))
    site.put("open.txt", digest(("Gates open", "At nine.")))
    with Service(site) as service:
        site.put("internal/drafts.txt", digest(("Otters", "Stay.")), age=60)
        site.put("open.txt", digest(article, ("Gates open", "At nine.")), age=60)
        service.rescan()
        assert "Herons nest" in service.titles()
        (identifier,) = entries_of(site, "Herons nest")
        assert service.get(f"/entries/{identifier}").status_code == 200
        unknown = looks(service.get("/entries/01234567-89ab-8def-8123-456789abcdef/history"))
        assert looks(service.get(f"/entries/{identifier}/history")) == unknown


def test_without_private_feeds_what_is_not_there_is_404(service: Service) -> None:
    assert service.get("/feeds/nowhere.rss", Authorization=basic("x")).status_code == 404
    assert service.get("/feeds/nowhere.rss?token=x").status_code == 404


def test_a_closed_site_is_closed_but_for_readers_with_a_token(site: Site) -> None:
    site.configure(site={"access": "private"}, websub={"hubs": ["http://127.0.0.1:9/"]})
    site.put("press/a.txt", digest(("Gates open", "At nine.")))
    site.put("b.txt", digest(("Walls stand", "Still.")))
    with Service(site) as service:
        everything, press = make_token(site, "all"), make_token(site, "some", "--for", "press/")
        (a,), (b,) = entries_of(site, "Gates open"), entries_of(site, "Walls stand")
        unknown = looks(service.get("/nowhere"))
        assert unknown[0] == 401
        assert [service.get(f"/{path}/").status_code for path in ("feeds/press/a", "nowhere")] == [404, 404]
        several = ["/", "/feeds.rss", "/feeds.json", "/feeds.opml", "/scans/1"]
        mine, other = (
            ["/feeds/press/a.rss", f"/entries/{a}"],
            ["/feeds/b.rss", f"/entries/{b}", f"/entries/{b}/history"],
        )
        for path in (*several, *mine, *other, "/feeds/nowhere.rss", "/entries/x"):
            assert looks(service.get(path)) == unknown, path
            assert looks(service.get(f"{path}?token=wrong")) == unknown, path
        for path in (*several, *mine, *other):
            answer = service.get(path, Authorization=basic(everything))
            assert answer.status_code == 200, path
            assert re.match("private|no-store", answer.headers["Cache-Control"]), path
            assert "Link" not in answer.headers
        for path in mine:
            assert service.get(f"{path}?token={press}").status_code == 200, path
        for path in (*several, *other):
            assert looks(service.get(f"{path}?token={press}")) == unknown, path
        assert service.get("/healthz").status_code == 200
        for path in ("/static/page.css", "/favicon.ico"):
            assert service.get(path).status_code == 200, path
        assert service.rescan().status_code == 200
        assert service.ask("POST", "/rescan").status_code == 401
    connection = sqlite3.connect(site.store)
    assert connection.execute("SELECT * FROM notices").fetchall() == []
    connection.close()


def test_a_store_that_cannot_be_read_opens_nothing(site: Site) -> None:
    site.configure(input={"private": ["internal/"], "watch": False})
    site.put("internal/otters.txt", digest(PRIVATE))
    site.put("open.txt", digest(("Gates open", "At nine.")))
    with Service(site) as service:
        token = make_token(site, "ada")
        for path in ("/feeds/internal/otters.rss", "/feeds/open.rss"):
            assert service.get(f"{path}?token={token}").status_code == 200  # and held from now on
        connection = sqlite3.connect(site.store)
        connection.execute("ALTER TABLE sources RENAME TO elsewhere")
        connection.commit()
        assert service.get("/feeds/open.rss").status_code == 200
        assert PRIVATE[0] not in service.get("/feeds/internal/otters.rss").text
        assert looks(service.get("/feeds/internal/otters.rss")) == looks(service.get("/feeds/nowhere.rss"))
        connection.execute("ALTER TABLE elsewhere RENAME TO sources")
        connection.commit()
        connection.close()


def test_json_of_sources_lists_private_ones_to_whoever_runs_the_site(site: Site) -> None:
    site.configure(input={"private": ["internal/"]})
    site.put("internal/otters.txt", digest(PRIVATE))
    site.run("scan")
    assert [source["path"] for source in json.loads(site.run("sources", "--json").stdout)] == ["internal/otters.txt"]
