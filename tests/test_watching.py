"""What the service notices by itself in its folder, and how soon."""

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from tests.sites import Service, Site, digest, until

#: Longer than anybody waits here: what is served nevertheless was seen to be closed or moved into place.
NEVER_SETTLED = "30m"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests that only put files of their own into its folder; none of them settles in time."""
    site = Site(tmp_path_factory.mktemp("running"))
    site.configure(input={"settle": NEVER_SETTLED})
    with Service(site) as service:
        until(lambda: is_watching(service))
        yield service


def is_watching(service: Service) -> bool:
    """Whether the system tells a service of what happens in its folder: it answers some time before."""
    sought = f" ino:{service.site.feeds.stat().st_ino:x} "
    for information in Path(f"/proc/{service.process.pid}/fdinfo").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            text = information.read_text(encoding="ascii")
            if text.count("inotify wd:") and sought in text:
                return True
    return False


@pytest.fixture(scope="module")
def settling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The same with files that settle as soon as anywhere."""
    with Service(Site(tmp_path_factory.mktemp("settling"))) as service:
        yield service


def shows(service: Service, path: str, text: str) -> bool:
    return text in service.get(path).text


def test_a_file_that_an_editor_takes_away_while_it_saves_is_never_gone(running: Service) -> None:
    place = running.site.put(
        "saved.txt", digest(("Clocks are set", "The town sets its clocks. Before."), ("Bells are rung", "As ever."))
    )
    running.rescan()
    before = running.ids("/feeds/saved.json")
    for text in ("Once.", "Twice.", "Thrice."):
        backup = place.rename(place.with_name("saved.txt~"))
        answers = {running.get("/feeds/saved.json").status_code for _ in range(10)}
        place.write_text(
            digest(("Clocks are set", f"The town sets its clocks. {text}"), ("Bells are rung", "As ever.")),
            encoding="utf-8",
        )
        backup.unlink()

        assert answers == {200}
        until(partial(shows, running, "/feeds/saved.json", text))
        assert running.ids("/feeds/saved.json") == before


def test_a_file_that_its_writer_closed_is_served_at_once(running: Service) -> None:
    place = running.site.feeds / "closed.txt"
    place.write_text(digest(("Bakers rise early", "Bread is ready at six.")), encoding="utf-8")

    running.served("/feeds/closed.json", "Bakers rise early")


def test_a_file_that_was_renamed_into_place_is_served_at_once(running: Service) -> None:
    running.site.put("renamed.txt", digest(("Ferries sail again", "The strike is over.")), age=0)

    running.served("/feeds/renamed.json", "Ferries sail again")


def test_a_file_that_came_from_outside_is_served_at_once(running: Service) -> None:
    outside = running.site.root / "outside.txt"
    outside.write_text(digest(("Cranes come back", "They nest at the lake.")), encoding="utf-8")
    outside.rename(running.site.feeds / "outside.txt")

    running.served("/feeds/outside.json", "Cranes come back")


def test_rights_that_change_after_closing_do_not_delay_it(running: Service) -> None:
    place = running.site.feeds / "chmod.txt"
    place.write_text(digest(("Swings are painted", "The playground is green.")), encoding="utf-8")
    place.chmod(0o640)

    running.served("/feeds/chmod.json", "Swings are painted")


def test_an_edit_is_noticed(running: Service) -> None:
    place = running.site.put("edited.txt", digest(("Market moves", "To the square.")))
    running.served("/feeds/edited.json", "Market moves")
    (before,) = running.ids("/feeds/edited.json")

    place.write_text(digest(("Market moves back", "To the square.")), encoding="utf-8")

    running.served("/feeds/edited.json", "Market moves back")
    assert running.ids("/feeds/edited.json") == [before]


def test_a_removal_is_noticed(settling: Service) -> None:
    place = settling.site.put("removed.txt", digest(("Market moves", "To the square.")))
    settling.served("/feeds/removed.json", "Market moves")
    (before,) = settling.ids("/feeds/removed.json")

    place.unlink()
    until(lambda: settling.get("/feeds/removed.json").status_code == 410)
    assert settling.get(f"/entries/{before.removeprefix('urn:uuid:')}").status_code == 410


def test_files_in_new_folders_are_noticed(settling: Service) -> None:
    folder = settling.site.feeds / "press" / "north"
    folder.mkdir(parents=True)
    (folder / "lake.txt").write_text(digest(("Lake freezes", "Skaters rejoice.")), encoding="utf-8")
    settling.served("/feeds/press/north/lake.json", "Lake freezes")


