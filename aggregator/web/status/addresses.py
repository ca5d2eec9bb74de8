"""The addresses below `/status`: signing in and out, the page, a scan now and its progress."""

from collections.abc import Callable
from threading import BoundedSemaphore

from flask import Blueprint, Response, request
from werkzeug.exceptions import Forbidden, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from aggregator.publishing.feeds import moment
from aggregator.store import scans
from aggregator.store.database import Store
from aggregator.web.bearer import unauthorized
from aggregator.web.status.overview import DAYS, READER_DAYS, overview
from aggregator.web.status.pages import Pages, bound_form
from aggregator.web.status.picture import BAR, HEIGHT, WIDTH
from aggregator.web.status.progress import events


def status_addresses(store: Store, pages: Pages, clock: Callable[[], float], chairs: BoundedSemaphore) -> Blueprint:
    """`/status` and what is below it; whoever follows a scan's progress takes a chair meanwhile.

    `clock` gives seconds since 1970.
    """
    addresses = Blueprint("status", __name__, url_prefix="/status")
    addresses.add_app_template_filter(moment)

    @addresses.before_request
    def check() -> AnyResponse | None:
        if request.endpoint in {"status.sign_in", "status.sign_in_page"} or pages.sessions.is_in():
            return None
        if request.authorization:
            raise unauthorized()
        return pages.lead_to("/status/login")

    @addresses.after_request
    def seal(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    @addresses.get("")
    def status() -> Response:
        shown = overview(store, int(clock()))
        return pages.show("status.html", shown=shown, days=DAYS, reader_days=READER_DAYS, size=(WIDTH, HEIGHT, BAR))

    @addresses.post("/rescan")
    def rescan() -> AnyResponse:
        bound_form()
        pages.sessions.refuse_forgery()
        with store.writing() as transaction:
            scans.wish(transaction, int(clock()))
        return pages.lead_to("/status")

    @addresses.get("/progress")
    def progress() -> Response:
        if request.method == "HEAD":  # nothing is sent, so that nothing would be closed either
            return Response(content_type="text/event-stream")
        if not chairs.acquire(blocking=False):
            raise ServiceUnavailable("Too many are following a scan already.", retry_after=5)
        response = Response(events(store), content_type="text/event-stream")
        response.call_on_close(chairs.release)
        return response

    _add_signing(addresses, pages)
    return addresses


def _add_signing(addresses: Blueprint, pages: Pages) -> None:
    """Signing in and out."""

    @addresses.get("/login")
    def sign_in_page() -> Response:
        return pages.show("status_login.html", refused=False)

    @addresses.post("/login")
    def sign_in() -> AnyResponse:
        bound_form()
        pages.sessions.refuse_other_sites()
        if pages.sessions.sign_in(request.form.get("token", "")):
            return pages.lead_to("/status")
        return pages.show("status_login.html", Forbidden.code, refused=True)

    @addresses.post("/logout")
    def sign_out() -> AnyResponse:
        bound_form()
        pages.sessions.refuse_forgery()
        pages.sessions.sign_out()
        return pages.lead_to("/status/login")
