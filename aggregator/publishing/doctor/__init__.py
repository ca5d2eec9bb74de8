"""The doctor: what keeps a feed from being published, or ought to be told of it, each with the rule that says so.

    Feed ──examine──▶ Findings          a value, before it is rendered; a few microseconds an entry
    bytes ──check──▶ Findings           a document, against the standard of its media type

A rule is in the module of its standard: `atom.py`, `rss.py`, `jsonfeed.py`, `opml.py`, or `feed.py` for those that
no format needs; `rules.py` says what a finding is. Pure but for the Atom schema, which is read once.
"""

from collections.abc import Callable, Mapping
from functools import cache

from aggregator.publishing.doctor.feed import WRITABLE, examine, of_article, unwritten
from aggregator.publishing.doctor.rules import Finding, Grade, invalid

__all__ = ["WRITABLE", "Finding", "Grade", "check", "examine", "invalid", "of_article", "unwritten"]


def check(media_type: str, body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with a document of this media type; nothing where no standard is known for it."""
    standard = _standards().get(media_type)
    return standard(body) if standard else ()


@cache
def _standards() -> Mapping[str, Callable[[bytes], tuple[Finding, ...]]]:
    """What each kind of document is held to."""
    # A scan looks at articles alone until it is done, and is spared lxml, which takes 4 MiB.
    from aggregator.publishing.doctor import atom, jsonfeed, opml, rss  # noqa: PLC0415

    return {
        "application/atom+xml": atom.check,
        "application/rss+xml": rss.check,
        "application/feed+json": jsonfeed.check,
        "text/x-opml": opml.check,
    }
