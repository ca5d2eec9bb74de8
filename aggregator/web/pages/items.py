"""Articles as lists of them show each: title, beginning, source and date."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from markupsafe import Markup

from aggregator.editing.markup import reads_right_to_left
from aggregator.feed import Site
from aggregator.model import Entry, Source
from aggregator.publishing.feeds import entry_path, moment, summary_of
from aggregator.publishing.subjects import feed_path
from aggregator.store import sources
from aggregator.store.database import Transaction
from aggregator.web.pages.dress import ago


class Item(NamedTuple):
    """An article in a list: all that a template shows, in the order in which it takes it.

    `address` and `source_address` are the URLs of the pages of both; `direction` is as in HTML. `published` is HTML;
    `title` and `summary` may be, with words marked, or are text.
    """

    address: str
    title: str
    summary: str
    language: str
    direction: str
    published: Markup
    source: str
    source_address: str


def direction(entry: Entry) -> str:
    """Which way an article is read, as HTML's `dir` has it."""
    return "rtl" if reads_right_to_left(f"{entry.title} {entry.text}") else "ltr"


def items(transaction: Transaction, site: Site, entries: Iterable[Entry]) -> list[Item]:
    """These articles, in their order."""
    listed = list(entries)
    named = sources.by_row(transaction, {entry.source for entry in listed})
    return [item(site, entry, named) for entry in listed]


def item(site: Site, entry: Entry, named: Mapping[int, Source]) -> Item:
    """An article of one of the sources `named`, by row."""
    source = named[entry.source]
    return Item(
        address=site.url + entry_path(entry.id),
        title=entry.title,
        summary=summary_of(entry.text),
        language=source.language or site.language,
        direction=direction(entry),
        published=ago(moment(entry.published)),
        source=source.title,
        source_address=site.url + feed_path(source.name),
    )
