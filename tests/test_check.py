"""`aggregator check FILE`: how a file is read, and why."""

import os
from pathlib import Path

import pytest

from tests.sites import Site
from tests.terminals import HOSTILE, TWO, line_of, on_a_terminal


def test_check_shows_each_block_and_why(site: Site) -> None:
    site.put("other.txt", TWO)
    place = site.root / "2012-03-14-harbour.txt"
    place.write_text(
        "Lamp posts return\n14 March 2012\n\nThey are”green”again, read more in spring.\n\nRead more https://example.org/a\n\n"
        "Only a title\n\nRead more\n\nRead more\n\nLamp posts return\n\nThe last\n",
        encoding="utf-8",
    )
    done = site.run("check", str(place))

    assert (done.returncode, done.stderr) == (0, "")
    for expected in (
        "utf-8, press digest, 3 article(s)", "The name says 2012-03-14", "Block 1, lines 1–6", "Lamp posts return",
        "2012-03-14T00:00:00+00:00, from the line “14 March 2012”", "https://example.org/a", "mended", "“green”",
        "the marker “Read more https://example.org/a” in line 6", "Block 2, lines 8–10", "only a title",
        "no marker: the file ends here", "Line 12: “Read more” ends nothing", "Line 4: “read more” stands inside",
    ):  # fmt: skip
        assert expected in done.stdout, done.stdout
    assert "\\x" not in done.stdout
    assert not site.store.exists()


def test_check_tells_of_repeats(site: Site) -> None:
    done = site.run("check", str(site.put("a.txt", TWO + "\n" + TWO)))

    assert "block 1: the same title and text make one entry" in done.stdout
    assert "block 2: the same title and text make one entry" in done.stdout


def test_what_stands_in_a_file_never_reaches_the_terminal(site: Site) -> None:
    place = site.root / f"odd{HOSTILE.strip()}.txt"
    controls = "".join(map(chr, [*range(1, 9), *range(11, 32), 127, *range(0x80, 0xA0), 0x202E, 0x2066, 0x2028]))
    place.write_text(
        f"{HOSTILE}{controls}\n\n{HOSTILE} read more {controls}\n\nRead more \x1b]0;x\x07\n" * 3, encoding="utf-8"
    )

    shown = site.run("check", str(place)).stdout + on_a_terminal(site, "check", str(place)).replace("\r\n", "\n")

    assert shown
    assert not (set(controls) | set("\u202e\x1b\x07")) & (set(shown) - {"\n"})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.txt", None, "cannot be read"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG image"),
        ("unknown.xyz", b"Nothing in here", "no format reads .xyz"),
        (f"{HOSTILE.strip()}.txt", None, "cannot be read"),
        ("x\ny.txt", None, "cannot be read"),
    ],
)
def test_what_cannot_be_checked_is_one_line(site: Site, name: str, content: bytes | None, said: str) -> None:
    place = site.root / name
    if content is not None:
        place.write_bytes(content)
    done = site.run("check", str(place))

    assert done.returncode == 1
    assert said in line_of(done)
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.stderr)


def test_what_is_no_regular_file_is_one_line(site: Site) -> None:
    os.mkfifo(site.root / "pipe.txt")
    (site.root / "large.txt").touch()
    os.truncate(site.root / "large.txt", 33 << 20)

    for name, said in (("pipe.txt", "not a regular file"), ("feeds", "not a regular file"), ("large.txt", "32 MiB")):
        done = site.run("check", str(site.root / name))
        assert done.returncode == 1
        assert said in line_of(done)
    assert "not a regular file" in line_of(site.run("check", "/dev/zero"))


def test_an_empty_file_checks_well(site: Site) -> None:
    done = site.run("check", str(site.put("empty.txt", "")))

    assert (done.returncode, done.stderr) == (0, "")
    assert "0 article(s)" in done.stdout


def test_names_that_are_no_utf8_are_no_trouble(site: Site) -> None:
    place = os.fsencode(site.root) + b"/caf\xe9.txt"
    Path(os.fsdecode(place)).write_text(TWO, encoding="utf-8")
    (Path(os.fsdecode(place))).rename(site.feeds / os.fsdecode(b"caf\xe9.txt"))
    report = site.report("scan")
    assert len(report["failed"]) == 1
    done = site.run("check", os.fsdecode(os.fsencode(site.feeds) + b"/caf\xe9.txt"))
    assert done.returncode == 0
    assert "caf\\xdce9.txt" in done.stdout
