"""What a feed says of itself and of its entries: from the store's rows to a `Feed` ready for any format."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from aggregator.model import Author, Entry, Feed, FeedEntry, Site, Source

#: Feeds' ids are made from their addresses, which are given once; they hold neither host nor path in the clear.
FEED_IDS = uuid.UUID("5f9a2f0e-6d0b-5d55-9a55-3c8d2b1f7c11")
#: Characters of a summary, at most.
SUMMARY = 280


def feed_path(name: str | None) -> str:
    """The percent-encoded path of a feed without its suffix: of the source named, or of all together."""
    return "/feeds" if name is None else "/feeds/" + quote(name, safe="/")


def entry_path(identifier: uuid.UUID) -> str:
    """The path of an entry's own page."""
    return f"/entries/{identifier}"


def combined_feed(site: Site, entries: Sequence[Entry], sources: Mapping[int, Source]) -> Feed:
    """The feed of all sources; `sources` by row."""
    return _feed(site, None, site.title, site.language, entries, sources, empty_since=0)


def source_feed(site: Site, source: Source, entries: Sequence[Entry]) -> Feed:
    """The feed of one source."""
    language = source.language or site.language
    return _feed(site, source.name, source.title, language, entries, {source.row: source}, source.first_seen)


def _feed(
    site: Site,
    name: str | None,
    title: str,
    language: str,
    entries: Sequence[Entry],
    sources: Mapping[int, Source],
    empty_since: int,
) -> Feed:
    return Feed(
        id=uuid.uuid5(FEED_IDS, name or "").urn,
        title=title,
        description=(site.description or site.title) if name is None else f"{title} – {site.title}",
        address=site.url + feed_path(name),
        page=site.url + "/",
        language=language,
        author=site.author or Author(site.title),
        rights=site.rights,
        updated=moment(max((entry.updated for entry in entries), default=empty_since)),
        entries=tuple(feed_entry(site, entry, sources[entry.source].language or site.language) for entry in entries),
    )


def feed_entry(site: Site, entry: Entry, language: str) -> FeedEntry:
    """An entry as every format and page shows it; without a link of its own it links to its own page here."""
    return FeedEntry(
        id=entry.id.urn,
        title=entry.title,
        link=entry.link or site.url + entry_path(entry.id),
        summary=summary_of(entry.text),
        content=entry.content,
        language=language,
        published=moment(entry.published),
        updated=moment(entry.updated),
    )


def summary_of(text: str) -> str:
    """The beginning of a text in one line, cut between words."""
    words = " ".join(text[: SUMMARY * 4].split())
    if len(words) <= SUMMARY:
        return words
    return words[: SUMMARY + 1].rsplit(" ", 1)[0][:SUMMARY].rstrip(" ,;:–—-") + " …"


def moment(seconds: int) -> datetime.datetime:
    """Seconds since 1970 as an aware time."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)
