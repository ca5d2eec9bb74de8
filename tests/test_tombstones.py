"""What was withdrawn, as Atom tells it (RFC 6721)."""

import datetime

import pytest
from flask.testing import FlaskClient
from lxml import etree

from aggregator.feed import Limits
from aggregator.publishing.gathering import TOMBSTONES_SHARE
from tests.publishing.rules import NAMES, check_atom, texts, the_text
from tests.scanner import NOON, A, B, C, D, Scanner
from tests.sites import digest
from tests.webs import client_of

DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
DAY = 86_400


@pytest.fixture
def client(scanner: Scanner) -> FlaskClient:
    return client_of(scanner.store)


def atom(client: FlaskClient, path: str = "/feeds.atom") -> etree._Element:
    return check_atom(client.get(path).data)


def tombstones(client: FlaskClient, path: str = "/feeds.atom") -> dict[str, str]:
    return {str(each.get("ref")): str(each.get("when")) for each in atom(client, path).iterfind(DELETED)}


def scan_later(scanner: Scanner, seconds: float = 60) -> str:
    """Scan so much later; that moment, as a feed says it."""
    scanner.now += seconds
    scanner.scan()
    return datetime.datetime.fromtimestamp(scanner.now, datetime.UTC).isoformat()


def ids(client: FlaskClient, path: str = "/feeds.atom") -> dict[str, str]:
    feed = atom(client, path)
    return dict(zip(texts(feed, "a:entry/a:title"), texts(feed, "a:entry/a:id"), strict=True))


def test_a_withdrawn_entry_has_a_tombstone_for_thirty_days(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.put("z.txt", D)
    scanner.scan()
    apples = ids(client)["Apples ripen"]
    plain = client.get("/feeds/a.rss").text
    scanner.put("a.txt", B, C, at=NOON - 600)
    when = scan_later(scanner)

    assert tombstones(client) == tombstones(client, "/feeds/a.atom") == {apples: when}
    assert tombstones(client, "/feeds/z.atom") == {}
    assert the_text(atom(client, "/feeds/a.atom"), "a:updated") == when
    assert "tombstones" not in client.get("/feeds/z.atom").text
    for other in ("rss", "json"):
        assert apples not in client.get(f"/feeds/a.{other}").text
    assert apples in plain
    assert client.get(apples.replace("urn:uuid:", "/entries/")).status_code == 410

    body, etag = client.get("/feeds.atom").data, client.get("/feeds.atom").headers["ETag"]
    scan_later(scanner, 29 * DAY)
    assert (client.get("/feeds.atom").data, client.get("/feeds.atom").headers["ETag"]) == (body, etag)
    scan_later(scanner, DAY)
    assert tombstones(client) == tombstones(client, "/feeds/a.atom") == {}


def test_an_entry_that_is_back_has_no_tombstone(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.scan()
    before = ids(client)
    scanner.put("a.txt", B, C, at=NOON - 600)
    scan_later(scanner)
    scanner.put("a.txt", A, B, C, at=NOON - 300)
    scan_later(scanner, 3600)

    assert ids(client) == before
    assert tombstones(client) == {}


def test_an_entry_that_is_back_in_another_feed_has_no_tombstone_in_the_first(
    scanner: Scanner, client: FlaskClient
) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.put("z.txt", D)
    scanner.scan()
    scanner.put("a.txt", B, C, at=NOON - 600)
    scan_later(scanner)
    assert len(tombstones(client, "/feeds/a.atom")) == 1
    scanner.put("z.txt", D, A, at=NOON - 300)
    scan_later(scanner, 3600)

    assert tombstones(client) == tombstones(client, "/feeds/z.atom") == {}
    # As a process says it that has held no earlier answer.
    assert client.get("/feeds/a.atom").data == client_of(scanner.store).get("/feeds/a.atom").data
    assert tombstones(client, "/feeds/a.atom") == {}


def test_an_entry_that_moved_has_none(scanner: Scanner, client: FlaskClient) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.put("z.txt", D)
    scanner.scan()
    scanner.put("a.txt", B, C, at=NOON - 600)
    scanner.put("z.txt", D, A, at=NOON - 600)
    scan_later(scanner)

    assert tombstones(client) == tombstones(client, "/feeds/a.atom") == tombstones(client, "/feeds/z.atom") == {}
    assert len(ids(client)) == 4


def test_tombstones_take_a_part_of_a_feed_at_most_the_latest_first(scanner: Scanner) -> None:
    limits = Limits(50, 20_000)
    client = client_of(scanner.store, limits)
    many = [(f"Leaf {number}", f"It falls. {number} " * 5) for number in range(300)]
    scanner.write("a.txt", digest(*many[:150], *((f"Bud {number}", "It opens. " * 20) for number in range(60))))
    scanner.write("b.txt", digest(*many[150:]))
    scanner.scan()
    scanner.put("a.txt", *((f"Bud {number}", "It opens. " * 20) for number in range(60)), at=NOON - 600)
    scan_later(scanner)
    (scanner.site.feeds / "b.txt").unlink()
    latest = datetime.datetime.fromtimestamp(scanner.now + 60, datetime.UTC).isoformat()
    scanner.now += 60
    scanner.scan(allow_removals=True)

    body = client.get("/feeds.atom").data
    lines = [line for line in body.split(b"\n") if b"deleted-entry" in line]
    assert limits.max_bytes * 0.9 < len(body) <= limits.max_bytes
    assert 0 < sum(len(line) + 1 for line in lines) <= limits.max_bytes / TOMBSTONES_SHARE
    assert sum(len(line) + 1 for line in lines) > limits.max_bytes / TOMBSTONES_SHARE - 200
    assert set(tombstones(client).values()) == {latest}
    feed = etree.fromstring(body)
    assert not {each.get("ref") for each in feed.iterfind(DELETED)} & set(texts(feed, "a:entry/a:id"))
    assert len(feed.findall("a:entry", NAMES)) > 5


def test_a_renamed_files_feed_still_tells_what_was_withdrawn_before(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    withdrawn = scanner.ids()[B[0]]
    scanner.put("a.txt", A, at=NOON - 600)
    scan_later(scanner)
    (scanner.site.feeds / "a.txt").rename(scanner.site.feeds / "b.txt")
    scan_later(scanner)
    body = client_of(scanner.store).get("/feeds/b.atom").text
    assert body.count("deleted-entry ") == 1
    assert withdrawn in body.replace("-", "")
