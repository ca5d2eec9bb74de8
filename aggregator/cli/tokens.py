"""`aggregator tokens`: who may read what is private."""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path

import click

from aggregator.cli.printable import printable
from aggregator.cli.wiring import load_settings
from aggregator.config import Settings
from aggregator.errors import AggregatorError
from aggregator.publishing.access import Patterns
from aggregator.publishing.feeds import moment
from aggregator.publishing.subjects import feed_path
from aggregator.store import sources, tokens
from aggregator.store.database import Store, open_store

HEADINGS = ("NAME", "FOR", "MADE", "LAST USED")
#: Addresses shown with a new token, at most.
NAMED_ADDRESSES = 10


def make(config: Path, name: str, patterns: Sequence[str]) -> None:
    """Make a token and print it, this once.

    Raises:
        AggregatorError: There is one of this name.
    """
    settings = load_settings(config)
    secret = secrets.token_urlsafe(32)
    with open_store(settings.store) as store:
        with store.writing() as transaction:
            if not tokens.add(transaction, name, secret, patterns, int(time.time())):
                raise AggregatorError(f"there is a token named {name} already; revoke it first, or take another name")
        click.echo(secret)
        click.echo("\n".join(_explanation(settings, store, patterns)), err=True)


def list_all(config: Path) -> None:
    """Print every token's name, what it is for, and the days on which it was made and last used."""
    settings = load_settings(config)
    with open_store(settings.store) as store, store.reading() as transaction:
        listed = tokens.listed(transaction)
    if not listed:
        click.echo("No tokens yet: make one with aggregator tokens make NAME.", err=True)
        return
    rows = [HEADINGS]
    rows += [
        (printable(each.name), printable(" ".join(each.patterns)) or "everything", _day(each.made), _day(each.used))
        for each in listed
    ]
    click.echo("\n".join("\t".join(row) for row in rows))


def revoke(config: Path, name: str) -> None:
    """Let go of a token; what it opened is closed to it from the next request on.

    Raises:
        AggregatorError: There is none of this name.
    """
    settings = load_settings(config)
    with open_store(settings.store) as store, store.writing() as transaction:
        if not tokens.revoke(transaction, name):
            raise AggregatorError(f"there is no token named {name}; aggregator tokens list names all")


def _explanation(settings: Settings, store: Store, patterns: Sequence[str]) -> list[str]:
    """How to use a new token, and what for."""
    closed = settings.site.access == "private"
    covers = Patterns(tuple(patterns)).covering()
    with store.reading() as transaction:
        opened = [
            source
            for source, _ in sources.listed(transaction, private=True)
            if (source.private or closed) and (not patterns or covers(source.path))
        ]
    lines = [
        "This is the token; it is not shown again. A reader sends it as the password, with any user name, or puts",
        "?token=… behind the address. It opens:",
    ]
    names = [None] if closed and not patterns else []
    addresses = [feed_path(name) for name in (*names, *(source.name for source in opened))]
    lines += [f"  {settings.site.url}{path}.rss" for path in addresses[:NAMED_ADDRESSES]]
    if len(addresses) > NAMED_ADDRESSES:
        lines.append(f"  and {len(addresses) - NAMED_ADDRESSES} more")
    if not addresses:
        lines.append("  nothing yet: input.private or site.access make feeds private, and a scan finds them")
    return lines


def _day(seconds: int | None) -> str:
    return "never" if seconds is None else moment(seconds).date().isoformat()
