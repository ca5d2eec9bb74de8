"""The tables of what is published; those about readers and hubs are in `audience.py`.

    files      one row a file that was read: its fingerprint, and why it failed where it did, with what stands there
    sources    one row a feed: address, title and language are given once and stay; how much it holds, and from when
    folders    one row a folder of sources, and one of all (named ""): its address, and what its sources have in common
    shelved    one row a folder that a source lies in which everybody may read: by it the latest of a folder are found
    entries    one row an article that was ever published; withdrawn ones keep their row, and so their id
    revisions  one row a wording that an entry had before the one that it has
    sightings  one row a place where an entry was found again, and by what it was recognised there
    tags       one row a tag that an article ever bore; its address is given once and stays
    tagged     one row a tag of an entry
    sketches   a few numbers an entry, by which others that read much like it are found
    words      what titles and texts are searched by; see words.py
    archives   one row a feed that has archive documents: how many, and up to which row all entries have their place
    filed      one row an entry of such a feed: the archive document that it is in, 0 while in none, -1 while hidden
    scans      one row a scan: wished for, running, done
    state      one row: the versions of schema, reading rules, presentation and contents

Moments are whole seconds since 1970 (UTC), ids 16 bytes.
"""

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    column,
    event,
    literal_column,
)

from aggregator.model import SKETCHES_EDITION

#: The version that this program reads and writes.
SCHEMA_VERSION = 8

METADATA = MetaData()

FILES = Table(
    "files",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("inode", BigInteger, nullable=False),
    Column("digest", LargeBinary(16), nullable=False),
    Column("failed_line", Integer),
    Column("failed_reason", Text),
    Column("failed_excerpt", Text),
    sqlite_with_rowid=False,
)

SOURCES = Table(
    "sources",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("language", Text),
    Column("first_seen", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("gone", Integer, nullable=False, server_default="0"),
    # The name that its feed's id was made from; a renamed file's goes over to its new source.
    Column("origin", Text, nullable=False, server_default=""),
    # For readers with a token alone, as the configuration had it when that was last looked at.
    Column("private", Integer, nullable=False, server_default="0"),
    # When it last became so, having been for everybody.
    Column("hidden", BigInteger, nullable=False, server_default="0"),
    # The row of the source that took over what a gone one held.
    Column("successor", Integer),
    # How many of its entries are published, and the moment of the newest; both follow at the end of each transaction.
    Column("articles", Integer, nullable=False, server_default="0"),
    Column("newest", BigInteger),
)
#: Partial indexes are used for conditions that name the very numbers, not for parameters that might be others.
PRIVATE = SOURCES.c.private != literal_column("0")
LISTED = (SOURCES.c.gone == literal_column("0"), SOURCES.c.private == literal_column("0"))
# Each feed of many sources leaves out the private ones, of which there are few or none.
Index("sources_private", SOURCES.c.private, sqlite_where=PRIVATE)

FOLDERS = Table(
    "folders",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False, unique=True),
    # The first of its public sources, gone ones included; none where there is none.
    Column("first_seen", BigInteger),
    # The last change that everybody may have seen: of a source that is private, when it became so.
    Column("changed", BigInteger, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="0"),
    # How many are there that everybody may read.
    Column("sources", Integer, nullable=False, server_default="0"),
)

SHELVED = Table(
    "shelved",
    METADATA,
    Column("folder", Integer, primary_key=True),
    Column("source", Integer, primary_key=True),
    Column("changed", BigInteger, nullable=False),
    Column("newest", BigInteger),
    sqlite_with_rowid=False,
)
Index("shelved_changed", SHELVED.c.folder, SHELVED.c.changed)
Index("shelved_newest", SHELVED.c.folder, SHELVED.c.newest)

