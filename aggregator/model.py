"""The nouns, and the value that each room hands to the next; all frozen, none with I/O.

    reading     Fingerprint, Document ─▶ Article, Parsed
    editing     Candidate, Known ─▶ Decision
    store       Source, Tag, Scope, Entry, Record, Revision, Sighting, Tombstone

What `publishing` makes of them is in `feed.py`.

All are NamedTuples, because a scan makes hundreds of thousands of them and a frozen dataclass takes three times as
long to make. Times are aware and UTC.
"""

import datetime
import uuid
from typing import Final, NamedTuple, Self

#: Of `Candidate.sketches`. It moves on when other numbers are made of the same texts: older ones find nothing then.
SKETCHES_EDITION: Final = 3


class Fingerprint(NamedTuple):
    """What one `stat` tells of a file: equal fingerprints at one path mean that the file need not be read again."""

    size: int
    mtime_ns: int
    inode: int


class FileName(NamedTuple):
    """What a file's name says.

    `words` is the name without folder, suffix and date, `date` the day in it, `opaque` whether the name is only
    an index and a hash, which tells people nothing.
    """

    words: str
    date: datetime.date | None
    opaque: bool


class Document(NamedTuple):
    """One file as it was read: `path` is relative to the input folder, with `/`, and `digest` is of `content`."""

    path: str
    name: FileName
    content: bytes
    digest: bytes
    fingerprint: Fingerprint


class DateLine(NamedTuple):
    """A moment that somebody wrote down; `whole_day` where only the day was given (the moment is then midnight)."""

    moment: datetime.datetime
    whole_day: bool


class Article(NamedTuple):
    """One block of a document, as read, before any mending.

    Lines count from 1: `line` is where the title stands, `last_line` where the block ends, its marker included.
    `marker` is the line that ended it, None where the file or block simply ended. `date_text` is the line that
    `date` was read from, `tags_text` the one that `tags` were.
    """

    line: int
    last_line: int
    title: str
    paragraphs: tuple[str, ...]
    link: str | None = None
    date: DateLine | None = None
    date_text: str | None = None
    marker: str | None = None
    tags: tuple[str, ...] = ()
    tags_text: str | None = None


class Parsed(NamedTuple):
    """A document's articles in its order, and what a format has to tell people about lines that it passed over."""

    format: str
    articles: tuple[Article, ...]
    notes: tuple[tuple[int, str], ...] = ()


class Candidate(NamedTuple):
    """An article normalised, not yet known to be new or old.

    `text` is plain, paragraphs apart by an empty line. `as_read` holds title and text before mending, None where
    mending changed nothing. `key` is 16 bytes that stand for title and text, `first_id` the id that it is given if it
    is new and no other has it (see `editing.ids`), and `sketches` are numbers by which articles are found that may tell
    the same (see `editing.stories`).
    """

    title: str
    text: str
    as_read: str | None
    link: str | None
    date: DateLine | None
    line: int
    key: bytes
    first_id: bytes
    tags: tuple[str, ...] = ()
    sketches: tuple[int, ...] = ()

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """As `pickle` has it, in three quarters of the time that it takes by itself: a scan does it very often."""
        return type(self), tuple(self)


class Preview(NamedTuple):
    """How a text would be read: each article as it was read and as it would be published.

    `format` and `encoding` are for people to read, `language` is None where nobody can tell. `named_date` is what the
    file's name says, `remarks` are lines with what there is to say of them.
    """

    format: str
    encoding: str
    language: str | None
    named_date: datetime.date | None
    articles: tuple[tuple[Article, Candidate], ...]
    remarks: tuple[tuple[int, str], ...]


class Known(NamedTuple):
    """An entry as identity sees it, with the source that it was last in and the line where its title stood there.

    `gone` says that it stood in no file before this scan: it was `withdrawn` at that moment, or it is published still.
    `seen` is when a scan first saw it.
    """

    row: int
    id: uuid.UUID
    source: int
    key: bytes
    title: str
    text: str
    link: str | None
    published: int
    updated: int
    gone: bool
    line: int = 0
    seen: int = 0
    withdrawn: int | None = None
    tags: tuple[str, ...] = ()


class Source(NamedTuple):
    """A file that has a feed of its own.

    `name` is its address below `/feeds/`, given once and never to another. `first_seen` and `changed` are seconds
    since 1970: when the file was first seen (its date, while it has no entries) and when its feed last changed.
    `language` is None until its text suffices to tell, and empty where it did not before an archive document held
    any of it: then it never will be told. `version` moves with every change of what its feed shows.
    `origin` is the name that its feed's id was made from. `gone` says that there is no feed any longer; `successor`
    is then the row of the source that took over its articles, if one did. A `private` one is for readers with a token;
    `hidden` is when it last became so, having been for everybody, 0 if it never did.
    """

    row: int
    path: str
    name: str
    title: str
    language: str | None
    first_seen: int
    changed: int
    version: int
    origin: str
    gone: bool = False
    successor: int | None = None
    private: bool = False
    hidden: int = 0


class Tag(NamedTuple):
    """A word that articles bear, such as `harbour`, and its feed.

    `label` is its first spelling, `slug` its address below `/tags/`; both are given once. `version` moves with every
    change of what its feed shows; `first_seen` and `changed` are seconds since 1970.
    """

    row: int
    label: str
    slug: str
    first_seen: int
    changed: int
    version: int


class Scope(NamedTuple):
    """Which entries a feed shows: those of one source (its row), of a folder, with a tag (its row), all that match.

    `folder` is what the names of its sources begin with, without the slash after it; `query` is as
    `store.queries.normal` gives it. Of several, all hold; of none, all entries are shown. Those of private sources are
    in no scope but their own source's.
    """

    source: int | None = None
    folder: str | None = None
    tag: int | None = None
    query: str | None = None


EVERYTHING = Scope()


class Entry(NamedTuple):
    """An entry as the store keeps it; `published`, `updated` and `seen` (first, by a scan) are seconds since 1970."""

    id: uuid.UUID
    source: int
    title: str
    text: str
    link: str | None
    published: int
    updated: int
    seen: int
    tags: tuple[str, ...] = ()


class Record(NamedTuple):
    """All that the store knows of an entry beside what it shows; moments are seconds since 1970.

    `line` is where its title stood when its file was last read, `seen` when a scan first saw it, `missing` since when
    it is published though in no file, `withdrawn` since when it is not.
    """

    row: int
    entry: Entry
    line: int
    seen: int
    missing: int | None
    withdrawn: int | None


class Revision(NamedTuple):
    """A wording of an entry, and since when it read so; in seconds since 1970."""

    updated: int
    title: str
    text: str


class Sighting(NamedTuple):
    """A place where an entry was found, and what it was recognised by there.

    `evidence` is identity's word for it, `score` from 0 to 1. Found in the same way again and again, it is one
    sighting, from `first` to `last` (seconds since 1970), so many `times`, now in `line`.
    """

    evidence: str
    score: float
    path: str
    line: int
    first: int
    last: int
    times: int = 1


class Tombstone(NamedTuple):
    """An entry that was withdrawn, and when, in seconds since 1970 (RFC 6721)."""

    id: uuid.UUID
    withdrawn: int
