"""Who is signed in at `/status`, and whether a form that arrives was sent from one of its pages.

    rescan token ──form──▶ signed cookie ──▶ every page of /status
    rescan token ──Authorization: Bearer──▶ the same, without a cookie

A cookie is signed with a key that is made from the rescan token: every worker knows it, it outlives restarts, and a new
token signs everybody out.
"""

import hmac
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, request, session
from werkzeug.exceptions import Forbidden

from aggregator.web.bearer import bears, is_token

#: How long somebody stays signed in, in seconds.
SIGNED_IN_FOR: Final = 12 * 3600
#: The field of a form that holds what only pages of the session know.
FORM_FIELD: Final = "form_token"


def set_up_sessions(app: Flask, token: str, site_url: str) -> None:
    """Have the application sign its cookies; they go to `/status` alone, and to no script."""
    site = urlsplit(site_url)
    app.config.update(
        SECRET_KEY=hmac.digest(token.encode(), b"sessions of the status page", sha256),
        SESSION_COOKIE_NAME="aggregator-status",
        SESSION_COOKIE_PATH=f"{site.path}/status",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=site.scheme == "https",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
    )


class Sessions:
    """Signs in and out; `clock` gives seconds since 1970."""

    def __init__(self, token: str, site_url: str, clock: Callable[[], float]) -> None:
        self._token = token
        self._origin = _origin(site_url)
        self._clock = clock

    def sign_in(self, given: str) -> bool:
        """Sign in whoever gives the token; False for anything else."""
        if not is_token(given.strip(), self._token):
            return False
        session.clear()
        session.permanent = True
        session["until"] = int(self._clock()) + SIGNED_IN_FOR
        session["form"] = secrets.token_urlsafe(16)
        return True

    def sign_out(self) -> None:
        """Take the cookie back."""
        session.clear()

    def is_in(self) -> bool:
        """Whether who asks is signed in, or bears the token."""
        return bears(self._token) or session.get("until", 0) > self._clock()

    def form_token(self) -> str:
        """What the forms of this session bear; empty for who bears the rescan token instead."""
        return str(session.get("form", ""))

    def refuse_forgery(self) -> None:
        """Refuse a form that no page of this session has sent.

        Raises:
            Forbidden: It came from elsewhere.
        """
        self.refuse_other_sites()
        if bears(self._token):  # no browser adds that by itself
            return
        given, known = request.form.get(FORM_FIELD, ""), self.form_token()
        if not known or not is_token(given, known):
            raise Forbidden("This form is not from a page of yours that is still valid. Go back, reload and try again.")

    def refuse_other_sites(self) -> None:
        """Refuse what a browser says was sent from another site; there is no session yet when somebody signs in.

        What a browser says (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/, or `Origin`, RFC 6454) no script of
        another site can change. Other clients say nothing, and nobody can make them send what they do not mean to.

        Raises:
            Forbidden: It came from elsewhere.
        """
        fetched = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin")
        if fetched is not None:
            here = fetched in {"same-origin", "none"}
        else:
            # Either name will do under which this host is reached; of the Host header nothing else is ever made.
            here = origin is None or origin == self._origin or urlsplit(origin).netloc == request.host
        if not here:
            # Read to its end: a connection with half a request in it is closed, perhaps on whatever is asked next.
            request.get_data()
            raise Forbidden("This was sent from another site.")


def _origin(site_url: str) -> str:
    site = urlsplit(site_url)
    return f"{site.scheme}://{site.netloc}"
