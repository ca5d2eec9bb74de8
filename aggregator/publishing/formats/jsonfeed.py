"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Final

from aggregator.feed import EntrySource, Feed, FeedEntry
from aggregator.publishing.sparing import Seams, SparingFormat

VERSION: Final = "https://jsonfeed.org/version/1.1"
_written: Final = json.JSONEncoder(ensure_ascii=False).encode


def _write(feed: Feed) -> bytes:
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address_as("json"),
        # "Top-level": a feed of the next items, which are the older ones.
        **({"next_url": f"{feed.earlier}.json"} if feed.earlier else {}),
        **({"description": feed.description} if feed.description else {}),
        # "Top-level": square both, the one large and the other at least 64 pixels on a side.
        **({"icon": feed.icon, "favicon": feed.icon} if feed.icon else {}),
        "language": feed.language,
        "authors": [{"name": feed.author.name}],
        # "Top-level", hubs: the type names the protocol.
        **({"hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs]} if feed.hubs else {}),
        **_items(feed),
    }
    return f"{_laid_out(document)}\n".encode()


def _write_items(feed: Feed) -> bytes:
    return _laid_out(_items(feed)).removeprefix('{\n "items": [').removesuffix("\n ]\n}").encode()


def _laid_out(value: object, margin: str = "\n") -> str:
    """As `json.dumps` writes it with an indent of one; that does so bit by bit, which takes half as long again."""
    inner = f"{margin} "
    if isinstance(value, dict) and value:
        members = [f"{_written(name)}: {_laid_out(each, inner)}" for name, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(members)}{margin}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([_laid_out(each, inner) for each in value])}{margin}]"
    return _written(value)


def _items(feed: Feed) -> dict[str, object]:
    return {"items": [_item(entry, feed.language) for entry in feed.entries]}


def _item(entry: FeedEntry, feed_language: str) -> dict[str, object]:
    """One item; "Items" in the specification asks each for `content_html` or `content_text`."""
    return {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        **({"content_html": entry.content} if entry.content else {"content_text": entry.title}),
        **({"summary": entry.summary} if entry.summary else {}),
        "date_published": entry.published.isoformat(),
        **({"date_modified": entry.updated.isoformat()} if entry.updated != entry.published else {}),
        **({"tags": list(entry.tags)} if entry.tags else {}),
        **({"_aggregator": {"sources": [_source(each) for each in entry.sources]}} if entry.sources else {}),
        **({"language": entry.language} if entry.language != feed_language else {}),
    }


def _source(source: EntrySource) -> dict[str, str]:
    """Where an item was taken from; the specification has no word for it, so this is under a name of our own."""
    return {"title": source.title, "feed_url": f"{source.address}.json"}


# A line break in a text is escaped, so that none but that of the layout is found.
_SEAMS: Final = Seams(b'\n  {\n   "id": ', b"\n  }", b",")

FORMATS: Final = (SparingFormat("json", "application/feed+json", "JSON Feed", _write, _SEAMS, _write_items),)
