"""How long scans take: cold, beside their floor and generators of sites, and of a folder in which nothing changed.

Program, floor and peers take turns. Pelican is given a twentieth of the digests, and compared by the article: it would
take minutes a round.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from aggregator.reading.folder import FolderRules
from aggregator.store.database import open_store
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from bench import digests, floor
from bench.goals import Goal
from bench.peers import sites
from bench.table import Row, alternating

WORK = Path(__file__).parent / ".work"
FILES, PELICANS, ROUNDS = 10_000, 500, 5
MOST_FLOORS, LEAST_HUGO, LEAST_PELICAN = 2, 3, 40


def folder_of(files: int) -> Path:
    """So many digests of 8 articles, made once."""
    folder = WORK / f"digests-{files}"
    if not folder.exists():
        print(f"generating {files:,} digests …", file=sys.stderr)
        digests.make(folder, files)
    floor.idle(folder)  # warm
    return folder


def anew(name: str) -> Path:
    """Where a store may be made: in a folder that is empty."""
    place = WORK / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return place / "aggregator.db"


def cold(folder: Path) -> None:
    """A first scan of the folder, with its store opened and closed."""
    with open_store(f"sqlite:///{anew('program')}") as store:
        report = scan(store, ScanRules(FolderRules(folder)), time.time)
    if report.failed or report.unsettled:
        raise SystemExit(f"the generated digests were not all read: {report}")


def same_rows() -> None:
    """Hold the floor to the rows that the program writes; of sketches a text may have one fewer.

    Raises:
        SystemExit: It writes others.
    """
    own, lower = (floor.counts(WORK / name / "aggregator.db") for name in ("program", "floor"))
    if any(abs(own[table] - lower[table]) > own[table] / 100 for table in own):
        raise SystemExit(f"the floor does not write what the program writes: {lower}, {own}")


def same_entries(name: str, files: int) -> None:
    """Hold a peer to feeds that have every article of so many digests.

    Raises:
        SystemExit: There are fewer entries in them, or more.
    """
    site, articles = _place(name, files), files * digests.ARTICLES
    built = sites.entries_of(site)
    if built != articles:
        raise SystemExit(f"{name} was given {articles:,} articles, its feeds have {built:,}: remove {site}, try again")


def at_most(line: Goal, measured: str, own: float, peer: str, theirs: float, most: float) -> Row:
    """A row that is to take at most so many times as long as its peer."""
    return Row(line, measured, own, peer, theirs, f"≤ {most:g} ×", own / theirs <= most)


def rows(*, quick: bool) -> list[Row]:
    """A cold scan beside its floor, hugo and pelican."""
    files, fewer, rounds = (500, 100, 1) if quick else (FILES, PELICANS, ROUNDS)
    folder = folder_of(files)
    pelican = sites.installed_pelican(WORK)
    acts: dict[str, Callable[[], object]] = {
        "program": partial(cold, folder),
        "floor": lambda: floor.cold(folder, anew("floor")),
    }
    if shutil.which("hugo"):
        acts["hugo"] = partial(sites.hugo, _site(sites.write_hugo, "hugo", folder, files))
    if pelican:
        acts["pelican"] = partial(sites.pelican, _site(sites.write_pelican, "pelican", folder, fewer), pelican)
    took = alternating(acts, rounds, before=_from_nothing)
    same_rows()
    for name, given in (("hugo", files), ("pelican", fewer)):
        if name in took:
            same_entries(name, given)
    own, told = took["program"], f"{files:,} digests, first scan"
    by_article = f"an article of {files:,} digests"
    found = [at_most(Goal.COLD, told, own, "read, split and insert the same rows", took["floor"], MOST_FLOORS)]
    for name, least, what, ours in (
        ("hugo", LEAST_HUGO, "hugo, feeds alone", own),
        ("pelican", LEAST_PELICAN, f"pelican, an article of {fewer:,} digests", own / files / digests.ARTICLES),
    ):
        measured = told if name == "hugo" else by_article
        if name not in took:
            found.append(Row.missing(Goal.COLD, measured, ours, name))
            continue
        theirs = took[name] if name == "hugo" else took[name] / fewer / digests.ARTICLES
        goal, met = f"≥ {least} × faster", theirs / ours >= least
        found.append(Row(Goal.COLD, measured, ours, what, theirs, goal, met))
    return found


def _from_nothing(name: str) -> None:
    """What an act made the time before is not for it to remove, nor what others left to be written for it to wait."""
    for made in (WORK / name, *(place for output in sites.OUTPUTS for place in WORK.glob(f"{name}-*/{output}"))):
        shutil.rmtree(made, ignore_errors=True)
    os.sync()


def _place(name: str, files: int) -> Path:
    return WORK / f"{name}-{files}"


def _site(write: Callable[[Path, int, Path], None], name: str, folder: Path, files: int) -> Path:
    site = _place(name, files)
    if not site.exists():
        print(f"writing {files:,} digests as posts for {name} …", file=sys.stderr)
        write(folder, files, site)
    return site
