"""RSS 2.0 (https://www.rssboard.org/rss-specification) and the RSS Advisory Board's Best Practices Profile.

The specification has no numbers: its sections are named in quotation marks, as are those of the profile
(https://www.rssboard.org/rss-profile).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml.etree import _Element

from aggregator.publishing.doctor.grammar import is_absolute_iri, is_language_tag, is_mail_date, is_web_address
from aggregator.publishing.doctor.rules import Finding, Grade, Rule
from aggregator.publishing.doctor.wellformed import elements_at, parsed, text_of

ROOT: Final = Rule("rss.root", "RSS 2.0, “What is RSS?”")
REQUIRED: Final = Rule("rss.required", "RSS 2.0, “Required channel elements”")
CHANNEL_ONCE: Final = Rule("rss.channel-once", "RSS 2.0, “Optional channel elements”")
CHANNEL_DATE: Final = Rule("rss.channel-date", "RSS 2.0, “Optional channel elements”")
LANGUAGE: Final = Rule("rss.language", "RSS 2.0, “Optional channel elements”", Grade.QUESTIONABLE)
MAILBOX: Final = Rule("rss.mailbox", "RSS 2.0, “Optional channel elements”", Grade.QUESTIONABLE)
IMAGE: Final = Rule("rss.image", "RSS 2.0, “<image> sub-element of <channel>”")
TITLE_OR_DESCRIPTION: Final = Rule("rss.title-or-description", "RSS 2.0, “Elements of <item>”")
ITEM_ONCE: Final = Rule("rss.item-once", "RSS 2.0, “Elements of <item>”")
ITEM_DATE: Final = Rule("rss.item-date", "RSS 2.0, “<pubDate> sub-element of <item>”")
GUID: Final = Rule("rss.guid", "RSS 2.0, “<guid> sub-element of <item>”")
UNIQUE_GUID: Final = Rule("rss.unique-guid", "RSS 2.0, “<guid> sub-element of <item>”")
SOURCE: Final = Rule("rss.source", "RSS 2.0, “<source> sub-element of <item>”")
LINK: Final = Rule("rss.link", "RSS 2.0, “Comments”")
EXTENSION: Final = Rule("rss.extension", "RSS 2.0, “Extending RSS”")
SELF_LINK: Final = Rule("rss.self-link", "RSS Best Practices Profile, “atom:link”", Grade.QUESTIONABLE)
ATOM_LINK: Final = Rule("rss.atom-link", "RSS Best Practices Profile, “atom:link”", Grade.QUESTIONABLE)
CONTENT_ONCE: Final = Rule("rss.content-once", "RSS Best Practices Profile, “content:encoded”")
CONTENT_DESCRIBED: Final = Rule(
    "rss.content-described", "RSS Best Practices Profile, “content:encoded”", Grade.QUESTIONABLE
)
CREATOR: Final = Rule("rss.creator", "RSS Best Practices Profile, “dc:creator”", Grade.QUESTIONABLE)

RULES: Final = (
    ROOT, REQUIRED, CHANNEL_ONCE, CHANNEL_DATE, LANGUAGE, MAILBOX, IMAGE, TITLE_OR_DESCRIPTION, ITEM_ONCE, ITEM_DATE,
    GUID, UNIQUE_GUID, SOURCE, LINK, EXTENSION, SELF_LINK, ATOM_LINK, CONTENT_ONCE, CONTENT_DESCRIBED, CREATOR,
)  # fmt: skip

_LINK: Final = "{http://www.w3.org/2005/Atom}link"

_REQUIRED: Final = ("title", "link", "description")
#: What a channel holds once, if at all; `category` and `item` may come again and again.
_CHANNEL_ONCE: Final = frozenset({
    "language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate", "generator", "docs", "cloud",
    "ttl", "image", "rating", "textInput", "skipHours", "skipDays",
})  # fmt: skip
#: The sides of a channel's image, and the pixels that each may have.
_SIDES: Final = {"width": 144, "height": 400}
#: What an item holds once, if at all; the profile advises against more than one `enclosure`, the specification not.
_ITEM_ONCE: Final = ("title", "link", "description", "author", "comments", "guid", "pubDate", "source")
_DESCRIBED_IN_CHANNEL: Final = frozenset({*_REQUIRED, *_CHANNEL_ONCE, "category", "item"})
_DESCRIBED_IN_ITEM: Final = frozenset({*_ITEM_ONCE, "category", "enclosure"})
#: An address of mail, with a name behind it or without.
_MAILBOX: Final = re.compile(r"[^\s@]+@[^\s@]+(?: \(.*\))?", re.DOTALL)


def _is_mailbox(text: str) -> bool:
    return _MAILBOX.fullmatch(text) is not None


_ADDRESS: Final = (LINK, is_web_address, "an absolute address of the web")
_CHANNEL_VALUES: Final = {
    "link": _ADDRESS,
    "language": (LANGUAGE, is_language_tag, "a language tag"),
    **dict.fromkeys(("pubDate", "lastBuildDate"), (CHANNEL_DATE, is_mail_date, "a moment as RFC 822 writes them")),
    **dict.fromkeys(("managingEditor", "webMaster"), (MAILBOX, _is_mailbox, "an address of mail")),
}
_ITEM_VALUES: Final = (
    (elements_at("item/link"), *_ADDRESS),
    (elements_at("item/pubDate"), ITEM_DATE, is_mail_date, "a moment as RFC 822 writes them"),
)
_CHILDREN: Final = elements_at("item/*")
_GUIDS: Final = elements_at("item/guid")
_FIRST_GUIDS: Final = elements_at("item/guid[1]")
_SOURCES: Final = elements_at("item/source")
_LINKS: Final = elements_at("atom:link | item/atom:link")
#: The children of a channel's items, or the items, for which a rule is broken, and what is wrong with them.
_BROKEN_BY: Final = (
    (
        TITLE_OR_DESCRIPTION,
        elements_at("item[not(title[1]/text()) and not(description[1]/text())]"),
        "the item has neither a title nor a description",
    ),
    (ITEM_ONCE, elements_at(" | ".join(f"item/{tag}[2]" for tag in _ITEM_ONCE)), "the item has <{tag}> more than once"),
    (CONTENT_ONCE, elements_at("item/content:encoded[2]"), "the item has content:encoded more than once"),
    (
        CONTENT_DESCRIBED,
        elements_at("item/content:encoded[1][not(preceding-sibling::description)]"),
        "no description precedes content:encoded",
    ),
    (CREATOR, elements_at("item/dc:creator[not(text())]"), "the item's dc:creator is empty"),
)


def check(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with an RSS 2.0 document."""
    channel = _channel(body)
    if isinstance(channel, Finding):
        return (channel,)
    held = _held(channel)
    return (*_of_channel(held), *_of_channel_values(held), *_of_entries(channel))


