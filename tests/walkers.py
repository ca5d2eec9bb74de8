"""Readers that walk a feed to its beginning, as RFC 5005, section 4, and JSON Feed have it."""

from typing import NamedTuple
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from tests.publishing.rules import NAMES

HISTORY = "{http://purl.org/syndication/history/1.0}"


class Document(NamedTuple):
    """What a document of a feed says: its entries' ids and titles, whether it is an archive's, where its links lead."""

    entries: list[tuple[str, str]]
    archive: bool
    links: dict[str, str]


def read(answer: TestResponse) -> Document:
    assert answer.status_code in {200, 226}, answer.text
    if answer.mimetype == "application/feed+json":
        feed = answer.get_json()
        links = {"prev-archive": feed["next_url"]} if "next_url" in feed else {}
        return Document([(item["id"], item["title"]) for item in feed["items"]], archive=False, links=links)
    tree = etree.fromstring(answer.data)
    if answer.mimetype == "application/atom+xml":
        head, item = tree, ("a:entry", "a:id", "a:title")
    else:
        head, item = tree[0], ("item", "guid", "title")
    entries = [
        (entry.findtext(item[1], "", NAMES), entry.findtext(item[2], "", NAMES))
        for entry in head.iterfind(item[0], NAMES)
    ]
    links = {str(link.get("rel")): str(link.get("href")) for link in head.iterfind("a:link", NAMES)}
    return Document(entries, head.find(f"{HISTORY}archive") is not None, links)


def ask(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    path = urlsplit(address).path
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def walk(client: FlaskClient, path: str, step: str = "prev-archive") -> list[Document]:
    """Every document from one on; each is there, and none comes twice."""
    passed: list[str] = []
    documents = []
    address: str | None = path
    while address:
        answer = ask(client, address)
        if answer.status_code == 307:
            answer = ask(client, answer.headers["Location"])
        documents.append(read(answer))
        passed.append(address)
        address = documents[-1].links.get(step)
        assert address not in passed
    return documents


def entries_of(documents: list[Document]) -> list[tuple[str, str]]:
    return [entry for document in documents for entry in document.entries]
