"""What the service does beside answering: it brings the store up to date, scans, watches, tells hubs.

settle ─▶ first scan, where there was none ─▶ ready ─▶ scan loop, watcher, sender to hubs, until it is stopped
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import random
from urllib.parse import urlsplit

import click

from aggregator.cli.printable import printable
from aggregator.cli.rules import examine_of, scan_rules_of
from aggregator.cli.scanning import recorded_scan, scan_with_progress
from aggregator.cli.telling import summary
from aggregator.cli.wiring import presentation_of, site_of
from aggregator.config import Settings
from aggregator.errors import AggregatorError
from aggregator.publishing.subjects import feed_path
from aggregator.report import Failure, ScanReport
from aggregator.scheduler import ScanLoop
from aggregator.scheduler.watcher import Noticed
from aggregator.store import notices, overview, scans, sources, state
from aggregator.store.database import Store, open_store
from aggregator.update.privacy import settle_privacy
from aggregator.update.scan import Hints

LOGGER = logging.getLogger(__name__)

#: Addresses named at the start, at most: /feeds.opml lists all.
NAMED_ADDRESSES = 10


def keep_up(settings: Settings, stopped: threading.Event, ready: Callable[[], None]) -> None:
    """Do so until `stopped` is set; `ready` is told once the store is what may be shown.

    Raises:
        AggregatorError: The store cannot be used, or the first scan could not be done.
    """
    with open_store(settings.store) as store:
        _settle(store, settings)
        _first_scan(store, settings, stopped.is_set)
        if stopped.is_set():
            return
        ready()
        with _looked_after(store, settings, stopped):
            click.echo(_welcome(store, settings), err=True)
            stopped.wait()


def _settle(store: Store, settings: Settings) -> None:
    """Have the store show what the settings in force have it show."""
    rules, now = scan_rules_of(settings), int(time.time())
    with store.writing() as transaction:
        state.present(transaction, presentation_of(settings), now)
        notices.keep_to(transaction, site_of(settings).hubs, settings.site.url)
    settle_privacy(store, rules.private, rules.topics, now)


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


@contextmanager
def _looked_after(store: Store, settings: Settings, stopped: threading.Event) -> Iterator[None]:
    """A store with all that changes it or tells of its changes, each in a thread of its own."""
    loop = _scan_loop(store, settings, stopped)
    loop.start(settings.input.folder if settings.input.watch else None)
    try:
        with _hubs_told(store, site_of(settings).hubs):
            yield
    finally:
        loop.stop()


@contextmanager
def _hubs_told(store: Store, hubs: tuple[str, ...]) -> Iterator[None]:
    if not hubs:
        yield
        return
    from requests import Session  # noqa: PLC0415 (most sites have no hubs)

    from aggregator.websub.sender import Sender  # noqa: PLC0415

    sender = Sender(store, Session(), time.time, random)
    sender.start()
    try:
        yield
    finally:
        sender.stop()


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
        named = [sources.by_name(transaction, name) for name in overview.names(transaction, NAMED_ADDRESSES)]
        more = overview.count(transaction) - len(named)
    lines = [f"Serving {site}/ – press Ctrl-C to stop. Subscribe in any feed reader:"]
    lines.append(f"  {site}{feed_path(None)}.rss  (also .atom, .json)  everything")
    lines += [f"  {site}{feed_path(source.name)}.rss  {printable(source.title)}" for source in named if source]
    if more:
        lines.append(f"  and {more} more, all in {site}/feeds.opml")
    port = urlsplit(site).port
    if port is not None and port != settings.server.port:
        lines.append(f"Listening at port {settings.server.port}: set site.url to the address under which readers come.")
    return "\n".join(lines)
