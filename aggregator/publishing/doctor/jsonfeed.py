"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), whose sections are named in quotation marks."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from aggregator.publishing.doctor.grammar import is_language_tag, is_timestamp, is_web_address
from aggregator.publishing.doctor.rules import Finding, Grade, Rule

JSON: Final = Rule("json.well-formed", "RFC 8259, section 2")
VERSION: Final = Rule("json.version", "JSON Feed 1.1, “Top-level”")
TITLE: Final = Rule("json.title", "JSON Feed 1.1, “Top-level”")
KINDS: Final = Rule("json.kinds", "JSON Feed 1.1, “Top-level”")
FEED_ADDRESS: Final = Rule("json.feed-address", "JSON Feed 1.1, “Top-level”")
PLACES: Final = Rule("json.places", "JSON Feed 1.1, “Top-level”", Grade.QUESTIONABLE)
AUTHOR: Final = Rule("json.author", "JSON Feed 1.1, “Top-level”")
LANGUAGE: Final = Rule("json.language", "JSON Feed 1.1, “Top-level”", Grade.QUESTIONABLE)
HUB: Final = Rule("json.hub", "JSON Feed 1.1, “Top-level”")
ITEMS: Final = Rule("json.items", "JSON Feed 1.1, “Items”")
ITEM_KINDS: Final = Rule("json.item-kinds", "JSON Feed 1.1, “Items”")
ID: Final = Rule("json.id", "JSON Feed 1.1, “Items”")
UNIQUE_ID: Final = Rule("json.unique-id", "JSON Feed 1.1, “Items”")
ITEM_ADDRESS: Final = Rule("json.item-address", "JSON Feed 1.1, “Items”")
CONTENT: Final = Rule("json.content", "JSON Feed 1.1, “Items”")
DATE: Final = Rule("json.date", "JSON Feed 1.1, “Items”")
ITEM_LANGUAGE: Final = Rule("json.item-language", "JSON Feed 1.1, “Items”", Grade.QUESTIONABLE)
EXTENSION: Final = Rule("json.extension", "JSON Feed 1.1, “Extensions”")

RULES: Final = (
    JSON, VERSION, TITLE, KINDS, FEED_ADDRESS, PLACES, AUTHOR, LANGUAGE, HUB, ITEMS, ITEM_KINDS, ID, UNIQUE_ID,
    ITEM_ADDRESS, CONTENT, DATE, ITEM_LANGUAGE, EXTENSION,
)  # fmt: skip

Object = Mapping[str, Any]

_VERSION: Final = "https://jsonfeed.org/version/1.1"
_KINDS: Final[Mapping[str, type]] = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description", "user_comment"), str),
    **dict.fromkeys(("next_url", "icon", "favicon", "language"), str),
    **dict.fromkeys(("authors", "hubs", "items"), list),
    "author": dict,
    "expired": bool,
}
_ITEM_KINDS: Final[Mapping[str, type]] = {
    **dict.fromkeys(("id", "url", "external_url", "title", "content_html", "content_text", "summary"), str),
    **dict.fromkeys(("image", "banner_image", "date_published", "date_modified", "language"), str),
    **dict.fromkeys(("authors", "tags", "attachments"), list),
    "author": dict,
}
_ADDRESSES: Final = ("home_page_url", "feed_url", "next_url", "icon", "favicon")
_ITEM_ADDRESSES: Final = ("url", "external_url", "image", "banner_image")
_CUSTOM: Final = re.compile(r"_[^\W\d_][^.]*")


