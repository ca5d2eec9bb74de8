"""The page that tells how an article came to be what it is, and the command that tells whoever runs the service."""

import json
import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from aggregator.publishing.wording import EVIDENCE, evidence_in_words
from aggregator.web import history
from tests.scanner import NOON, A, B, C, D, Scanner
from tests.sites import Site, digest
from tests.terminals import line_of
from tests.webs import HOSTILE, Page, client_of, runs_nothing_foreign

FIRST = ("Pier opens", "The north pier opens on Sunday.\n\nBoats will run.")
SECOND = ("Pier opens", "The south pier opens on Sunday.\n\nBoats will run.\n\nTickets are dearer.")
RIGHT_TO_LEFT = ("بازار باز شد", "سیب و گلابی در بازار تازه.")


@pytest.fixture
def client(scanner: Scanner) -> FlaskClient:
    return client_of(scanner.store)


def page_of(client: FlaskClient, title: str) -> str:
    (found,) = [item["id"] for item in client.get("/feeds.json").get_json()["items"] if item["title"] == title]
    return str(found).replace("urn:uuid:", "/entries/")


def written(scanner: Scanner, *versions: tuple[str, str], name: str = "a.txt") -> None:
    """Scan a file with one article as it is edited, version by version."""
    for version in versions:
        scanner.now += 600
        scanner.put(name, version, B, at=scanner.now - 300)
        scanner.scan()


def test_an_edit_is_shown_word_by_word(scanner: Scanner, client: FlaskClient) -> None:
    written(scanner, FIRST, SECOND)
    page = page_of(client, "Pier opens")
    text = client.get(f"{page}/history").text

    assert '<p dir="auto">The <del>north</del><ins>south</ins> pier opens on Sunday.</p>' in text
    assert '<p dir="auto">Boats will run.</p>' in text
    assert '<p dir="auto"><ins>Tickets are dearer.</ins></p>' in text
    assert text.index("as it reads now</h3>") < text.index("south") < text.index(", the first</h3>")
    assert '<p dir="auto">The north pier opens on Sunday.</p>' in text[text.index(", the first</h3>") :]
    times = re.findall(r'<h3><time dir="ltr" datetime="([^"]+)">', text)
    assert times == sorted(times, reverse=True)
    assert len(times) == 2
    shown = client.get(page).text
    assert f'<dt>Updated</dt><dd><time dir="ltr" datetime="{times[0]}">' in shown
    assert f"https://news.example.org{page}/history" in Page(shown).hrefs


def test_what_was_never_edited_has_one_version_and_no_update(scanner: Scanner, client: FlaskClient) -> None:
    written(scanner, FIRST)
    page = page_of(client, "Pier opens")
    text = client.get(f"{page}/history").text

    assert '<h2 id="versions">The only version</h2>' in text
    assert "as it reads now" not in text
    assert ">Match<" not in text
    assert not {"ins", "del"} & set(Page(text).tags)
    assert "Updated" not in client.get(page).text


def test_hostile_words_are_shown_and_text_of_any_direction_has_its_own(scanner: Scanner, client: FlaskClient) -> None:
    written(scanner, (HOSTILE, f"Before {HOSTILE}"), (HOSTILE, f"After <b>{HOSTILE}</b>"))
    scanner.put("z.txt", RIGHT_TO_LEFT, at=NOON - 60)
    scanner.now += 600
    scanner.scan()
    pages = [item["id"].replace("urn:uuid:", "/entries/") for item in client.get("/feeds.json").get_json()["items"]]
    for page in pages:
        answer = client.get(f"{page}/history")
        parsed = Page(answer.text)
        assert runs_nothing_foreign(parsed)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert '<p dir="auto">' in answer.text
    assert "{{ 7*7 }}" in client.get(f"{page_of(client, HOSTILE)}/history").text
    assert (
        f'<p dir="auto"><strong>{RIGHT_TO_LEFT[0]}' in client.get(f"{page_of(client, RIGHT_TO_LEFT[0])}/history").text
    )


def test_where_it_comes_from_is_told_each_time(scanner: Scanner, client: FlaskClient) -> None:
    written(scanner, FIRST, SECOND)
    (scanner.site.feeds / "a.txt").rename(scanner.site.feeds / "b.txt")
    scanner.now += 600
    scanner.scan()
    text = client.get(f"{page_of(client, 'Pier opens')}/history").text
    rows = [
        re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row)).strip()
        for row in re.findall("<tr>(.*?)</tr>", text, re.DOTALL)
    ]

    assert [row.split(" UTC ")[1].split(" ,")[0] for row in rows[1:]] == ["a.txt", "a.txt", "b.txt"]
    for row, evidence in zip(rows[1:], ("new", "title", "moved"), strict=True):
        assert ", line 1 " in row
        assert EVIDENCE[evidence] in row
    assert rows[0].endswith("Match")
    assert rows[3].endswith("100%")
    assert not rows[1].endswith("%")


