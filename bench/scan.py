"""How long scans take, as ratios to their floors within one run.

    python -m bench.scan [--files 10000] [--rounds 5]

Program and floor alternate, and medians are compared, so that a busy machine slows both. `fresh` is a scan as the
command line does it, in a process of its own; `running` is one in a process that has scanned before.
"""

import argparse
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from aggregator.reading.folder import FolderRules
from aggregator.store.database import open_store
from aggregator.update.scan import ScanRules, scan
from bench import digests, floor

WORK = Path(__file__).parent / ".work"
#: What the issue of speed asks for at this stage: at most so many times the floor.
GOALS = {"cold": 4.0, "nothing changed": 3.0}


def seconds(act: Callable[[], object]) -> float:
    """How long an act takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def program(folder: Path, store: Path) -> Callable[[], object]:
    """A scan of the folder, with its store opened and closed."""

    def act() -> None:
        with open_store(f"sqlite:///{store}") as opened:
            report = scan(opened, ScanRules(FolderRules(folder)), time.time)
        if report.failed or report.unsettled:
            raise SystemExit(f"the generated digests were not all read: {report}")

    return act


def measure(rounds: int, folder: Path) -> dict[str, tuple[float, float]]:
    """Median seconds of (program, floor) for each kind of scan."""
    cold: list[tuple[float, float]] = []
    idle: list[tuple[float, float]] = []
    for number in range(rounds):
        print(f"round {number + 1} of {rounds} …", file=sys.stderr)
        for name in ("floor", "program"):
            shutil.rmtree(WORK / name, ignore_errors=True)
            (WORK / name).mkdir(parents=True)
        lower = seconds(lambda: floor.cold(folder, WORK / "floor" / "floor.db"))
        act = program(folder, WORK / "program" / "aggregator.db")
        cold.append((seconds(act), lower))
        idle.append((seconds(act), seconds(lambda: floor.idle(folder))))
    return {
        name: (statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs))
        for name, pairs in (("cold", cold), ("nothing changed", idle))
    }


def main() -> None:
    """Generate, warm up, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    folder = WORK / f"digests-{options.files}"
    if not folder.exists():
        print(f"generating {options.files} digests of 8 articles …", file=sys.stderr)
        digests.make(folder, options.files)
    floor.idle(folder)
    print(f"{options.files} digests of 8 articles, medians of {options.rounds} rounds")
    print(f"{'scan':18}{'program':>10}{'floor':>10}{'ratio':>8}{'goal':>8}")
    for name, (own, lower) in measure(options.rounds, folder).items():
        goal = f"≤ {GOALS[name]:g}"
        print(f"{name:18}{own * 1000:>7.0f} ms{lower * 1000:>7.0f} ms{own / lower:>8.2f}{goal:>8}")


if __name__ == "__main__":
    main()
