"""How a format spares a feed: what cannot be rendered costs one entry, never the whole."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from aggregator.errors import RenderingError
from aggregator.feed import Feed, FeedEntry, Rendered


class Cut(NamedTuple):
    """A document in pieces: what is before all entries, each entry, and what is after them."""

    before: bytes
    entries: tuple[bytes, ...]
    after: bytes


class Seams(NamedTuple):
    """Where a format's documents may be cut into entries, each of which is the same bytes in whichever feed.

    An entry's bytes begin with `begin` and end with `end`; no text within a document may hold either. `between` joins
    entries. Before them stands `moment` of the feed's `updated`, once; where there is none, `updated` changes nothing.
    """

    begin: bytes
    end: bytes
    between: bytes = b""
    moment: Callable[[datetime], bytes] | None = None

    def cut(self, body: bytes) -> Cut | None:
        """A document with entries in pieces; None where these would not make up the document again."""
        before, *others = body.split(self.begin)
        parted = [each.partition(self.end) for each in others]
        entries = tuple(self.begin + inside + end for inside, end, _ in parted)
        after = parted[-1][2] if parted else b""
        return Cut(before, entries, after) if before + self.between.join(entries) + after == body else None


@dataclass(frozen=True, slots=True)
class SparingFormat:
    """An `OutputFormat` around a plain function.

    `write` turns a feed into bytes, the same for the same feed, or raises ValueError (as lxml, feedgen and the
    codecs of Python do) for what its format cannot hold. Anything else that it raises is a bug and stays loud.

    Its documents may be cut at `seams`, if there are any: then an entry's bytes hang on the entry, and the language
    and the author of its feed, and nothing else. `entries` writes nothing but the entries of a feed, joined, as they
    stand in its document; None where it cannot.
    """

    suffix: str
    media_type: str
    label: str
    write: Callable[[Feed], bytes]
    seams: Seams | None = None
    entries: Callable[[Feed], bytes | None] = lambda _feed: None

    def render(self, feed: Feed) -> Rendered:
        """The feed as bytes, with the entries that it had to be spared and one line for each that says why.

        Raises:
            RenderingError: The feed cannot be written even without entries; caused by the ValueError of `write`.
        """
        try:
            return Rendered(self.write(feed))
        except ValueError:
            return self._spared(feed)

    def _spared(self, feed: Feed) -> Rendered:
        try:
            self.write(replace(feed, entries=()))
            kept, left_out = self._sorted_out(feed)
            return Rendered(self.write(replace(feed, entries=kept)), left_out)
        except ValueError as error:
            raise RenderingError(f"{self.label} cannot be written for the feed {feed.address!a}: {error}") from error

    def _sorted_out(self, feed: Feed) -> tuple[tuple[FeedEntry, ...], tuple[tuple[str, str], ...]]:
        """The entries that can be written on their own, and id and reason of each one that cannot."""
        kept, left_out = [], []
        for entry in feed.entries:
            try:
                self.write(replace(feed, entries=(entry,)))
            except ValueError as error:
                left_out.append((entry.id, " ".join(str(error).split())))
            else:
                kept.append(entry)
        return tuple(kept), tuple(left_out)