def test_it_has_validators_and_is_anew_when_only_the_place_has_changed(scanner: Scanner, client: FlaskClient) -> None:
    written(scanner, FIRST, SECOND)
    page = f"{page_of(client, 'Pier opens')}/history"
    first = client.get(page)
    for headers in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        assert client.get(page, headers=headers).status_code == 304
    assert client.head(page).headers["ETag"] == first.headers["ETag"]

    feed = client.get("/feeds.rss").data
    scanner.write("a.txt", "\n\n\n" + digest(SECOND, B), at=scanner.now + 60)
    scanner.now += 600
    scanner.scan()
    assert client.get("/feeds.rss").data == feed
    second = client.get(page, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (second.status_code, second.headers["ETag"] == first.headers["ETag"]) == (200, False)
    assert ", line 4" in second.text


def test_words_that_were_withdrawn_live_on_nowhere(scanner: Scanner, client: FlaskClient) -> None:
    written(scanner, FIRST, SECOND)
    page = page_of(client, "Pier opens")
    scanner.put("a.txt", B, at=scanner.now)
    scanner.now += 600
    scanner.scan()
    for path in (page, f"{page}/history"):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "pier" not in answer.text.lower()


def test_what_is_unknown_has_no_history(scanner: Scanner, client: FlaskClient) -> None:
    written(scanner, FIRST)
    page = page_of(client, "Pier opens")
    for path in (
        page.upper().replace("/ENTRIES", "/entries"),
        "/entries/x",
        f"/entries/{'0' * 8}-0000-8000-8000-{'0' * 12}",
    ):
        assert client.get(f"{path}/history").status_code == 404
    assert client.get(f"{page}/history/").status_code == 404


def test_older_versions_beyond_what_a_page_holds_are_counted(
    scanner: Scanner, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "SHOWN_LETTERS", 100)
    written(scanner, *(("Pier opens", f"The pier opens at {number} o'clock.") for number in range(6)))
    text = client.get(f"{page_of(client, 'Pier opens')}/history").text

    assert "<del>4</del><ins>5</ins>" in text
    shown = text.count("<h3>")
    assert 1 <= shown < 6
    assert f"not shown: {6 - shown}." in text


def test_a_word_for_evidence_that_is_not_known_stays() -> None:
    assert evidence_in_words("guess") == "guess"


def explained(scanner: Scanner, title: str) -> tuple[Site, str]:
    identifier = scanner.ids()[title]
    return scanner.site, identifier


def test_explain_tells_it_all_whatever_form_the_id_has(scanner: Scanner) -> None:
    written(scanner, FIRST, SECOND)
    site, identifier = explained(scanner, "Pier opens")
    dashed = re.sub(r"(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", identifier)
    address = f"{site.url}/entries/{dashed}"
    told = site.run("explain", dashed)

    assert (told.returncode, told.stderr) == (0, "")
    for expected in ("Pier opens\n", f"urn:uuid:{dashed}", address, "stands     a.txt:1\n", EVIDENCE["new"], "(76%)"):
        assert expected in told.stdout
    forms = (f"urn:uuid:{dashed}", f"<URN:UUID:{dashed.upper()}>", address, f"{address}/history", f"{address}?a=1#b")
    for name in (*forms, identifier):
        assert site.run("explain", name).stdout == told.stdout
    known = site.report("explain", dashed)
    assert known["id"] == f"urn:uuid:{dashed}"
    assert (known["path"], known["line"], known["missing"], known["withdrawn"]) == ("a.txt", 1, None, None)
    assert [sighting["evidence"] for sighting in known["found"]] == ["new", "title"]
    assert [revision["title"] for revision in known["revisions"]] == ["Pier opens"]
    assert known["published"] < known["updated"]


def test_explain_knows_what_was_withdrawn_or_kept(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.scan()
    site, identifier = explained(scanner, "Apples ripen")
    scanner.put("a.txt", B, C, at=NOON - 600)
    scanner.now += 60
    scanner.scan()

    assert "nowhere: withdrawn 2023-11-14 22:14:20 UTC, last in a.txt:1" in site.run("explain", identifier).stdout
    assert site.report("explain", identifier)["withdrawn"] == "2023-11-14T22:14:20+00:00"

    site.configure(input={"removed": "keep"})
    other = scanner.ids()["Pears ripen"]
    site.put("a.txt", digest(C), age=100)
    assert site.report("scan")["entries"]["gone"] == 1
    assert "in no file since" in site.run("explain", other).stdout
    assert "Pears ripen" in scanner.ids()


def test_explain_says_what_is_wrong_with_an_id(site: Site) -> None:
    site.put("a.txt", digest(("Title \x1b[31mred", "Text.")))
    site.report("scan")
    for name in ("x", "urn:uuid:", "12345"):
        done = site.run("explain", name)
        assert (done.returncode, done.stdout) == (2, "")
        assert "the address of its page" in line_of(done)
    done = site.run("explain", "00000000-0000-8000-8000-000000000000")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no entry ever had this id" in line_of(done)
    connection = sqlite3.connect(site.store)
    with connection:
        connection.execute("UPDATE entries SET title = 'red \x1b[31m'")
    ((identifier,),) = connection.execute("SELECT lower(hex(id)) FROM entries").fetchall()
    connection.close()
    assert "red \\x1b[31m\n" in site.run("explain", identifier).stdout


def test_removals_that_were_held_back_are_told_wherever_an_operator_looks(scanner: Scanner) -> None:
    client, site = client_of(scanner.store), scanner.site
    for number in range(30):
        site.put(f"{number}.txt", digest((f"Leaf {number}", f"It falls. {number} " * 5)))
    assert client.get("/healthz").get_json() == {"status": "ok", "scans": 0, "detail": None}
    first = site.run("scan").stdout.splitlines()
    assert first[1].startswith("New to subscribers: /feeds 30, /feeds/")
    assert first[1].endswith(" and 26 more")
    for number in range(25):
        (site.feeds / f"{number}.txt").unlink()
    told = site.run("scan").stdout

    assert "Held back: 25 entries would be withdrawn" in told
    assert "run aggregator scan --allow-removals" in told
    health = client.get("/healthz")
    assert (health.status_code, health.get_json()["status"]) == (200, "ok")
    assert "25 entries would be withdrawn" in health.get_json()["detail"]
    report = site.report("scan", "--allow-removals")
    assert (report["held_back"], report["entries"]["gone"]) == (0, 25)
    assert client.get("/healthz").get_json()["detail"] is None
    assert json.dumps(report["seen_as_new"]) == "{}"
    assert D[0] not in told
