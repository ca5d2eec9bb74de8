"""`aggregator sources`."""

import json
import sys
from pathlib import Path

import click

from aggregator.cli.printable import printable
from aggregator.cli.wiring import load_settings
from aggregator.publishing.subjects import feed_path
from aggregator.store import sources as stored
from aggregator.store.database import open_store

HEADINGS = ("PATH", "TITLE", "URL", "ENTRIES", "LANGUAGE")


def sources(config: Path, *, as_json: bool) -> None:
    """List every source that is there, by path."""
    settings = load_settings(config)
    with open_store(settings.store) as store, store.reading() as transaction:
        listed = [
            {
                "path": source.path,
                "title": source.title,
                "url": feed_path(source.name),
                "entries": count,
                "language": source.language or settings.site.language,
            }
            for source, count in stored.listed(transaction, private=True)
        ]
    if as_json:
        click.echo(json.dumps(listed))
        return
    if not listed:
        click.echo(f"No sources yet: put text files into {settings.input.folder} and scan.", err=True)
        return
    rows = [HEADINGS, *(tuple(printable(str(value)) for value in row.values()) for row in listed)]
    if not sys.stdout.isatty():
        click.echo("\n".join("\t".join(row) for row in rows))
        return
    from rich.console import Console  # noqa: PLC0415 (for terminals alone)
    from rich.table import Column, Table  # noqa: PLC0415 (for terminals alone)
    from rich.text import Text  # noqa: PLC0415 (for terminals alone)

    table = Table(*(Column(heading, overflow="fold") for heading in HEADINGS), box=None, pad_edge=False)
    for row in rows[1:]:
        table.add_row(*map(Text, row))
    Console().print(table)
