"""The command line, as people and scripts use it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tests.sites import PATIENCE, Site, digest, environment
from tests.terminals import HOSTILE, TWO, line_of, on_a_terminal


@pytest.mark.parametrize(
    "command", [(), ("serve",), ("scan",), ("sources",), ("check",), ("doctor",), ("explain",), ("tokens",)]
)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself(tmp_path: Path, command: tuple[str, ...], option: str) -> None:
    done = Site(tmp_path).run(*command, option)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage:" in done.stdout
    if not command:
        for name in ("serve", "scan", "sources", "check", "doctor", "explain", "tokens", "--config", "--version"):
            assert name in done.stdout


@pytest.mark.parametrize(
    "command", [("scam",), ("--confg",), ("scan", "--jsn"), ("check",), ("scan", "x"), ("serve", "x")]
)
def test_usage_is_exit_status_2(site: Site, command: tuple[str, ...]) -> None:
    done = site.run(*command)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_missing_configuration_is_one_line_and_2(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.config.unlink()
    done = site.run("scan")

    assert done.returncode == 2
    assert line_of(done).endswith("name the file by --config\n")
    assert not site.store.exists()


def test_a_scan_says_what_it_found(site: Site) -> None:
    site.put("a.txt", TWO)
    site.put(f"bad{HOSTILE.strip()}.txt", b"\x89PNG\r\n\x1a\n" + bytes(50))
    site.configure(input={"settle": "1m"})
    site.put("young.txt", TWO, age=0)
    (site.feeds / "link").symlink_to("/")
    done = site.run("scan")

    assert (done.returncode, done.stderr) == (0, "")
    first, *others = done.stdout.splitlines()
    assert first.startswith("Files: 1 new, 0 changed, 0 unchanged, 0 gone · Entries: 2 new, 0 edited, 0 gone · ")
    assert [line.split(":")[0] for line in others] == ["New to subscribers", "Failed", "Waits", "Skipped"]
    assert "/feeds/a 2" in others[0]
    assert "\\x1b[31mred" in done.stdout
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.stdout)


def test_the_report_has_exactly_these_keys(site: Site) -> None:
    site.put("a.txt", TWO)
    site.put("bad.txt", b"\x89PNG\r\n\x1a\n" + bytes(50))
    site.configure(input={"settle": "1m"})
    site.put("young.txt", TWO, age=0)
    report = site.report("scan")

    assert report.keys() == {
        "files", "entries", "held_back", "seen_as_new", "failed", "unsettled", "skipped", "seconds",
            "examined", "findings",
    }  # fmt: skip
    assert report["files"] == {"new": 1, "changed": 0, "unchanged": 0, "gone": 0, "unsettled": 1}
    assert report["entries"] == {"new": 2, "edited": 0, "gone": 0}
    assert [failure.keys() for failure in report["failed"]] == [{"path", "line", "reason"}]
    assert [waiting.keys() for waiting in report["unsettled"]] == [{"path", "reason"}]
    assert isinstance(report["seconds"], float)


def test_sources_are_listed(site: Site) -> None:
    assert site.report("sources") == []
    site.put("2012-03-14-harbour.txt", TWO)
    site.put(
        "press/Größe & Co.txt", digest(("Turm", "Der Turm ist wieder offen, und alle Leute freuen sich sehr. " * 5))
    )
    site.put(f"press/{HOSTILE.strip()}.txt", "")
    site.report("scan")

    first, second, third = site.report("sources")
    assert second == {
        "path": "press/\x1b[31mred\x1b[0m \x07\x08\x9b1m \u202eright-to-left.txt",
        "title": second["title"],
        "url": second["url"],
        "entries": 0,
        "language": "en",
    }
    assert first == {
        "path": "2012-03-14-harbour.txt",
        "title": "Harbour, 14 March 2012",
        "url": "/feeds/2012-03-14-harbour",
        "entries": 2,
        "language": "en",
    }
    assert (third["url"], third["language"]) == ("/feeds/press/Gr%C3%B6%C3%9Fe-Co", "de")

    for shown in (
        site.run("sources").stdout,
        on_a_terminal(site, "sources").replace("\x1b[1m", "").replace("\x1b[0m", ""),
    ):
        assert "/feeds/2012-03-14-harbour" in shown
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


def test_no_sources_yet_says_what_to_do(site: Site) -> None:
    done = site.run("sources")

    assert done.returncode == 0
    assert line_of(done).startswith("No sources yet: put text files into ")


def test_terminals_of_any_encoding_do(site: Site) -> None:
    site.put("press/اخبار.txt", digest(("بازار – باز شد", "سیب و گلابی.")))
    for command in (
        ("scan",),
        ("scan", "--json"),
        ("sources",),
        ("sources", "--json"),
        ("check", "feeds/press/اخبار.txt"),
    ):
        done = subprocess.run(  # noqa: S603 (our own command)
            site.command(*command), capture_output=True, check=False, cwd=site.root,
            env=environment(PYTHONIOENCODING="ascii"), timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b""), command
        if "--json" in command:
            json.loads(done.stdout)


def test_it_runs_from_any_folder(site: Site, tmp_path: Path) -> None:
    site.put("a.txt", TWO)
    elsewhere = tmp_path / "else where ü"
    elsewhere.mkdir()
    for config in (os.path.relpath(site.config, elsewhere), str(site.config)):
        done = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-m", "aggregator", "--config", config, "sources"],
            capture_output=True, text=True, check=False, cwd=elsewhere, env=environment(), timeout=60,
        )  # fmt: skip
        assert done.returncode == 0
    assert not list(elsewhere.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "aggregator", "scan", "--json"],
        capture_output=True, text=True, check=False, cwd=site.root, env=environment(), timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["files"]["new"] == 1


def test_the_installed_command_is_the_same(site: Site) -> None:
    command = Path(sys.executable).with_name("aggregator")
    done = subprocess.run(  # noqa: S603 (our own command)
        [str(command), "--version"], capture_output=True, text=True, check=True, env=environment(), timeout=60
    )

    assert done.stdout == site.run("--version").stdout
    assert done.stdout.startswith("aggregator, version ")


def test_a_missing_folder_is_one_line_and_changes_nothing(site: Site) -> None:
    site.feeds.rmdir()
    done = site.run("scan", "--json")

    assert done.returncode == 1
    assert "the input folder cannot be read" in line_of(done)


@pytest.mark.parametrize(
    ("store", "command"),
    [
        ("var/folder/", "scan"), ("blocked/x.db", "sources"), ("text.db", "serve"), ("kernel.db", "scan"),
        ("/proc/x/y.db", "serve"), ("later.db", "sources"),
    ],
)  # fmt: skip
def test_a_store_that_cannot_be_used_is_one_line(site: Site, store: str, command: str) -> None:
    (site.root / "var" / "folder").mkdir(parents=True)
    (site.root / "blocked").touch()
    (site.root / "text.db").write_text("No database at all. " * 200, encoding="utf-8")
    (site.root / "kernel.db").symlink_to("/proc/version")
    if store == "later.db":
        site.run("scan", AGGREGATOR_STORE="sqlite:///later.db")
        connection = sqlite3.connect(site.root / "later.db")
        with connection:
            connection.execute("UPDATE state SET schema_version = 99")
        connection.close()
    done = site.run(command, AGGREGATOR_STORE=f"sqlite:///{store}")

    assert done.returncode == 1, done.stderr
    assert line_of(done).startswith("aggregator: ")
    assert "set store" in done.stderr


def test_a_lock_that_cannot_be_taken_is_one_line(site: Site) -> None:
    (site.store.parent / "scan.lock").mkdir(parents=True)
    done = site.run("scan")

    assert done.returncode == 1
    assert "scan.lock: cannot be locked" in line_of(done)


def test_progress_is_shown_on_a_terminal_only(site: Site) -> None:
    for number in range(300):
        site.put(f"{number}.txt", TWO)
    shown = on_a_terminal(site, "scan")
    assert "Scanning" in shown
    assert "300 new" in shown

    site.put("one.txt", TWO)
    assert site.run("scan").stderr == ""


def heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_a_scan_that_is_interrupted_says_so_in_its_record(site: Site) -> None:
    site.put("a.txt", TWO)
    site.report("scan")
    with (
        FileLock(site.store.parent / "scan.lock"),
        subprocess.Popen(  # noqa: S603 (our own command)
            site.command("scan"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            preexec_fn=heed_interrupts,  # noqa: PLW1509 (a suite run in the background ignores them, as do its children)
        ) as process,
    ):
        assert process.stderr is not None
        assert "another process is scanning" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err.strip()) == (1, "", "Aborted!")
    assert site.report("scan")["files"]["unchanged"] == 1


@pytest.mark.parametrize("arguments", [("bogus",), ("scan", "extra"), ("scan", "--jsn"), ("check",)])
def test_a_mistyped_command_is_told_so_in_one_line(site: Site, arguments: tuple[str, ...]) -> None:
    run = site.run(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert len(run.stderr.splitlines()) == 1
    assert run.stderr.startswith("aggregator: ")
    assert run.stderr.endswith("--help\n")
