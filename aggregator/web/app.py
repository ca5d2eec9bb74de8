"""The Flask application: who answers which address."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from aggregator.errors import StoreError
from aggregator.feed import Site
from aggregator.publishing.access import Patterns
from aggregator.publishing.press import Press
from aggregator.store.database import Store
from aggregator.web.access import Access
from aggregator.web.answers import SECURITY
from aggregator.web.control import control_addresses
from aggregator.web.feeds import RETRY_AFTER, archive_addresses, feed_addresses
from aggregator.web.history import history_addresses
from aggregator.web.pages.addresses import page_addresses
from aggregator.web.pages.dress import dress

LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the web side needs to know.

    `waiters` is how many requests may wait for a scan's end at a time, `max_age` for how many seconds a feed may be
    taken from a cache. A `closed` site is for nobody without a token, the sources that `private` covers neither.
    """

    site: Site
    rescan_token: str
    waiters: int
    max_age: int
    closed: bool = False
    private: Patterns = field(default_factory=Patterns)


def create_app(store: Store, press: Press, settings: WebSettings, clock: Callable[[], float]) -> Flask:
    """The application around an open store; `clock` gives seconds since 1970."""
    app = Flask("aggregator.web")
    # A slash too many is another address, never a redirect: that would be built from the Host header.
    app.url_map.merge_slashes = False
    access = Access(store, clock, closed=settings.closed, challenges=bool(settings.private.lines))
    app.before_request(access.check)
    app.register_blueprint(feed_addresses(press, access, settings.site.url, settings.max_age))
    app.register_blueprint(archive_addresses(press, access, settings.site.url, settings.max_age))
    formats = sorted(press.formats.values(), key=lambda output: output.label)
    dress(app, settings.site, formats)
    for blueprint in page_addresses(store, access, settings.site, formats, settings.max_age):
        app.register_blueprint(blueprint)
    app.register_blueprint(history_addresses(store, access, settings.site))
    app.register_blueprint(
        control_addresses(store, settings.rescan_token, settings.site.url, clock, settings.waiters, settings.private)
    )
    error_page = _error_page()
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(StoreError, lambda error: error_page(_unavailable(error)))
    app.after_request(_secured)
    app.after_request(access.seal)
    return app


def _secured(response: Response) -> Response:
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    return response


def _unavailable(error: StoreError) -> HTTPException:
    LOGGER.error("%s", error)
    return ServiceUnavailable("The store cannot be used at the moment.", retry_after=RETRY_AFTER)


def _error_page() -> Callable[[HTTPException], Response]:
    def answer(error: HTTPException) -> Response:
        page = render_template("error.html", error=error)
        response = Response(page, error.code, mimetype="text/html")
        response.headers.extend(
            (name, value) for name, value in error.get_headers(request.environ) if name.lower() != "content-type"
        )
        return response

    return answer
