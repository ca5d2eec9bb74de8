"""`aggregator explain ID`: where an article comes from, and how it was recognised each time."""

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from aggregator.cli.printable import printable
from aggregator.cli.wiring import load_settings
from aggregator.errors import AggregatorError
from aggregator.model import Record, Revision, Sighting
from aggregator.publishing.feeds import entry_path, moment
from aggregator.publishing.wording import evidence_in_words, score_in_words
from aggregator.store import entries, revisions, sightings, sources
from aggregator.store.database import open_store


def explain(config: Path, name: str, *, as_json: bool) -> None:
    """Print all that is known of an entry, of a withdrawn one as well: that is for whoever runs the service.

    Raises:
        AggregatorError: No entry has this id.
        click.BadParameter: It is neither an id nor the address of an entry's page.
    """
    settings = load_settings(config)
    wanted = _identifier(name)
    with open_store(settings.store) as store, store.reading() as transaction:
        record = entries.by_id(transaction, wanted)
        if record is None:
            raise AggregatorError(
                f"{wanted}: no entry ever had this id in {settings.store}; take one from a feed, or name the "
                "configuration of its site by --config"
            )
        path = sources.by_row(transaction, [record.entry.source])[record.entry.source].path
        found = sightings.of(transaction, record, path)
        before = revisions.of(transaction, record.row)
    address = settings.site.url + entry_path(wanted)
    if as_json:
        click.echo(json.dumps(_as_json(record, address, path, found, before)))
        return
    for line in _lines(record, address, path, found, before):
        click.echo(printable(line))


def _identifier(name: str) -> uuid.UUID:
    """The id in a `urn:uuid:`, in the address of an entry's page or history, or alone."""
    address = re.split(r"[?#]", name.strip().strip("<>"))[0]
    last = address.removesuffix("/").removesuffix("/history").rpartition("/")[2].lower()
    try:
        return uuid.UUID(last)
    except ValueError:
        raise click.BadParameter(
            f"{name!r} is neither an entry's id, such as urn:uuid:01234567-89ab-8def-8123-456789abcdef, nor the "
            "address of its page",
            param_hint="ID",
        ) from None


def _lines(
    record: Record, address: str, path: str, found: Sequence[Sighting], before: Sequence[Revision]
) -> Iterator[str]:
    entry = record.entry
    yield entry.title
    yield f"  id         {entry.id.urn}"
    yield f"  page       {address}"
    yield f"  published  {_time(entry.published)}"
    yield f"  updated    {_time(entry.updated) if entry.updated > entry.published else 'never'}"
    yield f"  stands     {_stands(record, path)}"
    yield "Found"
    for sighting in found:
        score = "" if sighting.evidence == "new" else f" ({score_in_words(sighting.score)})"
        place = _place(sighting.path, sighting.line)
        yield f"  {_when(sighting)}  {place}  {evidence_in_words(sighting.evidence)}{score}"
    if before:
        yield "Read otherwise"
        for revision, after in zip(before, [*(later.updated for later in before[1:]), entry.updated], strict=True):
            yield f"  {_time(revision.updated)} to {_time(after)}  {revision.title}"


def _stands(record: Record, path: str) -> str:
    if record.withdrawn is not None:
        return f"nowhere: withdrawn {_time(record.withdrawn)}, last in {_place(path, record.line)}"
    if record.missing is not None:
        return f"in no file since {_time(record.missing)}, published still; last in {_place(path, record.line)}"
    return _place(path, record.line)


def _place(path: str, line: int) -> str:
    """A file and a line of it, where that is known: it was not kept before the ledger."""
    return f"{path}:{line}" if line else path


def _when(sighting: Sighting) -> str:
    if sighting.times == 1:
        return _time(sighting.first)
    return f"{_time(sighting.first)} to {_time(sighting.last)}, {sighting.times} times"


def _time(seconds: int) -> str:
    return moment(seconds).strftime("%Y-%m-%d %H:%M:%S UTC")


def _as_json(
    record: Record, address: str, path: str, found: Sequence[Sighting], before: Sequence[Revision]
) -> dict[str, object]:
    """All of it; moments as in RFC 3339, scores from 0 to 1, null for a line that was not kept."""
    entry = record.entry
    return {
        "id": entry.id.urn,
        "title": entry.title,
        "page": address,
        "published": moment(entry.published).isoformat(),
        "updated": moment(entry.updated).isoformat(),
        "path": path,
        "line": record.line or None,
        "missing": _moment(record.missing),
        "withdrawn": _moment(record.withdrawn),
        "found": [
            {
                "evidence": sighting.evidence,
                "score": sighting.score,
                "path": sighting.path,
                "line": sighting.line or None,
                "first": _moment(sighting.first),
                "last": _moment(sighting.last),
                "times": sighting.times,
            }
            for sighting in found
        ],
        "revisions": [{"updated": _moment(revision.updated), "title": revision.title} for revision in before],
    }


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else moment(seconds).isoformat()
