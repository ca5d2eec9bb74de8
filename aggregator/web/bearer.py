"""The rescan token: who bears it in a header, and how anybody else is asked for it."""

import hmac

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized


def bears(token: str) -> bool:
    """Whether the request under way bears the token (RFC 6750, section 2.1)."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and is_token(given.strip(), token)


def is_token(given: str, token: str) -> bool:
    """Whether that is the token, told in a time that says nothing of how much of it was right."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode("utf-8", "surrogateescape"))


def unauthorized() -> Unauthorized:
    """What is said to whoever does not bear it."""
    # The space has the realm quoted, which RFC 9110, section 11.5, asks for and werkzeug does only at need.
    challenge = WWWAuthenticate("bearer", {"realm": "rescan token"})
    return Unauthorized("Send the rescan token: Authorization: Bearer TOKEN.", www_authenticate=challenge)
