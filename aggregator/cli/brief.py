"""What the web application is told, in plain values: a worker process is handed them and reads no configuration."""

from dataclasses import dataclass

from aggregator.feed import Limits, Site
from aggregator.publishing.access import Patterns
from aggregator.reading.format import ReadingRules


@dataclass(frozen=True, slots=True)
class Brief:
    """All that an application is made from, beside its store, whose URL it is told.

    `held_bytes` is what its documents may take of memory, `max_age` for how many seconds a feed may be taken from a
    cache. `closed` and `private` are as in `WebSettings`, `reading` is how files are read that are only shown as they
    would be.
    """

    store: str
    site: Site
    limits: Limits
    held_bytes: int
    rescan_token: str
    max_age: int
    closed: bool
    private: Patterns
    reading: ReadingRules
