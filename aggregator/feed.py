"""What readers subscribe to, before it is in any format: the values of `publishing`; all frozen, none with I/O.

Times are aware and UTC.
"""

import datetime
from dataclasses import dataclass
from typing import Final, NamedTuple

#: Pixels on a side of a feed's icon: the most that RSS takes (“<image> sub-element of <channel>”).
ICON_SIZE: Final = 144


@dataclass(frozen=True, slots=True)
class Author:
    """Who answers for a feed."""

    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What the outside sees of this installation; `url` is absolute and has no slash at its end.

    `hubs` are the addresses of the WebSub hubs that tell of its feeds' changes.
    """

    title: str
    description: str
    url: str
    language: str
    author: Author | None = None
    rights: str | None = None
    hubs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one feed shows: so many entries and bytes, the newest first."""

    entries: int
    max_bytes: int


class EntrySource(NamedTuple):
    """A feed that an entry stands in by itself: its `urn:uuid:`, title, and absolute URL without suffix."""

    id: str
    title: str
    address: str


class FeedEntry(NamedTuple):
    """An entry as every output format needs it.

    `id` is a `urn:uuid:`, `link` absolute, `title` and `summary` plain text, `content` safe HTML (empty for an
    article that is only a title). `sources` are those that it was taken from, its own first; none in a
    source's feed and in full archive documents.
    """

    id: str
    title: str
    link: str
    summary: str
    content: str
    language: str
    published: datetime.datetime
    updated: datetime.datetime
    tags: tuple[str, ...] = ()
    sources: tuple[EntrySource, ...] = ()


class Deleted(NamedTuple):
    """An entry that left a feed, by its `urn:uuid:`, and when (RFC 6721, section 3)."""

    id: str
    when: datetime.datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed ready to be rendered, newest entry first.

    `address` is the absolute URL without suffix, `query` what follows the suffix (`?q=ferry`, percent-encoded, or
    nothing), so that its Atom form is at `address_as("atom")`; `page` is the absolute URL of the page for people, `id`
    a `urn:uuid:`. `tombstones` are the latest withdrawals, the latest first; `updated` is the newest `updated` of its
    entries, or the latest withdrawal. At its `hubs` readers may ask to be told of changes (WebSub, section 4).

    A feed that is too long for one document goes on in archive documents (RFC 5005, section 4). `earlier` and `later`
    are the addresses of the ones before and after this, without suffix, `current` that of the feed itself, which only
    archive documents name. `rest` is where the entries are that give way where this has too many bytes. `icon` is the
    absolute URL of a square picture of `ICON_SIZE` pixels on a side, in PNG.
    """

    id: str
    title: str
    description: str
    address: str
    page: str
    language: str
    author: Author
    rights: str | None
    updated: datetime.datetime
    entries: tuple[FeedEntry, ...]
    tombstones: tuple[Deleted, ...] = ()
    query: str = ""
    hubs: tuple[str, ...] = ()
    earlier: str | None = None
    later: str | None = None
    current: str | None = None
    rest: str | None = None
    icon: str | None = None

    def address_as(self, suffix: str) -> str:
        """The absolute URL of one of its forms."""
        return f"{self.address}.{suffix}{self.query}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of a document, and the entries that had to be left out of them: (id, reason) each.

    `shown` are the entries that it was fitted to, in the form in which it shows them. It is `vouched` for where each
    of its pieces stood in a document that was found to be valid.
    """

    body: bytes
    left_out: tuple[tuple[str, str], ...] = ()
    shown: tuple[FeedEntry, ...] = ()
    vouched: bool = False
