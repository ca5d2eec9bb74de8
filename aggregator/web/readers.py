"""Who reads: every answer to a request for a feed is counted by user agent, and now and then written down.

    lane, Flask ─▶ tally ──gather──▶ figures by reader ──keep──▶ store

The lane answers tens of thousands of requests a second; counting one costs it two look-ups, some 0.15 µs, and leaves
nothing behind to be collected. All else is done by a thread of its own.
"""

import logging
import re
import threading
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Final

from flask import Response, request

from aggregator.errors import StoreError
from aggregator.store import readers
from aggregator.store.database import Store
from aggregator.store.readers import OTHERS, Seen

LOGGER = logging.getLogger(__name__)

#: How often each answer was given, by user agent: one with a body by its bytes, one without by its status line.
Tally = defaultdict[str | None, defaultdict[int | str, int]]

#: How often the tally is emptied, and how often what it held is written down, in seconds.
GATHER_EVERY, KEEP_EVERY = 0.5, 10.0
#: What is an answer to a reader: the whole, what is new (RFC 3229), and that nothing is.
ANSWERS: Final = frozenset({200, 226, 304})
UNNAMED: Final = "no name given"
_SUBSCRIBERS: Final = re.compile(r"\b([0-9]{1,9})(?= (?:subscriber|reader|user)s?\b)", re.IGNORECASE)
# Services fetch for many: an address of theirs, or a number, may tell which feed, and a private one is nobody's.
_ADDRESS: Final = re.compile(r"(https?://)(?:[^/\s;)@]*@)?([^/\s;)?#]*)[^\s;)]*", re.IGNORECASE)
_FEED_NUMBER: Final = re.compile(r"[;,]?\s*\bfeed[-_]?id\s*[:=]\s*[^\s;,)]*", re.IGNORECASE)
_LONGEST: Final = 160


def new_tally() -> Tally:
    """A tally of nothing."""
    return defaultdict(partial(defaultdict, int))


def reader_of(agent: str | None) -> tuple[str, int | None]:
    """A reader's name, the same for all feeds that it asks for, and how many subscribers it says that it asks for."""
    if not agent:
        return UNNAMED, None
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in agent[: 4 * _LONGEST]).split())
    told = _SUBSCRIBERS.search(plain)
    name = _ADDRESS.sub(r"\1\2", _FEED_NUMBER.sub("", _SUBSCRIBERS.sub("…", plain)))
    return name[:_LONGEST].strip() or UNNAMED, int(told[1]) if told else None


class Readers:
    """What is known of readers in this process; `clock` gives seconds since 1970."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[str, Seen] = {}
        #: Counts what nobody has looked at yet.
        self.tally = new_tally()

    def start(self) -> None:
        """Begin to count and to write down."""
        threading.Thread(target=self._run, name="readers", daemon=True).start()

    def note_answer(self, response: Response) -> Response:
        """Count what Flask answers, if that is to a reader."""
        if response.status_code in ANSWERS and request.method in {"GET", "HEAD"}:
            size = response.content_length if request.method == "GET" else None
            self.tally[request.headers.get("User-Agent")][size or response.status] += 1
        return response

    def gather(self) -> None:
        """Empty the tally."""
        for agent in list(self.tally):
            answers = self.tally.pop(agent)
            name, subscribers = reader_of(agent)
            if name not in self._seen and len(self._seen) >= readers.MOST:
                name, subscribers = OTHERS, None
            before = self._seen.get(name, Seen(name, 0, 0, 0))
            self._seen[name] = Seen(
                name,
                before.requests + sum(answers.values()),
                before.unchanged + sum(times for what, times in answers.items() if str(what).startswith("304 ")),
                before.sent + sum(times * what for what, times in answers.items() if isinstance(what, int)),
                max((count for count in (before.subscribers, subscribers) if count is not None), default=None),
            )

    def keep(self) -> None:
        """Write down what was counted.

        Raises:
            StoreError: The store cannot be written, or somebody else is writing; nothing is lost.
        """
        if self._seen:
            with self._store.noting() as transaction:
                readers.count(transaction, self._seen.values(), int(self._clock()))
            self._seen = {}

    def _run(self) -> None:
        rest = threading.Event()
        while True:
            for _ in range(int(KEEP_EVERY / GATHER_EVERY)):
                rest.wait(GATHER_EVERY)
                self.gather()
            try:
                self.keep()
            except StoreError as error:
                LOGGER.info("readers are written down a little later: %s", error)
