"""Private feeds through the real service: who gets in, and that nobody else can tell that there is anything."""

import re
import sqlite3
from collections.abc import Iterator

import pytest

from aggregator.publishing.access import Patterns
from aggregator.web.control import without
from tests.privacy import PRIVATE, WORD, basic, entries_of, looks, make_token
from tests.sites import TOKEN, Service, Site, digest, until
from tests.webs import MEDIA_TYPES


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with public and private feeds, for tests that leave it as they found it."""
    site = Site(tmp_path_factory.mktemp("private") / "site")
    site.configure(input={"private": ["internal/", "*.secret.txt"]}, websub={"hubs": ["http://127.0.0.1:9/"]})
    site.put("open.txt", digest(("Gates open", "At nine."), ("Gates close", "At five.")))
    site.put("internal/otters.txt", digest(PRIVATE))
    site.put("internal/empty.txt", "")
    site.put("internal/gone.txt", digest(("Otters were here", "Long ago.")))
    site.put("internal/bad-otters.txt", b"\x89PNG\r\n\x1a\n" + bytes(50))
    site.put("plans.secret.txt", digest(("Otters plan", "A dam."), ("Otters & <b>weirs</b>", "A title to be told of.")))
    site.put("moved.txt", digest(("Swans moved in", "They stay, as everybody can see for a long time to come.")))
    with Service(site) as service:
        (site.feeds / "internal" / "gone.txt").unlink()
        (site.feeds / "moved.txt").rename(site.feeds / "internal" / "swans.txt")
        assert service.rescan().status_code == 200
        yield service


@pytest.fixture(scope="module")
def token(private: Service) -> Iterator[str]:
    yield make_token(private.site, "Ada’s phone")
    assert private.site.run("tokens", "revoke", "Ada’s phone").returncode == 0


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_private_unknown_and_gone_feeds_look_alike(private: Service, suffix: str, method: str) -> None:
    unknown = private.ask(method, f"/feeds/nowhere.{suffix}")
    assert unknown.status_code == 401
    assert unknown.headers["WWW-Authenticate"] == 'Basic realm="private feeds"'
    assert unknown.headers["Cache-Control"] == "no-store"
    for path in ("internal/otters", "internal/empty", "internal/gone", "internal/nowhere", "plans-secret", "open/x"):
        for query, headers in (
            ("", {}),
            ("?token=", {}),
            ("?token=wrong", {}),
            (f"?token={'x' * 43}", {}),
            ("?token=%ff%00", {}),
            ("", {"Authorization": basic("wrong")}),
            ("", {"Authorization": basic("")}),
            ("", {"Authorization": "Basic !!!"}),
            ("", {"Authorization": f"Bearer {TOKEN}"}),
            ("", {"If_None_Match": "*"}),
            ("", {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
        ):
            answer = private.ask(method, f"/feeds/{path}.{suffix}{query}", **headers)
            assert looks(answer) == looks(unknown), (path, query, headers)


def test_an_address_with_a_slash_too_many_is_nobodys_whatever_there_is_without_it(private: Service) -> None:
    answers = [
        private.get(f"{path}/")
        for path in (
            "/feeds/open",
            "/feeds/internal/otters",
            "/feeds/internal",
            "/feeds/nowhere",
            "/subscribe/feeds/open",
        )
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert 'did you mean <a href="/feeds/internal/otters">' in answers[1].text
    alike = {answer.text.replace(answer.request.path_url.rstrip("/"), "") for answer in answers}
    assert len(alike) == 1


def test_a_token_opens_a_private_feed_in_the_address_or_as_a_password(private: Service, token: str) -> None:
    for suffix in MEDIA_TYPES:
        path = f"/feeds/internal/otters.{suffix}"
        for answer in (
            private.get(f"{path}?token={token}"),
            private.get(path, Authorization=basic(token)),
            private.get(path, Authorization=basic(token, user="")),
            private.get(path, Authorization=basic(token, user="other")),
        ):
            assert answer.status_code == 200
            assert PRIVATE[0] in answer.text
            assert token not in answer.text
            assert answer.headers["Cache-Control"] == "private, max-age=300"
            assert set(answer.headers["Vary"].split(", ")) == {"Accept-Encoding", "A-IM", "Authorization"}
            assert "Link" not in answer.headers
            assert "hub" not in answer.text
            unchanged = private.get(f"{path}?token={token}", If_None_Match=answer.headers["ETag"])
            assert (unchanged.status_code, unchanged.content) == (304, b"")
            assert unchanged.headers["Cache-Control"] == "private, max-age=300"


def test_unknown_feeds_and_forbidden_ones_look_alike_with_a_token_too(private: Service, token: str) -> None:
    some = make_token(private.site, "some", "--for", "internal/empty*")
    try:
        query = f"?token={some}"
        assert private.get(f"/feeds/internal/empty.rss{query}").status_code == 200
        unknown = looks(private.get(f"/feeds/nowhere.rss{query}"))
        assert looks(private.get(f"/feeds/internal/otters.rss{query}")) == unknown
        assert looks(private.get("/feeds/nowhere.rss")) == unknown
        assert looks(private.get(f"/feeds/nowhere.rss?token={token}")) == unknown
    finally:
        private.site.run("tokens", "revoke", "some")


def test_a_revoked_token_opens_nothing_from_then_on(private: Service) -> None:
    lost = make_token(private.site, "lost phone")
    path = f"/feeds/internal/otters.atom?token={lost}"
    assert private.get(path).status_code == 200
    assert private.site.run("tokens", "revoke", "lost phone").returncode == 0
    assert looks(private.get(path)) == looks(private.get("/feeds/nowhere.atom"))


def test_private_feeds_are_in_nothing_that_everybody_gets(private: Service, token: str) -> None:
    reports = [f"/scans/{number}" for number in (1, 2, 3)]
    for path in (
        "/",
        "/feeds.opml",
        "/feeds.rss",
        "/feeds.atom",
        "/feeds.json",
        "/feeds/open.rss",
        *reports,
        "/healthz",
    ):
        for query in ("", f"?token={token}"):
            answer = private.get(path + query)
            assert answer.ok, path
            assert WORD.lower() not in answer.text.lower(), path
            assert "internal" not in answer.text, path
            assert "secret" not in answer.text, path
            assert "swans" not in answer.text.lower(), path
            assert "private" not in answer.headers["Cache-Control"]


def test_reports_name_private_files_to_whoever_asks_for_scans(private: Service) -> None:
    report = private.rescan().json()
    assert [failure["path"] for failure in report["failed"]] == ["internal/bad-otters.txt"]
    assert private.get("/scans/1").json()["failed"] == []
    assert private.get("/scans/1").json()["seen_as_new"].keys() == {"/feeds", "/feeds/open", "/feeds/moved"}
    # What is all together new to everybody.
    assert private.get("/scans/1").json()["seen_as_new"]["/feeds"] == 3
    assert private.get("/scans/1").json()["findings"] == []
    (doctors,) = private.site.report("doctor")["findings"]
    assert doctors["title"] == "Otters & <b>weirs</b>"


@pytest.mark.parametrize("path", ["/feeds/internal/otters", "/feeds/internal/otters.json"])
def test_findings_are_left_out_by_feed_and_by_file(path: str) -> None:
    kept = {"path": "/feeds/open.rss", "file": "open.txt"}, {"path": "/feeds.opml", "file": None}
    hidden = {"path": path, "file": None}, {"path": "/feeds", "file": "internal/otters.txt"}
    report = {"seen_as_new": {}, "failed": [], "unsettled": [], "skipped": [], "findings": [*kept, *hidden]}
    told = without(report, {"/feeds/internal/otters"}, Patterns(("internal/",)).covering())
    assert told["findings"] == [*kept]


@pytest.mark.parametrize("page", ["", "/history"])
def test_private_entries_have_no_page_for_everybody(private: Service, token: str, page: str) -> None:
    unknown = looks(private.get(f"/entries/01234567-89ab-8def-8123-456789abcdef{page}"))
    assert unknown[0] == 401
    for title in (PRIVATE[0], "Otters were here", "Otters plan", "Swans moved in"):
        (identifier,) = entries_of(private.site, title)
        assert looks(private.get(f"/entries/{identifier}{page}")) == unknown
        assert looks(private.get(f"/entries/{identifier}{page}?token=wrong")) == unknown
    (identifier,) = entries_of(private.site, PRIVATE[0])
    answer = private.get(f"/entries/{identifier}{page}", Authorization=basic(token))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")
    assert token not in answer.text
    assert private.get(f"/entries/{entries_of(private.site, 'Gates open')[0]}{page}").status_code == 200


def test_a_feed_that_moved_where_it_is_private_is_gone_but_for_readers_of_both(private: Service, token: str) -> None:
    assert private.get("/feeds/moved.rss").status_code == 410
    assert "Location" not in private.get("/feeds/moved.rss").headers
    moved = private.get(f"/feeds/moved.rss?token={token}")
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{private.site.url}/feeds/internal/swans.rss?token={token}"
    assert moved.headers["Cache-Control"].startswith("private")
    by_password = private.get("/feeds/moved.rss", Authorization=basic(token))
    assert by_password.headers["Location"] == f"{private.site.url}/feeds/internal/swans.rss"


def test_hubs_are_told_of_public_feeds_alone(private: Service) -> None:
    connection = sqlite3.connect(private.site.store)
    told = {row[0].removeprefix(private.site.url) for row in connection.execute("SELECT topic FROM notices")}
    connection.close()
    assert told == {f"{path}.{suffix}" for path in ("/feeds", "/feeds/open") for suffix in MEDIA_TYPES}


def test_tokens_are_stored_hashed_and_stand_in_no_log(private: Service, token: str) -> None:
    private.get(f"/feeds/internal/otters.rss?token={token}")
    private.get(f"/nowhere?token={token}")
    private.get(f"/entries/x?token={token}")
    folder = private.site.store.parent
    held = b"".join(place.read_bytes() for place in sorted(folder.iterdir()) if place.is_file())
    assert b"phone" in held
    assert token[:12].encode() not in held  # nor any longer part of it
    assert token not in private.log()


def test_the_list_tells_names_patterns_and_the_day_of_the_last_use(private: Service, token: str) -> None:
    make_token(private.site, "never used", "--for", "internal/", "--for", "*.secret.txt")
    try:
        private.get(f"/feeds/internal/otters.rss?token={token}")

        def listed() -> dict[str, list[str]]:
            lines = private.site.run("tokens", "list").stdout.splitlines()
            return {name: rest for name, *rest in (line.split("\t") for line in lines)}

        until(lambda: re.fullmatch(r"\d{4}-\d\d-\d\d", listed()["Ada’s phone"][2]))
        assert listed()["NAME"] == ["FOR", "MADE", "LAST USED"]
        assert listed()["Ada’s phone"][0] == "everything"
        assert listed()["never used"][0] == "internal/ *.secret.txt"
        assert listed()["never used"][2] == "never"
        assert token not in private.site.run("tokens", "list").stdout
    finally:
        private.site.run("tokens", "revoke", "never used")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("make", "twice"), 1, "there is a token named twice already"),
        (("revoke", "nobody"), 1, "there is no token named nobody"),
        (("make", ""), 2, "at least one letter"),
        (("make", "a\x1b[31m"), 2, "no control characters"),
        (("make", "bad", "--for", "!"), 2, ".gitignore"),
        (("revoke",), 2, "NAME"),
    ],
)
def test_what_cannot_be_done_is_one_line(site: Site, arguments: tuple[str, ...], status: int, said: str) -> None:
    make_token(site, "twice")
    done = site.run("tokens", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
