"""What subscribers of real readers would see while editors work.

    python -m bench.subscribers [--seeds 2] [--rounds 30] [--examples 10]

    bench.world ─versions─▶ folder ─scan, press─▶ feeds ─fetched─▶ readers ─shown─▶ judged against the truth

Each version is scanned, and each reader fetches the combined feed and each source's in each format that it reads. The
goal is that nobody is shown an article twice. A fault of the program shows in all readers; one of a format, or of what
stands beside the id, in some.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from bench.readers.documents import items
from bench.readers.freshrss import FreshRSS
from bench.readers.judged import Fault, Judge, Verdict
from bench.readers.lemon24 import Lemon24
from bench.readers.miniflux import Miniflux
from bench.readers.netnewswire import NetNewsWire
from bench.readers.newsboat import Newsboat
from bench.readers.published import Published
from bench.readers.shown import Reader
from bench.readers.universal import Universal
from bench.world import Version, versions

FORMATS = ("rss", "atom", "json")
BEGIN = 1_700_000_000.0
#: Seconds between two scans: more than the ten minutes for which what left a file is looked for most eagerly.
BETWEEN = 3600.0
VERDICTS: tuple[Verdict, ...] = ("new", "updated", "duplicate", "collapsed")


class Subscriber(NamedTuple):
    """A reader that has subscribed to every feed in one format, and what is to be said of it."""

    reader: Reader
    suffix: str
    judge: Judge


class Found(NamedTuple):
    """A fault, and the seed and round that it can be seen again with."""

    seed: int
    round: int
    fault: Fault


class Replay(NamedTuple):
    """What came of one seed's rounds."""

    subscribers: Sequence[Subscriber]
    found: Sequence[Found]


def subscribers(work: Path, stack: ExitStack) -> Iterator[Subscriber]:
    """Every reader once for each format that it reads; what they need of a folder is in `work`, and `stack` ends it."""
    for suffix in FORMATS:
        lemon24 = stack.enter_context(Lemon24(work / suffix))
        for reader in (Universal(), lemon24, Miniflux(), FreshRSS(), NetNewsWire(), Newsboat()):
            if suffix in reader.formats:
                yield Subscriber(reader, suffix, Judge())


def replay(work: Path, history: Iterator[Version], seed: int = 0) -> Replay:
    """Scan and fetch version after version, in an empty folder `work`.

    Raises:
        ValueError: A version was not read as it was written, so that nothing can be said of it.
    """
    with ExitStack() as stack:
        published = stack.enter_context(Published(work))
        everybody = list(subscribers(work / "readers", stack))
        found: list[Found] = []
        for number, version in enumerate(history):
            published.write(version.files, BEGIN + number * BETWEEN)
            found.extend(Found(seed, number, fault) for fault in fetch(published, version, everybody))
    return Replay(everybody, found)


def fetch(published: Published, version: Version, everybody: Sequence[Subscriber]) -> Iterator[Fault]:
    """Let everybody fetch what has changed, and tell what they take wrongly."""
    truth = published.truth(version.standing)
    for document in published.fetched():
        who = [truth[item.identifier] for item in items(document.suffix, document.body)]
        for reader, suffix, judge in everybody:
            if suffix != document.suffix:
                continue
            before = len(judge.faults)
            for shown in reader.take(*document):
                judge.hear(document.feed, shown, who[shown.position])
            yield from judge.faults[before:]


def table(replays: Sequence[Replay]) -> Iterator[str]:
    """A line for each reader and format, all seeds together."""
    counts: dict[tuple[str, str], Counter[Verdict]] = {}
    for reader, suffix, judge in (each for one in replays for each in one.subscribers):
        counts.setdefault((reader.name, suffix), Counter()).update(judge.counts)
    yield f"{'reader':14}{'format':8}" + "".join(f"{verdict:>11}" for verdict in VERDICTS)
    for (name, suffix), counted in sorted(counts.items()):
        yield f"{name:14}{suffix:8}" + "".join(f"{counted[verdict]:>11}" for verdict in VERDICTS)


def causes(replays: Sequence[Replay], examples: int) -> Iterator[str]:
    """What had happened to the articles that were taken wrongly, and where to look: each once, whoever was misled."""
    once = {
        (one.seed, one.round, one.fault.verdict, one.fault.truth): one for each in replays for one in each.found
    }.values()
    kinds = Counter((one.fault.verdict, one.fault.truth.kind) for one in once)
    for (verdict, kind), count in sorted(kinds.items(), key=lambda pair: (pair[0][0], -pair[1])):
        yield f"{count:>6} {verdict}: {kind}"
    for seed, number, (verdict, _, truth) in list(once)[:examples]:
        yield f"seed {seed}, round {number}: {truth.place} is a {verdict} ({truth.kind})"


def duplicates(replays: Sequence[Replay]) -> int:
    """How often a reader showed as new what it had shown before: what must not happen at all."""
    return sum(each.judge.counts["duplicate"] for one in replays for each in one.subscribers)


def main() -> None:
    """Replay, print, and fail where somebody was shown an article twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--examples", type=int, default=0, help="how many faults to show one by one")
    options = parser.parse_args()
    replays = []
    for seed in range(options.seeds):
        print(f"seed {seed + 1} of {options.seeds} …", file=sys.stderr)
        with tempfile.TemporaryDirectory() as work:
            replays.append(replay(Path(work) / "work", versions(seed, options.rounds), seed))
    print(f"{options.seeds} folders, each edited {options.rounds} times")
    print(*table(replays), *causes(replays, options.examples), sep="\n")
    missed = duplicates(replays)
    print(f"duplicates in all readers: {missed}, goal: 0")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
