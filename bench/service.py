"""A running `aggregator serve`, as its users have it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

#: For a first scan of many files, in seconds.
PATIENCE = 300


class Service(NamedTuple):
    """Where it answers, and its process's number."""

    port: int
    process: int


@contextmanager
def service(folder: Path, *, core: int | None = None) -> Iterator[Service]:
    """The service of the `config.yaml` in a folder, once its first feed is answered; on one core where one is given."""
    port = free_port()
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    command = [
        *pinned,
        str(Path(sys.executable).with_name("aggregator")),
        "--config",
        str(folder / "config.yaml"),
        "serve",
    ]
    environment = {**as_installed(), "AGGREGATOR_SERVER__PORT": str(port)}
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,  # noqa: S603 (our own)
    ):
        try:
            await_answer(f"http://127.0.0.1:{port}/feeds.atom", process)
            yield Service(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)


def as_installed() -> dict[str, str]:
    """The environment, in which modules are compiled once, as an installation does, and not at each start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(address: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until an address is answered with 200; in vain where the process that is to do so has ended."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 (our own)
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise SystemExit(f"{address} is not answered")
