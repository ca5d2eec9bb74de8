"""Asking for a scan over HTTP: who may, what is answered, and how many scans follow."""

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

import pytest
import requests
from filelock import FileLock
from flask import Flask

from aggregator.publishing.access import Patterns
from aggregator.store import scans
from aggregator.web.control import control_addresses
from tests.scanner import Scanner
from tests.sites import PATIENCE, TOKEN, Service, until


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}",
     f"Bearer {TOKEN.swapcase()}!", "Bearer \xe9", f"Bearer {TOKEN} {TOKEN}", f"Bearer,{TOKEN}"],
)  # fmt: skip
def test_without_the_token_nothing_is_scanned(service: Service, authorization: str | None) -> None:
    before = service.get("/healthz").json()["scans"]
    line = f"Authorization: {authorization}\n" if authorization is not None else ""
    request = f"POST /rescan?wait=1 HTTP/1.1\nHost: x\n{line}Content-Length: 0\nConnection: close\n\n"
    status, answer = service.raw(request)

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
        asked = [pool.submit(service.rescan) for _ in range(6)]
        plain = [service.rescan("").json()["scan"] for _ in range(20)]
        assert set(plain) == {first}
        waiting = service.get(f"/scans/{first}")
        assert (waiting.json(), waiting.headers["Retry-After"]) == ({"state": "wished"}, "1")
        assert service.get("/feeds.rss").status_code == 200
    answers = [future.result() for future in asked]

    assert [answer.status_code for answer in answers] == [200] * 6
    assert begun + 1 <= service.get("/healthz").json()["scans"] <= begun + 2


def test_requests_that_wait_leave_room_for_those_that_read(service: Service) -> None:
    with ThreadPoolExecutor(100) as pool, FileLock(service.site.store.parent / "scan.lock"):
        asked = [pool.submit(service.rescan) for _ in range(100)]
        until(lambda: sum(future.done() for future in asked) >= 94)
        for path in ("/healthz", "/feeds.rss", "/"):
            assert requests.get(service.site.url + path, timeout=PATIENCE).status_code == 200
    statuses = [future.result().status_code for future in asked]

    assert set(statuses) == {200, 202}
    assert statuses.count(200) == 6


def test_a_body_with_a_wish_does_no_harm(service: Service) -> None:
    address, headers = f"{service.site.url}/rescan?wait=1", {"Authorization": f"Bearer {TOKEN}"}
    answer = requests.post(address, data=b"x" * 1_000_000, headers=headers, timeout=PATIENCE)

    assert answer.status_code == 200


def test_a_scan_under_way_says_so(scanner: Scanner) -> None:
    web = Flask("a web process")
    addresses = control_addresses(
        scanner.store, TOKEN, scanner.site.url, lambda: scanner.now, BoundedSemaphore(1), Patterns()
    )
    web.register_blueprint(addresses)
    with scanner.store.writing() as transaction:
        wished = scans.wish(transaction, int(scanner.now))
    assert web.test_client().get(f"/scans/{wished}").get_json() == {"state": "wished"}
    with scanner.store.writing() as transaction:
        assert scans.begin(transaction, int(scanner.now)) == wished
    assert web.test_client().get(f"/scans/{wished}").get_json() == {"state": "running"}
    with scanner.store.writing() as transaction:
        scans.end(transaction, wished, int(scanner.now), report='{"seconds": 0}')
    assert web.test_client().get(f"/scans/{wished}").get_json() == {"seconds": 0}
