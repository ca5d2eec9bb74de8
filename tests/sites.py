"""A site of one's own: a folder with a configuration, and the service that runs on it."""

import itertools
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import requests

Result = TypeVar("Result")
TOKEN = "Gulls-and-terns"  # noqa: S105 (of no use elsewhere)
#: Longer than anything here takes, in seconds.
PATIENCE = 60.0


def until(condition: Callable[[], Result], patience: float = PATIENCE) -> Result:
    """What `condition` gives once that is true."""
    deadline = time.monotonic() + patience
    while not (result := condition()):
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.01)
    return result


def _ports() -> Iterator[int]:
    """The ports of this process, in turn and over and over.

    Of those that the system deals out itself, any could be dealt to somebody else before a service listens at it; and
    up to 10,080 there are some that browsers refuse.
    """
    worker, workers = os.environ.get("PYTEST_XDIST_WORKER", "gw0"), os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")
    own = range(12_000 + int(worker.removeprefix("gw")), 32_000, int(workers))
    begin = secrets.randbelow(len(own))  # another run on this machine is elsewhere
    return itertools.cycle((*own[begin:], *own[:begin]))


_PORTS = _ports()


def free_port() -> int:
    """A port at which nobody listens, and which no other test is given soon."""
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("ports never end")


def digest(*articles: tuple[str, str]) -> str:
    """A press digest of (title, text) each."""
    return "\n".join(f"{title}\n\n{text}\n\nRead more\n" for title, text in articles)


@dataclass
class Site:
    """A folder with `config.yaml` and `feeds/`."""

    root: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.feeds.mkdir(parents=True, exist_ok=True)
        self.configure()

    @property
    def feeds(self) -> Path:
        return self.root / "feeds"

    @property
    def config(self) -> Path:
        return self.root / "config.yaml"

    @property
    def store(self) -> Path:
        return self.root / "var" / "aggregator.db"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def configure(self, **sections: Mapping[str, object]) -> None:
        """Write the configuration, with these options over those that tests need."""
        needed: dict[str, dict[str, object]] = {
            "site": {"title": "Harbour news", "url": self.url},
            "input": {"every": "1h"},
            "feed": {"entries": 1000, "max_bytes": "10MB"},
            "server": {"port": self.port, "rescan_token": TOKEN},
        }
        for name, options in sections.items():
            needed.setdefault(name, {}).update(options)
        self.config.write_text(json.dumps(needed), encoding="utf-8")

    def put(self, name: str, content: str | bytes, age: float = 3600) -> Path:
        """Put a file in its place as a careful writer does: by a rename, `age` seconds after it was written."""
        place = self.feeds / name
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{secrets.token_hex(8)}")
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
        moment = time.time() - age
        os.utime(part, (moment, moment))
        part.rename(place)
        return place

    def command(self, *arguments: str) -> Sequence[str]:
        return [sys.executable, "-m", "aggregator", "--config", str(self.config), *arguments]

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(  # noqa: S603 (our own command)
            self.command(*arguments), capture_output=True, text=True, encoding="utf-8", check=False,
            env=environment(**environ), timeout=60,
        )  # fmt: skip

    def scan_states(self) -> list[str]:
        """How each scan that is remembered ended or stands, in their order."""
        if not self.store.exists():
            return []
        connection = sqlite3.connect(self.store, timeout=PATIENCE)
        try:
            return [state for (state,) in connection.execute("SELECT state FROM scans ORDER BY number")]
        except sqlite3.OperationalError:  # not made yet
            return []
        finally:
            connection.close()

    def is_at_rest(self) -> bool:
        """Whether no scan is wished for or under way."""
        return not {"wished", "running"} & set(self.scan_states())

    def report(self, *arguments: str) -> Any:  # noqa: ANN401 (whatever JSON holds)
        """What a command gives as JSON."""
        done = self.run(*arguments, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)


def environment(**more: str) -> dict[str, str]:
    """This process's environment, without what would override a configuration."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AGGREGATOR_")} | more


class Service:
    """`aggregator serve`, from its first answer to its end."""

    def __init__(self, site: Site, **environ: str) -> None:
        self.site = site
        self._environ = environ
        self._session = requests.Session()
        self._session.trust_env = False

    def __enter__(self) -> Self:
        self.start()
        try:
            until(self._answers)
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if self.process.poll() is None:
                assert self.stop() == 0, self.log()
        finally:
            self.kill()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._started_at = log.tell()
            self.process = subprocess.Popen(  # noqa: S603 (our own command)
                self.site.command("serve"), stdout=log, stderr=log, env=environment(**self._environ),
                start_new_session=True,
            )  # fmt: skip

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it as a supervisor does; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End it without any mercy, and leave nothing behind."""
        self._session.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def welcome(self) -> str:
        """What it says of its addresses since it was started; it may answer before it has said so."""

        def said() -> str:
            return self._log.read_bytes()[self._started_at :].decode().partition("Serving ")[2]

        return until(said)

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> requests.Response:
        """A request without redirects; `_` stands for `-` in names of headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._session.request(
            method, self.site.url + path, headers=named, allow_redirects=False, timeout=PATIENCE
        )

    def fetch(self, path: str, headers: Mapping[str, str]) -> requests.Response:
        """A GET over a connection of its own, so that several threads may ask."""
        return requests.get(self.site.url + path, headers=headers, allow_redirects=False, timeout=PATIENCE)

    def raw(self, request: str) -> tuple[int, str]:
        """Status and answer of exactly these lines."""
        with socket.create_connection(("127.0.0.1", self.site.port), timeout=PATIENCE) as connection:
            connection.sendall(request.replace("\n", "\r\n").encode("latin-1"))
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        return int(answer.split()[1]), answer.decode()

    def rescan(self, query: str = "?wait=1") -> requests.Response:
        # Not over the session's connection, so that several threads may ask.
        return requests.post(
            f"{self.site.url}/rescan{query}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=PATIENCE
        )

    def titles(self, path: str = "/feeds.json") -> list[str]:
        answer = self.get(path)
        return [item["title"] for item in answer.json()["items"]] if answer.ok else []

    def served(self, path: str, title: str) -> float:
        """How long it takes until a feed shows a title, in seconds."""
        begun = time.monotonic()
        until(lambda: title in self.titles(path))
        return time.monotonic() - begun

    def ids(self, path: str = "/feeds.json") -> list[str]:
        return [item["id"] for item in self.get(path).json()["items"]]

    @property
    def _log(self) -> Path:
        return self.site.root / "log"

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            return self.get("/healthz").ok
        except requests.ConnectionError:
            return False
