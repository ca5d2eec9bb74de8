"""Articles of which no two read alike, and what of them a client finds under an address."""

from hashlib import sha256

from flask.testing import FlaskClient

from tests.walkers import ask, entries_of, walk

FORMATS = ("rss", "atom", "json")
WINDOW = 10


def articles(*numbers: int) -> list[tuple[str, str]]:
    """Articles of these numbers, the newest first, of which no two read alike."""
    return [(f"Wave {number}", " ".join(words(number)) + ".") for number in reversed(numbers)]


def words(number: int) -> list[str]:
    return [sha256(f"{number} {place}".encode()).hexdigest()[:6] for place in range(12)]


def titles(client: FlaskClient, path: str) -> list[str]:
    return [title for _, title in entries_of(walk(client, path))]


def pages(client: FlaskClient, path: str, count: int) -> list[tuple[str, bytes, str]]:
    answers = [ask(client, path.format(number)) for number in range(1, count + 1)]
    assert all("immutable" in answer.headers["Cache-Control"] for answer in answers)
    return [(path, answer.data, answer.headers["ETag"]) for answer in answers]
