"""The service as a whole: its start, what it notices by itself, and its end, by real processes and signals."""

import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import stat
import threading
import time
from pathlib import Path

import pytest
import requests
from filelock import FileLock

from tests.sites import PATIENCE, TOKEN, Service, Site, digest, until


def test_the_first_start_makes_a_token_and_says_where_to_subscribe(site: Site) -> None:
    site.configure(server={"rescan_token": None})
    site.put("2012-03-14-harbour.txt", digest(("Harbour opens", "Boats are back.")))
    site.put("press/Größe \x1b[31m.txt", digest(("Tower grows", "By a metre.")))
    token = site.store.parent / "rescan-token"
    with Service(site) as service:
        assert stat.S_IMODE(token.stat().st_mode) == 0o600
        secret = token.read_text(encoding="ascii").strip()
        assert len(secret) >= 32
        assert service.ask("POST", "/rescan", Authorization=f"Bearer {secret}").status_code == 202
        assert service.ask("POST", "/rescan", Authorization="Bearer ").status_code == 401
        welcome = service.welcome()
        assert f"{site.url}/feeds.rss" in welcome
        assert f"{site.url}/feeds/2012-03-14-harbour.rss  Harbour, 14 March 2012" in welcome
        assert f"{site.url}/feeds/press/Gr%C3%B6%C3%9Fe-31m.rss" in welcome
        log = service.log()
        assert secret not in log
        assert "\x1b" not in log
        assert "WARNING" not in log
        assert service.titles() == ["Harbour opens", "Tower grows"] or service.titles() == [
            "Tower grows",
            "Harbour opens",
        ]
    with Service(site) as service:
        assert token.read_text(encoding="ascii").strip() == secret
        assert len(service.titles()) == 2


def test_a_token_that_was_never_written_is_made_anew(site: Site) -> None:
    site.configure(server={"rescan_token": None})
    site.store.parent.mkdir()
    token = site.store.parent / "rescan-token"
    token.touch(0o600)
    with Service(site) as service:
        secret = token.read_text(encoding="ascii").strip()
        assert len(secret) >= 32
        assert service.ask("POST", "/rescan", Authorization=f"Bearer {secret}").status_code == 202
        assert stat.S_IMODE(token.stat().st_mode) == 0o600


def test_sigint_ends_it_as_well(site: Site) -> None:
    with Service(site) as service:
        assert service.stop(signal.SIGINT) == 0


def test_sigint_to_all_its_processes_as_a_terminal_sends_it(site: Site) -> None:
    with Service(site) as service:
        os.killpg(service.process.pid, signal.SIGINT)
        assert service.process.wait(PATIENCE) == 0
    assert "Traceback" not in service.log()


def test_sigterm_ends_it_while_a_request_waits_for_a_scan(site: Site) -> None:
    site.put("a.txt", digest(("Kettle sings", "Tea is ready.")))
    answers: list[int] = []

    def ask(service: Service) -> None:
        try:
            answers.append(service.rescan().status_code)
        except requests.RequestException:
            answers.append(0)

    with Service(site) as service:
        until(lambda: site.scan_states()[1:] == ["done"])
        with FileLock(site.store.parent / "scan.lock"):
            asking = threading.Thread(target=ask, args=(service,))
            asking.start()
            until(lambda: "wished" in site.scan_states())
            begun = time.monotonic()
            assert service.stop() == 0
            assert time.monotonic() - begun < 10
            asking.join()
    assert "Traceback" not in service.log()


def many_slow_files(site: Site) -> None:
    """Files that take longer to scan than anybody waits: one large digest under a thousand names."""
    articles = digest(*((f"Story {number}", "said”a wonder”and more " * 40) for number in range(300)))
    first = site.put("../staged/0000.txt", articles)
    for number in range(1, 1000):
        os.link(first, first.with_name(f"{number:04}.txt"))
    # All at once: of a few that came first a scan could come to its end.
    first.parent.rename(site.feeds / "slow")


@pytest.mark.parametrize("when", ["the first scan", "a later scan"])
def test_sigterm_ends_it_in_the_middle_of_a_scan(site: Site, when: str) -> None:
    service = Service(site)
    if when == "the first scan":
        many_slow_files(site)
        service.start()
    else:
        service.start()
        until(lambda: site.scan_states()[1:] == ["done"])
        many_slow_files(site)
    try:
        until(lambda: site.scan_states()[-1:] == ["running"])
        begun = time.monotonic()

        assert service.stop() == 0, service.log()
        assert time.monotonic() - begun < 10
    finally:
        service.kill()
    assert site.scan_states()[-1] == "failed"
    assert "Traceback" not in service.log()
    assert "ERROR" not in service.log()


