"""Whatever happens to articles, who keeps archive documents for ever (RFC 5005, section 4.1) has all that is published.

Such a client asks for the feed, and for archive documents from there on until it comes to one that it knows.
"""

import tempfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from aggregator.feed import Limits
from tests.archives.waves import WINDOW, articles, words
from tests.scanner import Scanner
from tests.sites import Site
from tests.walkers import Document, ask, entries_of, read, walk
from tests.webs import client_of

#: So many bytes hold some three articles.
FEW_BYTES = 3_500


class Keeper:
    """A client that never asks twice for an archive document."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.known: set[str] = set()
        self.titles: set[str] = set()

    def poll(self, client: FlaskClient) -> None:
        address: str | None = self.path
        while address and address not in self.known:
            if address != self.path:
                self.known.add(address)
            document = read(ask(client, address))
            self.titles |= {title for _, title in document.entries}
            address = document.links.get("prev-archive")


class Keeping(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.scanner = Scanner(Site(Path(self.folder.name)))
        self.scanner.window = WINDOW
        self.client = client_of(self.scanner.store, Limits(WINDOW, FEW_BYTES))
        self.keepers = [Keeper(path) for path in ("/feeds/a.atom", "/feeds.atom", "/feeds/a.json")]
        self.editions: dict[int, int] = {}
        self.files: dict[str, list[int]] = {"a.txt": [], "z.txt": []}
        self.scan()

    def teardown(self) -> None:
        self.scanner.store.close()
        self.folder.cleanup()

    def title(self, number: int) -> str:
        return f"Wave {number}, {self.editions.get(number, 0)}"

    def scan(self) -> None:
        self.scanner.now += 60
        for name, numbers in self.files.items():
            listed = [(self.title(number), f"{' '.join(words(number))}. " * 4) for number in reversed(numbers)]
            self.scanner.put(name, *listed, at=self.scanner.now - 30)
        self.scanner.scan(allow_removals=True)

    @rule(name=st.sampled_from(["a.txt", "z.txt"]), count=st.integers(1, 2 * WINDOW))
    def add(self, name: str, count: int) -> None:
        first = 1 + max((number for numbers in self.files.values() for number in numbers), default=0)
        self.files[name] += range(first, first + count)
        self.scan()

    @rule(name=st.sampled_from(["a.txt", "z.txt"]), places=st.lists(st.integers(0, 60), min_size=1, max_size=4))
    def edit(self, name: str, places: list[int]) -> None:
        if numbers := self.files[name]:
            for place in places:
                number = numbers[place % len(numbers)]
                self.editions[number] = self.editions.get(number, 0) + 1
            self.scan()

    @rule(name=st.sampled_from(["a.txt", "z.txt"]), count=st.integers(1, WINDOW))
    def remove_the_newest(self, name: str, count: int) -> None:
        self.files[name] = self.files[name][:-count]
        self.scan()

    @rule(several=st.sets(st.sampled_from(range(3)), min_size=1))
    def poll(self, several: set[int]) -> None:
        for keeper in (self.keepers[index] for index in sorted(several)):
            keeper.poll(self.client)
            of_all = keeper.path == "/feeds.atom"
            files = self.files.values() if of_all else [self.files["a.txt"]]
            published = sorted(self.title(number) for numbers in files for number in numbers)
            assert keeper.titles >= set(published)
            # And who keeps nothing gets each of them once.
            assert sorted(title for _, title in entries_of(walk(self.client, keeper.path))) == published


TestKeeping = Keeping.TestCase
TestKeeping.settings = settings(
    max_examples=12,
    stateful_step_count=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes long
)


@pytest.fixture
def client(small: Scanner) -> FlaskClient:
    return client_of(small.store, Limits(WINDOW, FEW_BYTES))


def has(scanner: Scanner, *waves: int) -> None:
    scanner.now += 60
    listed = ((title, f"{text} " * 4) for title, text in articles(*waves))
    scanner.put("a.txt", *listed, at=scanner.now - 30)
    scanner.scan(allow_removals=True)


def rest_of(client: FlaskClient, path: str) -> tuple[str, Document]:
    address = read(ask(client, path)).links["prev-archive"]
    return address, read(ask(client, address))


@pytest.mark.parametrize("suffix", ["rss", "atom", "json"])
def test_another_rest_is_at_another_address(small: Scanner, client: FlaskClient, suffix: str) -> None:
    has(small, *range(8))
    address, rest = rest_of(client, f"/feeds/a.{suffix}")
    assert rest_of(client, f"/feeds/a.{suffix}") == (address, rest)
    has(small, *range(9))
    later, more = rest_of(client, f"/feeds/a.{suffix}")
    assert later != address
    assert {title for _, title in more.entries} > {title for _, title in rest.entries}
    # Who was on the way begins again.
    old = ask(client, address)
    assert (old.status_code, old.headers["Location"]) == (307, f"https://news.example.org/feeds/a.{suffix}")
    assert old.headers["Cache-Control"] == "no-cache"


def test_the_last_full_document_leads_on_to_the_rest(small: Scanner, client: FlaskClient) -> None:
    has(small, *range(23))
    address, rest = rest_of(client, "/feeds/a.atom")
    last = read(ask(client, rest.links["prev-archive"]))
    onward = ask(client, last.links["next-archive"])
    assert (onward.status_code, onward.headers["Location"]) == (307, address)
    assert rest.archive
    assert rest.links["current"] == "https://news.example.org/feeds/a.atom"
    assert "next-archive" not in rest.links


def test_the_same_articles_have_the_same_rest_in_another_store(small: Scanner, client: FlaskClient) -> None:
    has(small, *range(8))
    address, _ = rest_of(client, "/feeds/a.atom")
    small.lose_the_store()
    small.scan()
    assert rest_of(client_of(small.store, Limits(WINDOW, FEW_BYTES)), "/feeds/a.atom")[0] == address


@pytest.mark.parametrize("mark", ["0123456789abcdef", "x", "é", "0" * 500])
def test_any_other_mark_leads_to_the_feed(small: Scanner, client: FlaskClient, mark: str) -> None:
    has(small, *range(8))
    for path in ("/archives/feeds", "/archives/feeds/a"):
        assert ask(client, f"{path}/rest-{mark}.atom").status_code == 307
    assert ask(client, f"/archives/feeds/b/rest-{mark}.atom").status_code == 404


def test_what_slid_back_into_a_feed_and_has_no_room_there_is_in_its_rest(small: Scanner, client: FlaskClient) -> None:
    for count in range(10, 24):
        has(small, *range(count))
    has(small, *range(14))
    documents = walk(client, "/feeds/a.atom")
    assert sorted(title for _, title in entries_of(documents)) == sorted(f"Wave {number}" for number in range(14))
