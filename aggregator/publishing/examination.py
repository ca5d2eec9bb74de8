"""Feeds as readers would get them: rendered in every format, and held to their standards before anybody asks.

A feed that is ill has a complaint for each cause, which names the file, the line and the article that it stands in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from aggregator.editing.naming import folders_of
from aggregator.errors import RenderingError
from aggregator.feed import Feed, Limits, Rendered, Site
from aggregator.model import EVERYTHING, Scope, Source
from aggregator.publishing.access import whatever
from aggregator.publishing.doctor import WRITABLE, Finding, check, examine, invalid, unwritten
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.press import Press
from aggregator.publishing.subjects import feed_path, tag_path
from aggregator.report import Complaint, Examination
from aggregator.store import archives, entries, folders, sources, tags
from aggregator.store.database import Store, Transaction

#: So many feeds a scan looks at: rendering one in every format takes some ten milliseconds.
MOST_OF_A_SCAN = 25


class Visit(NamedTuple):
    """A feed or an archive document to be looked at: its path without suffix, and how a press is asked for it."""

    path: str
    ask: Callable[[Press, str], object]


class Examiner:
    """Looks at the feeds of a store as `site` shows them, within `limits` and in these formats."""

    def __init__(self, store: Store, site: Site, limits: Limits, formats: Mapping[str, OutputFormat]) -> None:
        self._store = store
        self._site = site
        self._limits = limits
        self._formats = formats

    def changed(self, version: int, now: datetime) -> Examination:
        """What is wrong with the feeds that have changed since a version of the store, or with so many of them."""
        with self._store.reading() as transaction:
            visits = [_of_everything(), *_changed(transaction, version)]
        examined = visits[:MOST_OF_A_SCAN]
        return Examination(len(examined), len(visits), tuple(self._once(self.complaints(examined, now))))

    def every(self) -> list[Visit]:
        """Every feed but those of searches: of all, of each source, folder and tag."""
        with self._store.reading() as transaction:
            listed = [source for source, _ in sources.listed(transaction, private=True)]
            folders = _folders(transaction, [source for source in listed if not source.private])
            return [
                _of_everything(),
                *folders,
                *(_named(source.name) for source in listed),
                *(_tagged(tag.slug) for tag, _ in tags.listed(transaction)),
            ]

    def archived(self) -> list[Visit]:
        """Every full archive document, of the feed of all and of each source; what is in none yet, feeds show."""
        with self._store.reading() as transaction:
            listed = [source for source, _ in sources.listed(transaction, private=True)]
            feeds = [(None, EVERYTHING), *((source.name, Scope(source=source.row)) for source in listed)]
            return [
                _archived(name, number + 1)
                for name, scope in feeds
                for number in range(archives.of(transaction, scope).pages)
            ]

    def complaints(
        self, visits: Iterable[Visit], now: datetime, step: Callable[[], None] = lambda: None
    ) -> Iterator[Complaint]:
        """What is wrong with these feeds in any format, each once for a feed; `step` is called after each feed."""
        for visit in visits:
            # What is wrong with a feed itself is wrong in all of its formats, and told once.
            found = dict.fromkeys(
                finding for output in self._formats.values() for finding in self._findings(visit, _Watched(output, now))
            )
            with self._store.reading() as transaction:
                yield from [_complaint(transaction, path, finding) for path, finding in found]
            step()

    def of_outline(self) -> Iterator[Complaint]:
        """What is wrong with the list of all feeds."""
        findings: Iterable[Finding]
        try:
            outline = Press(self._store, self._site, self._limits, self._formats, held_bytes=0).outline()
            findings = check(outline.media_type, outline.body)
        except RenderingError as error:
            findings = (WRITABLE.broken(str(error)),)
        with self._store.reading() as transaction:
            yield from [_complaint(transaction, "/feeds.opml", finding) for finding in findings]

    def _findings(self, visit: Visit, watched: "_Watched") -> Iterator[tuple[str, Finding]]:
        """What is wrong with a feed in one format: of the feed itself before what is wrong with its document."""
        refused = None
        # Nothing is held: each document is asked for once.
        press = Press(self._store, self._site, self._limits, {watched.suffix: watched}, held_bytes=0)
        try:
            visit.ask(press, watched.suffix)
        except RenderingError as error:
            refused = WRITABLE.broken(str(error))
        except LookupError:  # its file went while others were looked at
            return
        document = f"{visit.path}.{watched.suffix}"
        yield from ((visit.path, finding) for finding in watched.of_feed)
        yield from ((document, finding) for finding in watched.of_document)
        if refused is not None and not invalid(watched.of_document):  # else the cause of the refusal is told already
            yield document, refused

    @staticmethod
    def _once(complaints: Iterable[Complaint]) -> Iterator[Complaint]:
        """The same cause is told of the first feed alone that has it."""
        told = set()
        for complaint in complaints:
            cause = complaint._replace(path="") if complaint.entry else complaint
            if cause not in told:
                told.add(cause)
                yield complaint


class _Watched:
    """An output format that prints as the one inside it does, and has the doctor look at all that passes."""

    def __init__(self, output: OutputFormat, now: datetime) -> None:
        self.suffix = output.suffix
        self.media_type = output.media_type
        self.label = output.label
        self._output = output
        self._now = now
        # Sets that keep their order: what does not fit is printed again and again, with the same findings.
        self.of_feed: dict[Finding, None] = {}
        self.of_document: dict[Finding, None] = {}

    def render(self, feed: Feed) -> Rendered:
        """What the format inside renders."""
        self.of_feed |= dict.fromkeys(examine(feed, self._now))
        rendered = self._output.render(feed)
        self.of_document |= dict.fromkeys((*check(self.media_type, rendered.body), *unwritten(rendered)))
        return rendered


def _changed(transaction: Transaction, version: int) -> Iterator[Visit]:
    """The feeds that changed after a version, the small ones of sources before those of folders and tags."""
    moved = sources.changed_after(transaction, version)
    yield from (_named(source.name) for source in moved if not source.gone)
    yield from _folders(transaction, [source for source in moved if not source.private])
    yield from (_tagged(tag.slug) for tag in tags.changed_after(transaction, version))


def _folders(transaction: Transaction, among: Iterable[Source]) -> Iterator[Visit]:
    within = sorted({folder for source in among for folder in folders_of(source.name)})
    addresses = folders.addresses(transaction, within)
    yield from (_named(addresses[folder]) for folder in within)


def _of_everything() -> Visit:
    return Visit(feed_path(None), lambda press, suffix: press.combined(suffix))


def _named(name: str) -> Visit:
    return Visit(feed_path(name), lambda press, suffix: press.named(name, suffix, may_read=whatever))


def _tagged(slug: str) -> Visit:
    return Visit(tag_path(slug), lambda press, suffix: press.tagged(slug, suffix))


def _archived(name: str | None, number: int) -> Visit:
    path = f"/archives{feed_path(name)}/{number}"
    return Visit(path, lambda press, suffix: press.page(name, number, suffix, may_read=whatever))


def _complaint(transaction: Transaction, path: str, finding: Finding) -> Complaint:
    told = Complaint(path, finding.grade, finding.rule, finding.section, finding.reason, finding.entry_id)
    try:
        record = entries.by_id(transaction, UUID(finding.entry_id)) if finding.entry_id else None
    except ValueError:  # not an id of ours, which is what was found
        return told
    if record is None:
        return told
    source = sources.by_row(transaction, [record.entry.source])[record.entry.source]
    return told._replace(file=source.path, line=record.line, title=record.entry.title)
