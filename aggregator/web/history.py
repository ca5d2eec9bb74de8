"""How an article came to be what it is: its wordings, and where it was found."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, Response, render_template

from aggregator.feed import Site
from aggregator.model import Record, Revision, Sighting, Source
from aggregator.publishing.feeds import history_path
from aggregator.publishing.held import Held, HeldDocument, document
from aggregator.publishing.press import last_modified
from aggregator.publishing.wording import evidence_in_words, score_in_words
from aggregator.store import revisions, sightings, sources, state
from aggregator.store.database import Store
from aggregator.web.access import Access
from aggregator.web.answers import answer
from aggregator.web.pages.entries import published_entry
from aggregator.web.pages.holding import CACHE_CONTROL
from aggregator.web.routing import Address, blueprint

if TYPE_CHECKING:
    from aggregator.editing.differences import Segment

#: Rendered pages in the memory of a worker, at most, in bytes.
HELD_BYTES = 8 * 1024 * 1024
#: Characters of all wordings on a page, at most; beyond the two newest, older ones are only counted.
SHOWN_LETTERS = 1_000_000


class Version(NamedTuple):
    """A wording, marked with what had changed since the one before; the first one has no marks."""

    updated: int
    title: "Sequence[Segment]"
    paragraphs: "Sequence[Sequence[Segment]]"


def history_addresses(store: Store, access: Access, site: Site) -> Blueprint:
    """`/entries/<id>/history`."""
    addresses = blueprint("history", Address("/entries/<identifier>/history", Histories(store, access, site).history))
    addresses.add_app_template_filter(evidence_in_words)
    addresses.add_app_template_filter(score_in_words)
    return addresses


class Histories:
    """Shows how an article came to be what it is."""

    def __init__(self, store: Store, access: Access, site: Site) -> None:
        self._store = store
        self._access = access
        self._site = site
        self._held = Held(HELD_BYTES)

    def history(self, identifier: str) -> Response:
        """The page of an article's history."""
        with self._store.reading() as transaction:
            news = state.news(transaction)
            record, source = published_entry(transaction, identifier, self._access)
            found = sightings.of(transaction, record, source.path)
            # Its earlier wordings may be of a place that is not for this reader.
            places = sources.by_path(transaction, {sighting.path for sighting in found})
            if not all(map(self._access.may_read, places.values())):
                raise self._access.refusal("There is no article at this address.")

            def produce() -> HeldDocument:
                page = self._page(record, source, revisions.of(transaction, record.row), found)
                # An article that is found unchanged, on another line perhaps, changes no feed; but this page it does.
                changed = max(last_modified(news, source), found[-1].last, record.missing or 0)
                return document(page.encode(), "text/html", changed)

            version = (source.version, news.presented, record.line, record.missing, *found)
            page = self._held.get(history_path(record.entry.id), version, produce)
        return answer(page, CACHE_CONTROL)

    def _page(self, record: Record, source: Source, before: Sequence[Revision], found: Sequence[Sighting]) -> str:
        entry = record.entry
        wordings = [*before, Revision(entry.updated, entry.title, entry.text)]
        shown = _shown(wordings)
        versions = list(_versions(shown, first=len(shown) == len(wordings)))
        return render_template(
            "history.html",
            entry=entry,
            entry_language=source.language or self._site.language,
            versions=versions[::-1],
            older=len(wordings) - len(versions),
            sightings=found,
            source=source,
            record=record,
        )


def _shown(wordings: Sequence[Revision]) -> Sequence[Revision]:
    """The newest wordings, as many as a page can hold."""
    letters = 0
    for count, wording in enumerate(reversed(wordings)):
        letters += len(wording.title) + len(wording.text)
        if count > 1 and letters > SHOWN_LETTERS:
            return wordings[-count:]
    return wordings


def _versions(wordings: Sequence[Revision], *, first: bool) -> Iterator[Version]:
    """The wordings, the oldest first, each with what had changed; the oldest is left out unless it is the `first`."""
    if first:
        yield _version(wordings[0], wordings[0])
    for before, after in pairwise(wordings):
        yield _version(before, after)


def _version(before: Revision, after: Revision) -> Version:
    from aggregator.editing.differences import by_paragraph, differences  # noqa: PLC0415 (few look at histories)

    title = differences(before.title, after.title)
    return Version(after.updated, title, by_paragraph(differences(before.text, after.text)))
