"""The lane ahead of Flask in this process, for tests that ask both."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.test import Client, TestResponse

import aggregator.feed
from aggregator.feed import Limits
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.reading.folder import FolderRules
from aggregator.store.database import Store
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from aggregator.web.app import WebSettings, create_app
from aggregator.web.lane import Lane
from tests.sites import Site, digest

ROSES = digest(*((f"Rose {number}", "It is red, and it is in bloom. " * 9) for number in range(9)))


@dataclass
class Ahead:
    """A site in this process with the lane ahead of it; `asked` are the paths that Flask was asked for."""

    site: Site
    store: Store
    held_bytes: int = 1_000_000
    now: float = 0.0
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        described = aggregator.feed.Site("Garden news", "", "https://news.example.org", "en")
        press = Press(self.store, described, Limits(50, 512_000), discover(), self.held_bytes)
        self.flask = create_app(self.store, press, WebSettings(described, "token", 1, 60), time.time)
        self.lane = Client(Lane(self._noted, self.store.notice, lambda: self.now))

    def _noted(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        return self.flask(environ, start_response)

    def put(self, name: str, content: str) -> None:
        """Put a file, and scan."""
        self.site.put(name, content)
        self.scan(self.store)

    def scan(self, store: Store) -> None:
        scan(store, ScanRules(FolderRules(self.site.feeds, settle=0)), time.time)

    def bare(self) -> Client:
        """Flask alone."""
        return Client(self.flask)


def told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that a client sees of an answer, but for the moment at which it was given."""
    return answer.status_code, sorted(pair for pair in answer.headers.items() if pair[0] != "Date"), answer.data
