"""Who may read what, decided from values alone."""

import pytest

from aggregator.model import Source
from aggregator.publishing.access import Patterns, Reader, is_public, reader_of
from aggregator.web.control import without

OPEN = Source(1, "open.txt", "open", "Open", None, 0, 0, 1, "open")
INNER = Source(2, "internal/press/a.txt", "internal/press/a", "A", None, 0, 0, 1, "internal/press/a", private=True)


@pytest.mark.parametrize(
    ("reader", "inner", "open_on_a_closed_site"),
    [
        (Reader(), False, False),
        (reader_of([]), True, True),
        (reader_of(["internal/"]), True, False),
        (reader_of(["internal/press/"]), True, False),
        (reader_of(["*.txt"]), True, True),
        (reader_of(["other/"]), False, False),
        (reader_of(["internal/", "!internal/press/"]), False, False),
    ],
)
def test_a_token_opens_what_it_is_for(reader: Reader, inner: bool, open_on_a_closed_site: bool) -> None:  # noqa: FBT001 (a table)
    assert reader.may_read(OPEN, closed=False)
    assert reader.may_read(INNER, closed=False) is inner
    assert reader.may_read(INNER, closed=True) is inner
    assert reader.may_read(OPEN, closed=True) is open_on_a_closed_site
    assert (is_public(OPEN), is_public(INNER)) == (True, False)


def test_only_a_token_without_patterns_is_for_everything() -> None:
    assert reader_of([]).everything
    assert not reader_of(["**"]).everything
    assert not Reader().everything


def test_a_report_names_no_private_feed_file_or_folder() -> None:
    report = {
        "files": {"new": 3},
        "seen_as_new": {"/feeds": 1, "/feeds/open": 1, "/feeds/internal/a": 2},
        "failed": [{"path": "internal", "line": None, "reason": "cannot be listed"}, {"path": "open.txt"}],
        "unsettled": [{"path": "internal/b.txt", "reason": "was written just now"}],
        "skipped": [{"path": "internals", "reason": "a link"}],
    }
    assert without(report, {"/feeds/internal/a"}, Patterns(("internal/",)).covering()) == {
        "files": {"new": 3},
        "seen_as_new": {"/feeds": 1, "/feeds/open": 1},
        "failed": [{"path": "open.txt"}],
        "unsettled": [],
        "skipped": [{"path": "internals", "reason": "a link"}],
    }
