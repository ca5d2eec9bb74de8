"""Tags: the words that articles bear, each with an address for ever, and when its feed last changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import starmap

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from aggregator.model import Tag
from aggregator.store import prepared
from aggregator.store.chunks import chunks
from aggregator.store.schema import ENTRIES, TAGGED, TAGS
from aggregator.store.scopes import public

_TAG = tuple(TAGS.c[name] for name in Tag._fields)
_USED = select(*_TAG, TAGS.c.articles).where(TAGS.c.articles > 0)
_MOST_USED = _USED.order_by(TAGS.c.articles.desc(), TAGS.c.folded).limit(bindparam("most"))
_ONE = select(TAGS.c.row).limit(1)
_LABELS = (
    select(TAGGED.c.entry, TAGS.c.label)
    .join_from(TAGGED, TAGS, TAGGED.c.tag == TAGS.c.row)
    .where(TAGGED.c.entry.in_(prepared.any_of("entries")))
    .order_by(TAGGED.c.entry, TAGGED.c.place)
)
_BY_SLUG = select(*_TAG).where(TAGS.c.slug == bindparam("slug"), TAGS.c.version > 0)
_OF_ENTRY = (
    select(*_TAG)
    .join_from(TAGGED, TAGS, TAGGED.c.tag == TAGS.c.row)
    .where(TAGGED.c.entry == bindparam("entry"), TAGS.c.version > 0)
    .order_by(TAGGED.c.place)
)
#: The entry's moment goes along.
_PUT = (
    "INSERT INTO tagged (entry, place, tag, published)"
    " VALUES (:entry, :place, :tag, (SELECT published FROM entries WHERE row = :entry))"
)


def by_slug(connection: Connection, slug: str) -> Tag | None:
    """The tag at an address, None where no public article ever bore one."""
    found = prepared.row(connection, _BY_SLUG, {"slug": slug})
    return Tag(*found) if found else None


def of_version(connection: Connection, version: int) -> list[Tag]:
    """The tags whose feeds last changed with a version of the store."""
    return [Tag(*row) for row in connection.execute(select(*_TAG).where(TAGS.c.version == version))]


def changed_after(connection: Connection, version: int) -> list[Tag]:
    """The tags whose feeds changed after a version of the store."""
    chosen = select(*_TAG).where(TAGS.c.version > version).order_by(TAGS.c.row)
    return [Tag(*row) for row in connection.execute(chosen)]


def unknown(connection: Connection, sources: Collection[int]) -> list[Tag]:
    """Those tags of these sources' (their rows) entries that have no feed."""
    found: dict[int, Tag] = {}
    for chunk in chunks(sources):
        chosen = select(*_TAG).where(TAGS.c.version == 0, TAGS.c.row.in_(_tags_of(chunk)))
        found |= {row.row: Tag(*row) for row in connection.execute(chosen)}
    return list(found.values())


def by_folded(connection: Connection, folded: Collection[str]) -> Mapping[str, Tag]:
    """The tags that these spellings, folded, are of."""
    found: dict[str, Tag] = {}
    for chunk in chunks(folded):
        for spelling, *tag in connection.execute(select(TAGS.c.folded, *_TAG).where(TAGS.c.folded.in_(chunk))):
            found[spelling] = Tag(*tag)
    return found


def slugs(connection: Connection) -> set[str]:
    """Every address ever given."""
    return set(connection.scalars(select(TAGS.c.slug)))


def listed(connection: Connection) -> Iterator[tuple[Tag, int]]:
    """Each tag that a published entry bears which everybody may read, by its label, with the number of those."""
    for *tag, count in connection.execute(_USED.order_by(TAGS.c.folded)):
        yield Tag(*tag), count


def most_used(connection: Connection, limit: int) -> list[tuple[Tag, int]]:
    """So many of the tags that `listed` gives, those that most entries bear, by label."""
    used = [(Tag(*tag), count) for *tag, count in prepared.rows(connection, _MOST_USED, {"most": limit})]
    return sorted(used, key=lambda each: each[0].label.casefold())


def of_entry(connection: Connection, entry: int) -> list[Tag]:
    """The tags of an entry (its row) that have a feed, in the order of the article."""
    return list(starmap(Tag, prepared.rows(connection, _OF_ENTRY, {"entry": entry})))


