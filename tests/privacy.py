"""What tests of private feeds have in common: who asks, by which token, and what an answer tells."""

import re
import sqlite3
from base64 import b64encode

import requests

from tests.sites import Site

#: Stands in private files alone.
WORD = "Otters"
PRIVATE = ("Otters are back", "Otters were seen at the weir.")


def basic(token: str, user: str = "ada") -> str:
    return "Basic " + b64encode(f"{user}:{token}".encode()).decode()


def make_token(site: Site, name: str, *more: str) -> str:
    done = site.run("tokens", "make", name, *more)
    assert done.returncode == 0, done.stderr
    token = done.stdout.strip()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    return token


def looks(answer: requests.Response) -> tuple[int, dict[str, str], bytes]:
    """All of an answer that could tell one from another."""
    headers = {name.lower(): value for name, value in answer.headers.items() if name.lower() != "date"}
    return answer.status_code, headers, answer.content


def entries_of(site: Site, title: str) -> list[str]:
    connection = sqlite3.connect(site.store)
    try:
        rows = connection.execute("SELECT lower(hex(id)) FROM entries WHERE title = ?", (title,)).fetchall()
    finally:
        connection.close()
    return [f"{row[0][:8]}-{row[0][8:12]}-{row[0][12:16]}-{row[0][16:20]}-{row[0][20:]}" for row in rows]
