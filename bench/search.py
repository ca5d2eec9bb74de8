"""How long searches over 1,000,000 entries take, the best match first and the newest first.

    python -m bench.search [--entries 1000000] [--rounds 7]

With the reading of the 50 entries that are shown.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Final

from reader.types import EntrySearchSort

from aggregator.model import Scope
from aggregator.publishing import windows
from aggregator.store import entries, searches
from aggregator.store.database import Store, open_store
from bench.goals import Goal
from bench.million import ENTRIES, store_of
from bench.peers import searching
from bench.table import Row, alternating, timed

#: From what stands in each article to what stands in a few.
QUERIES: Final = {
    "in every article": "the",
    "in half of all": "harbour",
    "two in half of all": "harbour ferry",
    "five common ones": "harbour ferry the summer library",
    "in a tenth": "w1",
    "in a hundredth": "w10",
    "in a thousandth": "w100",
    "in a few": "w60000",
    "in none": "nowhere",
    "common and rare": "the w5000",
    "common phrase": '"near the"',
    "rare phrase": '"school of Ashbourne"',
    "common, less common ones": "harbour -ferry -garden",
    "all less common ones": "-ferry -harbour",
}
#: Of fewer entries, beside a peer.
COMPARED: Final = ("in every article", "in half of all", "two in half of all", "in a hundredth")
FEWER: Final = 20_000
SHOWN: Final = 50
GOAL: Final = 0.020


def acts(store: Store, query: str) -> dict[str, Callable[[], object]]:
    """Both kinds of search, with what they show of each entry."""

    def best() -> object:
        with store.reading() as transaction:
            return entries.by_rows(transaction, searches.ranked(transaction, query, SHOWN))

    def newest() -> object:
        with store.reading() as transaction:
            places = windows.places(transaction, Scope(query=query), SHOWN)
            return windows.show(transaction, Scope(query=query), [place.row for place in places])

    return {"best first": best, "newest first": newest}


def measure(entries_: int, rounds: int) -> dict[tuple[str, str], float]:
    """Median seconds by query and order, of a store that has answered each once."""
    found: dict[tuple[str, str], list[float]] = {}
    with open_store(f"sqlite:///{store_of(entries_)}") as store:
        for number in range(rounds + 1):
            print(f"round {number} of {rounds} …", file=sys.stderr)
            for name, query in QUERIES.items():
                for order, act in acts(store, query).items():
                    taken = timed(act)
                    if number:
                        found.setdefault((name, order), []).append(taken)
    return {key: median(each) for key, each in found.items()}


def beside_reader(rounds: int) -> list[Row]:
    """The same searches of fewer entries, beside lemon24/reader's."""
    found = []
    with open_store(f"sqlite:///{store_of(FEWER)}") as store, searching.opened(FEWER) as asked:
        for name in COMPARED:
            query = QUERIES[name]
            for order, sort in (("best first", EntrySearchSort.RELEVANT), ("newest first", EntrySearchSort.RECENT)):
                own = acts(store, query)[order]
                took = alternating({"own": own, "reader": partial(searching.search, asked, query, sort, SHOWN)}, rounds)
                measured = f"{FEWER:,} entries, {name} (`{query}`), {order}"
                found.append(Row(Goal.SEARCH, measured, took["own"], "lemon24/reader", took["reader"]))
    return found


def rows(*, quick: bool) -> list[Row]:
    """A row for each kind of search, the median of all, and some beside lemon24/reader's."""
    found = measure(20_000 if quick else ENTRIES, 1 if quick else 5)
    each = [
        Row(Goal.SEARCH, f"{name} (`{QUERIES[name]}`), {order}", seconds) for (name, order), seconds in found.items()
    ]
    middle = median(found.values())
    total = Row(Goal.SEARCH, "p50 of all", middle, goal="≤ 20 ms", met=middle <= GOAL)
    return [total, *each, *([] if quick else beside_reader(5))]


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    for (name, order), taken in measure(options.entries, options.rounds).items():
        print(f"{name:28}{order:14}{taken * 1000:9.2f} ms")


if __name__ == "__main__":
    main()
