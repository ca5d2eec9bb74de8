"""Readers that people use take deltas."""

from contextlib import closing
from typing import Any

import feedparser
import pytest
from reader import make_reader

from tests.scanner import A
from tests.sites import Service, Site, digest
from tests.test_deltas import LEAVES


def test_feedparser_takes_them(site: Site) -> None:
    site.put("a.txt", digest(*LEAVES), age=3600)
    with Service(site) as service:
        url = f"{site.url}/feeds/a.atom"
        first = feedparser.parse(url)
        assert (first.status, len(first.entries)) == (200, 6)
        site.put("a.txt", digest(A, *LEAVES), age=60)
        assert service.rescan().ok
        second = feedparser.parse(url, etag=first.etag)
        assert (second.status, [entry.title for entry in second.entries]) == (226, [A[0]])
        assert feedparser.parse(url, etag=second.etag).status == 304


def test_lemon24s_reader_takes_them(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its own copy of feedparser asks for a module that feedparser no longer brings along.
    monkeypatch.setenv("READER_NO_VENDORED_FEEDPARSER", "1")
    site.put("a.txt", digest(*LEAVES), age=3600)
    statuses = []
    with Service(site) as service, closing(make_reader(":memory:")) as reader:
        retriever: Any = reader._parser.get_retriever(site.url)  # noqa: SLF001 (nothing else tells a 226)
        retriever.response_hooks.append(
            lambda _session, response, _request, **_more: statuses.append(response.status_code)
        )
        reader.add_feed(f"{site.url}/feeds/a.rss")
        reader.update_feed(f"{site.url}/feeds/a.rss")
        site.put("a.txt", digest(A, *LEAVES), age=60)
        assert service.rescan().ok
        reader.update_feed(f"{site.url}/feeds/a.rss")
        reader.update_feed(f"{site.url}/feeds/a.rss")
        assert {entry.title for entry in reader.get_entries()} == {A[0], *(title for title, _ in LEAVES)}
    assert statuses == [200, 226, 304]
