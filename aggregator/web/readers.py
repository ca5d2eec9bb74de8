"""Who reads: every answer to a request for a feed is noted, counted by user agent, and now and then written down.

    lane, Flask ──note──▶ a queue ──gather──▶ figures by reader ──keep──▶ store

The lane answers tens of thousands of requests a second; a note costs it a tenth of a microsecond, all else is done by
a thread of its own.
"""

import logging
import re
import threading
from collections import Counter, deque
from collections.abc import Callable
from typing import Final

from flask import Response, request

from aggregator.errors import StoreError
from aggregator.store import readers
from aggregator.store.database import Store
from aggregator.store.readers import OTHERS, Seen

LOGGER = logging.getLogger(__name__)

#: How often notes are counted, and how often that is written down, in seconds.
GATHER_EVERY, KEEP_EVERY = 0.5, 10.0
#: Notes that wait to be counted, at most: beyond, the oldest are lost.
WAITING = 100_000
#: What is an answer to a reader: the whole, what is new (RFC 3229), and that nothing is.
ANSWERS: Final = frozenset({200, 226, 304})
UNNAMED: Final = "no name given"
_SUBSCRIBERS: Final = re.compile(r"\b([0-9]{1,9})(?= (?:subscriber|reader|user)s?\b)", re.IGNORECASE)
# Services fetch for many: an address of theirs, or a number, may tell which feed, and a private one is nobody's.
_ADDRESS: Final = re.compile(r"(https?://)(?:[^/\s;)@]*@)?([^/\s;)?#]*)[^\s;)]*", re.IGNORECASE)
_FEED_NUMBER: Final = re.compile(r"[;,]?\s*\bfeed[-_]?id\s*[:=]\s*[^\s;,)]*", re.IGNORECASE)
_LONGEST: Final = 160


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
        self._notes: deque[tuple[str | None, str, int]] = deque(maxlen=WAITING)
        self._seen: dict[str, Seen] = {}
        #: Takes an answer: the user agent, the status line, and how many bytes were sent. Bound like this it costs no
        #: Python frame.
        self.note: Callable[[tuple[str | None, str, int]], None] = self._notes.append

    def start(self) -> None:
        """Begin to count and to write down."""
        threading.Thread(target=self._run, name="readers", daemon=True).start()

    def note_answer(self, response: Response) -> Response:
        """Note what Flask answers, if that is to a reader."""
        if response.status_code in ANSWERS and request.method in {"GET", "HEAD"}:
            whole = response.status_code != 304 and request.method == "GET"  # noqa: PLR2004 (see ANSWERS)
            sent = response.content_length or 0 if whole else 0
            self.note((request.headers.get("User-Agent"), response.status, sent))
        return response

    def gather(self) -> None:
        """Count what was noted since the last time."""
        notes = Counter(self._notes.popleft() for _ in range(len(self._notes)))
        for (agent, status, size), times in notes.items():
            name, subscribers = reader_of(agent)
            if name not in self._seen and len(self._seen) >= readers.MOST:
                name, subscribers = OTHERS, None
            before = self._seen.get(name, Seen(name, 0, 0, 0))
            self._seen[name] = Seen(
                name,
                before.requests + times,
                before.unchanged + (times if status.startswith("304") else 0),
                before.sent + times * size,
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
        gathered = 0.0
        complained = False
        while True:
            rest.wait(GATHER_EVERY)
            self.gather()
            gathered += GATHER_EVERY
            if gathered < KEEP_EVERY:
                continue
            gathered = 0.0
            try:
                self.keep()
                complained = False
            except StoreError as error:
                # A scan that is writing is no reason to complain, but for whoever looks for one.
                LOGGER.log(logging.DEBUG if complained else logging.INFO, "readers are not written down now: %s", error)
                complained = True
