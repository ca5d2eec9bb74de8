"""`aggregator serve`: one process looks after the store, granian's workers answer.

this process     granian's supervisor (signals, restarts of workers), and in a thread of its own what `upkeep.py` does
worker process   the web application over its own connections to the store (`worker.py`)

Each loads what it needs while the other does: a worker then waits until the store is what may be shown, which it sees
by the end of a line whose other end is this process's.
"""

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.common import AbstractServer

from aggregator.cli.wiring import brief_of, load_settings, rescan_token_of
from aggregator.cli.worker import THREADS, load_application
from aggregator.config import Settings
from aggregator.errors import AggregatorError

#: How long requests under way may take to end after SIGTERM, in seconds.
LAST_REQUESTS = 3
#: How granian's allocator (jemalloc) keeps what a burst of requests took: for a second, not ten; and what a thread has
#: for one body, also of more than 32 KiB, it keeps for the next one. Who sets it has a say.
ALLOCATOR = ("_RJEM_MALLOC_CONF", "dirty_decay_ms:1000,tcache_max:131072")


def serve(config: Path) -> None:
    """Serve until SIGTERM or SIGINT; the end of it is exit status 0.

    Raises:
        AggregatorError: The address is taken, the store cannot be used, or the first scan could not be done.
    """
    settings = load_settings(config)
    address = free_address(settings.server.host, settings.server.port)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_stop, stopped))
    brief = brief_of(settings, rescan_token_of(settings))
    line, other_end = multiprocessing.Pipe(duplex=False)
    upkeep = Upkeep(settings, stopped, other_end.close)
    server = server_at(address, settings.server.port)

    def begin() -> None:
        upkeep.start()
        if stopped.is_set():  # it came before the server had taken over the signals
            signal.raise_signal(signal.SIGTERM)

    server.on_startup(begin)
    try:
        server.serve(target_loader=partial(load_application, brief, line), wrap_loader=False)
    finally:
        stopped.set()
        if upkeep.is_alive():
            upkeep.join()
    if upkeep.fault:
        raise upkeep.fault


def _stop(stopped: threading.Event, _number: int, _frame: FrameType | None) -> None:
    stopped.set()


class Upkeep(threading.Thread):
    """`keep_up` in a thread, whose fault ends the service."""

    def __init__(self, settings: Settings, stopped: threading.Event, ready: Callable[[], None]) -> None:
        super().__init__(name="upkeep", daemon=True)
        self._settings = settings
        self._stopped = stopped
        self._ready = ready
        #: What it ended by.
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Load what that needs, and do it."""
        try:
            from aggregator.cli.upkeep import keep_up  # noqa: PLC0415 (while the workers load what they need)

            keep_up(self._settings, self._stopped, self._ready)
        except BaseException as fault:  # noqa: BLE001 (it is raised where the server has ended)
            self.fault = fault
            # To the thread that waits for signals: sent to another one, it would go on waiting.
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


def free_address(host: str, port: int) -> str:
    """The numeric address of a host, which is all that granian takes; checked before anything is started.

    Raises:
        AggregatorError: It is taken, or is no address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:  # the latter for what can be no host's name
        reason = error.strerror if isinstance(error, OSError) else error
        raise AggregatorError(
            f"{host}:{port}: cannot be listened at ({reason}); set server.host or server.port"
        ) from error
    return str(address[0])


def server_at(address: str, port: int) -> AbstractServer[Any]:
    """The server as the service runs it, whichever application it is given then."""
    # Fresh interpreters for the workers: a fork would share this process's threads and connections half-way.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ.setdefault(*ALLOCATOR)  # a worker reads it as it starts
    return Granian(
        "aggregator",
        address,
        port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        log_level=LogLevels.error,  # it warns of every number of threads above the number of processors
        respawn_failed_workers=True,
        workers_kill_timeout=LAST_REQUESTS,
    )
