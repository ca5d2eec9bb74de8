"""`aggregator doctor`: every document that readers would get, held to its standard."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import click

from aggregator.cli.telling import printable
from aggregator.cli.wiring import limits_of, load_settings, site_of
from aggregator.errors import RenderingError
from aggregator.feed import Feed, Rendered
from aggregator.publishing.access import whatever
from aggregator.publishing.doctor import WRITABLE, Finding, Grade, check, examine, invalid, unwritten
from aggregator.publishing.format import OutputFormat, discover
from aggregator.publishing.press import Press
from aggregator.publishing.subjects import feed_path
from aggregator.store import entries, sources
from aggregator.store.database import Transaction, open_store


class Place(NamedTuple):
    """Where the cause of a finding stands: a file of the input folder, a line in it, and the title found there."""

    file: str
    line: int
    title: str


class Complaint(NamedTuple):
    """A finding with the path of the feed or document that has it; `place` is None where no entry is the cause."""

    path: str
    finding: Finding
    place: Place | None


class Examined(NamedTuple):
    """How much the doctor has looked at, and what was wrong with it."""

    feeds: int
    documents: int
    complaints: tuple[Complaint, ...]


class Watched:
    """An output format that prints as the one inside it does, and has the doctor look at all that passes."""

    def __init__(self, output: OutputFormat, now: datetime) -> None:
        self.suffix = output.suffix
        self.media_type = output.media_type
        self.label = output.label
        self._output = output
        self._now = now
        # Sets that keep their order: what does not fit is printed again and again, with the same findings.
        self.of_feed: dict[Finding, None] = {}
        self.of_document: dict[Finding, None] = {}

    def render(self, feed: Feed) -> Rendered:
        """What the format inside renders."""
        self.of_feed |= dict.fromkeys(examine(feed, self._now))
        rendered = self._output.render(feed)
        self.of_document |= dict.fromkeys((*check(self.media_type, rendered.body), *unwritten(rendered)))
        return rendered


def doctor(config: Path, *, as_json: bool) -> int:
    """Print what is wrong with every feed, in every format, and with the list of them; 1 if anything is invalid."""
    settings = load_settings(config)
    formats = discover()
    with open_store(settings.store) as store:

        def press(formats: Mapping[str, OutputFormat]) -> Press:
            # Nothing is held: each document is asked for once.
            return Press(store, site_of(settings), limits_of(settings), formats, held_bytes=0)

        with store.reading() as transaction:
            names = [None, *(source.name for source, _ in sources.listed(transaction, private=True))]
        # What is wrong with a feed itself is wrong in all of its formats, and told once.
        found: dict[tuple[str, Finding], None] = {}
        with _progress(len(names)) as step:
            now = datetime.now(UTC)
            for name in names:
                for watched in (Watched(output, now) for output in formats.values()):
                    found |= dict.fromkeys(_of_feed(press({watched.suffix: watched}), watched, name))
                step()
        found |= dict.fromkeys(("/feeds.opml", finding) for finding in _of_outline(press(formats)))
        with store.reading() as transaction:
            complaints = [Complaint(path, finding, _place(transaction, finding)) for path, finding in found]
    examined = Examined(len(names), len(names) * len(formats) + 1, tuple(complaints))
    click.echo(json.dumps(_as_json(examined)) if as_json else _told(examined))
    return 1 if invalid(complaint.finding for complaint in complaints) else 0


def _of_feed(press: Press, watched: Watched, name: str | None) -> Iterator[tuple[str, Finding]]:
    """What is wrong with a feed in one format: paths and findings, of the feed itself before those of its document."""
    path, suffix = feed_path(name), watched.suffix
    refused = None
    try:
        _ = press.combined(suffix) if name is None else press.named(name, suffix, may_read=whatever)
    except RenderingError as error:
        refused = WRITABLE.broken(str(error))
    except LookupError:  # its file went while the doctor looked at others
        return
    yield from ((path, finding) for finding in watched.of_feed)
    yield from ((f"{path}.{suffix}", finding) for finding in watched.of_document)
    if refused is not None and not invalid(watched.of_document):  # else the cause of the refusal is told already
        yield f"{path}.{suffix}", refused


def _of_outline(press: Press) -> Iterable[Finding]:
    try:
        outline = press.outline()
    except RenderingError as error:
        return (WRITABLE.broken(str(error)),)
    return check(outline.media_type, outline.body)


def _place(transaction: Transaction, finding: Finding) -> Place | None:
    try:
        record = entries.by_id(transaction, UUID(finding.entry_id)) if finding.entry_id else None
    except ValueError:  # not an id of ours, which is what was found
        return None
    if record is None:
        return None
    return Place(
        sources.by_row(transaction, [record.entry.source])[record.entry.source].path, record.line, record.entry.title
    )


def _told(examined: Examined) -> str:
    lines = []
    for path, finding, place in examined.complaints:
        cause = f"{place.file}:{place.line} “{place.title}”: " if place else ""
        lines.append(f"{finding.grade}: {path}: {cause}{finding.reason} ({finding.rule}: {finding.section})")
    grades = [complaint.finding.grade for complaint in examined.complaints]
    counted = ", ".join(f"{count} {grade}" for grade in Grade if (count := grades.count(grade)))
    lines.append(f"{examined.feeds} feed(s), {examined.documents} documents: {counted or 'all well'}")
    return "\n".join(map(printable, lines))


def _as_json(examined: Examined) -> dict[str, object]:
    return {
        "feeds": examined.feeds,
        "documents": examined.documents,
        "findings": [
            {
                "path": path,
                "grade": finding.grade,
                "rule": finding.rule,
                "section": finding.section,
                "reason": finding.reason,
                "entry": finding.entry_id,
                "file": place.file if place else None,
                "line": place.line if place else None,
                "title": place.title if place else None,
            }
            for path, finding, place in examined.complaints
        ],
    }


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """What to call after each feed; a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich import console, progress  # noqa: PLC0415 (for terminals alone)

    columns = (
        progress.TextColumn("Examining"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("feeds"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console.Console(stderr=True), transient=True) as bar:
        task = bar.add_task("doctor", total=total)
        yield lambda: bar.advance(task)
