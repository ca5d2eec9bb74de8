"""Feeds as real feed readers poll them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import feedparser
import pytest
import reader

from tests.sites import Service, Site, digest

# Its own copy of feedparser asks for a module that feedparser no longer brings along; it is to take the real one.
os.environ.setdefault("READER_NO_VENDORED_FEEDPARSER", "1")


@contextmanager
def polled(service: Service, path: str) -> Iterator[reader.Reader]:
    made = reader.make_reader(":memory:", feed_root=None)
    with made:
        made.add_feed(service.site.url + path)
        yield made


@pytest.mark.parametrize("path", ["/feeds.rss", "/feeds/sea.atom", "/feeds/sea.json"])
def test_reader_sees_each_entry_once_and_is_spared_what_it_has(site: Site, path: str) -> None:
    site.put("sea.txt", digest(("Tide comes", "It is high at noon."), ("Tide goes", "It is low at six.")))
    with Service(site) as service, polled(service, path) as made:
        first, second = made.update_feed(service.site.url + path), made.update_feed(service.site.url + path)
        assert first is not None
        assert (first.new, first.modified) == (2, 0)
        assert second is None or (second.new, second.modified) == (0, 0)

        site.put("sea.txt", digest(("Tide comes late", "It is high at noon."), ("Tide goes", "It is low at six.")))
        service.rescan()
        third = made.update_feed(service.site.url + path)
        assert third is not None
        assert (third.new, third.modified) == (0, 1)
        assert {entry.title for entry in made.get_entries()} == {"Tide comes late", "Tide goes"}


@pytest.mark.parametrize("path", ["/feeds.rss", "/feeds/sea.atom"])
def test_feedparser_is_told_that_nothing_has_changed_until_something_has(site: Site, path: str) -> None:
    site.put("sea.txt", digest(("Tide comes", "It is high at noon."), ("Tide goes", "It is low at six.")))
    with Service(site) as service:
        first = feedparser.parse(service.site.url + path)
        assert (first.status, first.bozo, len(first.entries)) == (200, False, 2)
        for validators in ({"etag": first.etag}, {"modified": first.modified}):
            again = feedparser.parse(service.site.url + path, **validators)
            assert (again.status, again.entries) == (304, [])

        assert site.run("scan").returncode == 0  # by another process, which finds nothing new
        assert feedparser.parse(service.site.url + path, etag=first.etag).status == 304
        site.put("sea.txt", digest(("Tide comes late", "It is high at noon."), ("Tide goes", "It is low at six.")))
        assert site.run("scan").returncode == 0
        changed = feedparser.parse(service.site.url + path, etag=first.etag, modified=first.modified)
        assert (changed.status, changed.entries[0].title) == (226, "Tide comes late")
