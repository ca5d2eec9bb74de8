"""The Flask application: who answers which address."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound, ServiceUnavailable

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
from aggregator.web.readers import Readers
from aggregator.web.routing import without_slash
from aggregator.web.status.addresses import status_addresses
from aggregator.web.status.pages import Pages
from aggregator.web.status.preview import Previewing
from aggregator.web.status.session import Sessions, set_up_sessions

LOGGER = logging.getLogger(__name__)

#: What stands above an error, where it is not what the standard calls it (RFC 9110, section 15).
HEADINGS = {413: "Too large"}
#: The one picture whose address nobody is told.
FAVICON = "/favicon.ico"


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the web side needs to know.

    `waiters` is how many requests may wait for a scan's end, or follow it, at a time, `max_age` for how many seconds a
    feed may be taken from a cache. A `closed` site is for nobody without a token, the sources that `private` covers
    neither.
    """

    site: Site
    rescan_token: str
    waiters: int
    max_age: int
    closed: bool = False
    private: Patterns = field(default_factory=Patterns)


def create_app(
    store: Store, press: Press, settings: WebSettings, clock: Callable[[], float],
    *, previewing: Previewing | None = None, readers: Readers | None = None,
) -> Flask:  # fmt: skip
    """The application around an open store; `clock` gives seconds since 1970.

    Without `previewing` there is no preview, without `readers` nobody is counted.
    """
    app = Flask("aggregator.web")
    # A slash too many is another address, never a redirect: that would be built from the Host header.
    app.url_map.merge_slashes = False
    # Where browsers and readers look for an icon without being told of any.
    app.add_url_rule(FAVICON, "favicon", lambda: app.send_static_file("favicon.ico"))
    access = Access(store, clock, closed=settings.closed, challenges=bool(settings.private.lines))
    app.before_request(access.check)
    for addresses in (feed_addresses, archive_addresses):
        blueprint = addresses(press, access, settings.site.url, settings.max_age)
        if readers:
            blueprint.after_request(readers.note_answer)
        app.register_blueprint(blueprint)
    formats = sorted(press.formats.values(), key=lambda output: output.label)
    dress(app, settings.site, formats)
    for blueprint in page_addresses(store, access, settings.site, formats, settings.max_age):
        app.register_blueprint(blueprint)
    app.register_blueprint(history_addresses(store, access, settings.site))
    token, chairs = settings.rescan_token, BoundedSemaphore(settings.waiters)
    app.register_blueprint(control_addresses(store, token, settings.site.url, clock, chairs, settings.private))
    set_up_sessions(app, token, settings.site.url)
    sessions = Sessions(token, settings.site.url, clock)
    pages = Pages(settings.site, sessions, formats, has_preview=previewing is not None)
    app.register_blueprint(status_addresses(store, pages, clock, chairs, previewing))
    error_page = _error_page()
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(StoreError, lambda error: error_page(_unavailable(error)))
    app.after_request(_secured)
    app.after_request(_in_order)
    app.after_request(access.seal)
    return app


def _secured(response: Response) -> Response:
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    return response


def _in_order(response: Response) -> Response:
    """Methods are a set to Flask, in another order in each process; answers do not change without cause."""
    if "Allow" in response.headers:
        response.headers["Allow"] = ", ".join(sorted(response.headers["Allow"].split(", ")))
    return response


def _unavailable(error: StoreError) -> HTTPException:
    LOGGER.error("%s", error)
    return ServiceUnavailable("The store cannot be used at the moment.", retry_after=RETRY_AFTER)


def _error_page() -> Callable[[HTTPException], Response]:
    def answer(error: HTTPException) -> Response:
        if error.description == NotFound.description:  # that is werkzeug's
            error.description = "There is nothing at this address."
        heading = HEADINGS.get(error.code or 0, error.name)
        page = render_template("error.html", error=error, heading=heading, meant=without_slash(request.path))
        response = Response(page, error.code, mimetype="text/html")
        response.headers.extend(
            (name, value) for name, value in error.get_headers(request.environ) if name.lower() != "content-type"
        )
        return response

    return answer
