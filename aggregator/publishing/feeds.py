"""What a feed says of itself and of its entries: from the store's rows to a `Feed` ready for any format."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from aggregator.editing.markup import to_html
from aggregator.feed import Author, Deleted, EntrySource, Feed, FeedEntry, Site
from aggregator.model import Entry, Source, Tombstone
from aggregator.publishing.subjects import Subject, feed_path

#: Feeds' ids are made from the addresses that they first had; they hold neither host nor path in the clear.
FEED_IDS = uuid.UUID("5f9a2f0e-6d0b-5d55-9a55-3c8d2b1f7c11")
#: The first second of the year 1 and the last of 9999, in seconds since 1970: no scan gives other dates, but hands may.
FIRST, LAST = -62_135_596_800, 253_402_300_799
#: Characters of a summary, at most.
SUMMARY = 280
#: The path of the site's icon, which is that of all its feeds.
ICON_PATH = "/static/icon.png"


def entry_path(identifier: uuid.UUID | str) -> str:
    """The path of an entry's own page; `identifier` may be written already."""
    return f"/entries/{identifier}"


def history_path(identifier: uuid.UUID) -> str:
    """The path of the page that tells how an entry came to be what it is."""
    return f"{entry_path(identifier)}/history"


def feed_of(
    site: Site,
    subject: Subject,
    entries: Sequence[Entry],
    sources: Mapping[int, Source],
    tombstones: Iterable[Tombstone] = (),
    stories: Mapping[uuid.UUID, Sequence[int]] = MappingProxyType({}),
    query: str = "",
) -> Feed:
    """The feed of a subject, with its newest entries.

    `sources` are those of the entries, by row; `stories` those (their rows) that an entry was taken from, by its id,
    where they are more than its own; `query` is as in `Feed`.
    """
    named = _named(site, sources) if subject.scope.source is None else {}
    deleted = tuple(Deleted(tombstone.id.urn, moment(tombstone.withdrawn)) for tombstone in tombstones)
    languages = {row: source.language or site.language for row, source in sources.items()}
    shown = tuple(
        feed_entry(site, entry, languages[entry.source], _told_by(entry, named, stories)) for entry in entries
    )
    moments = (*(entry.updated for entry in shown), *(tombstone.when for tombstone in deleted))
    return Feed(
        id=feed_id(subject.origin),
        title=subject.title,
        description=subject.description,
        address=site.url + subject.path,
        page=site.url + subject.page,
        language=subject.language,
        author=site.author or Author(site.title),
        rights=site.rights,
        updated=max(moments, default=moment(subject.empty_since)),
        entries=shown,
        tombstones=deleted,
        query=query,
        # A hub hands on what it fetches to whoever asks for it; and of shortened and searched feeds none is told.
        hubs=() if subject.private or query else site.hubs,
        icon=site.url + ICON_PATH,
    )


def _told_by(
    entry: Entry, named: Mapping[int, EntrySource], stories: Mapping[uuid.UUID, Sequence[int]]
) -> tuple[EntrySource, ...]:
    """An entry's own source first, then those that tell the same; none in a feed whose sources are not named."""
    return tuple(named[row] for row in dict.fromkeys((entry.source, *stories.get(entry.id, ())))) if named else ()


def feed_entry(site: Site, entry: Entry, language: str, sources: tuple[EntrySource, ...] = ()) -> FeedEntry:
    """An entry as every format and page shows it; without a link of its own it links to its own page here."""
    published, identifier = moment(entry.published), str(entry.id)
    return FeedEntry(
        id=f"urn:uuid:{identifier}",
        title=entry.title,
        link=entry.link or site.url + entry_path(identifier),
        summary=summary_of(entry.text),
        content=to_html(entry.text),
        language=language,
        published=published,
        updated=published if entry.updated == entry.published else moment(entry.updated),
        tags=entry.tags,
        sources=sources,
    )


def _named(site: Site, sources: Mapping[int, Source]) -> dict[int, EntrySource]:
    """Sources by their rows, as entries name them."""
    return {
        row: EntrySource(feed_id(source.origin), source.title, site.url + feed_path(source.name))
        for row, source in sources.items()
    }


@lru_cache(maxsize=1024)
def feed_id(origin: str) -> str:
    """The `urn:uuid:` of a feed."""
    return uuid.uuid5(FEED_IDS, origin).urn


def summary_of(text: str) -> str:
    """The beginning of a text in one line, cut between words."""
    words = " ".join(text[: SUMMARY + 40].split())
    if len(words) <= SUMMARY:  # there is a lot of space between them, or that was all
        words = " ".join(text[: SUMMARY * 4].split())
    if len(words) <= SUMMARY:
        return words
    return words[: SUMMARY + 1].rsplit(" ", 1)[0][:SUMMARY].rstrip(" ,;:–—-") + " …"


def moment(seconds: int) -> datetime.datetime:
    """Seconds since 1970 as an aware time; what is out of the years that RFC 3339 can write as the nearest of these."""
    return datetime.datetime.fromtimestamp(min(max(seconds, FIRST), LAST), datetime.UTC)
