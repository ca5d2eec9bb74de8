"""The Flask application: who answers which address."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from aggregator.model import Site
from aggregator.publishing.press import Press
from aggregator.store.database import Store
from aggregator.web.control import control_addresses
from aggregator.web.feeds import feed_addresses
from aggregator.web.pages import page_addresses

#: Sent with everything: nothing here runs scripts, loads from elsewhere or belongs into another site's frame.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the web side needs to know: `max_age` is for how many seconds a feed may be taken from a cache."""

    site: Site
    rescan_token: str
    max_age: int


def create_app(store: Store, press: Press, settings: WebSettings, clock: Callable[[], float]) -> Flask:
    """The application around an open store; `clock` gives seconds since 1970."""
    app = Flask("aggregator.web")
    # Addresses are as they are given: a slash too many is another address, not a redirect built from the Host header.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    # Not the whole address, which a visitor by another name for this host would be forbidden to load styles from.
    app.jinja_env.globals["root"] = urlsplit(settings.site.url).path
    app.register_blueprint(feed_addresses(press, settings.max_age))
    app.register_blueprint(page_addresses(store, press, settings.site))
    app.register_blueprint(control_addresses(store, settings.rescan_token, settings.site.url, clock))
    app.register_error_handler(HTTPException, _error_page(settings.site))
    app.after_request(_secured)
    return app


def _secured(response: Response) -> Response:
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    return response


def _error_page(site: Site) -> Callable[[HTTPException], Response]:
    def answer(error: HTTPException) -> Response:
        page = render_template("error.html", site=site, error=error)
        response = Response(page, error.code, mimetype="text/html")
        response.headers.extend(
            (name, value) for name, value in error.get_headers(request.environ) if name.lower() != "content-type"
        )
        return response

    return answer
