"""Whatever happens to articles, a client that applies deltas has what the feed shows, and nothing that left it."""

import json
import tempfile
from hashlib import sha256
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from lxml import etree

from aggregator.feed import Limits
from tests.publishing.rules import NAMES
from tests.scanner import Scanner
from tests.sites import Site
from tests.walkers import entries_of, walk
from tests.webs import client_of

WINDOW = 6
FILES = ("a.txt", "z.txt")
PATHS = ("/feeds.atom", "/feeds/a.atom", "/feeds.json", "/feeds/a.json")
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def words(number: int, edition: int) -> str:
    """A text of which an edition more changes one word in twelve, and another number all."""
    kept = [sha256(f"{number} {place}".encode()).hexdigest()[:7] for place in range(12)]
    return " ".join([*kept, f"edition{edition}"])


class Client:
    """A reader of one feed: what it has, entry by entry, and the state that it knows."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.etag = ""
        self.entries: dict[str, bytes] = {}


class Polling(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.scanner = Scanner(Site(Path(self.folder.name)))
        self.scanner.window = WINDOW
        self.files: dict[str, list[int]] = {name: [] for name in FILES}
        self.editions: dict[int, int] = {}
        self.clients = [Client(path) for path in PATHS]
        self.put("a.txt", *range(WINDOW))
        self.put("z.txt", *range(100, 103))
        self.scan()

    def teardown(self) -> None:
        self.scanner.store.close()
        self.folder.cleanup()

    def put(self, name: str, *numbers: int) -> None:
        self.files[name] = list(numbers)
        articles = [(f"Article {number}", words(number, self.editions.get(number, 0))) for number in numbers]
        self.scanner.put(name, *articles, at=self.scanner.now - 30)

    def scan(self) -> None:
        self.scanner.now += 60
        self.scanner.scan(allow_removals=True)

    @rule(name=st.sampled_from(FILES), count=st.integers(1, WINDOW + 2))
    def add(self, name: str, count: int) -> None:
        first = 1000 + len(self.editions) + sum(map(len, self.files.values())) + int(self.scanner.now)
        self.put(name, *range(first, first + count), *self.files[name])

    @rule(name=st.sampled_from(FILES), place=st.integers(0, 20))
    def edit(self, name: str, place: int) -> None:
        if numbers := self.files[name]:
            number = numbers[place % len(numbers)]
            self.editions[number] = self.editions.get(number, 0) + 1
            self.put(name, *numbers)

    @rule(name=st.sampled_from(FILES), place=st.integers(0, 20))
    def remove_and_perhaps_bring_back(self, name: str, place: int) -> None:
        if numbers := list(self.files[name]):
            number = numbers.pop(place % len(numbers))
            self.put(name, *numbers)
            if place % 3 == 0:
                self.scan()
                self.put(name, number, *numbers)

    @rule(there=st.booleans(), place=st.integers(0, 20))
    def move(self, there: bool, place: int) -> None:  # noqa: FBT001 (hypothesis calls it by name)
        old, new = FILES if there else FILES[::-1]
        if len(self.files[old]) > 1:
            numbers = list(self.files[old])
            number = numbers.pop(place % len(numbers))
            self.put(old, *numbers)
            self.put(new, number, *self.files[new])

    @rule(limit=st.sampled_from([3, WINDOW]), several=st.sets(st.sampled_from(range(len(PATHS))), min_size=1))
    def poll(self, limit: int, several: set[int]) -> None:
        self.scan()
        application = client_of(self.scanner.store, Limits(limit, 512_000))
        for client in (self.clients[index] for index in sorted(several)):
            answer = application.get(client.path, headers={"A-IM": "feed", "If-None-Match": client.etag})
            whole = application.get(client.path)
            client.etag = answer.headers["ETag"]
            if answer.status_code == 200:
                client.entries = {}
            if answer.status_code != 304:
                client.entries |= shown(answer.data)
                for gone in deleted(answer.data):
                    client.entries.pop(gone, None)
            now = shown(whole.data)
            assert {each: client.entries.get(each) for each in now} == now
            there = {identifier for identifier, _ in entries_of(walk(application, client.path))}
            assert client.entries.keys() <= there

    @invariant()
    def nobody_is_lost_or_doubled(self) -> None:
        self.scan()
        application = client_of(self.scanner.store, Limits(WINDOW, 512_000))
        found = entries_of(walk(application, "/feeds/a.atom"))
        assert sorted(title for _, title in found) == sorted(f"Article {number}" for number in self.files["a.txt"])
        everything = entries_of(walk(application, "/feeds.atom"))
        assert (
            len({identifier for identifier, _ in everything}) == len(everything) == sum(map(len, self.files.values()))
        )


def shown(body: bytes) -> dict[str, bytes]:
    """Each entry of a document by its id, in the words of the format."""
    if body.startswith(b"{"):
        return {item["id"]: repr(item).encode() for item in json.loads(body)["items"]}
    return {
        entry.findtext("a:id", "", NAMES): etree.tostring(entry, method="c14n", exclusive=True, with_tail=False)
        for entry in etree.fromstring(body).iterfind("a:entry", NAMES)
    }


def deleted(body: bytes) -> list[str]:
    if body.startswith(b"{"):
        return []
    return [str(each.get("ref")) for each in etree.fromstring(body).iterfind(DELETED)]


TestPolling = Polling.TestCase
TestPolling.settings = settings(
    max_examples=10,
    stateful_step_count=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes long
)
