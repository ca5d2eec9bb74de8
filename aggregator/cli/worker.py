"""A worker process: the application that it answers with, over its own connections to the store.

It imports what answers, and only once it is one: the process that scans has no use for that.
"""

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from aggregator.cli.brief import Brief
from aggregator.model import Preview
from aggregator.reading.format import ReadingRules
from aggregator.report import Failure

if TYPE_CHECKING:
    from aggregator.web.lane import Lane

#: Requests that one worker answers at a time. They share the interpreter's lock, and handing it from thread to thread
#: costs more than an answer: 64 threads are half as fast as 4. But `?wait=1` holds one for a whole scan: so many may
#: wait so, and leave some to the feeds.
THREADS, WAITERS = 8, 6


def load_application(brief: Brief, line: Connection) -> "Lane":
    """What a worker answers with, once the other end of a line has been closed: the store is then what may be shown."""
    _end_with_parent()
    # Whatever a terminal sends goes to the service too, which ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from aggregator.cli.application import application_of  # noqa: PLC0415 (see above)
    from aggregator.store.database import open_store  # noqa: PLC0415
    from aggregator.web.lane import Lane  # noqa: PLC0415
    from aggregator.web.readers import Readers  # noqa: PLC0415

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    line.poll(None)
    store = open_store(brief.store)
    readers = Readers(store, time.time)
    readers.start()
    app = application_of(brief, store, waiters=WAITERS, previewing=_previewing(brief.reading), readers=readers)
    # All of it stays: a look for cycles among what is loaded would have somebody wait for 40 ms now and then.
    gc.freeze()
    return Lane(app, store.notice, time.monotonic, readers.tally)


def _previewing(rules: ReadingRules) -> Callable[[str, bytes], Preview | Failure]:
    """What tells how a file (its name and its bytes) would be read."""

    def previewing(name: str, content: bytes) -> Preview | Failure:
        from aggregator.update.preview import preview  # noqa: PLC0415 (most workers are never asked for one)

        return preview(name, content, rules)

    return previewing


def _end_with_parent() -> None:
    """End this worker when the service is killed: it would hold the port, and answer for ever what it knew then."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, name="end-with-parent", daemon=True).start()