def test_a_taken_port_is_one_line(site: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        done = site.run("serve")

    assert done.returncode == 1
    assert re.fullmatch(rf"aggregator: 127.0.0.1:{site.port}: cannot be listened at \(.+\); .*\n", done.stderr)
    assert not site.store.exists()


@pytest.mark.parametrize("host", ["203.0.113.1", "no.such.host.invalid", "a" * 70 + ".example", "..", "999.1.1.1"])
def test_a_host_that_is_none_is_one_line(site: Site, host: str) -> None:
    site.configure(server={"host": host})
    done = site.run("serve")

    assert done.returncode == 1
    assert re.fullmatch(r"aggregator: .*cannot be listened at .*\n", done.stderr)


@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_it_listens_at_hosts_by_name_and_by_either_family(site: Site, host: str) -> None:
    site.configure(server={"host": host})
    service = Service(site)
    service.start()
    try:
        address = f"http://{f'[{host}]' if ':' in host else host}:{site.port}/healthz"

        def answers() -> bool:
            assert service.process.poll() is None, service.log()
            try:
                return requests.get(address, timeout=PATIENCE).ok
            except requests.ConnectionError:
                return False

        until(answers)
        assert service.stop() == 0
    finally:
        service.kill()


def test_a_missing_folder_at_the_first_start_is_one_line(site: Site) -> None:
    site.feeds.rmdir()
    done = site.run("serve")

    assert done.returncode == 1
    assert re.fullmatch(r"aggregator: .*the input folder cannot be read .*\n", done.stderr)


def test_being_killed_changes_no_id_and_leaves_no_process(site: Site) -> None:
    site.put("a.txt", digest(("Bells ring", "It is noon."), ("Bells stop", "It is one.")))
    with Service(site) as service:
        ids = service.ids()
        service.kill()
    with Service(site) as service:  # which also means that the port is free
        assert service.ids() == ids
        site.put(
            "a.txt",
            digest(("Clocks strike", "It is two."), ("Bells ring", "It is noon."), ("Bells stop", "It is one again.")),
        )
        service.served("/feeds/a.json", "Clocks strike")
        assert service.ids()[1:] == ids


def test_killed_again_and_again_in_the_middle_of_scans(site: Site) -> None:
    site.configure(input={"every": "1s"})
    expected = {f"Page {number}" for number in range(60)}
    for number in range(60):
        site.put(f"{number:02}.txt", digest((f"Page {number}", f"Sheet{number} was{number} printed{number}. " * 800)))
    for pause in (0.0, 0.05, 0.1):
        service = Service(site)
        service.start()
        until(lambda: "running" in site.scan_states() or "done" in site.scan_states())
        time.sleep(pause)
        service.kill()
    with Service(site) as service:
        until(lambda: set(service.titles()) == expected)
        ids = service.ids()
    assert len(set(ids)) == 60
    shutil.rmtree(site.store.parent)
    assert site.report("scan")["entries"]["new"] == 60
    connection = sqlite3.connect(site.store)
    again = {f"urn:uuid:{row[0][:8]}" for row in connection.execute("SELECT lower(hex(id)) FROM entries")}
    connection.close()
    assert again == {identifier[:17] for identifier in ids}


def test_without_a_watcher_scans_at_intervals_notice_changes(site: Site) -> None:
    site.configure(input={"watch": False, "every": "1s"})
    with Service(site) as service:
        site.put("a.txt", digest(("Tides turn", "Twice a day.")))
        service.served("/feeds/a.json", "Tides turn")
        until(lambda: site.scan_states().count("done") >= 4)


def test_a_full_disk_stops_scans_and_nothing_else(site: Site) -> None:
    site.put("a.txt", digest(("Barn is full", "Of hay.")))
    with Service(site) as service:
        until(lambda: site.scan_states()[1:] == ["done"])
        pid = service.process.pid
        limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, limits[1]))  # more than the log needs
        site.put("b.txt", digest(("Barn is fuller", "Of straw. " * 1000)))
        until(lambda: "the store cannot be used" in service.log())
        assert service.titles() == ["Barn is full"]
        assert service.get("/healthz").ok

        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
        until(lambda: sorted(service.titles()) == ["Barn is full", "Barn is fuller"])
        assert service.log().count("the store cannot be used") < 5


def test_a_worker_that_dies_is_replaced(site: Site) -> None:
    site.put("a.txt", digest(("Lamp is lit", "And lit again.")))
    with Service(site) as service:
        children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
        worker = max(map(int, children))
        os.kill(worker, signal.SIGKILL)

        def answers() -> bool:
            try:
                return service.titles() == ["Lamp is lit"]
            except requests.ConnectionError:
                return False

        until(answers)
        assert service.rescan().status_code == 200


def test_the_service_outlives_a_store_that_is_busy(site: Site) -> None:
    with Service(site) as service:
        until(lambda: site.scan_states()[1:] == ["done"])
        busy = sqlite3.connect(site.store, isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        asking = threading.Thread(target=service.rescan)
        asking.start()
        for path in ("/", "/feeds.rss", "/healthz"):
            assert service.get(path).ok  # whoever waited for the writer would be told that the store is busy
        busy.execute("ROLLBACK")
        busy.close()
        asking.join(PATIENCE)
        assert not asking.is_alive()
    assert "ERROR" not in service.log()


def test_two_services_may_share_a_store(site: Site, tmp_path: Path) -> None:
    site.put("a.txt", digest(("Twin bakeries", "Share an oven.")))
    other = Site(tmp_path / "other")
    other.configure(input={"folder": str(site.feeds)})
    values = json.loads(other.config.read_text(encoding="utf-8")) | {"store": f"sqlite:///{site.store}"}
    other.config.write_text(json.dumps(values), encoding="utf-8")
    with Service(site) as one, Service(other) as two:
        site.put("b.txt", digest(("Twin cafés", "Share a square.")))
        until(lambda: len(one.titles()) == 2 and len(two.titles()) == 2)
        assert one.ids() == two.ids()
        assert [one.rescan().status_code, two.rescan().status_code] == [200, 200]
        assert TOKEN not in one.log() + two.log()
