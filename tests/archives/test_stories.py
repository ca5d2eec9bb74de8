"""Archive documents of the feed of all: each story is in them once, whoever tells it, and each source has its share."""

import pytest
from flask.testing import FlaskClient

from aggregator.feed import Limits
from tests.archives.waves import FORMATS, WINDOW, articles, pages, titles
from tests.scanner import NOON, Scanner
from tests.walkers import entries_of, walk
from tests.webs import client_of

TEXT = (
    "The first ferry left the north pier at seven in the morning, nine minutes late and full to the last bench, "
    "after a week of storms that had kept all boats in the harbour. They will run every hour until Sunday."
)
FERRY = ("Ferries return", TEXT)


def later(scanner: Scanner, name: str, *told: tuple[str, str]) -> None:
    """A minute later a file reads so, or is gone."""
    scanner.now += 60
    if told:
        scanner.put(name, *told, at=scanner.now - 30)
    else:
        (scanner.site.feeds / name).unlink()
    scanner.scan(allow_removals=True)


def filed_ferry(scanner: Scanner, client: FlaskClient) -> list[tuple[str, bytes, str]]:
    """The full documents of the feed of all, in the first of which the ferry is, from `a.txt`."""
    for number in range(4):
        later(scanner, "a.txt", *articles(*range(6 * number + 6)), FERRY)
    found = pages(client, "/archives/feeds/{}.atom", 3)
    assert FERRY[0].encode() in found[0][1]
    return found


@pytest.mark.parametrize("suffix", FORMATS)
def test_who_walks_gets_each_story_once(small: Scanner, client: FlaskClient, suffix: str) -> None:
    for number, name in enumerate("abc"):
        small.put(f"{name}.txt", *articles(*range(10 * number, 10 * number + 20)), at=NOON - 9000 + number)
    small.scan()
    found = entries_of(walk(client, f"/feeds.{suffix}"))
    assert sorted(title for _, title in found) == sorted(f"Wave {number}" for number in range(40))
    assert len({identifier for identifier, _ in found}) == 40
    # Each source by itself has all that it tells.
    for name in "abc":
        assert len(titles(client, f"/feeds/{name}.{suffix}")) == 20


def test_a_flood_is_filed_before_what_others_have(small: Scanner, client: FlaskClient) -> None:
    for name in "xyz":
        small.put(f"{name}.txt", (f"Gull {name}", f"It flies at {name}."), at=NOON - 9000)
    small.put("flood.txt", *articles(*range(100)), at=NOON - 60)
    small.scan()
    documents = walk(client, "/feeds.atom")
    assert {title for _, title in documents[0].entries} >= {f"Gull {name}" for name in "xyz"}
    assert len(entries_of(documents)) == len(set(entries_of(documents))) == 103
    # And once more, with the next flood.
    later(small, "flood.txt", *articles(*range(200)))
    documents = walk(client, "/feeds.atom")
    assert {title for _, title in documents[0].entries} >= {f"Gull {name}" for name in "xyz"}
    assert len(entries_of(documents)) == len(set(entries_of(documents))) == 203


def test_what_the_shares_leave_out_is_in_the_document_after_the_last_full_one(scanner: Scanner) -> None:
    """Before a scan has filed it, as with another window."""
    for name in "xyz":
        scanner.put(f"{name}.txt", (f"Gull {name}", f"It flies at {name}."), at=NOON - 9000)
    scanner.put("flood.txt", *articles(*range(30)), at=NOON - 60)
    scanner.scan()
    feed, rest = walk(client_of(scanner.store, Limits(WINDOW, 512_000)), "/feeds.atom")
    assert len(feed.entries) == WINDOW
    assert {title for _, title in feed.entries} >= {f"Gull {name}" for name in "xyz"}
    assert len(set(feed.entries + rest.entries)) == len(feed.entries + rest.entries) == 33


def test_who_tells_it_too_changes_no_full_document(small: Scanner, client: FlaskClient) -> None:
    before = filed_ferry(small, client)
    walked = entries_of(walk(client, "/feeds.atom"))
    later(small, "b.txt", FERRY)
    assert pages(client, "/archives/feeds/{}.atom", 3) == before
    assert entries_of(walk(client, "/feeds.atom")) == walked


def test_a_renamed_file_changes_no_full_document(small: Scanner, client: FlaskClient) -> None:
    before = filed_ferry(small, client)
    (small.site.feeds / "a.txt").rename(small.site.feeds / "b.txt")
    small.now += 60
    small.scan()
    assert pages(client, "/archives/feeds/{}.atom", 3) == before
    assert b"/feeds/b.atom" in client.get("/feeds.atom").data


