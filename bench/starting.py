"""How long it takes until the program says or serves something.

`aggregator --help` is the installed command; `aggregator serve` has a store that knows 100,000 digests of 8 articles,
which stay as they are, and is ready once the feed of everything is answered. Both are started anew for each round, with
what they read in the system's memory.
"""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.goals import Goal
from bench.scanning import WORK, folder_of
from bench.service import as_installed, service
from bench.table import Row, seconds, timed

FILES, ROUNDS = 100_000, 7
#: At most so many seconds.
MOST_HELP, MOST_READY = 0.150, 1.0
COMMAND = str(Path(sys.executable).with_name("aggregator"))


def known(files: int) -> Path:
    """The folder of a configuration whose store knows so many files, as this version of the program reads them."""
    place = WORK / f"starting-{files}"
    place.mkdir(parents=True, exist_ok=True)
    folder = {"folder": str(folder_of(files).resolve())}
    (place / "config.yaml").write_text(json.dumps({"input": folder}), encoding="utf-8")
    # Each time: another version of the program may read them in another way.
    print(f"scanning {files:,} digests …", file=sys.stderr)
    subprocess.run([COMMAND, "--config", str(place / "config.yaml"), "scan"], check=True)  # noqa: S603 (our own)
    return place


def helped() -> None:
    """Ask for help."""
    subprocess.run([COMMAND, "--help"], check=True, stdout=subprocess.DEVNULL, env=as_installed())  # noqa: S603 (our own)


def ready(place: Path) -> float:
    """Seconds from the start of the service to its first answer."""
    begun = perf_counter()
    with service(place):
        return perf_counter() - begun


def rows(*, quick: bool) -> list[Row]:
    """The command's help, and the service."""
    files = 1000 if quick else FILES
    place = known(files)
    helped()
    ready(place)
    rounds = range(2 if quick else ROUNDS)
    told, answered = median(timed(helped) for _ in rounds), median(ready(place) for _ in rounds)
    return [
        Row(Goal.STARTING, "`aggregator --help`", told, goal=f"≤ {seconds(MOST_HELP)}", met=told <= MOST_HELP),
        Row(
            Goal.STARTING, f"`aggregator serve`, {files:,} known files", answered,
            goal=f"≤ {seconds(MOST_READY)}", met=answered <= MOST_READY,
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    print(*rows(quick=False), sep="\n")
