"""An article's page."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response
from werkzeug.exceptions import Gone

from aggregator.feed import Site
from aggregator.model import Record, Source
from aggregator.publishing.elsewhere import elsewhere
from aggregator.publishing.feeds import entry_path, feed_entry
from aggregator.publishing.subjects import tag_path
from aggregator.store import entries, revisions, sources, state, tags
from aggregator.store.database import Store, Transaction
from aggregator.web.access import Access
from aggregator.web.pages.holding import HeldPages, of_store
from aggregator.web.pages.items import direction, items
from aggregator.web.routing import Address, blueprint


def entry_addresses(store: Store, pages: HeldPages, access: Access, site: Site) -> Blueprint:
    """`/entries/<id>`."""
    return blueprint("entries", Address("/entries/<identifier>", Entries(store, pages, access, site).entry))


@dataclass(frozen=True, slots=True)
class Entries:
    """Shows an article."""

    store: Store
    pages: HeldPages
    access: Access
    site: Site

    def entry(self, identifier: str) -> Response:
        """The page of an article."""
        with self.store.reading() as transaction:
            # What other files tell of the same article changes this page as well.
            stand = of_store(state.news(transaction))
            record, source = published_entry(transaction, identifier, self.access)
            path = entry_path(record.entry.id)
            stand = stand._replace(changed=max(stand.changed, source.changed))  # which may be private
            return self.pages.answer(path, stand, "entry.html", lambda: self._values(transaction, record, source))

    def _values(self, transaction: Transaction, record: Record, source: Source) -> Mapping[str, object]:
        entry = record.entry
        rows = elsewhere(transaction, record)
        others = entries.by_rows(transaction, rows)
        return {
            "entry": feed_entry(self.site, entry, source.language or self.site.language),
            "id": entry.id,
            "link": entry.link,
            "direction": direction(entry),
            "edits": revisions.count(transaction, record.row),
            "source": source,
            "tags": [(tag.label, tag_path(tag.slug)) for tag in tags.of_entry(transaction, record.row)],
            "others": items(transaction, self.site, (others[row] for row in rows)),
        }


def published_entry(transaction: Transaction, identifier: str, access: Access) -> tuple[Record, Source]:
    """The published entry of an address, and the source that it is in.

    Raises:
        HTTPException: There never was one, or it is not for this reader; or it was withdrawn, and its words are not to
            live on here.
    """
    known = known_entry(transaction, identifier, access)
    if known[0].withdrawn is not None:
        raise Gone("This article is no longer in its file.")
    return known


def known_entry(transaction: Transaction, identifier: str, access: Access) -> tuple[Record, Source]:
    """The entry of an address, withdrawn or not, and the source that it is in.

    Raises:
        HTTPException: There never was one, or it is not for this reader.
    """
    nothing = access.refusal("There is no article at this address.")
    try:
        wanted = uuid.UUID(identifier)
    except ValueError:
        raise nothing from None
    found = entries.by_id(transaction, wanted)
    if found is None or str(wanted) != identifier:
        raise nothing
    source = sources.by_row(transaction, [found.entry.source])[found.entry.source]
    if not access.may_read(source):
        raise nothing
    return found, source