def check(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with a JSON Feed."""
    feed = _parsed(body)
    if isinstance(feed, Finding):
        return (feed,)
    if findings := tuple(_of_kinds(feed, _KINDS, KINDS)):
        return findings
    findings = tuple(_of_feed(feed))
    if "items" not in feed:
        return (*findings, ITEMS.broken("the feed has no items, not even an empty list"))
    return (*findings, *_of_items(feed["items"]))


def check_entries(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with the items of a JSON Feed, if it is one."""
    feed = _parsed(body)
    if isinstance(feed, Finding):
        return (feed,)
    items = feed.get("items")
    return tuple(_of_items(items)) if isinstance(items, list) else check(body)


def _parsed(body: bytes) -> Object | Finding:
    """The object that a document is, or what keeps it from being one."""
    try:
        feed = json.loads(body.decode())
    except ValueError as error:
        return JSON.broken(str(error))
    return feed if isinstance(feed, dict) else JSON.broken("the document is not an object")


def _of_kinds(values: Object, kinds: Mapping[str, type], rule: Rule, name: str | None = None) -> Iterator[Finding]:
    """What is known and of another kind, and what is not known and not named as an extension."""
    for key, value in values.items():
        if key in kinds:
            if not isinstance(value, kinds[key]):
                yield rule.broken(f"{key} is of a wrong kind: {type(value).__name__}", name)
        elif not _CUSTOM.fullmatch(key):
            yield EXTENSION.broken(f"{key!a} is no key of the standard, and not named as an extension", name)


def _of_feed(feed: Object) -> Iterator[Finding]:
    if feed.get("version") != _VERSION:
        yield VERSION.broken(f"the version is {feed.get('version')!a}, not {_VERSION}")
    if not feed.get("title"):
        yield TITLE.broken("the feed has no title")
    for key in _ADDRESSES:
        if key in feed and not is_web_address(feed[key]):
            yield FEED_ADDRESS.broken(f"{key} {feed[key]!a} is not an absolute address of the web")
    for key in ("home_page_url", "feed_url"):
        if key not in feed:
            yield PLACES.broken(f"the feed has no {key}")
    if "language" in feed and not is_language_tag(feed["language"]):
        yield LANGUAGE.broken(f"{feed['language']!a} is not a language tag")
    yield from _of_authors(feed.get("authors", ()))
    yield from _of_links_on(feed)


def _of_links_on(feed: Object) -> Iterator[Finding]:
    """Where a feed leads to: older items, and who tells of new ones."""
    if "next_url" in feed and feed["next_url"] == feed.get("feed_url"):
        yield FEED_ADDRESS.broken("next_url leads to the feed itself")
    for hub in feed.get("hubs", ()):
        if not isinstance(hub, dict) or not hub.get("type") or not hub.get("url"):
            yield HUB.broken("a hub has no type or no url")


def _of_authors(authors: list[Any], name: str | None = None) -> Iterator[Finding]:
    for author in authors:
        if not isinstance(author, dict) or not (author.get("name") or author.get("url") or author.get("avatar")):
            yield AUTHOR.broken("an author has neither name nor url nor avatar", name)


def _of_items(items: list[Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in items:
        if not isinstance(item, dict):
            yield ITEMS.broken("an item is not an object")
            continue
        name = item.get("id")
        if not isinstance(name, str) or not name:
            yield ID.broken("an item has no id that is text")
            continue
        if name in seen:
            yield UNIQUE_ID.broken("another item has the same id", name)
        seen.add(name)
        if of_kinds := tuple(_of_kinds(item, _ITEM_KINDS, ITEM_KINDS, name)):
            yield from of_kinds
        else:
            yield from _of_item(item, name)


def _of_item(item: Object, name: str) -> Iterator[Finding]:
    for key in _ITEM_ADDRESSES:
        if key in item and not is_web_address(item[key]):
            yield ITEM_ADDRESS.broken(f"{key} {item[key]!a} is not an absolute address of the web", name)
    if "content_html" not in item and "content_text" not in item:
        yield CONTENT.broken("the item has neither content_html nor content_text", name)
    for key in ("date_published", "date_modified"):
        if key in item and not is_timestamp(item[key]):
            yield DATE.broken(f"{key} {item[key]!a} is not a moment as RFC 3339 writes them", name)
    yield from _of_authors(item.get("authors", ()), name)
    if "language" in item and not is_language_tag(item["language"]):
        yield ITEM_LANGUAGE.broken(f"{item['language']!a} is not a language tag", name)
