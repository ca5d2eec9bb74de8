"""Files that are read by processes beside the one that writes."""

import multiprocessing
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

from aggregator.model import Fingerprint
from aggregator.reading.folder import Found
from aggregator.reading.format import ReadingRules
from aggregator.report import Failure, Waiting
from aggregator.update.processes import PARCEL, read_beside
from aggregator.update.readings import Reading, Task, read_file
from tests.sites import until

RULES, KEY = ReadingRules(), b"key"


def task_of(place: Path) -> Task:
    status = place.stat()
    found = Found(place.name, str(place), Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino))
    return Task(found, None, None)


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    """Enough for several parcels; among them one that is no text, and one that has gone."""
    made = []
    for number in range(3 * PARCEL):
        place = tmp_path / f"{number}.txt"
        place.write_bytes(b"\x89PNG\r\n\x1a\n" if number == 5 else f"Title {number}\n\nText.\n\nRead more\n".encode())
        made.append(task_of(place))
    (tmp_path / "7.txt").unlink()
    return made


def titles(outcomes: Iterator[object]) -> list[str]:
    return [
        outcome.articles.candidates[0].title if isinstance(outcome, Reading) and outcome.articles else outcome.path
        for outcome in outcomes
        if isinstance(outcome, Reading | Waiting | Failure)
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_read_beside_is_what_is_read_here_in_the_same_order(tasks: list[Task], processes: int) -> None:
    beside = list(read_beside(iter(tasks), RULES, KEY, processes))
    assert beside == [read_file(task, RULES, KEY) for task in tasks]
    assert titles(iter(beside))[4:9] == ["Title 4", "5.txt", "Title 6", "7.txt", "Title 8"]


def test_if_a_process_dies_nothing_is_lost_or_doubled(tasks: list[Task], caplog: pytest.LogCaptureFixture) -> None:
    outcomes = read_beside(iter(tasks * 20), RULES, KEY, 1)
    read = [next(outcomes)]
    (child,) = multiprocessing.active_children()
    os.kill(child.pid or 0, signal.SIGKILL)
    read += outcomes
    assert titles(iter(read)) == titles(read_file(task, RULES, KEY) for task in tasks) * 20
    assert "died" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="how far a process has written is Linux's to tell")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_death_in_the_midst_of_an_answer_keeps_nobody_waiting(tmp_path: Path, processes: int) -> None:
    place = tmp_path / "long.txt"
    place.write_text("Title\n\n" + "Many words. " * 500 + "\n\nRead more\n")
    task = task_of(place)
    expected = [read_file(task, RULES, KEY) for _ in range(PARCEL)]
    answer = len(pickle.dumps(expected, pickle.HIGHEST_PROTOCOL))
    assert answer > 1_000_000  # no line holds so much that nobody takes
    outcomes = read_beside(iter([task] * PARCEL * 4), RULES, KEY, processes)
    read = [next(outcomes)]
    first = min(child.pid or 0 for child in multiprocessing.active_children())
    # Its first answer has been taken, and so the second has begun, of which nobody takes the rest.
    until(lambda: int(re.findall(r"wchar: (\d+)", Path(f"/proc/{first}/io").read_text())[0]) > answer + 4)
    os.kill(first, signal.SIGKILL)
    rest: list[object] = []
    reading = threading.Thread(target=lambda: rest.extend(outcomes), daemon=True)
    reading.start()
    reading.join(30)
    assert not reading.is_alive(), "the asker waits for a dead process"
    assert read + rest == expected * 4


def test_who_stops_asking_leaves_no_process(tasks: list[Task]) -> None:
    outcomes = read_beside(iter(tasks * 20), RULES, KEY, 1)
    next(outcomes)
    outcomes.close()
    assert multiprocessing.active_children() == []


def test_no_process_outlives_the_one_that_asked(tmp_path: Path) -> None:
    script = tmp_path / "asking.py"
    script.write_text(
        "import multiprocessing, sys\n"
        "from aggregator.reading.format import ReadingRules\n"
        "from aggregator.update.processes import _reader\n"
        "if __name__ == '__main__':\n"
        "    with _reader(ReadingRules(), b'key') as reader:\n"
        "        reader.send([])\n"
        "        reader.recv()\n"
        "        print(*(child.pid for child in multiprocessing.active_children()), flush=True)\n"
        "        sys.stdin.read()\n"
    )
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as asking:  # noqa: S603 (ours)
        assert asking.stdout
        assert int(asking.stdout.readline()) != asking.pid
        asking.kill()
        # The child holds the other end of the output, which ends with it.
        assert asking.communicate(timeout=20)[0] == ""
