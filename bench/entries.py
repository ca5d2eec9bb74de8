"""How long feeds and pages out of 1,000,000 entries take that nothing is held of.

    python -m bench.entries [--entries 1000000] [--rounds 21]

Before each request the store's presentation moves on, as it does when the site's title changes: no document, page or
fragment that was made before is of use. A request is a call of the Flask application: choosing the entries, reading
them, making the bytes, holding them to their standard, and the answer. What the network, the server and a coding take
comes on top; see `bench.serving`.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Final
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from aggregator.feed import Site
from aggregator.publishing.format import discover
from aggregator.publishing.gathering import Limits
from aggregator.publishing.press import Press
from aggregator.store import state
from aggregator.store.database import Store, open_store
from aggregator.web.app import WebSettings, create_app
from bench.goals import Goal
from bench.million import ENTRIES, store_of
from bench.table import Row, timed

SITE: Final = Site("A million", "", "https://news.example.org", "en")
LIMITS: Final = Limits(50, 512_000)
#: Seconds.
GOAL: Final = 0.005

Addresses = Callable[[random.Random], str]


@contextmanager
def opened(entries: int) -> Iterator[tuple[Store, FlaskClient]]:
    """The store of so many entries, and somebody who asks the service around it."""
    with open_store(f"sqlite:///{store_of(entries)}") as store:
        press = Press(store, SITE, LIMITS, discover(), 64 * 2**20)
        yield store, create_app(store, press, WebSettings(SITE, "token", 1, 60), time.time).test_client()


def kinds(store: Store) -> dict[str, Addresses]:
    """What is asked for, and how an address of it is drawn."""
    with store.reading() as transaction:
        return dict(_kinds(transaction))


def _kinds(transaction: Connection) -> Iterator[tuple[str, Addresses]]:
    def listed(statement: str) -> list[str]:
        return [str(UUID(bytes=each) if isinstance(each, bytes) else each) for each in transaction.scalars(text(statement))]

    archives = int(listed("SELECT pages FROM archives WHERE feed = 'everything'")[0])
    rows = "row IN (SELECT abs(random()) % (SELECT max(row) FROM entries) FROM sources LIMIT 1000)"
    entries = listed(f"SELECT id FROM entries WHERE {rows} AND withdrawn IS NULL")  # noqa: S608 (our own)
    oldest = listed("SELECT id FROM entries WHERE withdrawn IS NULL ORDER BY published, row LIMIT 60 OFFSET 60")
    small = listed("SELECT name FROM sources WHERE path NOT LIKE 'archive%' ORDER BY random() LIMIT 1000")
    tags = listed("SELECT slug FROM tags ORDER BY row LIMIT 1000")
    folders = sorted({name.rpartition("/")[0] for name in small})
    for suffix in ("atom", "rss", "json"):
        yield f"feed of everything, {suffix}", lambda _chance, suffix=suffix: f"/feeds.{suffix}"
        yield (
            f"archive document of everything, {suffix}",
            lambda chance, suffix=suffix: f"/archives/feeds/{chance.randint(1, archives)}.{suffix}",
        )
        yield f"feed of a quarter of all, {suffix}", lambda _chance, suffix=suffix: f"/feeds/north.{suffix}"
        yield f"feed of the oldest folder, {suffix}", lambda _chance, suffix=suffix: f"/feeds/north/0000.{suffix}"
        yield f"feed of a folder, {suffix}", lambda chance, suffix=suffix: f"/feeds/{chance.choice(folders)}.{suffix}"
        yield f"feed of a source, {suffix}", lambda chance, suffix=suffix: f"/feeds/{chance.choice(small)}.{suffix}"
        yield f"feed of a large source, {suffix}", lambda chance, suffix=suffix: f"/feeds/archive/{chance.randrange(20):02}.{suffix}"
    yield "feed of the first tag", lambda _chance: f"/tags/topic-1.atom"
    yield "feed of a tag", lambda chance: f"/tags/{chance.choice(tags)}.atom"
    yield "front page", lambda _chance: "/"
    yield "page of an article", lambda chance: f"/entries/{chance.choice(entries)}"
    yield "list of everything", lambda _chance: "/feeds"
    yield "older of everything", lambda chance: f"/older/feeds/{chance.choice(entries)}"
    yield "oldest of everything", lambda chance: f"/older/feeds/{chance.choice(oldest)}"
    yield "list of a quarter", lambda _chance: "/feeds/north"
    yield "older of a quarter", lambda chance: f"/older/feeds/north/{chance.choice(entries)}"
    yield "oldest of a quarter", lambda chance: f"/older/feeds/north/{chance.choice(oldest)}"
    yield "list of a folder", lambda chance: f"/feeds/{chance.choice(folders)}"
    yield "list of a source", lambda chance: f"/feeds/{chance.choice(small)}"
    yield "older of a large source", lambda chance: f"/older/feeds/archive/{chance.randrange(20):02}/{chance.choice(entries)}"
    yield "list of the first tag", lambda _chance: "/tags/topic-1"
    yield "older of the first tag", lambda chance: f"/older/tags/topic-1/{chance.choice(entries)}"
    yield "oldest of the first tag", lambda chance: f"/older/tags/topic-1/{chance.choice(oldest)}"
    yield "older of a tag", lambda chance: f"/older/tags/{chance.choice(tags)}/{chance.choice(entries)}"


def measure(store: Store, client: FlaskClient, addresses: Addresses, rounds: int) -> list[float]:
    """Seconds of each request."""
    chance = random.Random(1)
    found = []
    for number in range(rounds + 2):  # the first are for templates and imports
        with store.writing() as transaction:
            state.present(transaction, f"{time.time()}".encode()[:16], 0)
        path = addresses(chance)
        begun = time.perf_counter()
        answer = client.get(path)
        answer.get_data()
        taken = time.perf_counter() - begun
        if answer.status_code not in (200, 404):
            raise SystemExit(f"{path}: {answer.status}")
        if number > 1:
            found.append(taken)
    return found


def rows(*, quick: bool) -> list[Row]:  # noqa: ARG001 (the same for every group)
    """None yet."""
    return []


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with opened(options.entries) as (store, client):
        for name, addresses in kinds(store).items():
            if options.only in name:
                found = measure(store, client, addresses, options.rounds)
                print(f"{name:45}{median(found) * 1000:10.2f} ms{max(found) * 1000:10.2f} ms", flush=True)


if __name__ == "__main__":
    main()
