"""How fast a held feed is answered, beside nginx with the same bytes in a file, and beside the bare server.

    python -m bench.serving [--rounds 9] [--seconds 1]

Measured is `aggregator serve` as it is: readers are counted, deltas are on, its scan loop and watcher run. `bare` is
granian as the service runs it, with the very bytes and headers of the service's answers. All are asked for the same
bytes without a coding, and for 304 by the tag that each gave. Each server has all of its processes pinned to one core;
the client (`wrk`, 32 connections) has another. Servers alternate and medians are compared, so that a busy machine slows
all. Beside requests a second stands the server's own processor time for each, which hangs less on what else is running.

A worker's memory is taken after a first load, before the peers run. The goal is held to its share (Pss): what is its
own, and half of what it shares with the one other process, the code of the interpreter and of the libraries. That is
what one more worker takes of the machine, at most; RSS counts in full what others have in memory anyway.
"""

import argparse
import http.client
import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from json import dumps
from pathlib import Path
from typing import NamedTuple

from aggregator.cli.rules import scan_rules_of
from aggregator.cli.wiring import load_settings
from aggregator.store.database import open_store
from aggregator.update.scan import scan
from bench import client, digests
from bench.client import Load
from bench.goals import Goal
from bench.peers.bare import Given, bare, save
from bench.peers.nginx import nginx
from bench.processes import children, memory, processor_time
from bench.service import await_answer, free_port, service
from bench.table import Row, mebibytes
from bench.table import rate as a_second
from bench.table import seconds as duration

WORK = Path(__file__).parent / ".work" / "serving"
PATH = "/feeds.atom"
CONNECTIONS = 32
#: At least so much of the rates of nginx and of the bare server; at most so many seconds, and bytes.
LEAST_OF_NGINX, LEAST_OF_BARE = {"200": 0.4, "304": 0.3}, 0.9
MOST_P99, MOST_MEMORY = 0.002, 64 * 2**20
#: What each answer has from the server itself.
SERVERS_OWN = {"server", "date", "connection"}


class Server(NamedTuple):
    """Where one answers, its supervisor's process, and the headers by which it is asked for each status."""

    address: str
    process: int
    asked: dict[str, dict[str, str]]


class Found(NamedTuple):
    """Medians of one server and status: answers a second, p99 and processor time for each, in seconds."""

    rate: float
    p99: float
    each: float


class Measured(NamedTuple):
    """Everything by server and status, and a worker's memory in bytes: its share, and with all that is shared."""

    found: dict[tuple[str, str], Found]
    share: int
    resident: int


def prepared() -> Path:
    """The folder of a site whose feed of everything has nearly 60 KB."""
    shutil.rmtree(WORK, ignore_errors=True)
    site = WORK / "site"
    digests.make(site / "feeds", 40)
    config = site / "config.yaml"
    config.write_text(dumps({"feed": {"entries": 1000, "max_bytes": "60KB"}}), encoding="utf-8")
    settings = load_settings(config)
    with open_store(settings.store) as store:
        scan(store, scan_rules_of(settings), time.time)
    return site