def check_entries(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with the items of an RSS 2.0 document."""
    channel = _channel(body)
    return (channel,) if isinstance(channel, Finding) else tuple(_of_entries(channel))


def _channel(body: bytes) -> _Element | Finding:
    """The channel of a document, or why it has none."""
    rss = parsed(body)
    if isinstance(rss, Finding):
        return rss
    if rss.tag != "rss" or rss.get("version") != "2.0" or [each.tag for each in rss] != ["channel"]:
        return ROOT.broken("the document is not one <channel> in an <rss> of version 2.0")
    return rss[0]


def _of_entries(channel: _Element) -> Iterator[Finding]:
    for findings in (_of_items, _of_guids, _of_sources, _of_atom_links):
        yield from findings(channel)


def _of_channel(held: Mapping[str, list[_Element]]) -> Iterator[Finding]:
    for name in _REQUIRED:
        if _only_text(held, name) is None:
            yield REQUIRED.broken(f"the channel has not one <{name}> with text")
    for name in sorted(_CHANNEL_ONCE.intersection(held)):
        if len(held[name]) > 1:
            yield CHANNEL_ONCE.broken(f"the channel has <{name}> {len(held[name])} times")
    for tag in held:
        if tag[0] != "{" and tag not in _DESCRIBED_IN_CHANNEL:
            yield EXTENSION.broken(f"<{tag}> is neither described for a channel nor in a namespace")
    if not any(link.get("rel") == "self" and link.get("href") for link in held.get(_LINK, ())):
        yield SELF_LINK.broken("the feed does not name its own address by an atom:link with rel “self”")
    for image in held.get("image", ())[:1]:
        yield from _of_image(_held(image))


def _of_channel_values(held: Mapping[str, list[_Element]]) -> Iterator[Finding]:
    for tag, (rule, is_right, meant) in _CHANNEL_VALUES.items():
        for text in map(text_of, held.get(tag, ())):
            if not is_right(text):
                yield rule.broken(f"<{tag}> is {text!a}, not {meant}")


def _of_image(held: Mapping[str, list[_Element]]) -> Iterator[Finding]:
    for name in ("url", "title", "link"):
        text = _only_text(held, name)
        if text is None:
            yield IMAGE.broken(f"the image has not one <{name}> with text")
        elif name != "title" and not is_web_address(text):
            yield IMAGE.broken(f"the image's <{name}> is no absolute address of the web")
    for name, most in _SIDES.items():
        for side in map(text_of, held.get(name, ())):
            if not (side.isascii() and side.isdecimal() and 0 < int(side) <= most):
                yield IMAGE.broken(f"the image's <{name}> is {side!a}, not a number of pixels up to {most}")


def _of_items(channel: _Element) -> Iterator[Finding]:
    """What is wrong with items, each rule for all of them at once: there are many, and hardly ever is one to blame."""
    for rule, blamed, reason in _BROKEN_BY:
        for element in blamed(channel):
            yield rule.broken(reason.format(tag=element.tag), _item_of(element))
    children = _CHILDREN(channel)
    strange = {tag for tag in {str(child.tag) for child in children} if tag[0] != "{"} - _DESCRIBED_IN_ITEM
    for child in children if strange else ():
        if child.tag in strange:
            reason = f"<{child.tag}> is neither described for an item nor in a namespace"
            yield EXTENSION.broken(reason, _item_of(child))
    for found, rule, is_right, meant in _ITEM_VALUES:
        for element in found(channel):
            if not is_right(text_of(element)):
                reason = f"<{element.tag}> is {text_of(element)!a}, not {meant}"
                yield rule.broken(reason, _item_of(element))


def _of_guids(channel: _Element) -> Iterator[Finding]:
    for guid in _GUIDS(channel):
        if why := _why_no_guid(guid):
            yield GUID.broken(why, _item_of(guid))
    seen: set[str] = set()
    for text in filter(None, map(text_of, _FIRST_GUIDS(channel))):
        if text in seen:
            yield UNIQUE_GUID.broken("another item has the same guid", text)
        seen.add(text)


def _of_sources(channel: _Element) -> Iterator[Finding]:
    for source in _SOURCES(channel):
        if not is_web_address(source.get("url", "")):
            address = source.get("url")
            yield SOURCE.broken(f"the <source> {address!a} is not an absolute address of the web", _item_of(source))


def _of_atom_links(channel: _Element) -> Iterator[Finding]:
    for link in _LINKS(channel):
        if not is_web_address(link.get("href", "")):
            address = link.get("href")
            yield ATOM_LINK.broken(f"the atom:link {address!a} is not an absolute address of the web", _item_of(link))


def _held(element: _Element) -> Mapping[str, list[_Element]]:
    """What an element holds, by tag, in the order of the first of each."""
    held: dict[str, list[_Element]] = {}
    for child in element.iterchildren("*"):
        held.setdefault(str(child.tag), []).append(child)
    return held


def _only_text(held: Mapping[str, list[_Element]], tag: str) -> str | None:
    """The text of the only element of a tag, None where there are more or it has none."""
    elements = held.get(tag, ())
    return (text_of(elements[0]) or None) if len(elements) == 1 else None


def _why_no_guid(guid: _Element) -> str | None:
    """What is wrong with a guid, which is an address unless it says that it is none."""
    permanent = guid.get("isPermaLink", "true")
    if permanent not in {"true", "false"}:
        return f"isPermaLink is {permanent!a}"
    if not text_of(guid):
        return "the guid is empty"
    if permanent == "true" and not is_web_address(text_of(guid)):
        return f"the guid {text_of(guid)!a} is no permanent link, and does not say so"
    return None


def _item_of(element: _Element) -> str | None:
    """The id of the item that an element stands in, or is; None where there is no such id."""
    around = (element.getparent(), element)
    item = next((each for each in around if each is not None and each.tag == "item"), None)
    guid = text_of(item.find("guid")) if item is not None else ""
    return guid if is_absolute_iri(guid) else None
