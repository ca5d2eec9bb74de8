"""The tables about those outside: who reads, who may, and what readers and hubs have been told.

topics     one row a feed: what it showed when its change was last told to hubs
notices    one row a feed's form and hub that still has to be told of its change
hubs       one row a hub: what it answered last, and when it was last told anything
readers    one row a day and feed reader by its user agent: how often it asked, and what it was sent
tokens     one row a reader's token: its hash, never itself
states     one row a state in which a reader that takes deltas has been given a feed
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from aggregator.store.schema import METADATA

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
