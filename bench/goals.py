"""The lines of the table of goals in `docs/performance.md`; each figure belongs to one of them."""

from enum import StrEnum


class Goal(StrEnum):
    """What is measured, as the table's first column says it."""

    COLD = "cold scan, 10,000 digests, everything in it"
    LARGE = "the same at 100,000 digests (800,000 articles)"
    IDLE = "nothing changed, 100,000 files"
    REPLACED = "one of 10,000 files replaced by rename, to new bytes over HTTP"
    EDITED = "one entry changed in a feed of 100, to RSS, Atom and JSON bytes"
    SERVED = "a feed of 60 KB, 32 connections, server on one core, all features on"
    ENTRIES = "combined feed, folder feed, archive page, entry page out of 1,000,000 entries, not cached"
    SEARCH = "search over 1,000,000 entries"
    STARTING = "`aggregator --help`; `serve` ready with 100,000 known files"
