"""The doctor: what keeps a feed from being published, or ought to be told of it, each with the rule that says so.

    Feed ──examine──▶ Findings          a value, before it is rendered; a few microseconds an entry
    bytes ──check──▶ Findings           a document, against the standard of its media type
    bytes ──check_entries──▶ Findings   the same of its entries alone

A rule is in the module of its standard: `atom.py`, `rss.py`, `jsonfeed.py`, `opml.py`, or `feed.py` for those that
no format needs; `rules.py` says what a finding is. Pure but for the Atom schema, which is read once.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from aggregator.publishing.doctor.feed import WRITABLE, examine, of_article, unwritten
from aggregator.publishing.doctor.rules import Finding, Grade, invalid

__all__ = ["WRITABLE", "Finding", "Grade", "check", "check_entries", "examine", "invalid", "of_article", "unwritten"]

Check = Callable[[bytes], tuple[Finding, ...]]


class _Standard(NamedTuple):
    """What a kind of document is held to, as a whole and in its entries, where it has such.

    `shortened` gives a document that breaks a rule if this one does, which is looked at sooner; None where none can.
    """

    check: Check
    check_entries: Check
    shortened: Callable[[bytes], bytes | None] = lambda _body: None

    def found_by(self, check: Check, body: bytes) -> tuple[Finding, ...]:
        """What one of the checks finds; nearly always, that is nothing."""
        short = self.shortened(body)
        return () if short is not None and not check(short) else check(body)


def check(media_type: str, body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with a document of this media type; nothing where no standard is known for it."""
    standard = _standards().get(media_type)
    return standard.found_by(standard.check, body) if standard else ()


def check_entries(media_type: str, body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with the entries of a document, where what is around them was found to be right before."""
    standard = _standards().get(media_type)
    return standard.found_by(standard.check_entries, body) if standard else ()


@cache
def _standards() -> Mapping[str, _Standard]:
    # A scan looks at articles alone until it is done, and is spared lxml, which takes 4 MiB.
    from aggregator.publishing.doctor import atom, jsonfeed, opml, plain, rss  # noqa: PLC0415

    return {
        "application/atom+xml": _Standard(atom.check, atom.check_entries, plain.ATOM.shortened),
        "application/rss+xml": _Standard(rss.check, rss.check_entries, plain.RSS.shortened),
        "application/feed+json": _Standard(jsonfeed.check, jsonfeed.check_entries),
        "text/x-opml": _Standard(opml.check, opml.check),
    }
