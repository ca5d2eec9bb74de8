"""`aggregator sources`."""

import json
from pathlib import Path

import click

from aggregator.cli.telling import printable
from aggregator.cli.wiring import load_settings
from aggregator.publishing.feeds import feed_path
from aggregator.store import sources as stored
from aggregator.store.database import open_store


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
            for source, count in stored.listed(transaction)
        ]
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    if not listed:
        click.echo(f"No sources yet: put text files into {settings.input.folder} and scan.", err=True)
        return
    rows = [("PATH", "TITLE", "URL", "ENTRIES", "LANGUAGE"), *(tuple(map(str, row.values())) for row in listed)]
    from rich.console import Console  # noqa: PLC0415 (only here)
    from rich.table import Table  # noqa: PLC0415 (only here)

    table = Table(*rows[0], box=None, pad_edge=False)
    for row in rows[1:]:
        table.add_row(*(f"{printable(cell)}" for cell in row))
    Console(markup=False, highlight=False, soft_wrap=True).print(table)
