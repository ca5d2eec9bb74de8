"""What a feed is about: which entries it shows, where it is, and what it says of itself.

A new kind of feed is a function here and its condition in the store; the press prints all kinds in the same way.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from aggregator.editing.naming import folder_title, folders_of
from aggregator.feed import Site
from aggregator.model import EVERYTHING, Scope, Source, Tag
from aggregator.publishing.access import MayRead, is_public
from aggregator.store import folders, sources, tags
from aggregator.store.database import Transaction
from aggregator.store.folders import Folder
from aggregator.store.state import News


class Subject(NamedTuple):
    """A feed before its entries are known.

    `path` is the percent-encoded path of its address without suffix. Its id is made from `origin`, which stays when
    the feed moves (RFC 4287, section 4.2.6). `empty_since` is its date while it has no entries. `version` moves with
    every change of what it shows, `changed` is the moment of the last one, or of a later one elsewhere; both
    moments in seconds since 1970. `query` is what its address holds after the suffix (`q=ferry`, percent-encoded). A
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
    query: str = ""
    private: bool = False

    @property
    def page(self) -> str:
        """The path of the page that shows people the same, with its query; of all together it is the front page."""
        if self.scope == EVERYTHING:
            return "/"
        return f"{self.path}?{self.query}" if self.query else self.path

    def query_of(self, limit: int | None) -> str:
        """What follows the suffix of its address, shown with at most `limit` entries; empty without either."""
        parts = (self.query, f"limit={limit}" if limit else "")
        return "".join(f"{sign}{part}" for sign, part in zip("?&", filter(None, parts), strict=False))


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
        changed=news.disclosed,
    )


def named(
    transaction: Transaction, site: Site, name: str, may_read: MayRead = is_public, *, folders: bool = True
) -> Subject:
    """What stands at an address below `/feeds/`; `folders` says whether this reader may read those.

    Raises:
        KeyError: Nothing ever did, or it is not for this reader.
        MovedError: Its source is gone, and another one has taken over what it held.
        GoneError: Its source is gone.
    """
    source = sources.by_name(transaction, name)
    if source is None and folders:
        return _folder_at(transaction, site, name)
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


def in_folder(site: Site, folder: Folder) -> Subject:
    """All sources whose names begin with a folder."""
    title = folder_title(folder.name)
    return Subject(
        scope=Scope(folder=folder.name),
        path=feed_path(folder.address),
        origin=f"{folder.name}/",  # which no source's name ends with
        title=title,
        description=f"{title} – {site.title}",
        language=site.language,
        empty_since=folder.first_seen,
        version=folder.version,
        changed=folder.changed,
    )


def folders_with(transaction: Transaction, site: Site, names: Iterable[str]) -> Iterator[tuple[str, Subject | None]]:
    """The path of each folder that one of these sources (their names) lies in, and its feed, None where none is."""
    enclosing = sorted({folder for name in names for folder in folders_of(name)})
    known = folders.by_names(transaction, enclosing)
    for name, address in sorted(folders.addresses(transaction, enclosing).items()):
        folder = known.get(name)
        yield feed_path(address), in_folder(site, folder) if folder and not folder.gone else None


def tag_path(slug: str) -> str:
    """The percent-encoded path of a tag's feed without its suffix."""
    return "/tags/" + quote(slug, safe="")


def of_tag(site: Site, tag: Tag) -> Subject:
    """All articles with a tag."""
    return Subject(
        scope=Scope(tag=tag.row),
        path=tag_path(tag.slug),
        origin=f"tag:{tag.slug}",
        title=tag.label,
        description=f"{tag.label} – {site.title}",
        language=site.language,
        empty_since=tag.first_seen,
        version=tag.version,
        changed=tag.changed,
    )


def tagged(transaction: Transaction, site: Site, slug: str) -> Subject:
    """What stands at an address below `/tags/`; KeyError where nothing ever did."""
    tag = tags.by_slug(transaction, slug)
    if tag is None:
        raise KeyError(slug)
    return of_tag(site, tag)


def of_search(site: Site, query: str, news: News) -> Subject:
    """All articles that a query in its normal form asks for."""
    return Subject(
        scope=Scope(query=query),
        path="/search",
        origin=f"search:{query}",
        title=f"{query} – {site.title}",
        description=f"{query} – {site.title}",
        language=site.language,
        empty_since=0,
        version=news.version,
        changed=news.disclosed,
        query=f"q={quote(query, safe='')}",
    )


def _folder_at(transaction: Transaction, site: Site, address: str) -> Subject:
    """The folder at an address that is no source's."""
    folder = folders.by_address(transaction, address)
    if folder is None:
        raise KeyError(address)
    if folder.gone:
        raise GoneError(address)
    return in_folder(site, folder)


def _moved_or_gone(transaction: Transaction, source: Source, may_read: MayRead) -> LookupError:
    """What to say of a gone source: where the last of its successors is, or that there is none for this reader."""
    passed: set[int] = set()
    last = source
    # A file that was renamed there and back again might lead in a circle.
    while last.gone and last.successor is not None and last.row not in passed:
        passed.add(last.row)
        last = sources.by_row(transaction, [last.successor])[last.successor]
    return GoneError(source.name) if last.gone or not may_read(last) else MovedError(feed_path(last.name))
