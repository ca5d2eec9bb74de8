"""How long it takes from replacing one of 10,000 files to its new bytes over HTTP.

    python -m bench.replacing [--files 10000] [--times 120]

A running `aggregator serve` with its watcher; files are replaced as careful programs do it, written beside and renamed.
A reader asks for the feed every millisecond, as one does who has it already, until it is another one.
"""

import argparse
import http.client
import json
import random
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from bench import digests
from bench.goals import Goal
from bench.service import service
from bench.table import Row, seconds

WORK = Path(__file__).parent / ".work" / "replacing"
#: At most so long, for half of the times and for 99 of 100.
P50, P99 = 0.050, 0.150
#: The service has done all that follows a change before the next one comes, in seconds.
REST = 0.2
#: A feed that has not changed by then is lost, in seconds.
PATIENCE = 20.0


def replace(place: Path, text: str) -> None:
    """Put another text in a file's place, all at once."""
    beside = place.with_name(f".{place.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(place)


def answered_anew(connection: http.client.HTTPConnection, path: str, tag: str) -> str:
    """Ask until the answer is another than that of the tag: its own tag."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        connection.request("GET", path, headers={"If-None-Match": tag, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status == http.client.OK:
            return answer.headers["ETag"]
        time.sleep(0.001)
    raise SystemExit(f"{path} has not changed within {PATIENCE:g} s")


def measure(files: int, times: int) -> dict[str, list[float]]:
    """Seconds from the rename to the new bytes, of a file's own feed and of the feed of all, in turns."""
    folder, chance = prepared(files), random.Random(7)
    found: dict[str, list[float]] = {"its own feed": [], "the feed of all": []}
    with service(WORK) as (port, _):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for number in range(times * len(found)):
            name = list(found)[number % len(found)]
            place = chance.choice(sorted(folder.glob("*/*.txt")))
            path = "/feeds.atom" if name == "the feed of all" else f"/feeds/{place.parent.name}/{place.stem}.atom"
            tag = answered_anew(connection, path, "")
            text = f"{digests.article(chance)}\n{place.read_text(encoding='utf-8')}"
            time.sleep(REST)
            begun = time.perf_counter()
            replace(place, text)
            answered_anew(connection, path, tag)
            found[name].append(time.perf_counter() - begun)
    return found


def prepared(files: int) -> Path:
    """A folder of so many digests, as yet unread."""
    folder = WORK / "feeds"
    shutil.rmtree(WORK, ignore_errors=True)
    digests.make(folder, files)
    (WORK / "config.yaml").write_text(json.dumps({"input": {"every": "1h"}}), encoding="utf-8")
    return folder


def rows(*, quick: bool) -> Sequence[Row]:
    """Medians, and what 99 of 100 stay below."""
    found = measure(300 if quick else 10_000, 10 if quick else 120)
    return [
        Row(Goal.REPLACED, f"{name}, {part}", value, goal=f"≤ {seconds(goal)}", met=value <= goal)
        for name, each in found.items()
        for part, value, goal in (("p50", median(each), P50), ("p99", p99(each), P99))
    ]


def p99(values: Sequence[float]) -> float:
    """What 99 of 100 of these stay below."""
    return quantiles(values, n=100, method="inclusive")[-1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=120)
    options = parser.parse_args()
    for name, each in measure(options.files, options.times).items():
        print(f"{name}: p50 {seconds(median(each))}, p99 {seconds(p99(each))}, most {seconds(max(each))}")


if __name__ == "__main__":
    main()