ENTRIES = Table(
    "entries",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("id", LargeBinary(16), nullable=False, unique=True),
    Column("source", Integer, ForeignKey("sources.row"), nullable=False),
    Column("key", LargeBinary(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("as_read", Text),
    Column("link", Text),
    Column("published", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("withdrawn", BigInteger),
    Column("line", Integer, nullable=False, server_default="0"),
    Column("seen", BigInteger, nullable=False, server_default="0"),
    # Published, though in no file since this moment: to be withdrawn, held back, or kept.
    Column("missing", BigInteger),
    # The row of the first of those in several sources that are one article; none while it is alone.
    Column("story", Integer),
)

_SHOWN = column("withdrawn").is_(None)
_WITHDRAWN = column("withdrawn").is_not(None)
_MISSING = column("missing").is_not(None)
# One feed's newest entries, and everybody's, with what decides about fair shares; what was withdrawn costs nothing.
# SQLite asks each row for it all the same, and would look into the table without the column.
_COVERED = ENTRIES.c.story, ENTRIES.c.withdrawn
Index("entries_of_source", ENTRIES.c.source, ENTRIES.c.published, *_COVERED, sqlite_where=_SHOWN)
Index("entries_newest", ENTRIES.c.published, ENTRIES.c.row, ENTRIES.c.source, *_COVERED, sqlite_where=_SHOWN)
Index("entries_of_story", ENTRIES.c.story, sqlite_where=column("story").is_not(None))
# An article that comes back is found by what it says, or by the file that it went with.
Index("entries_of_source_withdrawn", ENTRIES.c.source, ENTRIES.c.withdrawn, sqlite_where=_WITHDRAWN)
Index("entries_withdrawn", ENTRIES.c.key, sqlite_where=_WITHDRAWN)
Index("entries_missing", ENTRIES.c.key, sqlite_where=_MISSING)
# Tombstones: the latest withdrawals, and those that are old enough to be forgotten.
Index("entries_latest_withdrawn", ENTRIES.c.withdrawn, sqlite_where=_WITHDRAWN)

REVISIONS = Table(
    "revisions",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("entry", Integer, ForeignKey("entries.row"), nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
)
Index("revisions_of_entry", REVISIONS.c.entry)

SIGHTINGS = Table(
    "sightings",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("entry", Integer, ForeignKey("entries.row"), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("path", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
)
Index("sightings_of_entry", SIGHTINGS.c.entry)

ARCHIVES = Table(
    "archives",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("feed", Text, nullable=False, unique=True),
    Column("pages", Integer, nullable=False),
    Column("until", Integer, nullable=False),
)

FILED = Table(
    "filed",
    METADATA,
    Column("archive", Integer, primary_key=True),
    Column("entry", Integer, primary_key=True),
    Column("page", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("filed_on_page", FILED.c.archive, FILED.c.page)

TAGS = Table(
    "tags",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    # What makes two spellings one tag.
    Column("folded", Text, nullable=False, unique=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("first_seen", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    # How many published entries bear it that everybody may read; see `counting.py`.
    Column("articles", Integer, nullable=False, server_default="0"),
)

TAGGED = Table(
    "tagged",
    METADATA,
    Column("entry", Integer, ForeignKey("entries.row"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("tag", Integer, ForeignKey("tags.row"), nullable=False),
    # The entry's, which is given once: by it the newest of a tag are found.
    Column("published", BigInteger, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
Index("tagged_with", TAGGED.c.tag, TAGGED.c.published, TAGGED.c.entry)

SKETCHES = Table(
    "sketches",
    METADATA,
    Column("sketch", BigInteger, primary_key=True),
    Column("entry", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

# Without the texts themselves, which the entries hold already. Marks belong to words: Hindi has its vowels among them.
WORDS = DDL(  # type: ignore[no-untyped-call]
    "CREATE VIRTUAL TABLE words USING fts5"
    "(title, text, content='', tokenize=\"unicode61 remove_diacritics 2 categories 'L* M* N* Co'\")"
)
event.listen(METADATA, "after_create", WORDS)
# Bytes of postings that are gathered before they are sorted and written: those of a whole batch, not a fifth of it. And
# how many such pieces there are before they become one: twice as many as usual.
GATHERED = DDL("INSERT INTO words (words, rank) VALUES ('hashsize', 8000000), ('automerge', 8)")  # type: ignore[no-untyped-call]
event.listen(METADATA, "after_create", GATHERED)

SCANS = Table(
    "scans",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("wished", BigInteger, nullable=False),
    Column("started", BigInteger),
    Column("ended", BigInteger),
    Column("report", Text),
    Column("error", Text),
    sqlite_autoincrement=True,
)
# However many ask, at most one scan waits.
Index("scans_wished", SCANS.c.state, unique=True, sqlite_where=SCANS.c.state == "wished")

STATE = Table(
    "state",
    METADATA,
    Column("schema_version", Integer, nullable=False),
    Column("version", Integer, nullable=False, default=0),
    Column("changed", BigInteger, nullable=False, default=0),
    # The moment of the last change that everybody may see.
    Column("disclosed", BigInteger, nullable=False, server_default="0"),
    Column("reading_rules", LargeBinary(16), nullable=False, default=b""),
    Column("presentation", LargeBinary(16), nullable=False, default=b""),
    Column("presented", BigInteger, nullable=False, default=0),
    # Withdrawals up to this moment have no tombstones any longer.
    Column("tombstones_after", BigInteger, nullable=False, server_default="0"),
    # The window under which all feeds were archived last; 0 where a scan was cut off before it could.
    Column("archived", Integer, nullable=False, server_default="0"),
    # How many entries the last scan did not withdraw, because they were too many at once.
    Column("held_back", Integer, nullable=False, server_default="0"),
    # The edition of all numbers in `sketches`; 0 stands for all before the second.
    Column("sketched", Integer, nullable=False, default=SKETCHES_EDITION, server_default="0"),
)
