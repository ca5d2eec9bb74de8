"""RSS 2.0 and Atom 1.0; the only module that knows feedgen.

Each feed and format gets a generator of its own. Five habits of feedgen are worked round:

- It prints RSS dates by switching the locale of the whole process, which every other thread would see. So it is
  never asked to print one; the extensions below do. Nothing is then shared between threads, and no lock is needed.
- It stamps the moment of rendering on whatever has no date. So every date is given.
- It puts no id, date or `rel` into the source of an Atom entry, and knows one source only.
- It forgets `rel` on the links of Atom entries (python-feedgen issue 135) and has no language for an entry.
- Of an RSS channel's links it prints `self` alone, and no hub.

Entries are written without it where nothing is out of the ordinary, to the same bytes (`publishing/xmlentries.py`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any, Final

from feedgen.feed import FeedGenerator
from lxml.etree import SubElement, _Element

from aggregator.feed import ICON_SIZE, Deleted, EntrySource, Feed
from aggregator.publishing.sparing import Seams, SparingFormat
from aggregator.publishing.xmlentries import ATOM, RSS, atom_entries, rss_items

GENERATOR: Final = "aggregator"
"""Without a version: an upgrade must not send every feed to every reader again."""

_DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
_TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
_ARCHIVING: Final = "http://purl.org/syndication/history/1.0"
_ATOM_LINK: Final = "{http://www.w3.org/2005/Atom}link"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


class _Unprinted(datetime):
    """A moment that feedgen accepts as a date and then, as it is false, does not print."""

    def __bool__(self) -> bool:
        return False


_UNPRINTED: Final = _Unprinted(1970, 1, 1, tzinfo=UTC)


class _Channel:
    """What feedgen does not give an RSS channel."""

    updated: datetime
    hubs: tuple[str, ...]

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DUBLIN_CORE}

    def extend_rss(self, rss: _Element) -> None:
        SubElement(rss[0], "lastBuildDate").text = format_datetime(self.updated)
        for hub in self.hubs:
            SubElement(rss[0], _ATOM_LINK, href=hub, rel="hub")


class _Graveyard:
    """What feedgen does not give an Atom feed: RFC 6721, section 3, lets it say which entries have left it."""

    tombstones: tuple[Deleted, ...]

    def extend_ns(self) -> dict[str, str]:
        return {"at": _TOMBSTONES} if self.tombstones else {}

    def extend_atom(self, feed: _Element) -> None:
        for tombstone in self.tombstones:
            SubElement(feed, f"{{{_TOMBSTONES}}}deleted-entry", ref=tombstone.id, when=tombstone.when.isoformat())


class _Archiving:
    """What feedgen gives neither: RFC 5005, section 4, and its appendix B, which has the same in RSS."""

    feed: Feed
    suffix: str
    media_type: str

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _ARCHIVING} if self.feed.current else {}

    def extend_atom(self, feed: _Element) -> None:
        self._extend(feed, "link")

    def extend_rss(self, rss: _Element) -> None:
        self._extend(rss[0], _ATOM_LINK)

    def _extend(self, parent: _Element, name: str) -> None:
        feed = self.feed
        relations = {"prev-archive": feed.earlier, "next-archive": feed.later, "current": feed.current}
        for relation, address in relations.items():
            if address:
                SubElement(parent, name, rel=relation, href=f"{address}.{self.suffix}", type=self.media_type)
        if feed.current:
            SubElement(parent, f"{{{_ARCHIVING}}}archive")


class _Item:
    """What feedgen does not give an RSS item."""

    published: datetime
    creator: str
    sources: tuple[EntrySource, ...]

    def extend_rss(self, item: _Element) -> None:
        # RSS 2.0, "<source> sub-element of <item>": one at most. The others are links of Atom's that feedgen declares.
        for source in self.sources[:1]:
            SubElement(item, "source", url=f"{source.address}.rss").text = source.title
        for source in self.sources[1:]:
            SubElement(item, _ATOM_LINK, rel="via", type=RSS, href=f"{source.address}.rss", title=source.title)
        SubElement(item, "pubDate").text = format_datetime(self.published)
        SubElement(item, f"{{{_DUBLIN_CORE}}}creator").text = self.creator


class _Entry:
    """What feedgen does not give an Atom entry; `language` is None where it is the feed's."""

    language: str | None
    updated: datetime
    sources: tuple[EntrySource, ...]

    def extend_atom(self, entry: _Element) -> None:
        if self.language is not None:
            entry.set(_LANGUAGE, self.language)
        for link in entry.iterfind("link"):
            link.set("rel", "alternate")
        for source in self.sources[:1]:
            self._extend_source(SubElement(entry, "source"), source)
        for source in self.sources[1:]:
            # RFC 4287, section 4.2.7.2: where the information came from.
            SubElement(entry, "link", rel="via", type=ATOM, href=f"{source.address}.atom", title=source.title)

    def _extend_source(self, element: _Element, source: EntrySource) -> None:
        """RFC 4287, section 4.2.11: id, title and updated at least.

        The last is the entry's, when its source was updated for certain; the source's own would send all entries of
        a source anew with each change of one.
        """
        SubElement(element, "id").text = source.id
        SubElement(element, "title").text = source.title
        SubElement(element, "updated").text = self.updated.isoformat()
        SubElement(element, "link", rel="self", type=ATOM, href=f"{source.address}.atom")


