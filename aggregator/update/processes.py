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
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread

from aggregator.reading.format import ReadingRules
from aggregator.update.readings import Outcome, Task, read_file

LOGGER = logging.getLogger(__name__)

#: So many files are worth the start of a process.
WORTHWHILE = 3000
#: One is mostly enough to keep the writer busy; a third would wait.
MOST_PROCESSES = 2
#: Files that are handed over at once, and how many such parcels each process may be ahead of the writer: enough that
#: neither waits for the other, few enough that a scan of any size fits into memory.
PARCEL, AHEAD = 125, 8


def read_all(tasks: Sequence[Task], rules: ReadingRules, key: bytes) -> Generator[Outcome]:
    """What becomes of each of these files, in their order, as it is asked for; see `read_file`."""
    processes = min(_cores() - 1, MOST_PROCESSES)
    if len(tasks) < WORTHWHILE or processes < 1:
        return (read_file(task, rules, key) for task in tasks)
    return read_beside(iter(tasks), rules, key, processes)


def read_beside(tasks: Iterator[Task], rules: ReadingRules, key: bytes, processes: int) -> Generator[Outcome]:
    """The same, read by so many processes in turn; should one of them die, this one goes on alone."""
    handed: deque[tuple[Connection, Sequence[Task]]] = deque()
    try:
        with ExitStack() as stack:
            readers = cycle([stack.enter_context(_reader(rules, key)) for _ in range(processes)])
            while True:
                while len(handed) < processes * AHEAD and (parcel := list(islice(tasks, PARCEL))):
                    handed.append((next(readers), parcel))
                    handed[-1][0].send(parcel)
                if not handed:
                    return
                outcomes: list[Outcome] = handed[0][0].recv()
                handed.popleft()
                yield from outcomes
    except (EOFError, OSError):
        # Out of memory, perhaps, or killed by somebody: this process can do the rest alone, though not as fast.
        LOGGER.warning("a process that reads files died; the rest is read without its help")
        yield from (read_file(task, rules, key) for task in chain(*(parcel for _, parcel in handed), tasks))


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def _reader(rules: ReadingRules, key: bytes) -> Iterator[Connection]:
    """A process that answers each parcel of tasks with its outcomes.

    Each end of the line is open in one process alone, so that the other one is told of its death, whatever it does.
    """
    # Started afresh, not forked: the service has threads, and a fork would take their locks along.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_read, args=(theirs, rules, key), daemon=True)
    with ours:
        with theirs:
            process.start()
        try:
            yield ours
        finally:
            process.kill()
            process.join()


def _read(asker: Connection, rules: ReadingRules, key: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked for the scan ends it, not the keyboard
    gc.disable()  # values alone are made here, and none that hold one another
    answers: SimpleQueue[bytes] = SimpleQueue()
    # Beside the reading: parcels are taken whether or not the writer takes what became of the last.
    Thread(target=_answer, args=(asker, answers), daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            outcomes = [read_file(task, rules, key) for task in asker.recv()]
            answers.put(pickle.dumps(outcomes, pickle.HIGHEST_PROTOCOL))


def _answer(asker: Connection, answers: SimpleQueue[bytes]) -> None:
    try:
        while True:
            asker.send_bytes(answers.get())
    finally:
        os._exit(1)  # nobody asks any longer
