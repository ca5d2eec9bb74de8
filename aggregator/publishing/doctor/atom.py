"""Atom 1.0 (RFC 4287) with tombstones (RFC 6721).

The grammar of RFC 4287, appendix B, is the schema beside this file; the rest is what the text asks for and no
grammar can say.
"""

import threading
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final

from lxml.etree import RelaxNG, _Element, fromstring

from aggregator.publishing.doctor.grammar import is_absolute_iri, is_timestamp, is_web_address
from aggregator.publishing.doctor.rules import Finding, Grade, Rule
from aggregator.publishing.doctor.wellformed import elements_at, parsed, text_of

SCHEMA: Final = Rule("atom.schema", "RFC 4287, appendix B")
DATE: Final = Rule("atom.date", "RFC 4287, section 3.3")
SELF_LINK: Final = Rule("atom.self-link", "RFC 4287, section 4.1.1", Grade.QUESTIONABLE)
FEED_ALTERNATE: Final = Rule("atom.feed-alternate", "RFC 4287, section 4.1.1")
UNIQUE_ID: Final = Rule("atom.unique-id", "RFC 4287, section 4.1.1")
AUTHOR: Final = Rule("atom.author", "RFC 4287, section 4.1.2")
ENTRY_ALTERNATE: Final = Rule("atom.entry-alternate", "RFC 4287, section 4.1.2")
CONTENT_OR_LINK: Final = Rule("atom.content-or-link", "RFC 4287, section 4.1.2")
ID: Final = Rule("atom.id", "RFC 4287, section 4.2.6")
LINK: Final = Rule("atom.link", "RFC 4287, section 4.2.7.1", Grade.QUESTIONABLE)
TOMBSTONE: Final = Rule("atom.tombstone", "RFC 6721, section 3")
TOMBSTONE_ONCE: Final = Rule("atom.tombstone-once", "RFC 6721, section 3")
TOMBSTONE_PLACE: Final = Rule("atom.tombstone-place", "RFC 6721, section 3")
TOMBSTONE_OF_LIVING: Final = Rule("atom.tombstone-of-living", "RFC 6721, section 3", Grade.QUESTIONABLE)

RULES: Final = (
    SCHEMA, DATE, SELF_LINK, FEED_ALTERNATE, UNIQUE_ID, AUTHOR, ENTRY_ALTERNATE, CONTENT_OR_LINK, ID, LINK,
    TOMBSTONE, TOMBSTONE_ONCE, TOMBSTONE_PLACE, TOMBSTONE_OF_LIVING,
)  # fmt: skip

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_ENTRY: Final = f"{_ATOM}entry"
_TOMBSTONE: Final = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_ID: Final = f"{_ATOM}id"
_LINK: Final = f"{_ATOM}link"
_UPDATED: Final = f"{_ATOM}updated"

_IDS: Final = elements_at("atom:entry/atom:id[1]")
_WITHOUT_AUTHOR: Final = elements_at("atom:entry[not(atom:author or atom:source/atom:author)]")
_WITHOUT_ONE_ALTERNATE: Final = elements_at("atom:entry[count(atom:link[not(@rel) or @rel = 'alternate']) != 1]")


def _address_of(link: _Element) -> str:
    return link.get("href", "")


_MOMENT: Final = (text_of, is_timestamp, DATE, "{!a} is not a moment as RFC 3339 writes them")
#: Which elements hold what, wherever they stand.
_VALUES: Final = {
    _ID: (text_of, is_absolute_iri, ID, "the id {!a} is not an absolute IRI"),
    _LINK: (_address_of, is_web_address, LINK, "the link {!a} is not an absolute address of the web"),
    **dict.fromkeys((_UPDATED, f"{_ATOM}published"), _MOMENT),
}

# A schema keeps the log of its last validation, which is of use only to the thread that asked for it.
_ONE_AT_A_TIME = threading.Lock()


@cache
def _schema() -> RelaxNG:
    return RelaxNG(fromstring((files(__package__) / "atom.rng").read_bytes()))


