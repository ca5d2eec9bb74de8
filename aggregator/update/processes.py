"""Many files are read by processes beside this one, which meanwhile writes down what they have read.

Reading an article takes about as long as writing it down, and Python does only one of both at a time in a process. It
pays from some thousand files on: each process takes half a second to start.
"""

import gc
import logging
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context, parent_process

from aggregator.reading.format import ReadingRules
from aggregator.update.readings import Outcome, Task, read_file

LOGGER = logging.getLogger(__name__)

#: So many files are worth the start of a process.
WORTHWHILE = 3000
#: One is mostly enough to keep the writer busy; a third would wait.
MOST_PROCESSES = 2
#: Files that are handed over at once, and how many such parcels each process may be ahead of the writer: enough that
#: neither waits for the other, few enough that a scan of any size fits into memory.
PARCEL, AHEAD = 250, 6


def read_all(tasks: Sequence[Task], rules: ReadingRules, key: bytes) -> Generator[Outcome]:
    """What becomes of each of these files, in their order, as it is asked for; see `read_file`."""
    processes = min(_cores() - 1, MOST_PROCESSES)
    if len(tasks) < WORTHWHILE or processes < 1:
        return (read_file(task, rules, key) for task in tasks)
    return read_beside(iter(tasks), rules, key, processes)


def read_beside(tasks: Iterator[Task], rules: ReadingRules, key: bytes, processes: int) -> Generator[Outcome]:
    """The same, read by so many processes; should one of them die, this one goes on alone."""
    # Started afresh, not forked: the service has threads, and a fork would take their locks along.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin)
    handed: deque[Sequence[Task]] = deque()
    answers: deque[Future[bytes]] = deque()
    try:
        while True:
            while len(handed) < processes * AHEAD and (parcel := list(islice(tasks, PARCEL))):
                handed.append(parcel)
                answers.append(pool.submit(_packed, parcel, rules, key))
            if not handed:
                return
            outcomes: list[Outcome] = pickle.loads(answers.popleft().result())  # noqa: S301 (of our own)
            handed.popleft()
            yield from outcomes
    except BrokenProcessPool:
        # Out of memory, perhaps, or killed by somebody: this process can do the rest alone, though not as fast.
        LOGGER.warning("a process that reads files died; the rest is read without its help")
        yield from (read_file(task, rules, key) for task in chain(*handed, tasks))
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _packed(tasks: Sequence[Task], rules: ReadingRules, key: bytes) -> bytes:
    """What becomes of these files, to be unpacked by whoever needs it, and not by the thread that fetches it.

    That one would run beside the writer, which lets go of the interpreter at every row that it writes.
    """
    return pickle.dumps([read_file(task, rules, key) for task in tasks], pickle.HIGHEST_PROTOCOL)


def _begin() -> None:
    """In a new process: whoever asked for the scan ends it, not the keyboard; nobody is left once that has died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # values alone are made here, and none that hold one another
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