def answered(port: int, headers: dict[str, str]) -> Given:
    """A server's answer to one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", PATH, headers=headers)
    answer = connection.getresponse()
    kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in SERVERS_OWN]
    return Given(f"{answer.status} {answer.reason}", kept, answer.read())


def server(port: int, process: int) -> Server:
    """A server, as soon as it answers."""
    address = f"http://127.0.0.1:{port}{PATH}"
    await_answer(address)
    tag = next(value for name, value in answered(port, {}).headers if name.lower() == "etag")
    return Server(address, process, {"200": {}, "304": {"If-None-Match": tag}})


@contextmanager
def peers(port: int, core: int) -> Iterator[dict[str, Server]]:
    """The bare server with the answers of the service at a port, and nginx where there is one, pinned to a core."""
    own = server(port, 0)
    whole, unchanged = (answered(port, headers) for headers in own.asked.values())
    save(WORK / "answers", whole, unchanged)
    with ExitStack() as stack:
        free = free_port()
        found = {"bare": server(free, stack.enter_context(bare(WORK / "answers", free, core)))}
        if shutil.which("nginx"):
            files = WORK / "nginx" / "files"
            files.mkdir(parents=True)
            (files / PATH.strip("/")).write_bytes(whole.body)
            free = free_port()
            found["nginx"] = server(free, stack.enter_context(nginx(files.parent, free, core)))
        yield found


def measure(rounds: int, seconds: int) -> Measured:
    """Medians by server and status, and a worker's memory."""
    server_core, client_core = sorted(os.sched_getaffinity(0))[:2]
    loads: dict[tuple[str, str], list[tuple[Load, float]]] = {}

    def loaded(name: str, to: Server) -> None:
        for status, headers in to.asked.items():
            before = processor_time(to.process)
            load = client.load(to.address, headers, CONNECTIONS, seconds, client_core)
            spent = processor_time(to.process) - before
            loads.setdefault((name, status), []).append((load, spent / load.answers))

    with service(prepared(), core=server_core) as (port, process):
        own = server(port, process)
        loaded("warming up", own)
        share, resident = memory(worker(process))
        with peers(port, server_core) as others:
            for number in range(rounds):
                print(f"round {number + 1} of {rounds} …", file=sys.stderr)
                for name, to in {"service": own, **others}.items():
                    loaded(name, to)
    del loads["warming up", "200"], loads["warming up", "304"]
    return Measured({key: medians(each) for key, each in loads.items()}, share, resident)


def worker(process: int) -> int:
    """The number of the service's worker: of what it has started, what takes most memory."""
    return max(children(process), key=lambda each: memory(each)[0])


def medians(loads: list[tuple[Load, float]]) -> Found:
    """The middle of each figure."""
    return Found(
        statistics.median(load.rate for load, _ in loads),
        statistics.median(load.p99 for load, _ in loads),
        statistics.median(each for _, each in loads),
    )


def rows(*, quick: bool) -> list[Row]:
    """Requests a second beside nginx's and the bare server's, how long 99 of 100 take, and a worker's memory."""
    if not client.there():
        return [Row.missing(Goal.SERVED, "200 and 304", None, "wrk")]
    found, share, resident = measure(1 if quick else 9, 1)
    shown: list[Row] = []
    for status, least in LEAST_OF_NGINX.items():
        own, nginxs = found["service", status], found.get(("nginx", status))
        shown += [
            beside(f"{status}, requests a second", own, "nginx", nginxs, least),
            beside(f"{status}, requests a second", own, "granian bare", found["bare", status], LEAST_OF_BARE),
            Row(
                Goal.SERVED, f"{status}, p99", own.p99, "nginx" if nginxs else "", nginxs.p99 if nginxs else None,
                f"≤ {duration(MOST_P99)}", own.p99 <= MOST_P99,
            ),
        ]  # fmt: skip
    most = f"≤ {mebibytes(MOST_MEMORY)}"
    return [
        *shown,
        Row(Goal.SERVED, "a worker's share of memory", share, goal=most, met=share <= MOST_MEMORY, shown=mebibytes),
        Row(Goal.SERVED, "the same with all that it shares", resident, shown=mebibytes),
    ]


def beside(measured: str, own: Found, peer: str, theirs: Found | None, least: float) -> Row:
    """The service's rate beside a peer's."""
    if theirs is None:
        return Row.missing(Goal.SERVED, measured, own.rate, peer, shown=a_second)
    met = own.rate >= least * theirs.rate
    return Row(Goal.SERVED, measured, own.rate, peer, theirs.rate, f"≥ {least:.0%}", met, shown=a_second)


def main() -> None:
    """Prepare a site, warm up, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=1)
    options = parser.parse_args()
    if not client.there():
        raise SystemExit("the client is missing: install wrk")
    found, share, resident = measure(options.rounds, options.seconds)
    print(f"{'':12}{'requests/s':>12}{'p99':>10}{'µs each':>10}")
    for (name, status), (rate, p99, each) in sorted(found.items(), key=lambda item: (item[0][1], -item[1].rate)):
        print(f"{name:8}{status}{rate:>13,.0f}{p99 * 1e3:>7.2f} ms{each * 1e6:>10.1f}")
    print(f"a worker: {mebibytes(share)} (Pss), {mebibytes(resident)} (RSS)")


if __name__ == "__main__":
    main()