def check(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with an Atom feed document."""
    feed = parsed(body)
    if isinstance(feed, Finding):
        return (feed,)
    entries = feed.findall(_ENTRY)
    return (
        *_by_schema(feed, entries), *_of_feed(feed), *_of_ids(feed, entries), *_of_entries(feed), *_of_values(feed),
        *_of_tombstones(feed, entries),
    )  # fmt: skip


def check_entries(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with the entries of an Atom feed document."""
    feed = parsed(body)
    if isinstance(feed, Finding):
        return (feed,)
    entries = feed.findall(_ENTRY)
    return (*_blamed(entries), *_of_ids(feed, entries), *_of_entries(feed), *_of_values(feed))


def _by_schema(feed: _Element, entries: list[_Element]) -> Iterator[Finding]:
    """What the grammar refuses, entry by entry: of a whole feed, libxml2 names but the last thing that it tried."""
    whole = _complaint(feed)
    if whole is None:
        return
    blamed = tuple(_blamed(entries))
    yield from blamed
    own = _complaint(_without_entries(feed))
    if own is not None or not blamed:
        yield SCHEMA.broken(own or whole)


def _blamed(entries: list[_Element]) -> Iterator[Finding]:
    for entry in entries:
        if (complaint := _complaint(entry)) is not None:
            yield SCHEMA.broken(complaint, _id_of(entry))


def _without_entries(feed: _Element) -> _Element:
    bare = deepcopy(feed)
    for entry in bare.findall(_ENTRY):
        bare.remove(entry)
    return bare


def _complaint(root: _Element) -> str | None:
    """Why the grammar refuses this feed or entry, None where it does not."""
    with _ONE_AT_A_TIME:
        schema = _schema()
        if schema.validate(root):
            return None
        return "; ".join(each.message for each in schema.error_log)


def _of_feed(feed: _Element) -> Iterator[Finding]:
    if not any(link.get("rel") == "self" for link in feed.iterchildren(_LINK)):
        yield SELF_LINK.broken("the feed does not name its own address by a link with rel “self”")
    if twice := _alternate_twice(feed):
        yield FEED_ALTERNATE.broken(twice)


def _of_ids(feed: _Element, entries: list[_Element]) -> Iterator[Finding]:
    if len({text_of(each) for each in _IDS(feed)}) == len(entries):  # whatever their dates
        return
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        version = (_id_of(entry), text_of(_child(entry, _UPDATED)))
        if version in seen:
            yield UNIQUE_ID.broken("another entry has the same id and the same moment of its last change", version[0])
        seen.add(version)


def _of_entries(feed: _Element) -> Iterator[Finding]:
    """What entries lack, or have too much of; hardly ever is there one to blame, and libxml2 finds none at once."""
    if _child(feed, f"{_ATOM}author") is None:
        for entry in _WITHOUT_AUTHOR(feed):
            yield AUTHOR.broken("neither the entry nor its feed has an author", _id_of(entry))
    for entry in _WITHOUT_ONE_ALTERNATE(feed):
        if twice := _alternate_twice(entry):
            yield ENTRY_ALTERNATE.broken(twice, _id_of(entry))
        if _child(entry, f"{_ATOM}content") is None and next(_alternates(entry), None) is None:
            reason = "the entry has neither content nor a link with rel “alternate”"
            yield CONTENT_OR_LINK.broken(reason, _id_of(entry))


def _of_values(feed: _Element) -> Iterator[Finding]:
    """Ids, links and dates, wherever they stand; what many say is looked at once."""
    for tag, (value_of, is_right, rule, reason) in _VALUES.items():
        elements = list(feed.iter(tag))
        wrong = {value for value in set(map(value_of, elements)) if not is_right(value)}
        for element in elements if wrong else ():
            if value_of(element) in wrong:
                yield rule.broken(reason.format(value_of(element)), _owner_of(element))


def _of_tombstones(feed: _Element, entries: list[_Element]) -> Iterator[Finding]:
    tombstones = list(feed.iter(_TOMBSTONE))
    living = {_id_of(entry): text_of(entry.find(f"{_ATOM}updated")) for entry in entries if tombstones}
    seen: set[tuple[str, str]] = set()
    for tombstone in tombstones:
        reference, moment = tombstone.get("ref", ""), tombstone.get("when", "")
        if tombstone.getparent() is not feed:
            yield TOMBSTONE_PLACE.broken(f"the tombstone of {reference!a} stands elsewhere than in the feed")
        if not is_absolute_iri(reference) or not is_timestamp(moment):
            yield TOMBSTONE.broken(f"the tombstone of {reference!a} at {moment!a} lacks an id or a moment")
        elif (reference, moment) in seen:
            yield TOMBSTONE_ONCE.broken(f"the tombstone of {reference!a} at {moment!a} stands there twice")
        elif is_timestamp(living.get(reference, "")) and _seconds(living[reference]) <= _seconds(moment):
            yield TOMBSTONE_OF_LIVING.broken("a tombstone that is no older than the entry withdraws it", reference)
        seen.add((reference, moment))


def _alternates(element: _Element) -> Iterator[_Element]:
    """The links for people; RFC 4287, section 4.2.7.2: a link without rel is one of them."""
    return (link for link in element.iterchildren(_LINK) if link.get("rel", "alternate") == "alternate")


def _alternate_twice(element: _Element) -> str | None:
    """What is wrong where two alternate links of one type and language stand in a feed or an entry."""
    kinds = [(link.get("type"), link.get("hreflang")) for link in _alternates(element)]
    return "two links with rel “alternate” have one type and language" if len(set(kinds)) < len(kinds) else None


def _id_of(entry: _Element) -> str:
    return text_of(_child(entry, _ID))


def _child(element: _Element, tag: str) -> _Element | None:
    """The first child of a tag, which to find by a path takes five times as long."""
    return next(element.iterchildren(tag), None)


def _owner_of(element: _Element) -> str | None:
    """The id of the entry in which an element stands, None where it is the feed's own."""
    above = element.getparent()
    while above is not None and above.tag != _ENTRY:
        above = above.getparent()
    return _id_of(above) if above is not None else None


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
