"""Cold scans of a hundred thousand files, with all the memory that they take.

    python -m bench.large FOLDER STORE      scans once, as one of the processes that are measured

A cold scan is a process of its own here, whose memory and its children's is looked at while it runs: the most that all
of them held at one moment. Counted is each one's proportional share (Pss): the pages of programs and libraries that
several have in common are in memory once, and what each ever held at most would add up peaks of different moments.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from aggregator.reading.folder import FolderRules
from aggregator.store.database import open_store
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from bench import floor
from bench.goals import Goal
from bench.scanning import FILES, MOST_FLOORS, anew, at_most, folder_of
from bench.table import Row, mebibytes, timed

MANY, ROUNDS = 100_000, 5
MOST_MEMORY, MOST_SLOWER = 128 * 2**20, 1.2
LOOK_EVERY = 0.05


def cold(folder: Path) -> tuple[float, int]:
    """Seconds of a first scan, and the bytes that its processes held at most."""
    command = [sys.executable, "-m", "bench.large", str(folder), str(anew("program"))]
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (our own)
        while process.poll() is None:
            peak = max(peak, sum(_held(process.pid)))
            time.sleep(LOOK_EVERY)
        told = process.communicate()[0]
    return float(told), peak


def rows(*, quick: bool) -> list[Row]:
    """A cold scan of many files beside its floor and a smaller one."""
    few, many, rounds = (500, 4000, 1) if quick else (FILES, MANY, ROUNDS)
    small, large = folder_of(few), folder_of(many)
    own, lower, peaks, ratios = [], [], [], []
    for number in range(rounds):
        print(f"round {number + 1} of {rounds} …", file=sys.stderr)
        lower.append(timed(partial(floor.cold, large, anew("floor"))))
        before, _ = cold(small)
        seconds, held = cold(large)
        own.append(seconds)
        peaks.append(held)
        ratios.append((seconds / many, before / few))
    took, told = median(own), f"{many:,} digests, first scan"
    each, one_of_few = (median(values) for values in zip(*ratios, strict=True))
    most, slower = median(peaks), f"a file of {many:,}"
    return [
        at_most(Goal.LARGE, told, took, "read, split and insert the same rows", median(lower), MOST_FLOORS),
        at_most(Goal.LARGE, slower, each, f"a file of {few:,}", one_of_few, MOST_SLOWER),
        Row(
            Goal.LARGE,
            "memory of all processes at most",
            most,
            goal=f"≤ {mebibytes(MOST_MEMORY)}",
            met=most <= MOST_MEMORY,
            shown=mebibytes,
        ),
    ]


def _held(pid: int) -> Iterator[int]:
    """The bytes that a process and each of those below it hold now."""
    try:
        rolled_up = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:  # it has just ended
        return
    if found := re.search(r"^Pss:\s+(\d+) kB", rolled_up, re.MULTILINE):
        yield int(found[1]) * 1024
    for child in children:
        yield from _held(int(child))


def main() -> None:
    """Scan, and tell the seconds that it took."""
    folder, place = sys.argv[1:]
    with open_store(f"sqlite:///{place}") as store:
        print(timed(lambda: scan(store, ScanRules(FolderRules(Path(folder))), time.time)))


if __name__ == "__main__":
    main()
