"""What a feed is about: which entries it shows, where it is, and what it says of itself.

A new kind of feed is a function here and its condition in the store; the press prints all kinds in the same way.
"""

from typing import NamedTuple
from urllib.parse import quote

from aggregator.model import EVERYTHING, Scope, Site, Source
from aggregator.publishing.access import MayRead, is_public
from aggregator.store import sources
from aggregator.store.database import Transaction
from aggregator.store.state import News


class Subject(NamedTuple):
    """A feed before its entries are known.

    `path` is the percent-encoded path of its address without suffix. Its id is made from `origin`, which stays when
    the feed moves (RFC 4287, section 4.2.6). `empty_since` is its date while it has no entries. `version` moves with
    every change of what it shows, `changed` is the moment of the last one; both moments in seconds since 1970. A
    `private` one is nowhere but at its own address, and there only for who may read it.
    """

    scope: Scope
    path: str
    origin: str
    title: str
    description: str
    language: str
    empty_since: int
    version: int
    changed: int
    private: bool = False


class GoneError(LookupError):
    """The feed was there, and its source is gone."""


class MovedError(LookupError):
    """The feed has moved, for instance because its file was renamed; `path` is that of its new address, no suffix."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def feed_path(name: str | None) -> str:
    """The percent-encoded path of a feed without its suffix: of the source named, or of all together."""
    return "/feeds" if name is None else "/feeds/" + quote(name, safe="/")


def everything(site: Site, news: News) -> Subject:
    """All sources together."""
    return Subject(
        scope=EVERYTHING,
        path=feed_path(None),
        origin="",
        title=site.title,
        description=site.description or site.title,
        language=site.language,
        empty_since=0,
        version=news.version,
        changed=news.changed,
    )


def named(transaction: Transaction, site: Site, name: str, may_read: MayRead = is_public) -> Subject:
    """What stands at an address below `/feeds/`.

    Raises:
        KeyError: Nothing ever did, or it is not for this reader.
        MovedError: Its source is gone, and another one has taken over what it held.
        GoneError: Its source is gone.
    """
    source = sources.by_name(transaction, name)
    if source is None or not may_read(source):
        raise KeyError(name)
    if source.gone:
        raise _moved_or_gone(transaction, source, may_read)
    return of_source(site, source)


def of_source(site: Site, source: Source) -> Subject:
    """One source."""
    return Subject(
        scope=Scope(source=source.row),
        path=feed_path(source.name),
        origin=source.origin,
        title=source.title,
        description=f"{source.title} – {site.title}",
        language=source.language or site.language,
        empty_since=source.first_seen,
        version=source.version,
        changed=source.changed,
        private=source.private,
    )


def _moved_or_gone(transaction: Transaction, source: Source, may_read: MayRead) -> LookupError:
    """What to say of a gone source: where the last of its successors is, or that there is none for this reader."""
    passed: set[int] = set()
    last = source
    # A file that was renamed there and back again might lead in a circle.
    while last.gone and last.successor is not None and last.row not in passed:
        passed.add(last.row)
        last = sources.by_row(transaction, [last.successor])[last.successor]
    return GoneError(source.name) if last.gone or not may_read(last) else MovedError(feed_path(last.name))
