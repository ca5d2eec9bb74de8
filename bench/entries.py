"""How long feeds and pages out of 1,000,000 entries take that nothing is held of.

    python -m bench.entries [--entries 1000000] [--rounds 21]

Before each request the store's presentation moves on, as it does when the site's title changes, and of documents
nothing is held: no document, page or piece of one that was made before is of use. A request is a call of the Flask
application: choosing the entries, reading them, making the bytes, holding them to their standard, packing them in the
coding that a browser likes best, and the answer. What the network and the server take comes on top; see
`bench.serving`.
"""

import argparse
import gc
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from statistics import median
from typing import Final
from uuid import UUID

from flask import Flask
from sqlalchemy import Connection, text
from werkzeug.test import create_environ, run_wsgi_app

from aggregator.feed import Limits, Site
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.store import state
from aggregator.store.database import Store, open_store
from aggregator.web.app import WebSettings, create_app
from bench.goals import Goal
from bench.million import ENTRIES, store_of
from bench.table import Row

SITE: Final = Site("A million", "", "https://news.example.org", "en")
LIMITS: Final = Limits(50, 512_000)
#: As browsers ask.
HEADERS: Final = {"Accept-Encoding": "gzip, deflate, br, zstd"}
#: Bytes of memory for documents and their pieces.
HELD: Final = 0
#: Seconds.
GOAL: Final = 0.005
#: Requests of each kind one after the other, and how many times all kinds take their turn: a machine that others share
#: is slow for seconds, in which half of all kinds would be measured at one go.
ROUNDS, TURNS = 21, 5

#: What is asked for: an address, or how one is drawn.
Draw = Callable[[random.Random], str]


@contextmanager
def opened(entries: int) -> Iterator[tuple[Store, Flask]]:
    """The store of so many entries, and the service around it."""
    with open_store(f"sqlite:///{store_of(entries)}") as store:
        press = Press(store, SITE, LIMITS, discover(), HELD)
        app = create_app(store, press, WebSettings(SITE, "token", 1, 60), time.time)
        gc.freeze()  # as a worker does
        yield store, app


def kinds(store: Store) -> dict[str, Draw]:
    """What is asked for, and how an address of it is drawn."""
    with store.reading() as transaction:
        documents = int(_listed(transaction, "SELECT pages FROM archives WHERE feed = 'everything'")[0])
        by_row = _listed(transaction, "SELECT id FROM entries WHERE row % 997 = 0 AND withdrawn IS NULL")
        by_date = "SELECT id FROM entries WHERE withdrawn IS NULL ORDER BY published, row LIMIT 60 OFFSET 60"
        oldest = _listed(transaction, by_date)
        small = _listed(transaction, "SELECT name FROM sources WHERE row % 97 = 0 AND name NOT LIKE 'archive%'")
        tags = _listed(transaction, "SELECT slug FROM tags ORDER BY row LIMIT 1000")
        tagged = _listed(
            transaction, "SELECT id FROM entries JOIN tagged ON entry = entries.row WHERE tag = 1 LIMIT 999"
        )
        by_folder = "SELECT id FROM entries JOIN sources ON sources.row = source WHERE name LIKE 'north/%'"
        northern = _listed(transaction, f"{by_folder} AND entries.row % 97 = 0 LIMIT 999")
        tag = _listed(transaction, "SELECT slug FROM tags WHERE row = 1")[0]
        # The oldest of each of these files: 50,000 others are between it and the newest of the next one.
        ends = _listed(
            transaction,
            "SELECT id, min(published) FROM entries JOIN sources ON sources.row = source WHERE withdrawn IS NULL"
            " AND name > 'archive/00' AND name < 'archive0' GROUP BY source",
        )
    folders = sorted({name.rpartition("/")[0] for name in small})
    each: dict[str, Draw] = {}
    for suffix in ("atom", "rss", "json"):
        each |= {
            f"combined feed, {suffix}": _drawn(f"/feeds.{suffix}"),
            f"archive document, {suffix}": _drawn(f"/archives/feeds/{{}}.{suffix}", range(1, documents + 1)),
            f"feed of a folder of 100 files, {suffix}": _drawn(f"/feeds/{{}}.{suffix}", folders),
        }
    return each | {
        "feed of a folder of 25,000 files, atom": _drawn("/feeds/north.atom"),
        "feed of a folder of 20 files of 10,000, atom": _drawn("/feeds/archive.atom"),
        "feed of a file of 8, atom": _drawn("/feeds/{}.atom", small),
        "feed of a file of 10,000, atom": _drawn("/feeds/archive/{:02}.atom", range(20)),
        "feed of a tag, atom": _drawn("/tags/{}.atom", tags),
        "page of an article": _drawn("/entries/{}", by_row),
        "front page": _drawn("/"),
        "list of everything": _drawn("/feeds"),
        "older of everything": _drawn("/older/feeds/{}", by_row),
        "oldest of everything": _drawn("/older/feeds/{}", oldest),
        "list of a folder of 100 files": _drawn("/feeds/{}", folders),
        "list of a folder of 25,000 files": _drawn("/feeds/north"),
        "older of a folder of 25,000 files": _drawn("/older/feeds/north/{}", northern),
        "older of a folder of 20 files of 10,000": _drawn("/older/feeds/archive/{}", ends),
        "older of a tag": _drawn(f"/older/tags/{tag}/{{}}", tagged),
        "sources from anywhere on": _drawn("/sources/from/{}", small),
        "list of a file": _drawn("/feeds/{}", small),
    }


def _listed(transaction: Connection, statement: str) -> list[str]:
    values = transaction.scalars(text(statement))
    return [str(UUID(bytes=each)) if isinstance(each, bytes) else str(each) for each in values]


def _drawn(address: str, choices: Sequence[object] = ("",)) -> Draw:
    return lambda chance: address.format(chance.choice(choices))


def measure(store: Store, application: Flask, draw: Draw, rounds: int, chance: random.Random) -> list[float]:
    """Seconds of each request."""
    found = []
    for number in range(rounds + 2):  # the first are for templates and imports
        with store.writing() as transaction:
            state.present(transaction, f"{time.time()}".encode()[:16], 0)
        path = draw(chance)
        asked = create_environ(path, headers=HEADERS)
        begun = time.perf_counter()
        _, status, _ = run_wsgi_app(application, asked, buffered=True)
        taken = time.perf_counter() - begun
        if not status.startswith(f"{HTTPStatus.OK} "):
            raise SystemExit(f"{path}: {status}")
        if number > 1:
            found.append(taken)
    return found


def rows(*, quick: bool) -> list[Row]:
    """A row for each kind of document and page."""
    rounds, turns = (1, 1) if quick else (ROUNDS, TURNS)
    with opened(20_000 if quick else ENTRIES) as (store, application):
        each = kinds(store)
        found: dict[str, list[float]] = {name: [] for name in each}
        for turn in range(turns):
            for name, draw in each.items():
                found[name] += measure(store, application, draw, rounds, random.Random(turn))
    taken = {name: median(every) for name, every in found.items()}
    return [Row(Goal.ENTRIES, name, own, goal="≤ 5 ms", met=own <= GOAL) for name, own in taken.items()]


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with opened(options.entries) as (store, application):
        for name, draw in kinds(store).items():
            if options.only in name:
                found = measure(store, application, draw, options.rounds, random.Random(1))
                print(f"{name:45}{median(found) * 1000:10.2f} ms{max(found) * 1000:10.2f} ms", flush=True)


if __name__ == "__main__":
    main()
