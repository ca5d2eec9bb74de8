"""Files that are read by processes beside the one that writes."""

import os
import pickle
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.editing.normalise import normalise
from aggregator.model import Article, Candidate, Fingerprint
from aggregator.reading.folder import Found
from aggregator.reading.format import ReadingRules
from aggregator.report import Failure, Waiting
from aggregator.update.portions import PARCEL
from aggregator.update.processes import AHEAD, read_beside
from aggregator.update.readings import Fault, Reading, Task, read_file, read_files
from tests.sites import PATIENCE, until

RULES, KEY = ReadingRules(), b"key"


def task_of(place: Path) -> Task:
    status = place.stat()
    found = Found(place.name, str(place), Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino))
    return Task(found, None, None)


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    """Enough for several parcels; among them one that is no text, and one that has gone."""
    made = []
    for number in range(3 * PARCEL.files):
        place = tmp_path / f"{number}.txt"
        place.write_bytes(b"\x89PNG\r\n\x1a\n" if number == 5 else f"Title {number}\n\nText.\n\nRead more\n".encode())
        made.append(task_of(place))
    (tmp_path / "7.txt").unlink()
    return made


def children() -> list[int]:
    """The processes that this one has started and that have not ended, the first one first."""
    command = ["pgrep", "-P", str(os.getpid()), "-f", "update.beside"]
    found = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 (the system's own)
    return [int(number) for number in found.stdout.split()]


def titles(outcomes: Iterator[object]) -> list[str]:
    return [
        outcome.articles.candidates[0].title if isinstance(outcome, Reading) and outcome.articles else outcome.path
        for outcome in outcomes
        if isinstance(outcome, Reading | Waiting | Failure)
    ]


def test_a_fault_at_one_file_is_told_of_that_file_alone(tasks: list[Task], monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(article: Article) -> Candidate:
        if article.title in {"Title 1", "Title 3"}:
            raise ZeroDivisionError(article.title)
        return normalise(article)

    monkeypatch.setattr("aggregator.update.readings.normalise", faulty)
    found = read_files(tasks[:5], RULES, KEY)
    assert [type(each) for each in found] == [Reading, Fault, Reading, Fault, Reading]
    assert [each.path for each in found] == [f"{number}.txt" for number in range(5)]
    assert [each.error for each in found if isinstance(each, Fault)] == [
        "ZeroDivisionError('Title 1')",
        "ZeroDivisionError('Title 3')",
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_read_beside_is_what_is_read_here_in_the_same_order(tasks: list[Task], processes: int) -> None:
    beside = list(read_beside(iter(tasks), RULES, KEY, processes))
    assert beside == [read_file(task, RULES, KEY) for task in tasks]
    assert titles(iter(beside))[4:9] == ["Title 4", "5.txt", "Title 6", "7.txt", "Title 8"]


def test_where_the_system_has_no_room_for_what_is_asked_others_read_all_the_same(
    tasks: list[Task], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregator.update.processes.ROOM", 2**31 + 1)  # which no system has
    assert list(read_beside(iter(tasks), RULES, KEY, 1)) == [read_file(task, RULES, KEY) for task in tasks]
    assert not caplog.records


@pytest.mark.parametrize("processes", [1, 2])
def test_behind_a_file_as_large_as_all_that_is_asked_for_at_once_the_reading_goes_on(
    tmp_path: Path, tasks: list[Task], processes: int
) -> None:
    large = tmp_path / "large.txt"
    large.write_text("Title\n\n" + "Words. " * (processes * AHEAD * PARCEL.size // 7 + 1))
    given = [task_of(large), *tasks * 4]  # more than this process reads itself meanwhile
    assert list(read_beside(iter(given), RULES, KEY, processes)) == [read_file(task, RULES, KEY) for task in given]


def test_if_a_process_dies_nothing_is_lost_or_doubled(tasks: list[Task], caplog: pytest.LogCaptureFixture) -> None:
    outcomes = read_beside(iter(tasks * 20), RULES, KEY, 1)
    read = [next(outcomes)]
    (child,) = children()
    os.kill(child, signal.SIGKILL)
    read += outcomes
    assert titles(iter(read)) == titles(read_file(task, RULES, KEY) for task in tasks) * 20
    assert "died" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="whether a process writes is Linux's to tell")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_death_in_the_midst_of_an_answer_keeps_nobody_waiting(tmp_path: Path, processes: int) -> None:
    place = tmp_path / "long.txt"
    place.write_text("Title\n\n" + "Many words. " * 1000 + "\n\nRead more\n")
    task = task_of(place)
    expected = [read_file(task, RULES, KEY) for _ in range(PARCEL.files)]
    answer = len(pickle.dumps(expected, pickle.HIGHEST_PROTOCOL))
    assert answer > 500_000  # no line holds so much that nobody takes
    outcomes = read_beside(iter([task] * PARCEL.files * 4), RULES, KEY, processes)
    read = [next(outcomes)]
    first = min(children())
    # Its first answer has been taken; the second, of which nobody takes the rest, it writes by a call on 1.
    until(
        lambda: any(re.match(r"\d+ 0x1 ", call.read_text()) for call in Path(f"/proc/{first}/task").glob("*/syscall"))
    )
    os.kill(first, signal.SIGKILL)
    rest: list[object] = []
    reading = threading.Thread(target=lambda: rest.extend(outcomes), daemon=True)
    reading.start()
    reading.join(PATIENCE)
    assert not reading.is_alive(), "the asker waits for a dead process"
    assert read + rest == expected * 4


def test_once_all_is_read_no_process_is_left_whatever_becomes_of_it(tasks: list[Task]) -> None:
    outcomes = read_beside(iter(tasks), RULES, KEY, 2)
    read = [next(outcomes) for _ in tasks]
    assert children() == []
    assert read == [read_file(task, RULES, KEY) for task in tasks]


def is_reading_a_pipe(thread: threading.Thread) -> bool:
    call = re.match(r"0 0x([0-9a-f]+) ", Path(f"/proc/self/task/{thread.native_id}/syscall").read_text())
    return call is not None and Path(f"/proc/self/fd/{int(call[1], 16)}").is_fifo()


@pytest.mark.skipif(sys.platform != "linux", reason="what a thread waits for is Linux's to tell")
@pytest.mark.parametrize("parcels", [0, 2], ids=["small", "large"])
def test_who_would_wait_reads_meanwhile_what_nobody_was_asked_for(
    tmp_path: Path, tasks: list[Task], parcels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many files, or, where each is as large as some `parcels`, as much of them."""
    taken, given, most = 0, tasks * AHEAD, 2 * AHEAD * PARCEL.files
    if parcels:
        (tmp_path / "large.txt").write_text("Title\n\n" + "Words. " * (parcels * PARCEL.size // 7 + 1))
        given, most = [task_of(tmp_path / "large.txt")] * 2 * AHEAD, 2 * AHEAD // parcels

    def counted() -> Iterator[Task]:
        nonlocal taken
        for task in given:
            taken += 1
            yield task

    # A process that stands still from the start has answered nothing, nor half of something.
    still = tmp_path / "still"
    still.write_text(f'#!/bin/sh\nkill -STOP $$\nexec "{sys.executable}" "$@"\n')
    still.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(still))
    outcomes: list[object] = []
    asking = threading.Thread(target=lambda: outcomes.extend(read_beside(counted(), RULES, KEY, 1)), daemon=True)
    asking.start()
    until(children)
    (child,) = children()
    try:
        # What the other one was asked for, and as much again; whatever else there is, it waits then.
        until(lambda: taken >= most and is_reading_a_pipe(asking))
        assert taken == most + 1  # that it has no room in the last parcel
    finally:
        until(lambda: "T" in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0])
        os.kill(child, signal.SIGCONT)
        asking.join(PATIENCE)
    read = {task.found.path: read_file(task, RULES, KEY) for task in given}
    assert outcomes == [read[task.found.path] for task in given]


def test_who_stops_asking_leaves_no_process(tasks: list[Task]) -> None:
    outcomes = read_beside(iter(tasks * 20), RULES, KEY, 1)
    next(outcomes)
    outcomes.close()
    assert children() == []


def test_no_process_outlives_the_one_that_asked(tmp_path: Path) -> None:
    script = tmp_path / "asking.py"
    script.write_text(
        "import sys\n"
        "from aggregator.reading.format import ReadingRules\n"
        "from aggregator.update.processes import _reader\n"
        "with _reader(ReadingRules(), b'key') as reader:\n"
        "    reader.ask([])\n"
        "    reader.answer()\n"
        "    print('answered', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asking:  # noqa: S603 (ours)
        assert asking.stdout
        assert asking.stdout.readline() == b"answered\n"
        asking.kill()
        # The process that reads holds the other end of the errors as well, which end with it, and without a word.
        assert asking.communicate(timeout=PATIENCE)[1] == b""


def test_an_interrupted_terminal_ends_whoever_asked_not_who_reads(tasks: list[Task]) -> None:
    outcomes = read_beside(iter(tasks), RULES, KEY, 1)
    next(outcomes)
    (child,) = children()
    assert os.getpgid(child) != os.getpgrp()
    outcomes.close()
