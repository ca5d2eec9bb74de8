"""granian as the service runs it, with an application that only looks whether a request may be answered with 304."""

import argparse
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from aggregator.cli.serving import server_at


class Given(NamedTuple):
    """An answer as WSGI has it."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


def save(place: Path, whole: Given, unchanged: Given) -> None:
    """Lay down the answers of a server."""
    place.write_bytes(pickle.dumps((whole, unchanged)))


@contextmanager
def bare(place: Path, port: int, core: int) -> Iterator[int]:
    """A server of the answers at a place, pinned to a core; its supervisor's number."""
    command = [sys.executable, "-m", "bench.peers.bare", str(place), str(port)]
    with subprocess.Popen(["taskset", "-c", str(core), *command]) as process:  # noqa: S603, S607 (our own)
        try:
            yield process.pid
        finally:
            process.terminate()


def application(place: Path) -> WSGIApplication:
    """What gives the answers at a place."""
    pair: tuple[Given, Given] = pickle.loads(place.read_bytes())  # noqa: S301 (our own)
    ready = [(status, headers, [body] if body else []) for status, headers, body in pair]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        status, headers, body = ready["HTTP_IF_NONE_MATCH" in environ]
        start_response(status, headers)
        return body

    return answer


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path)
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    server_at("127.0.0.1", options.port).serve(target_loader=partial(application, options.place), wrap_loader=False)
