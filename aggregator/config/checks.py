"""What a value has to be; each check raises ValueError with what is allowed, to be read after "must be"."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from pathspec import GitIgnoreSpec

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
#: Controls, surrogates and non-characters.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: What a URI may hold (RFC 3986, section 2) before any query.
URL_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/\[\]@!$&'()*+,;=%]+")


def text(value: str) -> str:
    """One line: what XML forbids would take every feed down, and a line break has no place in a title."""
    if UNPRINTABLE.search(value):
        raise ValueError("text without control characters")
    return " ".join(value.split())


def name(value: str) -> str:
    """Text that says something."""
    if not value.strip():
        raise ValueError("text that is not empty")
    return text(value)


def address(value: str) -> str:
    """An address of mail, as far as Atom is particular about it (RFC 4287, section 3.2.3)."""
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", value):
        raise ValueError("an address such as ada@example.org")
    return value


def seconds(value: object) -> object:
    """`90`, `"90s"`, `"1.5m"` as seconds."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*", str(value))
    if not match:
        raise ValueError("a duration such as 500ms, 2s, 5m, 1h or 1d")
    return float(match[1]) * UNITS[match[2] or "s"]


def site_url(value: str) -> str:
    """What every link begins with."""
    try:
        parts = urlsplit(value)
        valid = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
        _ = parts.port
    except ValueError:
        valid = False
    if not valid or not URL_CHARACTERS.fullmatch(value):
        raise ValueError(
            "an absolute http:// or https:// address in ASCII without user, ? or #, such as https://news.example.org"
        )
    return value.rstrip("/")


def hub(value: str) -> str:
    """Where a hub takes announcements: shown to every reader, so that no password has a place in it."""
    try:
        parts = urlsplit(value)
        valid = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
        _ = parts.port
    except ValueError:
        valid = False
    if not valid or not URL_CHARACTERS.fullmatch(value.replace("?", "", 1)):
        raise ValueError(
            "an absolute http:// or https:// address in ASCII without user or #, such as https://hub.example.org/"
        )
    return value


def store_url(value: str) -> str:
    """A store that there is a driver for."""
    if not re.fullmatch(r"sqlite:///[^?]+", value) or UNPRINTABLE.search(value):
        raise ValueError("sqlite:/// and a path without ?, such as sqlite:///var/aggregator.db")
    return value


def folder(value: object) -> object:
    """A path, with `~` for a home."""
    if not isinstance(value, str) or not value.strip() or UNPRINTABLE.search(value):
        raise ValueError("the path of a folder, such as feeds")
    try:
        return Path(value).expanduser()
    except RuntimeError as error:  # `~somebody` without such a user
        raise ValueError("the path of a folder, such as feeds; there is no such home") from error


def pattern(value: str) -> str:
    """A pattern that can be matched; its spaces may matter."""
    if UNPRINTABLE.search(value):
        raise ValueError("text without control characters")
    try:
        GitIgnoreSpec.from_lines([value])
    except (ValueError, re.error) as error:
        raise ValueError("a pattern as in a .gitignore file, such as drafts/ or *.md") from error
    return value


def marker(value: str) -> str:
    """A phrase that can be told from a rule or an empty line."""
    if not re.search(r"[^\W_]", value):
        raise ValueError("a phrase with letters or digits, such as Read more")
    return value


def removed(value: object) -> object:
    """What becomes of removed articles, by its word."""
    if value not in ("withdraw", "keep"):
        raise ValueError("withdraw or keep")
    return value


def access(value: object) -> object:
    """Who may read a site, by its word."""
    if value not in ("public", "private"):
        raise ValueError("public or private")
    return value


def token(value: object) -> object:
    """A secret that every client can send."""
    # What no header can carry (RFC 9110, section 5.5), or not in the same bytes from every client, would never match.
    if isinstance(value, str) and not re.fullmatch(r"[!-~]+", value):
        raise ValueError("ASCII letters, digits and signs without spaces, at least one")
    return value
