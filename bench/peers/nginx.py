"""nginx, giving out files as they lie in a folder."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: As Debian sets it up, with its cache of open files besides, which makes a 304 half as quick again, and without logs.
CONFIGURATION = """\
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
events {{ worker_connections 768; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    open_file_cache max=100;
    types {{ application/atom+xml atom; }}
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {{
        listen 127.0.0.1:{port};
        root files;
    }}
}}
"""


@contextmanager
def nginx(folder: Path, port: int, core: int) -> Iterator[int]:
    """One worker, pinned to a core, for what is in `folder/files`; its supervisor's number."""
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(port=port), encoding="utf-8")
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(  # noqa: S603 (our own)
            ["taskset", "-c", str(core), "nginx", "-p", str(folder), "-c", str(configuration)],  # noqa: S607
            stdout=log, stderr=log,
        ) as process,
    ):  # fmt: skip
        try:
            yield process.pid
        finally:
            process.terminate()
