"""The client of the speed of answers, wrk."""

import re
import shutil
import subprocess
from typing import NamedTuple

UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


class Load(NamedTuple):
    """What a client saw: answers, how many a second, and in how many seconds 99 of 100 of them came."""

    answers: int
    rate: float
    p99: float


def there() -> bool:
    """Whether the client is on this machine."""
    return shutil.which("wrk") is not None


def load(address: str, headers: dict[str, str], connections: int, seconds: int, core: int) -> Load:
    """Ask for an address again and again, over so many connections and from one core.

    Raises:
        SystemExit: Not all answers were good ones.
    """
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, address], check=True, capture_output=True, text=True)  # noqa: S603 (our own)
    count = re.search(r"(\d+) requests in", done.stdout)
    rate = re.search(r"Requests/sec: +([\d.]+)", done.stdout)
    p99 = re.search(r"99% +([\d.]+)(us|ms|s)", done.stdout)
    if not count or not rate or not p99 or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise SystemExit(f"{address}: {done.stdout}")
    return Load(int(count[1]), float(rate[1]), float(p99[1]) * UNITS[p99[2]])