def rss_by_feedgen(feed: Feed) -> bytes:
    """A feed as RSS, all of which feedgen writes."""
    generator = _generator(feed, "rss", RSS)
    # RSS 2.0, "Required channel elements": a channel without description is not allowed.
    generator.description(feed.description or feed.title)
    generator.updated(_UNPRINTED)
    generator.register_extension("beyond", _Channel, _Item, atom=False)
    generator.beyond.updated = feed.updated
    generator.beyond.hubs = feed.hubs
    if feed.icon:
        # RSS 2.0, "<image> sub-element of <channel>": in practice title and link are the channel's.
        generator.image(feed.icon, feed.title, feed.page, str(ICON_SIZE), str(ICON_SIZE))
    if feed.author.email:
        generator.managingEditor(f"{feed.author.email} ({feed.author.name})")
    for entry in feed.entries:
        item = generator.add_entry(order="append")
        item.guid(entry.id, permalink=False)
        item.title(entry.title)
        item.link(href=entry.link, rel="alternate")
        # RSS 2.0, "Elements of <item>": a description is HTML with its entities escaped.
        item.description(escape(entry.summary or entry.title, quote=False))
        item.content(entry.content or None)
        item.beyond.published = entry.published
        item.beyond.creator = feed.author.name
        item.beyond.sources = entry.sources
        item.category([{"term": tag} for tag in entry.tags] or None)
    body: bytes = generator.rss_str(pretty=True)
    return body


def atom_by_feedgen(feed: Feed) -> bytes:
    """A feed as Atom, all of which feedgen writes."""
    generator = _generator(feed, "atom", ATOM)
    generator.link([{"href": hub, "rel": "hub"} for hub in feed.hubs])
    generator.id(feed.id)
    generator.subtitle(feed.description)
    generator.icon(feed.icon)
    generator.updated(feed.updated)
    generator.author(name=feed.author.name, email=feed.author.email)
    generator.register_extension("beyond", _Graveyard, _Entry, rss=False)
    generator.beyond.tombstones = feed.tombstones
    for each in feed.entries:
        entry = generator.add_entry(order="append")
        entry.id(each.id)
        entry.title(each.title)
        entry.link(href=each.link, rel="alternate")
        entry.published(each.published)
        entry.updated(each.updated)
        entry.summary(each.summary or None)
        entry.content(each.content or None, type="html")
        entry.category([{"term": tag} for tag in each.tags] or None)
        entry.beyond.updated = each.updated
        entry.beyond.sources = each.sources
        entry.beyond.language = each.language if each.language != feed.language else None
    body: bytes = generator.atom_str(pretty=True)
    return body


def _generator(feed: Feed, suffix: str, media_type: str) -> Any:  # noqa: ANN401 (feedgen is published without types)
    generator = FeedGenerator()
    generator.generator(GENERATOR)
    generator.title(feed.title)
    # The last link that is given becomes the channel's, so the page for people comes last.
    generator.link(href=feed.address_as(suffix), rel="self", type=media_type)
    generator.link(href=feed.page, rel="alternate", type="text/html")
    generator.language(feed.language)
    generator.rights(feed.rights)
    generator.register_extension("archiving", _Archiving, None)
    generator.archiving.feed = feed
    generator.archiving.suffix = suffix
    generator.archiving.media_type = media_type
    return generator


def _framed(
    by_feedgen: Callable[[Feed], bytes], entries_of: Callable[[Feed], bytes | None], end: bytes
) -> Callable[[Feed], bytes]:
    """The same bytes, of which feedgen writes those around the entries; `end` is what follows them."""

    def write(feed: Feed) -> bytes:
        entries = entries_of(feed)
        if entries is None:
            return by_feedgen(feed)
        return by_feedgen(replace(feed, entries=())).removesuffix(end) + entries + end

    return write


def _mail_date(moment: datetime) -> bytes:
    return format_datetime(moment).encode()


def _timestamp(moment: datetime) -> bytes:
    return moment.isoformat().encode()


# A `<` in a text is escaped, so that nothing but an element begins or ends like this.
_ITEMS: Final = Seams(b"\n    <item>", b"\n    </item>", moment=_mail_date)
_ENTRIES: Final = Seams(b"\n  <entry", b"\n  </entry>", moment=_timestamp)
_write_rss: Final = _framed(rss_by_feedgen, rss_items, b"\n  </channel>\n</rss>\n")
_write_atom: Final = _framed(atom_by_feedgen, atom_entries, b"\n</feed>\n")

FORMATS: Final = (
    SparingFormat("rss", RSS, "RSS", _write_rss, _ITEMS, rss_items),
    SparingFormat("atom", ATOM, "Atom", _write_atom, _ENTRIES, atom_entries),
)
