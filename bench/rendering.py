"""How long it takes to make a feed's bytes anew after one of its 100 entries has changed, beside writing all of them.

Both are given the same feeds, each with values of its own as if they came from the store, and make the same bytes. The
doctor's look at what is new is among what is measured of splicing; with whole documents it is a row of its own. Whole
documents of RSS and Atom are feedgen's, of JSON Feed the format's.
"""

import datetime
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from aggregator.feed import Author, EntrySource, Feed, FeedEntry, Rendered
from aggregator.publishing.feeds import summary_of
from aggregator.publishing.format import OutputFormat, discover
from aggregator.publishing.formats.xmlfeeds import atom_by_feedgen, rss_by_feedgen
from aggregator.publishing.sound import sound
from aggregator.publishing.sparing import SparingFormat
from aggregator.publishing.splicing import Pieces, spliced
from bench import digests
from bench.goals import Goal
from bench.table import Row, alternating

ENTRIES = 100
#: At least so many times faster.
GOAL = 8
NOW = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
SITE = "https://feeds.example"


def entry(chance: random.Random, number: int) -> FeedEntry:
    """An article of two paragraphs."""
    text = [digests.paragraph(chance), digests.paragraph(chance)]
    source = EntrySource(uuid.UUID(int=number % 7).urn, f"Source {number % 7}", f"{SITE}/feeds/{number % 7}")
    return FeedEntry(
        uuid.UUID(int=chance.getrandbits(128)).urn,
        digests.clause(chance),
        f"{SITE}/entries/{number}",
        summary_of("\n\n".join(text)),
        "".join(f"<p>{paragraph}</p>" for paragraph in text),
        "en",
        NOW,
        NOW - datetime.timedelta(seconds=number),
        ("harbour",),
        (source,),
    )


def states() -> Iterator[Feed]:
    """A feed again and again, each time with another entry changed."""
    chance = random.Random(1)
    entries = [entry(chance, number) for number in range(ENTRIES)]
    place, moment = f"{SITE}/feeds", NOW
    while True:
        number = chance.randrange(ENTRIES)
        moment += datetime.timedelta(seconds=60)
        entries[number] = entries[number]._replace(content=f"<p>{digests.paragraph(chance)}</p>", updated=moment)
        # Texts that are equal, but not the same in memory.
        fresh = tuple(each._replace(id=f"{each.id} "[:-1], content=f"{each.content} "[:-1]) for each in entries)
        yield Feed(
            uuid.UUID(int=1).urn, "All", "All of it", place, f"{place}.html", "en", Author("A"), None, moment, fresh
        )


def by_feedgen(output: OutputFormat) -> OutputFormat:
    """The same format, all of whose documents feedgen writes, if it is one of feedgen's."""
    writes = {"rss": rss_by_feedgen, "atom": atom_by_feedgen}
    if isinstance(output, SparingFormat) and output.suffix in writes:
        return replace(output, write=writes[output.suffix])
    return output


def measure(rounds: int) -> dict[str, float]:
    """Median seconds for all formats of one change."""
    formats = discover()
    whole = [by_feedgen(output) for output in formats.values()]
    pieces = Pieces(64_000_000)
    quick = [spliced(output, pieces) for output in formats.values()]
    feeds = states()
    feed = next(feeds)

    def change() -> None:
        nonlocal feed
        feed = next(feeds)

    def act(outputs: Sequence[OutputFormat], make: Callable[[OutputFormat], Rendered]) -> Callable[[], object]:
        return lambda: [make(output) for output in outputs]

    def published(output: OutputFormat) -> Rendered:
        return sound(feed, output.media_type, output.render)

    def rendered(output: OutputFormat) -> Rendered:
        return output.render(feed)

    act(quick, rendered)()
    found = alternating(
        {"change": change, "spliced": act(quick, published), "whole": act(whole, rendered),
         "whole, checked": act(whole, published)},
        rounds,
    )  # fmt: skip
    for output, other in zip(whole, quick, strict=True):
        if other.render(feed) != replace(output.render(feed), vouched=True):
            raise SystemExit(f"{output.label} is not the same, byte for byte")
    return found


def rows(*, quick: bool) -> list[Row]:
    """All three formats together."""
    found = measure(5 if quick else 51)
    own = found["spliced"]
    return [
        Row(
            Goal.EDITED, "RSS, Atom and JSON, checked", own, peer, found[name], goal, met,
        )
        for name, peer, goal, met in (
            ("whole", "all written by feedgen, unchecked", f"≥ {GOAL} × faster", found["whole"] >= GOAL * own),
            ("whole, checked", "all written and checked", "", None),
        )
    ]  # fmt: skip


if __name__ == "__main__":
    print(*rows(quick=False), sep="\n")
