"""What each process loads: whatever it does not need takes memory for as long as it runs, and time at its start."""

import subprocess
import sys

import pytest

ANSWERS = "aggregator.cli.worker, aggregator.cli.application, aggregator.web.lane, aggregator.web.readers"
READS = "aggregator.update.beside"
SCANS = "aggregator.cli.scanning"
WRITES = "aggregator.update.work"


@pytest.mark.parametrize(
    ("process", "needless"),
    [
        (ANSWERS, {"pydantic", "apscheduler", "watchdog", "requests", "filelock", "babel", "rapidfuzz"}),
        (READS, {"sqlalchemy", "click", "lxml", "babel", "rapidfuzz"}),
        (SCANS, {"flask", "granian", "lxml", "babel", "rapidfuzz", "rich"}),
        (WRITES, {"flask", "pydantic", "lxml", "babel"}),
    ],
)
def test_nothing_is_loaded_that_is_of_no_use(process: str, needless: set[str]) -> None:
    program = f"import sys, {process}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 (our own)
    assert needless.isdisjoint(done.stdout.split())