def test_new_folders_are_watched(running: Service) -> None:
    lake, hill = (running.site.feeds / "press" / "south" / name for name in ("lake.txt", "hill.txt"))
    lake.parent.mkdir(parents=True)

    def is_seen_to_be_written() -> bool:
        lake.write_text(digest(("Lake freezes", "Skaters rejoice.")), encoding="utf-8")
        return shows(running, "/feeds/press/south/lake.json", "Lake freezes")

    until(is_seen_to_be_written)  # nothing else tells that the folder is watched

    hill.write_text(digest(("Hill is white", "Sledges are out.")), encoding="utf-8")

    running.served("/feeds/press/south/hill.json", "Hill is white")


def test_a_folder_that_is_moved_in_is_served_at_once_and_watched_then(running: Service) -> None:
    folder = running.site.root / "staged" / "inner"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text(digest(("Library lends tools", "Drills, above all.")), encoding="utf-8")
    folder.parent.rename(running.site.feeds / "moved")

    running.served("/feeds/moved/inner/one.json", "Library lends tools")

    (running.site.feeds / "moved" / "inner" / "two.txt").write_text(digest(("Tools come back", "All of them.")))
    running.served("/feeds/moved/inner/two.json", "Tools come back")

    (running.site.feeds / "moved").rename(running.site.feeds / "renamed-folder")
    running.served("/feeds/renamed-folder/inner/one.json", "Library lends tools")
    until(lambda: running.get("/feeds/moved/inner/one.json").status_code == 301)


def test_a_folder_that_is_taken_away_is_noticed(settling: Service) -> None:
    settling.site.put("north/inner/one.txt", digest(("Library lends tools", "Drills, above all.")))
    settling.served("/feeds/north/inner/one.json", "Library lends tools")

    shutil.rmtree(settling.site.feeds / "north")
    until(lambda: settling.get("/feeds/north/inner/one.json").status_code == 410)


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

    running.served("/feeds/slow.json", "Second half")
    assert running.titles("/feeds/slow.json") == ["First half", "Second half"]


def test_a_file_that_is_opened_again_while_another_process_scans_waits_again(running: Service) -> None:
    place = running.site.feeds / "again.txt"
    lock = FileLock(running.site.store.parent / "scan.lock")
    waits = "another process is scanning"
    before = running.log().count(waits)
    with lock, ThreadPoolExecutor(1) as pool:
        place.write_text(digest(("First try", "Was closed.")), encoding="utf-8")
        until(lambda: running.log().count(waits) > before)
        with place.open("a", encoding="utf-8") as file:
            file.write(digest(("Second try", "Is under way.")))
            file.flush()
            asked = pool.submit(running.rescan)
            lock.release()
            assert asked.result().status_code == 200
            assert running.get("/feeds/again.json").status_code == 404

    running.served("/feeds/again.json", "Second try")
    assert running.titles("/feeds/again.json") == ["First try", "Second try"]


def test_what_nobody_is_seen_to_close_is_read_once_it_is_settled(settling: Service) -> None:
    place = settling.site.feeds / "open.txt"
    begun = time.monotonic()
    with place.open("w", encoding="utf-8") as file:
        file.write(digest(("Clock is left open", "It still ticks.")))
        file.flush()

        settling.served("/feeds/open.json", "Clock is left open")

    assert time.monotonic() - begun > 1.5


def test_unfinished_names_are_never_read(running: Service) -> None:
    for name in (".hidden.txt", "draft.txt~", "draft.tmp", "draft.part", ".git/x.txt"):
        place = running.site.feeds / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(digest((f"Secret of {name}", "Not yet.")), encoding="utf-8")
    running.rescan()

    assert "Secret" not in running.get("/feeds.json").text


def test_another_folder_in_its_place_is_watched(site: Site) -> None:
    site.configure(input={"settle": NEVER_SETTLED})
    site.put("old.txt", digest(("Old folder", "Was here.")))
    with Service(site) as service:
        service.served("/feeds/old.json", "Old folder")
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
        service.served("/feeds/new.json", "New folder")
        until(lambda: service.get("/feeds/old.json").status_code == 410)

        (site.feeds / "newer.txt").write_text(digest(("Still watched", "It is.")), encoding="utf-8")
        service.served("/feeds/newer.json", "Still watched")

        shutil.rmtree(site.feeds)  # and perhaps the same inode again
        site.put("newest.txt", digest(("Watched again", "It is.")))
        service.served("/feeds/newest.json", "Watched again")
        assert service.log().count("input folder cannot be read") <= 2


def test_with_everything_as_it_was_nothing_is_scanned(running: Service) -> None:
    running.rescan()
    states = running.site.scan_states()
    for path in ("/", "/feeds.rss", "/feeds.opml", "/healthz", "/scans/1"):
        running.get(path)
    time.sleep(0.5)  # that nothing happens cannot be awaited

    assert running.site.scan_states() == states
