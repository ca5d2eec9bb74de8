"""How fast held feeds are answered, as ratios to the bare server within one run.

    python -m bench.serving [--rounds 5] [--seconds 2]

All servers are granian as the service runs it, pinned to one core; the client (`wrk`, 32 connections) has another.
`raw` gives the very bytes and headers of the lane's answer, whatever is asked: it looks at nothing. `flask` is the
application without the lane. Servers alternate and medians are compared, so that a busy machine slows all. Beside
requests a second stands the server's own processor time a request, which hangs less on what else is running.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from aggregator.cli.serving import load_application, server_at
from aggregator.cli.wiring import load_settings, scan_rules_of
from aggregator.store.database import open_store
from aggregator.update.scan import scan
from bench import digests
from bench.goals import Goal
from bench.table import Row
from bench.table import rate as a_second

WORK = Path(__file__).parent / ".work" / "serving"
PORTS = {"raw 200": 8391, "raw 304": 8392, "lane": 8393, "flask": 8394}
PATH = "/feeds.atom"
CONNECTIONS = 32
#: At least so much of the bare server's rate.
GOAL = 0.9


def prepared() -> Path:
    """The configuration of a site whose feed of everything has nearly 60 KB."""
    shutil.rmtree(WORK, ignore_errors=True)
    digests.make(WORK / "feeds", 40)
    config = WORK / "config.yaml"
    config.write_text(json.dumps({"feed": {"entries": 1000, "max_bytes": "60KB"}}), encoding="utf-8")
    settings = load_settings(config)
    with open_store(settings.store) as store:
        scan(store, scan_rules_of(settings), time.time)
    return config


def application(kind: str, config: Path) -> WSGIApplication:
    """What a server of this kind is given to serve."""
    lane = load_application(load_settings(config), "token")
    if kind == "lane":
        return lane
    if kind == "flask":
        return lane.application
    environ: WSGIEnvironment = {"REQUEST_METHOD": "GET", "PATH_INFO": PATH, "QUERY_STRING": "", "SERVER_NAME": "x"}
    environ |= {"SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": sys.stdin.buffer}
    environ |= {"HTTP_IF_NONE_MATCH": "*"} if kind == "raw 304" else {}
    answers: list[tuple[str, list[tuple[str, str]]]] = []

    def take(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        answers[:] = [(status, headers)]

    lane(dict(environ), take)  # type: ignore[arg-type]  # nobody uses what start_response returns
    body = list(lane(dict(environ), take))  # type: ignore[arg-type]
    status, headers = answers[0]

    def raw(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start_response(status, headers)
        return body

    return raw


def serve(kind: str, config: Path) -> None:
    """Serve until SIGTERM."""
    server_at("127.0.0.1", PORTS[kind]).serve(target_loader=partial(application, kind, config), wrap_loader=False)


@contextmanager
def served(kind: str, config: Path, core: int) -> Iterator[int]:
    """A server pinned to a core; its process's number."""
    command = [sys.executable, "-m", "bench.serving", "--serve", kind, "--config", str(config)]
    with subprocess.Popen(["taskset", "-c", str(core), *command]) as process:  # noqa: S603, S607 (our own)
        try:
            for _ in range(200):
                time.sleep(0.05)
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{PORTS[kind]}{PATH}").close()
                except OSError:
                    continue
                break
            yield process.pid
        finally:
            process.terminate()


def processor_time(process: int) -> float:
    """Seconds that a process and its children have used."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return sum(
        sum(map(int, Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]))
        for each in (process, *children)
    ) / os.sysconf("SC_CLK_TCK")


def asked(kind: str, process: int, headers: list[str], seconds: int, core: int) -> tuple[float, float]:
    """Requests a second, and the server's microseconds for each."""
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    before = processor_time(process)
    done = subprocess.run(  # noqa: S603 (our own)
        [*command, f"http://127.0.0.1:{PORTS[kind]}{PATH}"], check=True, capture_output=True, text=True
    )
    spent = processor_time(process) - before
    count = re.search(r"(\d+) requests in", done.stdout)
    rate = re.search(r"Requests/sec: +([\d.]+)", done.stdout)
    if not count or not rate or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise SystemExit(f"{kind}: {done.stdout}")
    return float(rate[1]), spent / int(count[1]) * 1e6


def measure(rounds: int, seconds: int) -> dict[tuple[str, str], tuple[float, float]]:
    """Medians of requests a second and microseconds a request, by server and status."""
    config = prepared()
    server_core, client_core = sorted(os.sched_getaffinity(0))[:2]
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with ExitStack() as stack:
        running = {kind: stack.enter_context(served(kind, config, server_core)) for kind in PORTS}
        with urllib.request.urlopen(f"http://127.0.0.1:{PORTS['lane']}{PATH}") as answer:
            headers, size = {"304": [f"If-None-Match: {answer.headers['ETag']}"], "200": []}, len(answer.read())
        print(f"a feed of {size:,} bytes, {CONNECTIONS} connections, one core, medians of {rounds} rounds")
        for number in range(rounds + 1):  # the first is for warming up
            print(f"round {number} of {rounds} …", file=sys.stderr)
            for kind, process in running.items():
                for status in ("200", "304"):
                    if not kind.startswith("raw") or kind.endswith(status):
                        pair = asked(kind, process, headers[status], seconds, client_core)
                        found.setdefault((kind.split()[0], status), []).append(pair)
    return {
        key: (statistics.median(pair[0] for pair in pairs[1:]), statistics.median(pair[1] for pair in pairs[1:]))
        for key, pairs in found.items()
    }


def rows(*, quick: bool) -> list[Row]:
    """Requests a second, beside the bare server's."""
    found = measure(1 if quick else 5, 1 if quick else 2)
    return [
        Row(Goal.SERVED, f"{status}, requests a second", rate, "granian bare", found["raw", status][0], shown=a_second)
        for (kind, status), (rate, _) in sorted(found.items())
        if kind == "lane"
    ]


def main() -> None:
    """Prepare a site, warm up, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--serve", choices=PORTS, help=argparse.SUPPRESS)
    parser.add_argument("--config", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.config)
        return
    if not shutil.which("wrk"):
        raise SystemExit("the client is missing: install wrk")
    found = measure(options.rounds, options.seconds)
    print(f"{'':12}{'requests/s':>12}{'of raw':>8}{'µs each':>10}{'raw of it':>11}{'goal':>8}")
    for (kind, status), (rate, each) in sorted(found.items(), key=lambda item: (item[0][1], -item[1][0])):
        raw_rate, raw_each = found["raw", status]
        goal = f"≥ {GOAL:.0%}" if kind == "lane" else ""
        print(f"{kind} {status:6}{rate:>14,.0f}{rate / raw_rate:>8.0%}{each:>10.1f}{raw_each / each:>11.0%}{goal:>8}")


if __name__ == "__main__":
    main()
