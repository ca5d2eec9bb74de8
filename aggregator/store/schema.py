"""The tables.

    files      one row a file that was read: its fingerprint, and why it failed where it did, with what stands there
    sources    one row a feed: address, title and language are given once and stay
    entries    one row an article that was ever published; withdrawn ones keep their row, and so their id
    revisions  one row a wording that an entry had before the one that it has
    sightings  one row a place where an entry was found again, and by what it was recognised there
    tags       one row a tag that an article ever bore; its address is given once and stays
    tagged     one row a tag of an entry
    sketches   a few numbers an entry, by which others that read much like it are found
    words      what titles and texts are searched by; see words.py
    topics     one row a feed: what it showed when its change was last told to hubs
    notices    one row a feed's form and hub that still has to be told of its change
    hubs       one row a hub: what it answered last, and when it was last told anything
    readers    one row a day and feed reader by its user agent: how often it asked, and what it was sent
    tokens     one row a reader's token: its hash, never itself
    archives   one row a feed that has archive documents: how many, and up to which row all entries have their place
    filed      one row an entry of such a feed: the archive document that it is in, 0 while it is in none
    states     one row a state in which a reader that takes deltas has been given a feed
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
)

#: The version that this program reads and writes.
SCHEMA_VERSION = 3

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
    # The row of the source that took over what a gone one held.
    Column("successor", Integer),
)

ENTRIES = Table(
    "entries",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("id", LargeBinary(16), nullable=False, unique=True),
    Column("source", Integer, ForeignKey("sources.row"), nullable=False),
    Column("key", LargeBinary(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("content", Text, nullable=False),
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
Index("entries_of_source", ENTRIES.c.source, ENTRIES.c.published, sqlite_where=_SHOWN)
Index("entries_newest", ENTRIES.c.published, ENTRIES.c.row, ENTRIES.c.source, ENTRIES.c.story, sqlite_where=_SHOWN)
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

STATES = Table(
    "states",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("tag", Text, nullable=False),
    Column("presented", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("shown", LargeBinary, nullable=False),
)
Index("states_of_document", STATES.c.document, STATES.c.tag, unique=True)
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
)

TAGGED = Table(
    "tagged",
    METADATA,
    Column("entry", Integer, ForeignKey("entries.row"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("tag", Integer, ForeignKey("tags.row"), nullable=False),
    sqlite_with_rowid=False,
)
Index("tagged_with", TAGGED.c.tag)

SKETCHES = Table(
    "sketches",
    METADATA,
    Column("sketch", BigInteger, primary_key=True),
    Column("entry", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

# Without the content, which the entries hold already. Marks belong to words: Hindi has its vowels among them.
WORDS = DDL(  # type: ignore[no-untyped-call]
    "CREATE VIRTUAL TABLE words USING fts5"
    "(title, text, content='', tokenize=\"unicode61 remove_diacritics 2 categories 'L* M* N* Co'\")"
)
event.listen(METADATA, "after_create", WORDS)

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

TOPICS = Table(
    "topics",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("shown", LargeBinary(16), nullable=False),
    sqlite_with_rowid=False,
)

NOTICES = Table(
    "notices",
    METADATA,
    Column("hub", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    # The version of the store that the feed changed with: a later change is another notice in the same row.
    Column("version", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # What the hub said last, or why it said nothing.
    Column("answer", Text),
    sqlite_with_rowid=False,
)
Index("notices_due", NOTICES.c.hub, NOTICES.c.due)

HUBS = Table(
    "hubs",
    METADATA,
    Column("hub", Text, primary_key=True),
    Column("answered", BigInteger, nullable=False),
    Column("answer", Text, nullable=False),
    # When it last took a notice; never, where it never did.
    Column("told", BigInteger),
    sqlite_with_rowid=False,
)

READERS = Table(
    "readers",
    METADATA,
    # The midnight that the day begins with.
    Column("day", BigInteger, primary_key=True),
    # Without the number of subscribers; empty for all for which there was no room.
    Column("agent", Text, primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("unchanged", BigInteger, nullable=False),
    Column("sent", BigInteger, nullable=False),
    Column("subscribers", Integer),
    sqlite_with_rowid=False,
)

TOKENS = Table(
    "tokens",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    # A JSON list of patterns; an empty one opens everything.
    Column("patterns", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    # The midnight of the day on which it was last used.
    Column("used", BigInteger),
    sqlite_with_rowid=False,
)

STATE = Table(
    "state",
    METADATA,
    Column("schema_version", Integer, nullable=False),
    Column("version", Integer, nullable=False, default=0),
    Column("changed", BigInteger, nullable=False, default=0),
    Column("reading_rules", LargeBinary(16), nullable=False, default=b""),
    Column("presentation", LargeBinary(16), nullable=False, default=b""),
    Column("presented", BigInteger, nullable=False, default=0),
    # Withdrawals up to this moment have no tombstones any longer.
    Column("tombstones_after", BigInteger, nullable=False, server_default="0"),
    # The window under which all feeds were archived last; 0 where a scan was cut off before it could.
    Column("archived", Integer, nullable=False, server_default="0"),
    # How many entries the last scan did not withdraw, because they were too many at once.
    Column("held_back", Integer, nullable=False, server_default="0"),
)
