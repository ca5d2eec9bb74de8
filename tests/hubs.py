"""A hub on this machine, which takes down what it is told."""

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import parse_qs


class Told(NamedTuple):
    """A request as the hub got it."""

    path: str
    headers: Mapping[str, str]
    form: Mapping[str, list[str]]


class Hub:
    """A hub that answers every request with `status` and `headers`, and does `before` that, if it is told to."""

    def __init__(self, port: int = 0) -> None:
        self.told: list[Told] = []
        self.status = 204
        self.headers: dict[str, str] = {}
        self.body = b""
        self.before: Callable[[], object] = lambda: None
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub"

    def topics(self) -> list[str]:
        """The topics that it was told of, sorted."""
        return sorted(topic for told in self.told for topic in told.form["hub.url"])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler_of(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            hub.told.append(Told(self.path, dict(self.headers.items()), form))
            hub.before()
            self.send_response(hub.status)
            for name, value in hub.headers.items():
                self.send_header(name, value)
            if hub.status != 204:
                self.send_header("Content-Length", str(len(hub.body)))
            self.end_headers()
            self.wfile.write(hub.body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
