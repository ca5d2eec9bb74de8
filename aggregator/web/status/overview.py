"""What `/status` shows, gathered from the store."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.publishing.wording import removals_held_back
from aggregator.report import Failure
from aggregator.store import files, notices, readers, scans, state
from aggregator.store.database import Store
from aggregator.store.notices import Hub
from aggregator.store.readers import Seen
from aggregator.store.scans import Figures
from aggregator.web.status.picture import Picture, picture
from aggregator.web.status.progress import Step, step

#: Scans of so many days are in the picture, readers of so many in the table.
DAYS, READER_DAYS = 3, 7
#: Rows of a table, at most.
ROWS = 100
#: Scans in the table beneath the picture.
LISTED = 10
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is on the page; `report` is the last one, as `ScanReport.as_json` gives it, empty where there is none.

    `more` says how many rows of a table there was no room for.
    """

    step: Step | None
    picture: Picture
    listed: Sequence[Figures]
    failures: Sequence[Failure]
    report: Mapping[str, Any]
    held_back: str | None
    readers: Sequence[Seen]
    hubs: Sequence[Hub]
    more: Mapping[str, int]


def overview(store: Store, now: int) -> Overview:
    """What there is to see at a moment, in seconds since 1970."""
    under_way = step(store)
    with store.reading() as transaction:
        shown = scans.since(transaction, now - DAYS * DAY)
        report = json.loads(scans.last_report(transaction) or "{}")
        excerpts = {path: failure.excerpt for path, failure in files.failures(transaction).items()}
        held_back = removals_held_back(state.held_back(transaction))
        seen = readers.since(transaction, now - (READER_DAYS - 1) * DAY)
        hubs = notices.hubs(transaction)
    failures = [
        Failure(each["path"], each["line"], each["reason"], excerpts.get(each["path"]))
        for each in report.get("failed", ())
    ]
    cut = {part: each[:ROWS] for part, each in report.items() if isinstance(each, list)}
    lengths = {"readers": len(seen)} | {part: len(report[part]) for part in cut}
    return Overview(
        step=under_way,
        picture=picture(shown, now - DAYS * DAY, now),
        listed=shown[:LISTED],
        failures=failures[:ROWS],
        report=cut,
        held_back=held_back,
        readers=seen[:ROWS],
        hubs=hubs,
        more={part: max(0, length - ROWS) for part, length in lengths.items()},
    )
