"""What was withdrawn, as Atom tells it (RFC 6721)."""

import datetime
import uuid

import pytest
from flask.testing import FlaskClient
from lxml import etree

from aggregator.feed import Limits
from aggregator.model import EVERYTHING, Scope
from aggregator.publishing.gathering import TOMBSTONES_SHARE
from aggregator.store import withdrawals
from aggregator.store.withdrawals import MANY
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


def test_whatever_else_was_withdrawn_each_feed_has_its_own_tombstones(scanner: Scanner) -> None:
    """Few withdrawals are looked at one by one, of many only what is in the folder or bears the tag."""
    flood = [(f"Wave {number}", f"This is wave {number}.") for number in range(MANY + 10)]
    harbour = [(f"Ship {number}", f"This is ship {number}.\n\nTags: harbour") for number in range(8)]
    scanner.put("flood/a.txt", *flood, at=NOON - 9000)
    scanner.put("press/a.txt", *harbour[:4], ("Pier", "This is no ship."), at=NOON - 8000)
    scanner.put("press-2/a.txt", *harbour[4:], at=NOON - 7000)
    scanner.put("press/hidden/a.txt", ("Hidden", "Nobody is told.\n\nTags: harbour"), ("Also", "So is this."))
    twin = ("Twin", f"{'The ferry goes at nine from the east pier. ' * 5}\n\nTags: harbour")
    scanner.put("press/b.txt", twin, ("Bell", "It rings."), at=NOON - 6000)
    scanner.put("press/c.txt", twin, ("Lamp", "It burns."), at=NOON - 5000)
    scanner.hide("press/hidden/")
    scanner.scan()
    scanner.now += 100
    scanner.put("press/a.txt", *harbour[1:4], at=scanner.now - 50)
    scanner.put("press-2/a.txt", *harbour[5:], at=scanner.now - 50)
    scanner.put("press/c.txt", ("Lamp", "It burns."), at=scanner.now - 50)  # the other twin tells it still
    scanner.put("press/hidden/a.txt", ("Also", "So is this."), at=scanner.now - 50)
    scanner.scan()
    gone = "title FROM entries WHERE withdrawn > 0 AND title NOT IN ('Hidden', 'Twin')"
    latest = [title for (title,) in scanner.query(f"SELECT {gone} ORDER BY withdrawn DESC, row DESC")]
    assert sorted(latest) == ["Pier", "Ship 0", "Ship 4"]
    of_press, of_harbour = ([title for title in latest if title != other] for other in ("Ship 4", "Pier"))
    assert told(scanner) == {"press": of_press, "harbour": of_harbour, "all": latest}

    scanner.now += 100
    scanner.put("flood/a.txt", *flood[-1:], at=scanner.now - 50)
    scanner.scan(allow_removals=True)
    assert len(scanner.query("SELECT row FROM entries WHERE withdrawn IS NOT NULL")) > MANY
    many = told(scanner)
    assert (many["press"], many["harbour"]) == (of_press, of_harbour)
    assert len(many["all"]) == 10


def told(scanner: Scanner) -> dict[str, list[str]]:
    """The titles of what has tombstones in feeds of many sources."""
    titles = {uuid.UUID(bytes=each): title for each, title in scanner.query("SELECT id, title FROM entries")}
    [[tag]] = scanner.query("SELECT row FROM tags")
    scopes = {"press": Scope(folder="press"), "harbour": Scope(tag=tag), "all": EVERYTHING}
    with scanner.store.reading() as transaction:
        return {
            name: [titles[each.id] for each in withdrawals.tombstones(transaction, 0, 10, scope)]
            for name, scope in scopes.items()
        }
