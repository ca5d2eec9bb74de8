"""The addresses below `/status`: signing in and out, the page, a scan now and its progress."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import BoundedSemaphore

from flask import Blueprint, Response, request
from werkzeug.exceptions import Forbidden, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from aggregator.publishing.feeds import moment
from aggregator.store import scans
from aggregator.store.database import Store
from aggregator.web.bearer import unauthorized
from aggregator.web.routing import Address, blueprint
from aggregator.web.status.overview import DAYS, READER_DAYS, overview
from aggregator.web.status.pages import Pages, bound_form
from aggregator.web.status.picture import BAR, HEIGHT, WIDTH
from aggregator.web.status.preview import Previewing, preview_addresses
from aggregator.web.status.progress import events


def status_addresses(
    store: Store, pages: Pages, clock: Callable[[], float], chairs: BoundedSemaphore, previewing: Previewing | None
) -> Blueprint:
    """`/status` and what is below it; whoever follows a scan's progress takes a chair meanwhile.

    `clock` gives seconds since 1970. Without `previewing` there is no preview.
    """
    status, signing = Status(store, pages, clock, chairs), Signing(pages)
    addresses = blueprint(
        "status",
        Address("", status.status),
        Address("/rescan", status.rescan, "POST"),
        Address("/progress", status.progress),
        Address("/login", signing.sign_in_page),
        Address("/login", signing.sign_in, "POST"),
        Address("/logout", signing.sign_out, "POST"),
        *(preview_addresses(pages, previewing) if previewing else ()),
        below="/status",
    )
    addresses.add_app_template_filter(moment)
    addresses.before_request(signing.check)
    addresses.after_request(_unkept)
    return addresses


def _unkept(response: Response) -> Response:
    """What is for the keeper alone is in no cache, its own browser's included."""
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True, slots=True)
class Status:
    """The page, a scan now and its progress; the fields are what `status_addresses` is given."""

    store: Store
    pages: Pages
    clock: Callable[[], float]
    chairs: BoundedSemaphore

    def status(self) -> Response:
        """All that there is to see."""
        shown = overview(self.store, int(self.clock()))
        size = WIDTH, HEIGHT, BAR
        return self.pages.show("status.html", shown=shown, days=DAYS, reader_days=READER_DAYS, size=size)

    def rescan(self) -> AnyResponse:
        """Wish for a scan, and lead back to where it is followed."""
        bound_form()
        self.pages.sessions.refuse_forgery()
        with self.store.writing() as transaction:
            scans.wish(transaction, int(self.clock()))
        return self.pages.lead_to("/status")

    def progress(self) -> Response:
        """How far the scan is, as it goes on."""
        if request.method == "HEAD":  # nothing is sent, so that nothing would be closed either
            return Response(content_type="text/event-stream")
        if not self.chairs.acquire(blocking=False):
            raise ServiceUnavailable("Too many are following a scan already.", retry_after=5)
        response = Response(events(self.store), content_type="text/event-stream")
        response.call_on_close(self.chairs.release)
        return response


@dataclass(frozen=True, slots=True)
class Signing:
    """Signing in and out, and who is kept out meanwhile."""

    pages: Pages

    def check(self) -> AnyResponse | None:
        """Let nobody on but who is signed in, or bears the token."""
        if request.endpoint in {"status.sign_in", "status.sign_in_page"} or self.pages.sessions.is_in():
            return None
        if request.authorization:
            raise unauthorized()
        return self.pages.lead_to("/status/login")

    def sign_in_page(self) -> Response:
        """The form."""
        return self.pages.show("status_login.html", refused=False)

    def sign_in(self) -> AnyResponse:
        """What the form sends."""
        bound_form()
        self.pages.sessions.refuse_other_sites()
        if self.pages.sessions.sign_in(request.form.get("token", "")):
            return self.pages.lead_to("/status")
        return self.pages.show("status_login.html", Forbidden.code, refused=True)

    def sign_out(self) -> AnyResponse:
        """End the session."""
        bound_form()
        self.pages.sessions.refuse_forgery()
        self.pages.sessions.sign_out()
        return self.pages.lead_to("/status/login")
