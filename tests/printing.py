"""A site in this process, from the folder to the answers, by a clock that tests set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import feedparser
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import aggregator.feed
from aggregator.feed import Limits
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.web.app import WebSettings, create_app
from aggregator.web.lane import Lane
from tests.scanner import Scanner

URL = "https://news.example.org"


@dataclass
class Readers:
    """Readers of what a scanner keeps; each has a worker process of its own, as it were."""

    scanner: Scanner
    limits: Limits = field(default_factory=lambda: Limits(50, 512_000))
    closed: bool = False

    def __post_init__(self) -> None:
        self.client = self.worker()

    def worker(self) -> FlaskClient:
        """Another process that answers, with nothing held yet."""
        site = aggregator.feed.Site("Garden news", "", URL, "en")
        press = Press(self.scanner.store, site, self.limits, discover(), 1_000_000)
        settings = WebSettings(site, "token", 1, 60, self.closed, self.scanner.private)
        app = create_app(self.scanner.store, press, settings, lambda: self.scanner.now)
        lane = Lane(app.wsgi_app, self.scanner.store.notice, lambda: self.scanner.now)
        app.wsgi_app = lane  # type: ignore[method-assign]
        return app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:  # noqa: ANN401 (what the client takes)
        return self.client.get(path, **more)

    def items(self, path: str) -> list[dict[str, Any]]:
        """The items of a feed's JSON form; `path` is without suffix."""
        name, _, query = path.partition("?")
        answer = self.get(f"{name}.json?{query}")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.get_json()["items"]
        return items

    def titles(self, path: str) -> list[str]:
        return [item["title"] for item in self.items(path)]

    def parsed(self, path: str) -> Any:  # noqa: ANN401 (feedparser is published without types)
        parsed = feedparser.parse(self.get(path).data)
        assert parsed.bozo is False
        return parsed

    def validators(self, path: str) -> Mapping[str, str]:
        """What a reader sends back, from an answer that it got just now."""
        headers = self.get(path).headers
        return {"ETag": headers["ETag"], "Last-Modified": headers["Last-Modified"]}
