"""`aggregator doctor`: every document that readers would get, held to its standard."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click

from aggregator.cli.printable import printable
from aggregator.cli.progress import steps
from aggregator.cli.wiring import limits_of, load_settings, site_of
from aggregator.publishing.doctor import Grade
from aggregator.publishing.examination import Examiner
from aggregator.publishing.format import discover
from aggregator.report import Complaint
from aggregator.store.database import open_store


class Examined(NamedTuple):
    """How much the doctor has looked at, and what was wrong with it."""

    feeds: int
    documents: int
    complaints: tuple[Complaint, ...]


def doctor(config: Path, *, as_json: bool) -> int:
    """Print what is wrong with every feed and archive document, in every format, and with the list of feeds.

    1 if anything is invalid.
    """
    settings = load_settings(config)
    with open_store(settings.store) as store:
        examiner = Examiner(store, site_of(settings), limits_of(settings), discover())
        feeds = examiner.every()
        visits = [*feeds, *examiner.archived()]
        with steps("Examining", len(visits), "feeds and archive documents") as step:
            complaints = [*examiner.complaints(visits, datetime.now(UTC), step), *examiner.of_outline()]
    examined = Examined(len(feeds), len(visits) * len(discover()) + 1, tuple(complaints))
    click.echo(json.dumps(_as_json(examined)) if as_json else _told(examined))
    return int(any(complaint.grade == Grade.INVALID for complaint in complaints))


def _told(examined: Examined) -> str:
    grades = [complaint.grade for complaint in examined.complaints]
    counted = ", ".join(f"{count} {grade}" for grade in Grade if (count := grades.count(grade)))
    last = f"{examined.feeds} feed(s), {examined.documents} documents: {counted or 'all well'}"
    return "\n".join(map(printable, (*map(str, examined.complaints), last)))


def _as_json(examined: Examined) -> dict[str, object]:
    findings = [complaint._asdict() for complaint in examined.complaints]
    return {"feeds": examined.feeds, "documents": examined.documents, "findings": findings}
