"""How far the scan under way is, as server-sent events (HTML Living Standard, section 9.2).

The scanning process says so in memory that it shares with this one; whether it still scans stands in the store.
"""

import json
import time
from collections.abc import Iterator
from typing import NamedTuple

from aggregator.store import scans
from aggregator.store.database import Store

#: How often is looked, and for how long a stream goes on, in seconds: it holds one of a few threads meanwhile. Whoever
#: wants to go on connects again.
LOOK_EVERY, LONGEST = 0.25, 20.0
#: How often something is sent if nothing changes, in seconds: only then a server sees that nobody listens any longer.
SILENCE = 1.0


class Step(NamedTuple):
    """How far a scan is: words for people, and how many of how many files."""

    words: str
    done: int
    total: int


def step(store: Store) -> Step | None:
    """How far the scan is that goes on or is wished for; None where there is none."""
    with store.reading() as transaction:
        scan = scans.under_way(transaction)
    if scan is None:
        return None
    if scan.state == "wished":
        return Step(f"Scan {scan.number} begins in a moment.", 0, 0)
    seen = store.progress.seen()
    if seen.scan != scan.number or not seen.total:
        return Step(f"Scan {scan.number} looks at the folder.", 0, 0)
    if seen.done == seen.total:
        return Step(f"Scan {scan.number} is about to end.", seen.done, seen.total)
    return Step(f"Scan {scan.number}: {seen.done:,} of {seen.total:,} files.", seen.done, seen.total)


def events(store: Store) -> Iterator[str]:
    """Each step as an event, and `end` once no scan is under way."""
    begun = said = time.monotonic()
    before = None
    yield "retry: 500\n\n"
    while time.monotonic() < begun + LONGEST:
        now = step(store)
        if now is None:
            yield "event: end\ndata: {}\n\n"
            return
        if now != before:
            yield f"data: {json.dumps(now._asdict())}\n\n"
            before, said = now, time.monotonic()
        elif time.monotonic() > said + SILENCE:
            yield ":\n\n"
            said = time.monotonic()
        time.sleep(LOOK_EVERY)
