"""The store itself: where it lies, who makes it, and what it forgets."""

import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tests.scanner import A, Scanner
from tests.sites import Site, digest, environment


def test_scans_that_ended_long_ago_are_forgotten(scanner: Scanner) -> None:
    from aggregator.store import scans  # noqa: PLC0415 (only here)

    with scanner.store.writing() as transaction:
        for _ in range(scans.KEPT + 20):
            scans.end(transaction, scans.begin(transaction, 1), 2, report="{}")
    ((lowest, number),) = scanner.query("SELECT min(number), count(*) FROM scans")
    assert (lowest, number) == (21, scans.KEPT)

    with scanner.store.writing() as transaction:
        wished = scans.wish(transaction, 3)
        assert scans.wish(transaction, 4) == wished
        assert scans.begin(transaction, 5) == wished
        assert scans.begin(transaction, 6) == wished + 1  # whoever ran before was cut off
    assert scanner.query(f"SELECT state FROM scans WHERE number = {wished}") == [("failed",)]  # noqa: S608 (a number)


def test_the_store_is_where_any_path_says(tmp_path: Path) -> None:
    site = Site(tmp_path / "what? #1 %41 &c" / "Größe")
    site.put("a.txt", digest(A))
    assert site.report("scan")["entries"]["new"] == 1

    assert site.store.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["what? #1 %41 &c"]


def test_many_processes_may_make_one_store(tmp_path: Path) -> None:
    program = (
        "import sys, time; from aggregator.store.database import open_store\n"
        "print('ready', flush=True); begin = float(sys.stdin.readline())\n"
        "for number in range(25):\n"
        "    while time.time() < begin + number * 0.08: pass\n"
        "    with open_store(f'sqlite:///{sys.argv[1]}/{number}/a.db') as store, store.writing(): pass\n"
    )
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(  # noqa: S603 (our own program)
                    [sys.executable, "-c", program, str(tmp_path)],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
                )
            )
            for _ in range(8)
        ]  # fmt: skip
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        begin = time.time() + 0.1
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(f"{begin}\n")
            process.stdin.flush()
        complaints = [process.communicate()[1] for process in processes]

    assert complaints == [""] * 8
