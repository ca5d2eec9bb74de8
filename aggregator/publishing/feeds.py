"""What a feed says of itself and of its entries: from the store's rows to a `Feed` ready for any format."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from aggregator.model import Author, Deleted, Entry, Feed, FeedEntry, Site, Source, Tombstone

#: Feeds' ids are made from the addresses that they first had; they hold neither host nor path in the clear.
FEED_IDS = uuid.UUID("5f9a2f0e-6d0b-5d55-9a55-3c8d2b1f7c11")
#: Characters of a summary, at most.
SUMMARY = 280


def feed_path(name: str | None) -> str:
    """The percent-encoded path of a feed without its suffix: of the source named, or of all together."""
    return "/feeds" if name is None else "/feeds/" + quote(name, safe="/")


def entry_path(identifier: uuid.UUID) -> str:
    """The path of an entry's own page."""
    return f"/entries/{identifier}"


def history_path(identifier: uuid.UUID) -> str:
    """The path of the page that tells how an entry came to be what it is."""
    return f"{entry_path(identifier)}/history"


def combined_feed(
    site: Site, entries: Sequence[Entry], sources: Mapping[int, Source], tombstones: Iterable[Tombstone] = ()
) -> Feed:
    """The feed of all sources; `sources` by row."""
    described = _Description("", None, site.title, site.description or site.title, site.language, 0)
    return _feed(site, described, entries, sources, tombstones)


def source_feed(site: Site, source: Source, entries: Sequence[Entry], tombstones: Iterable[Tombstone] = ()) -> Feed:
    """The feed of one source."""
    described = _Description(
        # RFC 4287, section 4.2.6: an id stays when a feed moves, so it is not made from where the feed is now.
        source.origin,
        source.name,
        source.title,
        f"{source.title} – {site.title}",
        source.language or site.language,
        source.first_seen,
    )
    return _feed(site, described, entries, {source.row: source}, tombstones)


class _Description(NamedTuple):
    origin: str
    name: str | None
    title: str
    description: str
    language: str
    empty_since: int


def _feed(
    site: Site,
    described: _Description,
    entries: Sequence[Entry],
    sources: Mapping[int, Source],
    tombstones: Iterable[Tombstone],
) -> Feed:
    deleted = tuple(Deleted(tombstone.id.urn, moment(tombstone.withdrawn)) for tombstone in tombstones)
    shown = tuple(feed_entry(site, entry, sources[entry.source].language or site.language) for entry in entries)
    moments = (*(entry.updated for entry in shown), *(tombstone.when for tombstone in deleted))
    return Feed(
        id=uuid.uuid5(FEED_IDS, described.origin).urn,
        title=described.title,
        description=described.description,
        address=site.url + feed_path(described.name),
        page=site.url + "/",
        language=described.language,
        author=site.author or Author(site.title),
        rights=site.rights,
        updated=max(moments, default=moment(described.empty_since)),
        entries=shown,
        tombstones=deleted,
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
