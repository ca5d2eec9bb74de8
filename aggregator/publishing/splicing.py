"""Documents put together from pieces, each of which its format has written once and the doctor has passed once.

    Feed ─▶ what is new in it ─format─▶ a small document ─doctor─▶ pieces ─┐
            what is known ─────────────────────────────────────────────────┴─▶ the whole document

What changes with one entry are its own bytes and the moment in the frame around all: the rest is copied. Whatever is
out of the ordinary (no entries, an id twice, something that cannot be written, or that the doctor refuses) is left to
the format, which writes it whole.
"""

import threading
from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from cachetools import LRUCache

from aggregator.feed import Feed, Rendered
from aggregator.publishing.doctor import check, check_entries, invalid
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.sparing import Cut, Seams, SparingFormat

#: Bytes of memory, about: what a piece takes beside its own bytes and the values that they were made from.
_BESIDES: Final = 1024
#: How many times as many pieces as its largest state had a document keeps before it lets go of those that it left out.
_STALE: Final = 2

#: In the place of the moment at which a feed last changed, which its frame is parted at.
_ANY_MOMENT: Final = datetime.min.replace(tzinfo=UTC)

#: An entry's id, or None for what is around all entries.
Name = str | None
Parts = tuple[bytes, ...]


class _Piece(NamedTuple):
    """Bytes, all that they were made from, and how many bytes of memory both take."""

    shows: Hashable
    parts: Parts
    size: int


class _Place(NamedTuple):
    """The pieces of a document by name, and how many its largest state had."""

    pieces: Mapping[Name, _Piece] = MappingProxyType({})
    most: int = 0


_NOTHING: Final = _Place()


class Pieces:
    """The pieces of the documents used last, in about `max_bytes` of memory; safe to share between threads.

    A place (a document's address, and all that each of its pieces hangs on) has one piece of each name: another wording
    takes the place of the one before. What a document no longer shows stays for a while, for some are tried with fewer
    entries than they have in the end.
    """

    def __init__(self, max_bytes: int) -> None:
        self._lock = threading.Lock()
        self._kept: LRUCache[Hashable, _Place] = LRUCache(
            max_bytes, getsizeof=lambda place: sum(piece.size for piece in place.pieces.values())
        )

    def known(self, place: Hashable, wanted: Mapping[Name, Hashable]) -> dict[Name, Parts]:
        """Those of the pieces wanted, by what they show, that are at hand."""
        with self._lock:
            pieces = self._kept.get(place, _NOTHING).pieces
        return {
            name: piece.parts
            for name, shows in wanted.items()
            if (piece := pieces.get(name)) is not None and piece.shows == shows
        }

    def keep(self, place: Hashable, wanted: Mapping[Name, Hashable], made: Mapping[Name, Parts]) -> None:
        """Remember what was made of something wanted."""
        # What was rendered holds about as many characters as there are bytes.
        new = {name: _Piece(wanted[name], parts, _BESIDES + 2 * sum(map(len, parts))) for name, parts in made.items()}
        with self._lock:
            before = self._kept.get(place, _NOTHING)
            pieces, most = {**before.pieces, **new}, max(before.most, len(wanted))
            if len(pieces) > _STALE * most:
                pieces = {name: piece for name, piece in pieces.items() if name in wanted}
            with suppress(ValueError):  # there is not so much room for any document
                self._kept[place] = _Place(pieces, most)


@dataclass(frozen=True, slots=True)
class _Splicing:
    """An `OutputFormat` that gives the same bytes as the one inside it, and has that write what is new alone."""

    output: SparingFormat
    seams: Seams
    pieces: Pieces

    @property
    def suffix(self) -> str:
        return self.output.suffix

    @property
    def media_type(self) -> str:
        return self.output.media_type

    @property
    def label(self) -> str:
        return self.output.label

    def render(self, feed: Feed) -> Rendered:
        """What the format inside renders; vouched for where all pieces are."""
        body = self._spliced(feed)
        return self.output.render(feed) if body is None else Rendered(body, vouched=True)

    def _spliced(self, feed: Feed) -> bytes | None:
        # With all of the feed that an entry's bytes hang on.
        place = feed.address_as(self.suffix), feed.language, feed.author
        wanted: dict[Name, Hashable] = {entry.id: entry for entry in feed.entries}
        if not wanted or len(wanted) < len(feed.entries):
            return None
        wanted[None] = replace(feed, entries=(), updated=_ANY_MOMENT)
        pieces = self.pieces.known(place, wanted)
        if len(pieces) < len(wanted):
            new = tuple(entry for entry in feed.entries if entry.id not in pieces) or feed.entries[:1]
            made = self._made(replace(feed, entries=new), pieces.get(None))
            if made is None:
                return None
            self.pieces.keep(place, wanted, made)
            pieces |= made
        before, after = self._around(pieces[None], feed.updated)
        parts = [pieces[entry.id][0] for entry in feed.entries]
        parts[0] = before + parts[0]
        parts[-1] += after
        return self.seams.between.join(parts)

    def _made(self, feed: Feed, frame: Parts | None) -> dict[Name, Parts] | None:
        """The pieces of a feed, whose frame may be known; None where it cannot be written, or may not go out."""
        try:
            body = self._written(feed, frame)
        except ValueError:
            return None
        cut = self.seams.cut(body)
        if cut is None or len(cut.entries) != len(feed.entries):
            return None
        if invalid(check_entries(self.media_type, body) if frame else check(self.media_type, body)):
            return None
        frame = frame or self._frame(cut, feed.updated)
        if frame is None:
            return None
        ids = (entry.id for entry in feed.entries)
        return {**{name: (entry,) for name, entry in zip(ids, cut.entries, strict=True)}, None: frame}

    def _written(self, feed: Feed, frame: Parts | None) -> bytes:
        entries = self.output.entries(feed) if frame else None
        if frame is None or entries is None:
            return self.output.write(feed)
        before, after = self._around(frame, feed.updated)
        return before + entries + after

    def _frame(self, cut: Cut, updated: datetime) -> Parts | None:
        """What is around all entries, parted where the moment stands; None where another text reads like it."""
        if self.seams.moment is None:
            return cut.before, b"", cut.after
        parts = cut.before.split(self.seams.moment(updated))
        return (*parts, cut.after) if len(parts) == 2 else None  # noqa: PLR2004 (before and after it)

    def _around(self, frame: Parts, updated: datetime) -> tuple[bytes, bytes]:
        """What is before and after all entries."""
        before, between, after = frame
        moment = self.seams.moment(updated) if self.seams.moment else b""
        return before + moment + between, after


def spliced(output: OutputFormat, pieces: Pieces) -> OutputFormat:
    """A format that writes each piece once, where its documents can be cut; else the format itself."""
    if isinstance(output, SparingFormat) and output.seams:
        return _Splicing(output, output.seams, pieces)
    return output
