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
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from filelock import FileLock

from tests.sites import TOKEN, Service, Site, digest, until

#: What the service promises of a file that was closed or moved into place, in seconds.
AT_ONCE = 1.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests that only put files of their own into its folder."""
    with Service(Site(tmp_path_factory.mktemp("running"))) as service:
        yield service


def served(service: Service, path: str, title: str) -> float:
    """How long it takes until a feed shows a title, in seconds."""
    begun = time.monotonic()
    until(lambda: title in service.titles(path))
    return time.monotonic() - begun


def scan_states(site: Site) -> list[str]:
    if not site.store.exists():
        return []
    connection = sqlite3.connect(site.store, timeout=20)
    try:
        return [state for (state,) in connection.execute("SELECT state FROM scans ORDER BY number")]
    except sqlite3.OperationalError:  # not made yet
        return []
    finally:
        connection.close()


def test_a_file_that_its_writer_closed_is_served_at_once(running: Service) -> None:
    place = running.site.feeds / "closed.txt"
    place.write_text(digest(("Bakers rise early", "Bread is ready at six.")), encoding="utf-8")

    assert served(running, "/feeds/closed.json", "Bakers rise early") < AT_ONCE


def test_a_file_that_was_renamed_into_place_is_served_at_once(running: Service) -> None:
    running.site.put("renamed.txt", digest(("Ferries sail again", "The strike is over.")), age=0)

    assert served(running, "/feeds/renamed.json", "Ferries sail again") < AT_ONCE


def test_a_file_that_came_from_outside_is_served_at_once(running: Service) -> None:
    outside = running.site.root / "outside.txt"
    outside.write_text(digest(("Cranes come back", "They nest at the lake.")), encoding="utf-8")
    outside.rename(running.site.feeds / "outside.txt")

    assert served(running, "/feeds/outside.json", "Cranes come back") < AT_ONCE


def test_rights_that_change_after_closing_do_not_delay_it(running: Service) -> None:
    place = running.site.feeds / "chmod.txt"
    place.write_text(digest(("Swings are painted", "The playground is green.")), encoding="utf-8")
    place.chmod(0o640)

    assert served(running, "/feeds/chmod.json", "Swings are painted") < AT_ONCE


def test_an_edit_and_a_removal_are_noticed(running: Service) -> None:
    place = running.site.put("edited.txt", digest(("Market moves", "To the square.")))
    served(running, "/feeds/edited.json", "Market moves")
    (before,) = running.ids("/feeds/edited.json")

    place.write_text(digest(("Market moves back", "To the square.")), encoding="utf-8")

    assert served(running, "/feeds/edited.json", "Market moves back") < AT_ONCE
    assert running.ids("/feeds/edited.json") == [before]

    place.unlink()
    until(lambda: running.get("/feeds/edited.json").status_code == 410)
    assert running.get(f"/entries/{before.removeprefix('urn:uuid:')}").status_code == 410


def test_files_in_new_folders_are_noticed(running: Service) -> None:
    folder = running.site.feeds / "press" / "north"
    folder.mkdir(parents=True)
    (folder / "lake.txt").write_text(digest(("Lake freezes", "Skaters rejoice.")), encoding="utf-8")
    served(running, "/feeds/press/north/lake.json", "Lake freezes")

    (folder / "hill.txt").write_text(digest(("Hill is white", "Sledges are out.")), encoding="utf-8")

    assert served(running, "/feeds/press/north/hill.json", "Hill is white") < AT_ONCE


def test_a_folder_that_is_moved_in_is_served_at_once_and_watched_then(running: Service) -> None:
    folder = running.site.root / "staged" / "inner"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text(digest(("Library lends tools", "Drills, above all.")), encoding="utf-8")
    folder.parent.rename(running.site.feeds / "moved")

    assert served(running, "/feeds/moved/inner/one.json", "Library lends tools") < AT_ONCE

    (running.site.feeds / "moved" / "inner" / "two.txt").write_text(digest(("Tools come back", "All of them.")))
    assert served(running, "/feeds/moved/inner/two.json", "Tools come back") < AT_ONCE

    (running.site.feeds / "moved").rename(running.site.feeds / "renamed-folder")
    assert served(running, "/feeds/renamed-folder/inner/one.json", "Library lends tools") < AT_ONCE
    until(lambda: running.get("/feeds/moved/inner/one.json").status_code == 410)

    shutil.rmtree(running.site.feeds / "renamed-folder")
    until(lambda: running.get("/feeds/renamed-folder/inner/one.json").status_code == 410)


def test_a_file_that_is_still_written_is_not_published_by_halves(running: Service) -> None:
    place = running.site.feeds / "slow.txt"
    with place.open("w", encoding="utf-8") as file:
        file.write(digest(("First half", "Is written.")))
        file.flush()
        report = running.rescan().json()
        assert [waiting["path"] for waiting in report["unsettled"]] == ["slow.txt"]
        assert report["files"]["unsettled"] == 1
        assert running.get("/feeds/slow.json").status_code == 404
        file.write(digest(("Second half", "Is written, too.")))

    assert served(running, "/feeds/slow.json", "Second half") < AT_ONCE
    assert running.titles("/feeds/slow.json") == ["First half", "Second half"]


def test_a_file_that_is_opened_again_before_it_was_read_waits_again(running: Service) -> None:
    place = running.site.feeds / "again.txt"
    with FileLock(running.site.store.parent / "scan.lock"):
        place.write_text(digest(("First try", "Was closed.")), encoding="utf-8")
        with place.open("a", encoding="utf-8") as file:
            file.write(digest(("Second try", "Is under way.")))
            file.flush()
            time.sleep(0.1)  # nothing tells that the watcher has heard of it
            (running.site.feeds / "other.txt").write_text(digest(("Something else", "Is ready.")))
            time.sleep(0.1)
    assert running.rescan().status_code == 200

    assert served(running, "/feeds/again.json", "Second try") < AT_ONCE
    assert running.titles("/feeds/again.json") == ["First try", "Second try"]


def test_what_nobody_is_seen_to_close_is_read_once_it_is_settled(running: Service) -> None:
    place = running.site.feeds / "open.txt"
    with place.open("w", encoding="utf-8") as file:
        file.write(digest(("Clock is left open", "It still ticks.")))
        file.flush()

        took = served(running, "/feeds/open.json", "Clock is left open")

    assert 1.5 < took < 5


def test_unfinished_names_are_never_read(running: Service) -> None:
    for name in (".hidden.txt", "draft.txt~", "draft.tmp", "draft.part", ".git/x.txt"):
        place = running.site.feeds / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(digest((f"Secret of {name}", "Not yet.")), encoding="utf-8")
    running.rescan()

    assert "Secret" not in running.get("/feeds.json").text


def test_another_folder_in_its_place_is_watched(site: Site) -> None:
    site.put("old.txt", digest(("Old folder", "Was here.")))
    with Service(site) as service:
        served(service, "/feeds/old.json", "Old folder")
        site.feeds.rename(site.root / "away")
        failed = service.rescan()
        assert failed.status_code == 503
        assert failed.json()["state"] == "failed"
        assert "input folder cannot be read" in failed.json()["error"]
        assert service.get("/healthz").status_code == 200
        assert service.titles() == ["Old folder"]

        fresh = Site(site.root / "fresh", site.port)
        fresh.put("new.txt", digest(("New folder", "Is here.")))
        fresh.feeds.rename(site.feeds)
        assert served(service, "/feeds/new.json", "New folder") < AT_ONCE
        until(lambda: service.get("/feeds/old.json").status_code == 410)

        (site.feeds / "newer.txt").write_text(digest(("Still watched", "It is.")), encoding="utf-8")
        assert served(service, "/feeds/newer.json", "Still watched") < AT_ONCE

        shutil.rmtree(site.feeds)  # and perhaps the same inode again
        site.put("newest.txt", digest(("Watched again", "It is.")))
        served(service, "/feeds/newest.json", "Watched again")
        assert service.log().count("input folder cannot be read") <= 2


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
        log = service.log()
        assert f"{site.url}/feeds.rss" in log
        assert f"{site.url}/feeds/2012-03-14-harbour.rss  Harbour, 14 March 2012" in log
        assert f"{site.url}/feeds/press/Gr%C3%B6%C3%9Fe-31m.rss" in log
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
        assert service.ask("POST", "/rescan", Authorization=f"Bearer {secret}").status_code == 202
        assert stat.S_IMODE(token.stat().st_mode) == 0o600


def test_sigint_ends_it_as_well(site: Site) -> None:
    with Service(site) as service:
        assert service.stop(signal.SIGINT) == 0


def test_sigint_to_all_its_processes_as_a_terminal_sends_it(site: Site) -> None:
    with Service(site) as service:
        os.killpg(service.process.pid, signal.SIGINT)
        assert service.process.wait(10) == 0
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
        until(lambda: scan_states(site)[1:] == ["done"])
        with FileLock(site.store.parent / "scan.lock"):
            asking = threading.Thread(target=ask, args=(service,))
            asking.start()
            until(lambda: "wished" in scan_states(site))
            begun = time.monotonic()
            assert service.stop() == 0
            assert time.monotonic() - begun < 10
            asking.join()
    assert "Traceback" not in service.log()


def many_slow_files(site: Site) -> None:
    """Files that take longer to scan than anybody waits: one large digest under a thousand names."""
    articles = digest(*((f"Story {number}", "said”a wonder”and more " * 40) for number in range(300)))
    first = site.put("slow/0000.txt", articles)
    for number in range(1, 1000):
        os.link(first, first.with_name(f"{number:04}.txt"))


@pytest.mark.parametrize("when", ["the first scan", "a later scan"])
def test_sigterm_ends_it_in_the_middle_of_a_scan(site: Site, when: str) -> None:
    service = Service(site)
    if when == "the first scan":
        many_slow_files(site)
        service.start()
    else:
        service.start()
        until(lambda: scan_states(site)[1:] == ["done"])
        many_slow_files(site)
    try:
        until(lambda: scan_states(site)[-1:] == ["running"])
        begun = time.monotonic()

        assert service.stop() == 0, service.log()
        assert time.monotonic() - begun < 10
    finally:
        service.kill()
    assert scan_states(site)[-1] == "failed"
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
            "a.txt", digest(("Clocks strike", "It is two."), ("Bells ring", "It is noon."), ("Bells stop", "One."))
        )
        served(service, "/feeds/a.json", "Clocks strike")
        assert service.ids()[1:] == ids


def test_killed_again_and_again_in_the_middle_of_scans(site: Site) -> None:
    site.configure(input={"every": "1s"})
    expected = {f"Page {number}" for number in range(60)}
    for number in range(60):
        site.put(f"{number:02}.txt", digest((f"Page {number}", "Is printed. " * 2000)))
    for pause in (0.0, 0.05, 0.1):
        service = Service(site)
        service.start()
        until(lambda: "running" in scan_states(site) or "done" in scan_states(site))
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
        assert served(service, "/feeds/a.json", "Tides turn") < 3
        until(lambda: scan_states(site).count("done") >= 4)


def test_with_everything_as_it_was_nothing_is_scanned(running: Service) -> None:
    running.rescan()
    states = scan_states(running.site)
    for path in ("/", "/feeds.rss", "/feeds.opml", "/healthz", "/scans/1"):
        running.get(path)
    time.sleep(0.5)  # that nothing happens cannot be awaited

    assert scan_states(running.site) == states


def test_a_full_disk_stops_scans_and_nothing_else(site: Site) -> None:
    site.put("a.txt", digest(("Barn is full", "Of hay.")))
    with Service(site) as service:
        until(lambda: scan_states(site)[1:] == ["done"])
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
        until(lambda: scan_states(site)[1:] == ["done"])
        busy = sqlite3.connect(site.store, isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        asking = threading.Thread(target=service.rescan)
        asking.start()
        begun = time.monotonic()
        for path in ("/", "/feeds.rss", "/healthz"):
            assert service.get(path).ok
        assert time.monotonic() - begun < 2
        busy.execute("ROLLBACK")
        busy.close()
        asking.join(10)
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
        for service in (one, two):
            until(lambda service=service: len(service.titles()) == 2)
        assert one.ids() == two.ids()
        assert [one.rescan().status_code, two.rescan().status_code] == [200, 200]
        assert TOKEN not in one.log() + two.log()
