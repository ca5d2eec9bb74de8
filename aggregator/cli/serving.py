"""`aggregator serve`: one process scans and watches, granian's workers answer.

this process     scan loop, watcher, granian's supervisor (signals, restarts of workers)
worker process   the web application over its own connections to the store (worker.py)
"""

import logging
import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import random
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import click
import requests
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.common import AbstractServer

from aggregator.cli.scanning import recorded_scan, scan_with_progress
from aggregator.cli.telling import printable, summary
from aggregator.cli.wiring import (
    brief_of,
    examine_of,
    load_settings,
    presentation_of,
    rescan_token_of,
    scan_rules_of,
    site_of,
)
from aggregator.cli.worker import THREADS, load_application
from aggregator.config import Settings
from aggregator.errors import AggregatorError
from aggregator.publishing.subjects import feed_path
from aggregator.report import Failure, ScanReport
from aggregator.scheduler import ScanLoop
from aggregator.scheduler.watcher import Noticed
from aggregator.store import notices, scans, sources, state
from aggregator.store.database import Store, open_store
from aggregator.update.privacy import settle_privacy
from aggregator.update.scan import Hints
from aggregator.websub.sender import Sender

LOGGER = logging.getLogger(__name__)

#: How long requests under way may take to end after SIGTERM, in seconds.
LAST_REQUESTS = 3
#: Addresses named at the start, at most: /feeds.opml lists all.
NAMED_ADDRESSES = 10


def serve(config: Path) -> None:
    """Serve until SIGTERM or SIGINT; the end of it is exit status 0."""
    settings = load_settings(config)
    address = free_address(settings.server.host, settings.server.port)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_stop, stopped))
    with open_store(settings.store) as store:
        token = rescan_token_of(settings, store.folder)
        with store.writing() as transaction:
            state.present(transaction, presentation_of(settings), int(time.time()))
            notices.keep_to(transaction, site_of(settings).hubs, settings.site.url)
        rules = scan_rules_of(settings)
        settle_privacy(store, rules.private, rules.topics, int(time.time()))
        _first_scan(store, settings, stopped.is_set)
        if not stopped.is_set():
            _serve(store, settings, address, stopped, token)


def _stop(stopped: threading.Event, _number: int, _frame: FrameType | None) -> None:
    stopped.set()


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


def _first_scan(store: Store, settings: Settings, stopping: Callable[[], bool]) -> None:
    """Before anything was ever published, scan before serving: a reader's first answer is then a feed with entries."""
    with store.reading() as transaction:
        if scans.done(transaction):
            return
    try:
        examine = examine_of(settings, store)
        click.echo(summary(scan_with_progress(store, scan_rules_of(settings), examine, stopping)), err=True)
    except AggregatorError:
        if not stopping():
            raise


def _serve(store: Store, settings: Settings, address: str, stopped: threading.Event, token: str) -> None:
    loop = _scan_loop(store, settings, stopped)
    server = server_at(address, settings.server.port)
    sender = Sender(store, requests.Session(), time.time, random) if site_of(settings).hubs else None

    def begin() -> None:
        loop.start(settings.input.folder if settings.input.watch else None)
        if sender:
            sender.start()
        click.echo(_welcome(store, settings), err=True)
        if stopped.is_set():  # it came before the server had taken over the signals
            signal.raise_signal(signal.SIGTERM)

    server.on_startup(begin)
    try:
        server.serve(target_loader=partial(load_application, brief_of(settings, token)), wrap_loader=False)
    finally:
        if sender:
            sender.stop()
        loop.stop()


def server_at(address: str, port: int) -> AbstractServer[Any]:
    """The server as the service runs it, whichever application it is given then."""
    # Fresh interpreters for the workers: a fork would share this process's threads and connections half-way.
    multiprocessing.set_start_method("spawn", force=True)
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


def _scan_loop(store: Store, settings: Settings, stopped: threading.Event) -> ScanLoop:
    rules = scan_rules_of(settings)
    examine = examine_of(settings, store)

    last: ScanReport | None = None

    def job(noticed: Noticed) -> bool:
        nonlocal last
        hints, last = Hints(noticed.closed, since=last if noticed.all else None), None
        report = recorded_scan(store, rules, examine, hints=hints, stopping=stopped.is_set)
        if report.files.new or report.files.changed or report.files.gone:
            told = replace(report, failed=(), unsettled=(), skipped=())
            ill = report.held_back or report.examination.complaints
            LOGGER.log(logging.WARNING if ill else logging.INFO, "%s", summary(told))
        for failure in report.failed:
            if failure not in reported:
                LOGGER.warning("%s: %s", printable(failure.path), printable(failure.reason))
        reported.clear()
        reported.update(report.failed)
        last = report
        return bool(report.unsettled)

    def wished() -> bool:
        with store.reading() as transaction:
            return scans.wished(transaction)

    reported: set[Failure] = set()
    return ScanLoop(job, wished, settings.input.every, settings.input.settle, stopped)


def _welcome(store: Store, settings: Settings) -> str:
    """What a newcomer wants to know: which addresses to subscribe to."""
    site = settings.site.url
    with store.reading() as transaction:
        listed = list(sources.listed(transaction))
    lines = [f"Serving {site}/ – press Ctrl-C to stop. Subscribe in any feed reader:"]
    lines.append(f"  {site}{feed_path(None)}.rss  (also .atom, .json)  everything")
    lines += [
        f"  {site}{feed_path(source.name)}.rss  {printable(source.title)}" for source, _ in listed[:NAMED_ADDRESSES]
    ]
    if len(listed) > NAMED_ADDRESSES:
        lines.append(f"  and {len(listed) - NAMED_ADDRESSES} more, all in {site}/feeds.opml")
    port = urlsplit(site).port
    if port is not None and port != settings.server.port:
        lines.append(f"Listening at port {settings.server.port}: set site.url to the address under which readers come.")
    return "\n".join(lines)