def test_the_next_one_stands_for_a_story_under_its_id(small: Scanner, client: FlaskClient) -> None:
    filed_ferry(small, client)
    walked = entries_of(walk(client, "/feeds.atom"))
    later(small, "b.txt", FERRY)
    later(small, "a.txt", *articles(*range(24)))
    assert sorted(entries_of(walk(client, "/feeds.atom"))) == sorted(walked)
    later(small, "a.txt", *articles(*range(24)), FERRY)
    assert sorted(entries_of(walk(client, "/feeds.atom"))) == sorted(walked)


def test_who_comes_to_stand_for_itself_is_in_the_feed(small: Scanner, client: FlaskClient) -> None:
    filed_ferry(small, client)
    later(small, "b.txt", FERRY)
    # B stands for the story until it is filed, and A is back; then they part.
    later(small, "a.txt", *articles(*range(24)))
    later(small, "b.txt", *articles(*range(100, 140)), FERRY)
    assert FERRY[0] not in {title for _, title in walk(client, "/feeds.atom")[0].entries}
    later(small, "a.txt", *articles(*range(24)), FERRY)
    walked = entries_of(walk(client, "/feeds.atom"))
    later(small, "a.txt", *articles(*range(24)), (FERRY[0], TEXT.replace("nine", "19")))
    documents = walk(client, "/feeds.atom")
    (own,) = (entry for entry in entries_of(walk(client, "/feeds/b.atom")) if entry[1] == FERRY[0])
    assert own in documents[0].entries
    assert sorted(entries_of(documents)) == sorted([*walked, own])


def test_who_was_hidden_when_the_rest_was_filed_stands_for_what_goes(small: Scanner, client: FlaskClient) -> None:
    filed_ferry(small, client)
    later(small, "b.txt", FERRY)
    later(small, "c.txt", *articles(*range(100, 140)))
    walked = entries_of(walk(client, "/feeds.atom"))
    later(small, "a.txt", *articles(*range(24)))
    assert FERRY[0] in {title for _, title in walk(client, "/feeds.atom")[0].entries}
    assert sorted(entries_of(walk(client, "/feeds.atom"))) == sorted(walked)


def test_what_is_private_no_longer_is_in_the_feed(small: Scanner, client: FlaskClient) -> None:
    small.hide("board.txt")
    small.put("board.txt", ("Board meets", "It talks."), at=NOON - 9000)
    small.put("a.txt", *articles(*range(30)))
    small.scan()
    assert "Board meets" not in titles(client, "/feeds.atom")
    small.hide()
    assert titles(client, "/feeds.atom").count("Board meets") == 1


def test_a_full_document_gets_nobody_back(small: Scanner, client: FlaskClient) -> None:
    filed_ferry(small, client)
    later(small, "b.txt", FERRY)
    later(small, "a.txt", *articles(*range(24)))
    later(small, "b.txt", *articles(*range(100, 140)), FERRY)
    assert FERRY[0] not in {title for _, title in walk(client, "/feeds.atom")[0].entries}
    # B is filed in its turn. Whether A tells it or not from here on, it stays in the feed.
    for _ in range(2):
        for told in ([FERRY], []):
            later(small, "a.txt", *articles(*range(24)), *told)
            assert FERRY[0] in {title for _, title in walk(client, "/feeds.atom")[0].entries}
            assert titles(client, "/feeds.atom").count(FERRY[0]) == 1


@pytest.mark.parametrize("tells", ["b.txt", None])
def test_who_takes_deltas_is_told_of_a_withdrawal_only_when_nobody_tells_it(
    small: Scanner, client: FlaskClient, tells: str | None
) -> None:
    small.put("a.txt", *articles(*range(6)), FERRY, at=NOON - 9000)
    if tells:
        small.put(tells, *articles(*range(50, 52)), FERRY, at=NOON - 8000)
    small.scan()
    etag = client.get("/feeds.atom", headers={"A-IM": "feed"}).headers["ETag"]
    later(small, "a.txt", *articles(*range(6)))
    later(small, "b.txt", *articles(*range(50, 60)), *([FERRY] if tells else []))
    assert FERRY[0] not in {title for _, title in walk(client, "/feeds.atom")[0].entries}
    answer = client.get("/feeds.atom", headers={"A-IM": "feed", "If-None-Match": etag})
    assert (answer.status_code, b"deleted-entry" in answer.data) == (226, tells is None)
