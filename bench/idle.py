"""Scans of a hundred thousand files that are as known, beside scandir and stat of each.

One is done in this process, as the service does it, the other is the installed command. The store is that of
`bench/starting.py`, which an unchanged program makes once.
"""

import subprocess
import time

from aggregator.reading.folder import FolderRules
from aggregator.store.database import open_store
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from bench import floor
from bench.goals import Goal
from bench.scanning import at_most, folder_of
from bench.service import as_installed
from bench.starting import COMMAND, FILES, known
from bench.table import Row, alternating

ROUNDS = 7
MOST_RUNNING, MOST_FRESH = 1.5, 2.5


def rows(*, quick: bool) -> list[Row]:
    """A scan that finds nothing to do, by the service and by the command."""
    files, rounds = (1000, 2) if quick else (FILES, ROUNDS)
    place, folder = known(files), folder_of(files).resolve()

    def fresh() -> None:
        command = [COMMAND, "--config", str(place / "config.yaml"), "scan"]
        subprocess.run(command, check=True, capture_output=True, env=as_installed())  # noqa: S603 (our own)

    with open_store(f"sqlite:///{place}/var/aggregator.db") as store:
        rules = ScanRules(FolderRules(folder))
        acts = {
            "running": lambda: scan(store, rules, time.time),
            "floor": lambda: floor.idle(folder),
            "fresh": fresh,
        }
        alternating(acts, 1)  # what is read is in the system's memory
        took = alternating(acts, rounds)
    looked, lower = "scandir and stat", took["floor"]
    return [
        at_most(Goal.IDLE, f"{files:,} files, in a running process", took["running"], looked, lower, MOST_RUNNING),
        at_most(Goal.IDLE, f"{files:,} files, `aggregator scan`", took["fresh"], looked, lower, MOST_FRESH),
    ]
