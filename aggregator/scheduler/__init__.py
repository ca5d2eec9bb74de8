"""When to scan: at intervals, when the folder changes, when somebody asks; one scan at a time.

    APScheduler, every so often ─┐
    folder watcher, at once ─────┼─▶ ask ──────▶ loop ─▶ job(what was noticed)
    POST /rescan, elsewhere ─────┘    store ──────┘

Where the watcher saw a few files being replaced, and nobody asks for more, the job is told that this is all that has
happened, and need not look at the rest. The job is handed in, and so is the way to the wishes in the store: this module
knows neither scans nor SQL. Whoever asks while the job runs gets one more run, however many ask. What may fail runs in
the loop's own thread, which outlives it.
"""

import datetime
import logging
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler

from aggregator.errors import AggregatorError, StoreError
from aggregator.scheduler.watcher import Noticed, Watcher

LOGGER = logging.getLogger(__name__)

#: How often the store is asked for wishes that other processes left there, in seconds.
LOOK_EVERY = 0.1
#: How long `stop` waits for a job under way to end at its next chance, in seconds.
PATIENCE = 5.0
#: How long the loop rests after a fault, in seconds: a full disk is no reason to fill it with complaints.
REST = 2.0
#: After so many intervals without a run the clock was set back: APScheduler goes by it, and would wait until then.
OVERDUE = 2

#: Runs with what was noticed since the last run; says whether something has to wait until it is settled.
Job = Callable[[Noticed], bool]


class ScanLoop:
    """Runs the job whenever somebody asks for it, until `stopped` is set; `every` and `settle` are in seconds."""

    def __init__(
        self, job: Job, wished: Callable[[], bool], every: float, settle: float, stopped: threading.Event
    ) -> None:
        self._job = job
        self._wished = wished
        self._every = every
        self._settle = settle
        self._stopped = stopped
        self._watcher: Watcher | None = None
        self._asked = threading.Event()
        self._asked_for_all = threading.Event()
        self._ran = time.monotonic()
        self._settled = math.inf
        self._complaint = ""
        self._thread = threading.Thread(target=self._run, name="scan-loop", daemon=True)
        self._scheduler = BackgroundScheduler(timezone=datetime.UTC)

    def start(self, folder: Path | None) -> None:
        """Begin with a run at once; `folder` is watched, None watches nothing."""
        if folder is not None:
            self._watcher = Watcher(folder, changed=self._asked.set, touched=self._ask_later)
        # Late is better than never, and one run does for several missed ones.
        self._scheduler.add_job(
            self._tick, "interval", seconds=self._every, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()
        self.ask()
        self._thread.start()

    def ask(self) -> None:
        """Have the job run as soon as may be, and look at everything."""
        self._asked_for_all.set()
        self._asked.set()

    def stop(self) -> None:
        """End the loop, and wait for the job under way to end at its next chance."""
        self._stopped.set()
        self._asked.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        if self._watcher:
            self._watcher.stop()

    def _tick(self) -> None:
        if self._watcher:
            self._watcher.try_again()
        self.ask()

    def _ask_later(self) -> None:
        """Have the job run once what was touched just now may have settled."""
        self._settled = min(self._settled, time.monotonic() + self._settle + LOOK_EVERY)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._asked.wait(LOOK_EVERY)
            try:
                self._look()
            except StoreError as error:
                self._complain(error)
                self.ask()  # nothing else may do so: wishes could not be seen, or were not carried out
                self._stopped.wait(REST)
            except AggregatorError as error:
                self._complain(error)
            except Exception:  # the loop has to outlive a fault of one run: it is loud in the log, and the next may do
                LOGGER.exception("a scan ended by a fault of the program")
                self._stopped.wait(REST)

    def _look(self) -> None:
        """Run the job if there is a reason to."""
        if self._watcher and self._watcher.ensure():
            self.ask()  # what happened before went unseen
        if self._due() or (not self._asked_for_all.is_set() and self._wished()):
            self.ask()
        if self._stopped.is_set() or not self._asked.is_set():
            return
        self._asked.clear()
        noticed = self._noticed()
        if noticed.all and not noticed.closed:  # the run before has seen to it
            return
        try:
            waits = self._job(noticed)
        except BaseException:
            if self._watcher:
                self._watcher.give_back(noticed)
            raise
        self._complaint = ""
        if waits:
            self._ask_later()

    def _noticed(self) -> Noticed:
        """What the next run is told; one that is to look at everything does for whatever was still to come."""
        noticed = self._watcher.take() if self._watcher else Noticed()
        if noticed.all and not self._asked_for_all.is_set():
            return noticed
        self._asked_for_all.clear()
        self._ran, self._settled = time.monotonic(), math.inf
        return noticed._replace(all=False)

    def _due(self) -> bool:
        now = time.monotonic()
        return now >= self._settled or now >= self._ran + OVERDUE * self._every

    def _complain(self, error: AggregatorError) -> None:
        """Say what is the user's to mend, once until it is another complaint or was mended."""
        complaint = str(error)
        if complaint != self._complaint and not self._stopped.is_set():
            LOGGER.error("%s", complaint)
        self._complaint = complaint
