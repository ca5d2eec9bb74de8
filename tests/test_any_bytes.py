"""Whatever a file holds, scans go on and feeds are well-formed."""

import json
import os
import shutil
from collections.abc import Iterator
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import aggregator.feed
from aggregator.feed import Limits
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.report import EntryCounts
from aggregator.store.database import Store
from tests.scanner import NOON, Scanner
from tests.sites import Site

CONTENTS = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=200).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.lists(
        st.sampled_from(
            [b"Title", b"\n", b"\n\n", b"Read more", b"Read more https://example.org/\xff", b"2012-03-14", b"\0",
             b"\x0b", b"]]>", b"<b>", b"&", "“a”b”".encode(), "\u202e\ufeff\ufffe".encode(), b"\xed\xa0\x80", b"\r"]
        ),
        max_size=30,
    ).map(b"".join),
)  # fmt: skip
NAMES = st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=20).filter(
    lambda name: not name.startswith(".") and len(name.encode()) < 200
)


def feeds_of(store: Store) -> Iterator[bytes]:
    """Every feed in every format."""
    described = aggregator.feed.Site("Orchard news", "", "https://news.example.org", "en")
    press = Press(store, described, Limits(1000, 50_000_000), discover(), 10_000)
    from aggregator.store import sources  # noqa: PLC0415 (only here)

    with store.reading() as transaction:
        names = [source.name for source, _ in sources.listed(transaction)]
    for suffix in press.formats:
        yield press.combined(suffix).body
        for name in names:
            yield press.named(name, suffix).body
    yield press.outline().body


@given(st.dictionaries(NAMES, CONTENTS, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_a_scan_raise_or_a_feed_invalid(
    tmp_path_factory: pytest.TempPathFactory, contents: dict[str, bytes]
) -> None:
    scanner = Scanner(Site(tmp_path_factory.mktemp("any"), port=1))
    try:
        for name, content in contents.items():
            place = scanner.site.feeds / f"{name}.txt"
            place.write_bytes(content)
            os.utime(place, (NOON - 60, NOON - 60))
        first = scanner.scan()
        assert not any("fault of the program" in failure.reason for failure in first.failed)
        before = scanner.dump()
        second = scanner.scan()
        assert scanner.dump() == before
        assert (second.failed, second.entries, second.files.new) == (first.failed, EntryCounts(), 0)
        for body in feeds_of(scanner.store):
            if body.startswith(b"{"):
                json.loads(body)
            else:
                ElementTree.fromstring(body)  # noqa: S314 (our own)
                assert not feedparser.parse(body).bozo
    finally:
        scanner.store.close()
        shutil.rmtree(scanner.site.root)
