"""The folder of an export: what changes in it, and what never does."""

import json
import os
import re
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from aggregator.errors import ExportError
from aggregator.publishing.export import Answered, Exported, export
from aggregator.publishing.export.addresses import Wanted
from aggregator.publishing.export.folder import Folder
from aggregator.publishing.export.written import LeftOut
from tests.exports import File, exported, files, scanned
from tests.sites import Site, digest, environment, until
from tests.terminals import line_of, on_a_terminal

A, B = ("Apples ripen", "They are red."), ("Pears ripen", "They are green.")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "export"


def changed(before: dict[str, File], after: dict[str, File]) -> set[str]:
    return {name for name in before.keys() & after.keys() if before[name] != after[name]}


def test_only_what_changed_is_written_and_what_is_gone_is_removed(site: Site, place: Path) -> None:
    site.put("a/fruit.txt", digest(A, B))
    site.put("other.txt", digest(("Figs ripen", "They are sweet.")))
    scanned(site)
    exported(site, place)
    before = files(place)
    (place / "CNAME").write_text("news.example.org\n", encoding="utf-8")
    (place / "a folder").mkdir()
    pears = next(name for name in before if name.endswith("/history.html") and b"Pears" in before[name].content)
    site.put("a/fruit.txt", digest(A), age=60)
    scanned(site)
    report = exported(site, place)
    after = files(place)

    assert after.pop("CNAME").content == b"news.example.org\n"
    assert (place / "a folder").is_dir()
    assert report["files"]["removed"] == len(before.keys() - after.keys())
    assert {re.sub(r"\.(br|gz|zst)$", "", name) for name in before.keys() - after.keys()} == {
        pears, pears.replace("/history", "")
    }  # fmt: skip
    assert not (place / pears).parent.exists()
    written = changed(before, after)
    assert {"feeds.rss", "feeds/a/fruit.atom", "feeds/a.json", "index.html", "feeds/a/fruit.html"} <= written
    assert not [name for name in written if name.startswith(("feeds/other.", "entries/", "static/", "robots"))]
    # What servers know a file by moves with every change of it.
    assert all(before[name].mtime_ns // 10**9 < after[name].mtime_ns // 10**9 for name in written)
    # And it is what a first export would write.
    exported(site, place.with_name("fresh"))
    fresh = files(place.with_name("fresh"))
    assert {name: file.content for name, file in fresh.items()} == {name: file.content for name, file in after.items()}


def test_what_is_found_on_another_line_changes_its_history_alone(site: Site, place: Path) -> None:
    site.put("fruit.txt", digest(A, B))
    scanned(site)
    exported(site, place)
    before = files(place)
    site.put("fruit.txt", "\n\n\n" + digest(A, B), age=60)
    scanned(site)
    exported(site, place)
    assert {re.sub(r"\.(br|gz|zst)$", "", name) for name in changed(before, files(place))} == {
        name for name in before if name.endswith("/history.html")
    }


def test_private_files_are_never_exported_and_go_when_they_become_so(site: Site, place: Path) -> None:
    site.put("secret/plans.txt", digest(("Tunnel dug", "By night.")))
    site.put("secret/more.txt", digest(A))
    site.put("open.txt", digest(A))
    scanned(site)
    exported(site, place)
    assert "feeds/secret/plans.rss" in files(place)

    site.configure(input={"private": ["secret/"]})
    exported(site, place)
    there = files(place)
    assert [name for name in there if "secret" in name] == []
    assert [name for name, file in there.items() if b"Tunnel" in file.content or b"secret" in file.content] == []
    assert "feeds/open.rss" in there


def test_an_export_that_is_killed_leaves_whole_files_and_the_next_one_ends_it(site: Site, place: Path) -> None:
    for number in range(12):
        site.put(f"{number}.txt", digest(A, (f"Plum {number}", "It is blue. " * 100)))
    scanned(site)
    exported(site, place.with_name("whole"))
    whole = files(place.with_name("whole"))
    with subprocess.Popen(  # noqa: S603 (our own command)
        site.command("export", str(place)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    ) as process:
        until(lambda: len(list((place / "entries").glob("*.html"))) > 3 if (place / "entries").exists() else False)
        process.kill()
    found = files(place)
    assert 0 < len(found) < len(whole)
    assert all(file.content == whole[name].content for name, file in found.items())

    assert exported(site, place)["files"]["removed"] == 0
    after = files(place)
    assert {name: file.content for name, file in after.items()} == {name: file.content for name, file in whole.items()}
    assert not changed(found, after), "what was whole is not written again"
    assert {file.name for file in place.iterdir() if file.name.startswith(".")} <= {".export.json", ".export.lock"}


def test_a_folder_of_something_else_is_refused_and_left_alone(site: Site, place: Path) -> None:
    site.put("a.txt", digest(A))
    scanned(site)
    place.mkdir(parents=True)
    (place / "thesis.txt").write_text("Years of work.", encoding="utf-8")
    done = site.run("export", str(place))
    assert done.returncode == 1
    assert line_of(done) == f"aggregator: {place}: holds what no export wrote; export to an empty folder\n"
    assert [file.name for file in place.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("content", [
    "", "{", "[]", "{}", '{"export": 2, "stamp": "", "files": {}, "left_out": []}',
    '{"export": 1, "stamp": "", "files": {"../../thesis.txt": [1, 1]}, "left_out": []}',
])  # fmt: skip
def test_a_list_of_files_that_is_damaged_is_refused(site: Site, place: Path, content: str) -> None:
    site.put("a.txt", digest(A))
    scanned(site)
    place.mkdir(parents=True)
    (place / ".export.json").write_text(content, encoding="utf-8")
    with pytest.raises(ExportError, match="is damaged, or of another version"):
        exported(site, place)


def test_what_others_put_into_the_folder_is_theirs(site: Site, place: Path) -> None:
    site.put("a.txt", digest(A))
    scanned(site)
    exported(site, place)
    (place / "feeds" / "b.rss").write_text("Mine.", encoding="utf-8")
    (place / "subscribe" / "feeds" / "c").write_text("Mine too.", encoding="utf-8")
    site.put("b.txt", digest(B))
    site.put("c/d.txt", digest(B))
    scanned(site)
    assert {(each["path"], each["reason"]) for each in exported(site, place)["left_out"]} >= {
        ("/feeds/b.rss", "a file that no export wrote is in its place"),
        ("/subscribe/feeds/c/d", "a file is where its folder should be"),
    }
    (site.feeds / "b.txt").unlink()
    scanned(site)
    exported(site, place)
    assert (place / "feeds" / "b.rss").read_text(encoding="utf-8") == "Mine."
    assert not (place / "feeds" / "b.html").exists()


@pytest.mark.parametrize(
    ("prepare", "told"),
    [
        (lambda site, _place: shutil.rmtree(site.store.parent), "nothing has been scanned yet"),
        (lambda site, _place: site.configure(site={"access": "private"}), "site.access: nothing of this site"),
        (lambda _site, place: place.parent.write_text("", encoding="utf-8"), "cannot be written to (Not a directory"),
        (lambda _site, place: place.parent.symlink_to("/proc/self/fdinfo"), "look after its disk and permissions"),
        (lambda site, place: place.parent.symlink_to(site.feeds), "lies in the input folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_told_in_one_line(
    site: Site, place: Path, prepare: Callable[[Site, Path], object], told: str
) -> None:
    site.put("a.txt", digest(A))
    scanned(site)
    prepare(site, place)
    done = site.run("export", str(place))
    assert done.returncode == 1
    assert told in line_of(done)


def test_a_disk_that_is_full_is_one_line_and_the_next_export_goes_on(site: Site, place: Path) -> None:
    site.put("a.txt", digest(A, *((f"Plum {number}", "It is blue. " * 200) for number in range(40))))
    scanned(site)
    exported(site, place.with_name("whole"))
    whole = files(place.with_name("whole"))
    limit = 50_000  # bytes: what the store has beside it has room, the larger feeds have none
    done = subprocess.run(  # noqa: S603 (our own command)
        site.command("export", str(place)), capture_output=True, text=True, check=False, env=environment(), timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be written to (File too large); look after its disk" in line_of(done)
    assert not (place / ".export.part").exists()
    found = files(place)
    assert 0 < len(found) < len(whole)

    assert exported(site, place)["files"]["unchanged"] == len(found)
    assert {name: file.content for name, file in files(place).items()} == {
        name: file.content for name, file in whole.items()
    }


def test_two_exports_at_once_are_one(site: Site, place: Path) -> None:
    site.put("a.txt", digest(A))
    scanned(site)
    place.mkdir(parents=True)
    with FileLock(place / ".export.lock"), pytest.raises(ExportError, match="another export is writing to it"):
        exported(site, place)


def test_progress_is_shown_on_a_terminal_only(site: Site, place: Path) -> None:
    for number in range(15):
        site.put(f"{number}.txt", digest(A, B))
    scanned(site)
    shown = on_a_terminal(site, "export", str(place))
    assert "Exporting" in shown
    assert re.search(r"Files: \d+ written, 0 unchanged, 0 removed", shown)
    done = site.run("export", str(place))
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"Files: 0 written, \d+ unchanged, 0 removed · \d+\.\d\d s\n", done.stdout)


def answering(answers: dict[str, Answered], place: Path, stamp: str = "1") -> Exported:
    """An export of what is answered so."""
    with Folder.opened(place) as folder:
        return export([Wanted(path) for path in answers], answers.__getitem__, folder, "/news", stamp, lambda: None)


def page(body: str, modified: int | None = 1_700_000_000) -> Answered:
    return Answered(200, {"identity": body.encode(), "gzip": body[:2].encode()}, modified, None)


NOT_NOW = Answered(503, {"identity": b"Later."}, None, None)


def test_what_cannot_be_made_now_stays_as_it_was(place: Path) -> None:
    answering({"/a": page("one"), "/b": page("two")}, place)
    before = files(place)
    report = answering({"/a": NOT_NOW, "/b": page("two"), "/c": NOT_NOW}, place, "2")
    assert {each.path for each in report.left_out} == {"/a", "/c"}
    assert (report.written, report.unchanged, report.removed) == (0, 4, 0)
    assert files(place) == before
    with Folder.opened(place) as folder:
        assert not folder.is_as_of("2"), "what was late may be there the next time"


def test_an_answer_that_nobody_expects_ends_the_export(place: Path) -> None:
    answering({"/a": page("one")}, place)
    with pytest.raises(ExportError, match="/a: is answered 500"):
        answering({"/a": Answered(500, {"identity": b""}, None, None)}, place)
    assert (place / "a.html").read_text(encoding="utf-8") == "one"


def test_a_file_that_changes_within_a_second_gets_a_later_time(place: Path) -> None:
    answering({"/a": page("one")}, place)
    answering({"/a": page("two")}, place, "2")
    assert (place / "a.html").stat().st_mtime == 1_700_000_001
    answering({"/a": page("two", 1_700_000_500)}, place, "3")
    assert (place / "a.html").stat().st_mtime == 1_700_000_001, "which shows the same is not written"


def test_what_has_moved_is_told_to_hosts(place: Path) -> None:
    there = "https://news.example.org/news/new.rss"
    answering({"/old.rss": Answered(301, {}, None, there), "/1.rss": Answered(307, {}, None, there)}, place)
    assert (place / "_redirects").read_text(encoding="utf-8") == f"/news/old.rss {there} 301\n/news/1.rss {there} 302\n"
    answering({"/old.rss": page("back")}, place, "2")
    assert not (place / "_redirects").exists()


def test_a_disk_that_takes_two_names_for_one_has_the_first_alone(place: Path) -> None:
    answering({"/town": page("town")}, place)
    # As a disk would show them that knows no capitals.
    listed = json.loads((place / ".export.json").read_text(encoding="utf-8"))
    listed["files"] |= {"Town.html": None, "Town.html.gz": None}
    (place / ".export.json").write_text(json.dumps(listed), encoding="utf-8")
    os.link(place / "town.html", place / "Town.html")
    os.link(place / "town.html.gz", place / "Town.html.gz")
    report = answering({"/town": page("town"), "/Town": page("Town")}, place, "2")
    reason = "its file would be {}, which this disk takes for the same name"
    assert set(report.left_out) == {
        LeftOut("/Town", reason.format("town.html")), LeftOut("/Town.gz", reason.format("town.html.gz"))
    }  # fmt: skip
    assert (place / "town.html").read_text(encoding="utf-8") == "town"
    assert report.removed == 0
