"""What /status shows of scans, files, feeds' readers and hubs."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from filelock import FileLock

from aggregator.store import notices, scans
from aggregator.store.database import open_store
from tests.hubs import Hub
from tests.scanner import A, Scanner
from tests.sites import PATIENCE, TOKEN, Service, Site, digest, until
from tests.status.visitor import Visitor
from tests.webs import HOSTILE, Page

TREES = ("oak", "ash", "elm", "lime", "birch", "alder")
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def section(page: str, name: str) -> str:
    """The part of the page under a heading, as people read it."""
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', page, re.DOTALL)
    assert found, name
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[0])).split())


def test_the_last_days_scans_are_a_picture_and_a_table(keeper: Visitor, service: Service) -> None:
    service.rescan()
    page = keeper.get("/status").text
    assert "<title id=" in page
    assert "<desc id=" in page
    assert 'role="img"' in page
    assert not re.search(r"\sstyle=", page)
    assert "Scans: " in section(page, "scans")
    assert "The latest scans Scan Begun Seconds Changed files New entries Failed files" in section(page, "scans")
    number = len(service.site.scan_states())
    assert re.search(rf"Failed files {number} \d{{4}}-\d\d-\d\d \d\d:\d\d UTC \d\.\d\d 0 0 1", section(page, "scans"))


def test_the_page_is_whole_and_holds_nothing_that_runs(keeper: Visitor) -> None:
    for path in ("/status", "/status/preview", "/status/login"):
        page = Page(keeper.get(path).text)
        assert page.tags.count("h1") == 1
        assert page.loaded == (["/static/status.js"] if path == "/status" else [])
        assert page.tags.count("script") == len(page.loaded)
        assert page.alternates
        assert HOSTILE not in keeper.get(path).text


def test_a_failed_file_is_shown_with_the_text_that_was_the_cause(site: Site) -> None:
    site.put("a.txt", digest(A))
    site.put("bad <b>.txt", b"fine\nnoise <script>alert(1)</script> " + bytes(range(1, 9)) * 9 + b"\n")
    with Service(site) as service:
        page = service.get("/status", **BEARER).text
        failed = section(page, "failed")
        assert "bad <b>.txt:2 holds 54 control characters" in failed
        assert "noise <script>alert(1)</script> \\x01\\x02" in failed
        assert "<script>alert" not in page
        # The report, which is for everybody, has none of the file's text.
        assert "noise" not in service.get("/scans/1").text
        service.rescan()
        assert "noise <script>" in section(service.get("/status", **BEARER).text, "failed")
        site.put("bad <b>.txt", digest(A), age=30)
        service.rescan()
        assert section(service.get("/status", **BEARER).text, "failed") == "Failed files None."


def test_files_that_wait_are_named(site: Site) -> None:
    site.configure(input={"settle": "1h", "watch": False})
    site.put("a.txt", digest(A), age=7200)
    site.put("fresh.txt", digest(A), age=0)
    with Service(site) as service:
        assert "fresh.txt : written" in section(service.get("/status", **BEARER).text, "unsettled")


def test_what_there_is_none_of_is_said(keeper: Visitor) -> None:
    page = keeper.get("/status").text
    assert section(page, "unsettled") == "Files that wait None."
    assert section(page, "hubs").startswith("Hubs None is set: websub.hubs in the configuration")


def test_a_scan_that_could_not_be_done_says_why(scanner: Scanner) -> None:
    with scanner.store.writing() as transaction:
        number = scans.begin(transaction, 100)
        scans.end(transaction, number, 101, error="the input folder cannot be read")
        second = scans.begin(transaction, 200)
        scans.end(transaction, second, 203, report='{"seconds": 2.5, "files": {"new": 1, "gone": 2}, "failed": [1, 2]}')
        third = scans.begin(transaction, 300)
    with scanner.store.reading() as transaction:
        shown = scans.since(transaction, 0)
        assert scans.since(transaction, 201) == shown[:1]
        under_way = scans.under_way(transaction)
    assert [figures.number for figures in shown] == [third, second, number]
    assert [figures.state for figures in shown] == ["running", "done", "failed"]
    assert shown[1] == scans.Figures(second, "done", 200, 203, None, 2.5, 3, 0, 2)
    assert shown[2].error == "the input folder cannot be read"
    assert under_way
    assert under_way.number == third


def test_the_button_scans_and_without_a_script_leads_back(keeper: Visitor, service: Service) -> None:
    before = len(service.site.scan_states())
    answer = keeper.submit("/status/rescan")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/status")
    until(lambda: service.site.scan_states()[before:] == ["done"])


def test_while_a_scan_is_under_way_the_page_says_how_far_it_is(keeper: Visitor, service: Service) -> None:
    with FileLock(service.site.store.parent / "scan.lock"):
        keeper.submit("/status/rescan")
        page = keeper.get("/status").text
        assert 'data-events="/status/progress"' in page
        assert "begins in a moment" in section(page, "scans")
        assert "<progress" in page
    until(lambda: "<progress" not in keeper.get("/status").text)


def test_progress_is_told_as_it_is_made(site: Site) -> None:
    site.configure(input={"watch": False})
    with Service(site) as service, ThreadPoolExecutor(1) as pool:
        with FileLock(site.store.parent / "scan.lock"):
            for number in range(2500):
                leaves = ((f"Leaf {number} of {tree}", f"It falls from the {tree}, in autumn.") for tree in TREES)
                site.put(f"{number:04}.txt", digest(*leaves))
            service.rescan("")
            asked = pool.submit(service.fetch, "/status/progress", BEARER)
            until(lambda: "begins in a moment" in service.get("/status", **BEARER).text)
        told = asked.result()
        assert told.headers["Content-Type"] == "text/event-stream"
        assert told.headers["Cache-Control"] == "no-store"
        steps = [int(done) for done in re.findall(r'"done": (\d+), "total": 2500', told.text)]
        assert steps == sorted(steps)
        assert any(0 < step < 2500 for step in steps), told.text
        assert told.text.endswith("event: end\ndata: {}\n\n")
        assert len(service.titles()) > 900


def test_many_who_follow_a_scan_leave_room_for_the_feeds(keeper: Visitor, service: Service) -> None:
    with ThreadPoolExecutor(20) as pool:
        with FileLock(service.site.store.parent / "scan.lock"):
            keeper.submit("/status/rescan")
            asked = [pool.submit(service.fetch, "/status/progress", BEARER) for _ in range(20)]
            until(lambda: sum(future.done() for future in asked) >= 14)
            for path in ("/feeds.rss", "/healthz"):
                assert service.fetch(path, {}).ok  # while those who follow wait for the lock
        statuses = [future.result().status_code for future in asked]
    assert sorted(statuses) == [200] * 6 + [503] * 14
    # Their chairs are free again, also that of a visitor who leaves without a word.
    for _ in range(7):
        assert keeper.session.head(f"{service.site.url}/status/progress", timeout=PATIENCE).status_code == 200
        assert keeper.get("/status/progress").status_code == 200


def test_a_hubs_answers_are_told(site: Site) -> None:
    with Hub() as hub:
        site.configure(websub={"hubs": [hub.url]})
        site.put("a.txt", digest(A))
        with Service(site) as service:
            service.get("/status", **BEARER)
            site.put("b.txt", digest(("Pears", "They ripen.")), age=30)
            service.rescan()
            until(lambda: "it answered 204" in service.get("/status", **BEARER).text)
            told = section(service.get("/status", **BEARER).text, "hubs")
            assert f"Hubs {hub.url}: it answered 204 at " in told
            assert "last told something at" in told


def test_a_hub_that_refuses_keeps_the_moment_when_it_last_took_something(site: Site) -> None:
    with open_store(f"sqlite:///{site.store}") as store:
        with store.writing() as transaction:
            notices.answered(transaction, "https://hub.example/", 100, "it answered 204", told=True)
            notices.answered(transaction, "https://hub.example/", 200, "it answered 503", told=False)
            notices.answered(transaction, "https://other.example/", 300, "Timeout", told=False)
            notices.post(transaction, ["https://hub.example/"], ["https://news.example/a.rss"], 1, 200)
        with store.reading() as transaction:
            assert notices.hubs(transaction) == [
                notices.Hub("https://hub.example/", 200, "it answered 503", 100, 1),
                notices.Hub("https://other.example/", 300, "Timeout", None, 0),
            ]
        with store.writing() as transaction:
            notices.keep_to(transaction, ["https://other.example/"], "https://news.example")
        with store.reading() as transaction:
            assert [hub.hub for hub in notices.hubs(transaction)] == ["https://other.example/"]


@pytest.mark.parametrize("path", ["/static/status.js", "/static/status.css"])
def test_style_and_script_are_small(service: Service, path: str) -> None:
    assert len(service.get(path).content) < 4_000


def test_a_status_is_told_while_a_scan_writes(scanner: Scanner) -> None:
    """The page waits for no writer."""
    with scanner.store.writing(), scanner.store.reading() as transaction:
        assert scans.since(transaction, 0) == []  # whoever waited would be told that the store is busy