def labels(connection: Connection, entries: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
    """The tags of those of these entries (their rows) that have any, in the order of the article."""
    found: dict[int, tuple[str, ...]] = {}
    if not _any(connection):
        return found
    for entry, label in prepared.rows(connection, _LABELS, {"entries": prepared.listed(entries)}):
        found[entry] = (*found.get(entry, ()), label)
    return found


def add(connection: Connection, new: Iterable[tuple[str, str, str]], now: int) -> None:
    """Keep new tags: how each is folded, its label and its slug."""
    rows = [
        {"folded": folded, "label": label, "slug": slug, "first_seen": now, "changed": 0, "version": 0}
        for folded, label, slug in new
    ]
    if rows:
        connection.execute(insert(TAGS), rows)


def put(connection: Connection, tagged: Mapping[int, Iterable[int]]) -> None:
    """Give these entries (their rows) these tags (theirs), in order, in the place of those that they had."""
    if _any(connection):
        for chunk in chunks(tagged):
            connection.execute(TAGGED.delete().where(TAGGED.c.entry.in_(chunk)))
    rows = [
        {"entry": entry, "place": place, "tag": tag} for entry, each in tagged.items() for place, tag in enumerate(each)
    ]
    if rows:
        connection.exec_driver_sql(_PUT, rows)


def touch(connection: Connection, entries: Collection[int], version: int, changed: int) -> None:
    """Note that the feeds of these entries' (their rows) tags have changed; private entries are in none."""
    if _any(connection):
        for chunk in chunks(entries):
            shown = select(ENTRIES.c.row).where(ENTRIES.c.row.in_(chunk), public())
            _stamp(connection, select(TAGGED.c.tag).where(TAGGED.c.entry.in_(shown)), version, changed)


def touch_sources(connection: Connection, sources: Collection[int], version: int, changed: int) -> None:
    """Note that the feeds of all tags of these sources' (their rows) entries have changed; private ones are in none."""
    if _any(connection):
        for chunk in chunks(sources):
            _stamp(connection, _tags_of(chunk).where(public()), version, changed)


def close(connection: Connection, sources: Collection[int]) -> None:
    """Take the feeds away of those tags of these sources (their rows) that none but private entries bear."""
    if _any(connection):
        open_ = select(TAGGED.c.tag).join(ENTRIES, ENTRIES.c.row == TAGGED.c.entry).where(public())
        for chunk in chunks(sources):
            closed = update(TAGS).where(TAGS.c.row.in_(_tags_of(chunk)), TAGS.c.row.not_in(open_))
            connection.execute(closed.values(version=0, changed=0))


def recount(connection: Connection, shown: Collection[int], hidden: Collection[int]) -> None:
    """Count the entries of sources (their rows) that have become public, or private: whose state is written already."""
    if _any(connection):
        for sources, sign in ((shown, 1), (hidden, -1)):
            for chunk in chunks(sources):
                borne = select(TAGGED.c.tag, func.count() * sign).join(ENTRIES, ENTRIES.c.row == TAGGED.c.entry)
                moved = borne.where(ENTRIES.c.source.in_(chunk), ENTRIES.c.withdrawn.is_(None)).group_by(TAGGED.c.tag)
                for tag, count in connection.execute(moved).all():
                    counted = update(TAGS).where(TAGS.c.row == tag)
                    connection.execute(counted.values(articles=TAGS.c.articles + count))


def _tags_of(sources: Collection[int]) -> Select[int]:
    """The tags (their rows) of these sources' (their rows) entries."""
    borne = select(TAGGED.c.tag).join(ENTRIES, ENTRIES.c.row == TAGGED.c.entry)
    return borne.where(ENTRIES.c.source.in_(sources))


def _stamp(connection: Connection, chosen: Select[int], version: int, changed: int) -> None:
    connection.execute(update(TAGS).where(TAGS.c.row.in_(chosen)).values(version=version, changed=changed))


def _any(connection: Connection) -> bool:
    """Whether there are tags at all: most folders have none, and are not to pay for them."""
    return prepared.row(connection, _ONE) is not None
