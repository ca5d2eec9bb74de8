"""A reader as people build it on feedparser, which runs itself here.

feedparser's documentation, "Reference", `entries[i].id`: "a globally unique identifier for this entry", from `guid`,
`atom:id` or `rdf:about`; where an RSS item has none it offers none, so such readers take the link instead, as
lemon24/reader does (`src/reader/_parser/feedparser.py`). `entries[i].updated` is Atom's alone, so that an update is any
other title, link, text or date. It reads no JSON Feed in version 6.
"""

import io

import feedparser

from bench.readers.shown import Shelf, Shown


class Universal:
    """feedparser, and a table of ids."""

    name = "feedparser"
    formats = frozenset({"rss", "atom"})

    def __init__(self) -> None:
        self._shelf = Shelf()

    def take(self, feed: str, suffix: str, body: bytes) -> list[Shown]:
        """What is shown of a document.

        Raises:
            ValueError: feedparser finds it ill-formed.
        """
        parsed = feedparser.parse(io.BytesIO(body))
        if parsed.bozo:
            raise ValueError(f"{feed}.{suffix}: {parsed.bozo_exception}")
        shown = []
        for position, entry in enumerate(parsed.entries):
            identity = f"{feed} {entry.get('id') or entry.get('link', '')}"
            contents = tuple(content.value for content in entry.get("content", ()))
            # Asked for an `updated` that is not there, feedparser gives `published` and a warning.
            fields = (name for name in ("title", "link", "summary", "published", "updated") if name in entry)
            look = (*(entry[name] for name in fields), contents)
            shown.append(Shown(position, identity, self._shelf.put(identity, look)))
        return shown
