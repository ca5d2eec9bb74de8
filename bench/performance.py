"""Measures every line of the goals and writes the figures into `docs/performance.md`.

    python -m bench.performance [--only GROUP …] [--quick]

A group is a module of `bench` with `rows(quick)`. Its figures stand in the page between two comments that name it; what
stands around them is written by hand and stays. `--only` replaces the figures of these groups alone. `--quick` takes
fewer rounds and smaller folders: it shows that all of it works, and writes nothing.
"""

import argparse
import datetime
import importlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from bench.machine import machine, versions
from bench.table import Row, markdown

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
GROUPS = ("scanning", "large", "idle", "replacing", "serving", "rendering", "starting", "entries", "search")


class Group(Protocol):
    """What a module of figures offers."""

    def rows(self, *, quick: bool) -> Sequence[Row]:
        """Measures; quick is smaller and says less."""
        ...


def group(name: str) -> Group:
    """The module of this name."""
    return cast(Group, importlib.import_module(f"bench.{name}"))


def replaced(page: str, name: str, figures: str) -> str:
    """The page with what stands between the comments of a name replaced.

    Raises:
        ValueError: The page has no such comments.
    """
    begin, end = f"<!-- figures: {name} -->", f"<!-- end: {name} -->"
    if begin not in page or end not in page:
        raise ValueError(f"{PAGE.name} has no place for {name}: it wants the lines {begin} and {end}")
    return re.sub(
        f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: f"{begin}\n\n{figures}\n\n{end}", page, flags=re.DOTALL
    )


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, metavar="GROUP")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    for name in options.only:
        print(f"{name} …", file=sys.stderr)
        figures = markdown(group(name).rows(quick=options.quick))
        print(figures)
        if not options.quick:
            # After each group: what was measured stays, whatever comes of the next one.
            _write(name, figures)


def _write(name: str, figures: str) -> None:
    today = datetime.datetime.now(datetime.UTC).date()
    told = f"Measured on {today} by `python -m bench.performance --only {name}`.\n\n{figures}"
    page = replaced(PAGE.read_text(encoding="utf-8"), name, told)
    PAGE.write_text(replaced(page, "machine", f"{machine()}; {versions()}."), encoding="utf-8")


if __name__ == "__main__":
    main()
