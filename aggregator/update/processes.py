"""Many files are read by processes beside this one, which meanwhile writes down what they have read.

Reading an article takes about as long as writing it down, and Python does only one of both at a time in a process. It
pays from some thousand files on: each process takes a while to start. Meanwhile, and whenever else it would wait for an
answer, this process reads some of what nobody has been asked for.
"""

import logging
import os
import pickle
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, cycle
from select import POLLIN, poll
from subprocess import PIPE, Popen
from typing import BinaryIO, NamedTuple, Self, cast

from aggregator.reading.format import ReadingRules
from aggregator.update.portions import PARCEL
from aggregator.update.readings import Outcome, Task, read_file, read_files

if sys.platform == "linux":
    from fcntl import F_SETPIPE_SZ, fcntl

LOGGER = logging.getLogger(__name__)

#: So many files are worth the start of a process.
WORTHWHILE = 3000
#: One is mostly enough to keep the writer busy; a third would wait.
MOST_PROCESSES = 2
#: How many parcels each process, this one too, may be ahead of the writer: enough that none waits for another.
AHEAD = 16
#: Bytes that a pipe has room for: all that is asked ahead, in long paths too.
ROOM = 2**18


class _Line(NamedTuple):
    """What a process is asked through, and answers through."""

    asks: BinaryIO
    answers: BinaryIO

    def ask(self, question: object) -> None:
        pickle.dump(question, self.asks, pickle.HIGHEST_PROTOCOL)
        self.asks.flush()

    def has_answered(self) -> bool:
        """Whether there is something to be read; what a buffer holds already does not count."""
        looked_at = poll()  # unlike `select`, whatever the number of the pipe
        looked_at.register(self.answers, POLLIN)
        return bool(looked_at.poll(0))

    def answer(self) -> list[Outcome]:
        return cast(list[Outcome], pickle.load(self.answers))  # noqa: S301 (a process of our own)


class _Parcel(NamedTuple):
    """Files to be read, and who has been asked to; what became of them, where nobody was.

    It counts for so many, since a single file may be larger than a parcel is.
    """

    tasks: Sequence[Task]
    asked: _Line | None
    outcomes: Sequence[Outcome]
    counts: int

    @classmethod
    def of(cls, tasks: Sequence[Task], asked: _Line | None, outcomes: Sequence[Outcome] = ()) -> Self:
        """These files."""
        return cls(tasks, asked, outcomes, max(1, sum(map(_size_of, tasks)) // PARCEL.size))

    def is_waited_for(self) -> bool:
        return self.asked is not None and not self.asked.has_answered()

    def what_became(self) -> Sequence[Outcome]:
        return self.asked.answer() if self.asked else self.outcomes


def read_all(tasks: Iterator[Task], total: int, rules: ReadingRules, key: bytes) -> Generator[Outcome]:
    """What becomes of each of so many files in all, in their order, as it is asked for; see `read_file`."""
    processes = min(_cores() - 1, MOST_PROCESSES)
    if total < WORTHWHILE or processes < 1:
        return (read_file(task, rules, key) for task in tasks)
    return read_beside(tasks, rules, key, processes)


def read_beside(tasks: Iterator[Task], rules: ReadingRules, key: bytes, processes: int) -> Generator[Outcome]:
    """The same, read by so many processes in turn; should one of them die, this one goes on alone."""
    parcels: deque[_Parcel] = deque()
    unread = PARCEL.each(tasks, _size_of)
    try:
        with ExitStack() as stack:
            lines = cycle([stack.enter_context(_reader(rules, key)) for _ in range(processes)])
            while True:
                while _ahead(parcels, asked=True) < processes * AHEAD and (some := next(unread, None)):
                    line = next(lines)
                    parcels.append(_Parcel.of(some, line))
                    line.ask(some)
                # One large file may be as much as they are asked for at once: then there is more to ask for behind it.
                all_asked = _ahead(parcels, asked=True) < processes * AHEAD
                if not parcels:
                    return
                has_room = _ahead(parcels, asked=False) < AHEAD
                if parcels[0].is_waited_for() and has_room and (some := next(unread, None)):
                    parcels.append(_Parcel.of(some, None, read_files(some, rules, key)))
                    continue
                outcomes = parcels[0].what_became()
                parcels.popleft()
                if all_asked and not _ahead(parcels, asked=True):
                    stack.close()  # all is read: whoever writes the rest down has the memory to itself
                yield from outcomes
    except (EOFError, OSError, pickle.UnpicklingError):
        # Out of memory, perhaps, or killed by somebody: this process can do the rest alone, though not as fast.
        LOGGER.warning("a process that reads files died; the rest is read without its help")
        rest = chain((parcel.tasks for parcel in parcels), unread)
        yield from (read_file(task, rules, key) for task in chain.from_iterable(rest))


def _ahead(parcels: Iterable[_Parcel], *, asked: bool) -> int:
    """How much others have been `asked` to read, or this process has read, that waits to be written, in parcels."""
    return sum(parcel.counts for parcel in parcels if (parcel.asked is not None) is asked)


def _size_of(task: Task) -> int:
    return task.found.fingerprint.size


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _widen(pipe: BinaryIO) -> None:
    """Give a pipe room; where the system has none left, or does not let one choose, who asks waits now and then."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl(pipe, F_SETPIPE_SZ, ROOM)


@contextmanager
def _reader(rules: ReadingRules, key: bytes) -> Iterator[_Line]:
    """The line to a process that answers each parcel of tasks with its outcomes; see `beside`."""
    # Started afresh, not forked: the service has threads, and a fork would take their locks along. In a group of its
    # own, for whoever asked for the scan ends it, not the keyboard; and from where this one has its modules.
    command = [sys.executable, "-P", "-m", "aggregator.update.beside"]
    paths = os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    with Popen(command, stdin=PIPE, stdout=PIPE, env=paths, process_group=0) as process:  # noqa: S603 (our own)
        try:
            # Each end is open in one process alone, so that the other one is told of its death, whatever it does.
            line = _Line(cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout))
            _widen(line.asks)
            _widen(line.answers)
            line.ask((rules, key))
            yield line
        finally:
            process.kill()
