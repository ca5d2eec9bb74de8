"""What stands in a feed, element by element and unjudged, for the readers that are restated here.

RSS 2.0 (https://www.rssboard.org/rss-specification), Atom (RFC 4287) and JSON Feed 1.1
(https://www.jsonfeed.org/version/1.1/). The readers' own parsers bear with much more; the program's feeds need no more.
"""

import json
from typing import Any, NamedTuple

from lxml import etree

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


class Item(NamedTuple):
    """An item of a feed, every letter and space as it stands; what it does not have is the empty string.

    `identifier` is its `guid` or `id`, `text` what RSS calls description, Atom and JSON Feed summary, `content` all of
    it; dates are as written.
    """

    identifier: str
    link: str
    title: str
    text: str
    content: str
    author: str
    published: str
    updated: str


def items(suffix: str, body: bytes) -> list[Item]:
    """The items of a document in its order; `suffix` is `rss`, `atom` or `json`.

    Raises:
        ValueError: It is no such document.
    """
    if suffix == "json":
        return [_of_json(item) for item in json.loads(body)["items"]]
    try:
        root = etree.fromstring(body)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if suffix == "rss":
        return [_of_rss(item) for item in root.iterfind("channel/item")]
    return [_of_atom(entry) for entry in root.iterfind(f"{_ATOM}entry")]


def _of_rss(item: etree._Element) -> Item:
    return Item(
        identifier=_text(item, "guid"),
        link=_text(item, "link"),
        title=_text(item, "title"),
        text=_text(item, "description"),
        content=_text(item, f"{_CONTENT}encoded"),
        author=_text(item, f"{_DUBLIN_CORE}creator"),
        published=_text(item, "pubDate"),
        updated="",
    )


def _of_atom(entry: etree._Element) -> Item:
    # RFC 4287 §4.2.7.2: a link without rel is an alternate one.
    links = (link.get("href", "") for link in entry.iterfind(f"{_ATOM}link") if link.get("rel") in {None, "alternate"})
    return Item(
        identifier=_text(entry, f"{_ATOM}id"),
        link=next(links, ""),
        title=_text(entry, f"{_ATOM}title"),
        text=_text(entry, f"{_ATOM}summary"),
        content=_text(entry, f"{_ATOM}content"),
        author=_text(entry, f"{_ATOM}author/{_ATOM}name"),
        published=_text(entry, f"{_ATOM}published"),
        updated=_text(entry, f"{_ATOM}updated"),
    )


def _of_json(item: dict[str, Any]) -> Item:
    return Item(
        # JSON Feed 1.1, "Items": a reader takes a number for the string that it would be.
        identifier=str(item.get("id", "")),
        link=item.get("url", ""),
        title=item.get("title", ""),
        text=item.get("summary", ""),
        content=item.get("content_html") or item.get("content_text", ""),
        author=", ".join(author.get("name", "") for author in item.get("authors", [])),
        published=item.get("date_published", ""),
        updated=item.get("date_modified", ""),
    )


def _text(parent: etree._Element, path: str) -> str:
    return parent.findtext(path) or ""
