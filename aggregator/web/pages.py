"""Plain pages for people: what there is to subscribe to, and each article."""

import uuid

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import Gone, NotFound

from aggregator.model import Site
from aggregator.publishing.feeds import entry_path, feed_entry, feed_path
from aggregator.publishing.press import Press
from aggregator.store import entries, sources
from aggregator.store.database import Store

#: Articles on the front page.
NEWEST = 20


def page_addresses(store: Store, press: Press, site: Site) -> Blueprint:
    """`/` and `/entries/<id>`."""
    addresses = Blueprint("pages", __name__)
    formats = sorted(press.formats.values(), key=lambda output: output.label)
    addresses.add_app_template_global(feed_path)
    addresses.add_app_template_global(entry_path)

    @addresses.get("/")
    def index() -> Response:
        with store.reading() as transaction:
            listed = list(sources.listed(transaction))
            newest = entries.newest(transaction, NEWEST)
        titles = {source.row: source.title for source, _ in listed}
        return _page("index.html", site=site, formats=formats, sources=listed, newest=newest, titles=titles)

    @addresses.get("/entries/<identifier>")
    def entry(identifier: str) -> Response:
        try:
            wanted = uuid.UUID(identifier)
        except ValueError:
            raise NotFound("There is no article at this address.") from None
        with store.reading() as transaction:
            found = entries.by_id(transaction, wanted)
            if found is None or str(wanted) != identifier:
                raise NotFound("There is no article at this address.")
            stored, published = found
            if not published:
                raise Gone("This article is no longer in its file.")
            source = sources.by_row(transaction, [stored.source])[stored.source]
        shown = feed_entry(site, stored, source.language or site.language)
        return _page("entry.html", site=site, formats=formats, entry=shown, link=stored.link, source=source)

    return addresses


def _page(template: str, **values: object) -> Response:
    return Response(render_template(template, **values), mimetype="text/html")
