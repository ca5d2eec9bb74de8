"""A store of 1,000,000 entries, made once from generated digests and used again: `bench/.work/million`.

    python -m bench.million [--entries 1000000]

Four fifths are digests of eight articles in four folders of folders, the rest 20 files of very many. Their times follow
their names, so a folder's articles are old or new together: a folder of the oldest is where looking from the newest
on takes longest. A third bear tags, some told by few; one in a hundred stands in two files. Each ends with a word of
its own, `w1` in a tenth of them and `w100000` in next to none, as words of any language are spread.
"""

import argparse
import os
import random
import shutil
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aggregator.reading.folder import FolderRules
from aggregator.store.database import open_store
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from bench import digests

WORK: Final = Path(__file__).parent / ".work"
ENTRIES: Final = 1_000_000
FOLDERS: Final = ("north", "south", "east", "west")
A_FILE: Final = 8
#: Files of very many articles, and which part of all articles is in them.
LARGE: Final = 20
LARGE_SHARE: Final = 5
#: Of words and tags, the n-th is borne by about one n-th of those that bear the first.
WORDS: Final = 100_000
TAGS: Final = 1000
BEGUN: Final = 1_500_000_000


def store_of(entries: int = ENTRIES) -> Path:
    """The database of so many entries, in the system's memory; made where it is not there yet, which takes minutes."""
    place = WORK / f"million-{entries}"
    if not (place / "done").exists():
        shutil.rmtree(place, ignore_errors=True)
        print(f"making a store of {entries:,} entries …", file=sys.stderr)
        make(place / "feeds", entries)
        with open_store(f"sqlite:///{place}/aggregator.db") as store:
            report = scan(store, ScanRules(FolderRules(place / "feeds")), time.time)
        if report.failed or report.unsettled:
            raise SystemExit(f"the generated digests were not all read: {report}")
        (place / "done").touch()
    with open(place / "aggregator.db", "rb", buffering=0) as database:
        while database.read(1 << 24):
            pass
    return place / "aggregator.db"


def make(folder: Path, entries: int, seed: int = 1) -> None:
    """Write the digests, with mtimes that are long past."""
    articles = article(random.Random(seed))
    small = entries * (LARGE_SHARE - 1) // LARGE_SHARE // A_FILE
    for number in range(small):
        name = f"{FOLDERS[number // 100 % len(FOLDERS)]}/{number // 100:04}/{number:06}.txt"
        _write(folder / name, [next(articles) for _ in range(A_FILE)], BEGUN + number * 600)
    for number in range(LARGE):
        many = [next(articles) for _ in range(entries // LARGE_SHARE // LARGE)]
        _write(folder / f"archive/{number:02}.txt", many, BEGUN + (number + 1) * small // LARGE * 600)


def article(chance: random.Random) -> Iterator[str]:
    """Articles without end; now and then one that was there before."""
    before = deque([digests.article(chance)], 1000)
    while True:
        if chance.random() < 1 / 100:
            yield chance.choice(before)
            continue
        body = digests.article(chance).removesuffix("\nRead more\n")
        tags = f"\nTags: {', '.join(dict.fromkeys([_tag(chance), _tag(chance)]))}\n" if chance.random() < 1 / 3 else ""
        before.append(f"{body}\nIt was {_word(chance)} that said so.\n{tags}\nRead more\n")
        yield before[-1]


def _word(chance: random.Random) -> str:
    return f"w{_spread(chance, WORDS)}"


def _tag(chance: random.Random) -> str:
    return f"topic {_spread(chance, TAGS)}"


def _spread(chance: random.Random, most: int) -> int:
    """A number from 1 to `most`, the n-th about one n-th as often as the first (Zipf)."""
    return int(most ** chance.random())


def _write(place: Path, articles: list[str], moment: int) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("\n".join(articles), encoding="utf-8")
    os.utime(place, (moment, moment))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    print(store_of(parser.parse_args().entries))
