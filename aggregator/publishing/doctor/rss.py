"""RSS 2.0 (https://www.rssboard.org/rss-specification) and the RSS Advisory Board's Best Practices Profile.

The specification has no numbers: its sections are named in quotation marks, as are those of the profile
(https://www.rssboard.org/rss-profile).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from lxml.etree import _Element

from aggregator.publishing.doctor.grammar import is_absolute_iri, is_language_tag, is_mail_date, is_web_address
from aggregator.publishing.doctor.rules import Finding, Grade, Rule
from aggregator.publishing.doctor.wellformed import parsed, text_of

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
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR: Final = "{http://purl.org/dc/elements/1.1/}creator"

_REQUIRED: Final = ("title", "link", "description")
#: What a channel holds once, if at all; `category` and `item` may come again and again.
_CHANNEL_ONCE: Final = frozenset({
    "language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate", "generator", "docs", "cloud",
    "ttl", "image", "rating", "textInput", "skipHours", "skipDays",
})  # fmt: skip
#: The sides of a channel's image, and the pixels that each may have.
_SIDES: Final = {"width": 144, "height": 400}
#: What an item holds once, if at all; the profile advises against more than one `enclosure`, the specification not.
_ITEM_ONCE: Final = frozenset({"title", "link", "description", "author", "comments", "guid", "pubDate", "source"})
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
_ITEM_VALUES: Final = {
    "link": _ADDRESS,
    "pubDate": (ITEM_DATE, is_mail_date, "a moment as RFC 822 writes them"),
}


def check(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with an RSS 2.0 document."""
    rss = parsed(body)
    if isinstance(rss, Finding):
        return (rss,)
    if rss.tag != "rss" or rss.get("version") != "2.0" or [each.tag for each in rss] != ["channel"]:
        return (ROOT.broken("the document is not one <channel> in an <rss> of version 2.0"),)
    channel = rss[0]
    items = channel.findall("item")
    findings = [*_of_channel(channel), *_of_guids(items)]
    for item in items:
        held = _held(item)
        findings += (*_of_item(item, held), *_of_values(item, held))
        findings += _of_modules(item, held)
    return tuple(findings)


def _of_channel(channel: _Element) -> Iterator[Finding]:
    counted = Counter(child.tag for child in channel)
    for name in _REQUIRED:
        if counted[name] != 1 or not text_of(channel.find(name)):
            yield REQUIRED.broken(f"the channel has not one <{name}> with text")
    for name in sorted(_CHANNEL_ONCE):
        if counted[name] > 1:
            yield CHANNEL_ONCE.broken(f"the channel has <{name}> {counted[name]} times")
    for tag in _strange(channel, _DESCRIBED_IN_CHANNEL):
        yield EXTENSION.broken(f"<{tag}> is neither described for a channel nor in a namespace")
    if not any(link.get("rel") == "self" and link.get("href") for link in channel.findall(_LINK)):
        yield SELF_LINK.broken("the feed does not name its own address by an atom:link with rel “self”")
    yield from _of_atom_links(channel)
    yield from _of_image(channel)
    for tag, (rule, is_right, meant) in _CHANNEL_VALUES.items():
        for text in map(text_of, channel.findall(tag)):
            if not is_right(text):
                yield rule.broken(f"<{tag}> is {text!a}, not {meant}")


def _of_image(channel: _Element) -> Iterator[Finding]:
    image = channel.find("image")
    if image is None:
        return
    counted = Counter(child.tag for child in image)
    for name in ("url", "title", "link"):
        if counted[name] != 1 or not text_of(image.find(name)):
            yield IMAGE.broken(f"the image has not one <{name}> with text")
        elif name != "title" and not is_web_address(text_of(image.find(name))):
            yield IMAGE.broken(f"the image's <{name}> is no absolute address of the web")
    for name, most in _SIDES.items():
        for side in map(text_of, image.findall(name)):
            if not (side.isascii() and side.isdecimal() and 0 < int(side) <= most):
                yield IMAGE.broken(f"the image's <{name}> is {side!a}, not a number of pixels up to {most}")


def _of_guids(items: list[_Element]) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in items:
        guid = text_of(item.find("guid"))
        if guid and guid in seen:
            yield UNIQUE_GUID.broken("another item has the same guid", guid)
        seen.add(guid)


def _held(item: _Element) -> Mapping[str, list[_Element]]:
    """What an item holds, by tag, in the order of the first of each; looked at once, for there are many items."""
    held: dict[str, list[_Element]] = {}
    for child in item.iterchildren("*"):
        held.setdefault(str(child.tag), []).append(child)
    return held


def _of_item(item: _Element, held: Mapping[str, list[_Element]]) -> Iterator[Finding]:
    if not any(text_of(child) for tag in ("title", "description") for child in held.get(tag, ())[:1]):
        yield TITLE_OR_DESCRIPTION.broken("the item has neither a title nor a description", _id_of(item))
    for tag in sorted(_ITEM_ONCE.intersection(held)):
        if len(held[tag]) > 1:
            yield ITEM_ONCE.broken(f"the item has <{tag}> {len(held[tag])} times", _id_of(item))
    if any(tag[0] != "{" for tag in held.keys() - _DESCRIBED_IN_ITEM):
        for tag in _strange(item, _DESCRIBED_IN_ITEM):
            yield EXTENSION.broken(f"<{tag}> is neither described for an item nor in a namespace", _id_of(item))


def _of_values(item: _Element, held: Mapping[str, list[_Element]]) -> Iterator[Finding]:
    for guid in held.get("guid", ()):
        if why := _why_no_guid(guid):
            yield GUID.broken(why, _id_of(item))
    for source in held.get("source", ()):
        if not is_web_address(source.get("url", "")):
            address = source.get("url")
            yield SOURCE.broken(f"the <source> {address!a} is not an absolute address of the web", _id_of(item))
    for tag, (rule, is_right, meant) in _ITEM_VALUES.items():
        for text in map(text_of, held.get(tag, ())):
            if not is_right(text):
                yield rule.broken(f"<{tag}> is {text!a}, not {meant}", _id_of(item))


def _of_modules(item: _Element, held: Mapping[str, list[_Element]]) -> Iterator[Finding]:
    """The elements from other namespaces that feeds use most."""
    if _LINK in held:
        yield from _of_atom_links(item, _id_of(item))
    if len(held.get(_CONTENT, ())) > 1:
        yield CONTENT_ONCE.broken("the item has content:encoded more than once", _id_of(item))
    tags = list(held)
    if _CONTENT in held and "description" not in tags[: tags.index(_CONTENT)]:
        yield CONTENT_DESCRIBED.broken("no description precedes content:encoded", _id_of(item))
    if any(not text_of(creator) for creator in held.get(_CREATOR, ())):
        yield CREATOR.broken("the item's dc:creator is empty", _id_of(item))


def _of_atom_links(parent: _Element, name: str | None = None) -> Iterator[Finding]:
    for link in parent.iterfind(_LINK):
        if not is_web_address(link.get("href", "")):
            yield ATOM_LINK.broken(f"the atom:link {link.get('href')!a} is not an absolute address of the web", name)


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


def _strange(element: _Element, described: frozenset[str]) -> Iterator[str]:
    """The tags that the specification does not know and that are in no namespace."""
    tags = (str(child.tag) for child in element.iterchildren("*"))
    return (tag for tag in tags if not tag.startswith("{") and tag not in described)


def _id_of(item: _Element) -> str | None:
    guid = text_of(item.find("guid"))
    return guid if is_absolute_iri(guid) else None
