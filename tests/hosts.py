"""A real nginx, with the configuration that docs/export.md gives."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.sites import PATIENCE, free_port, until

DOCUMENT = Path(__file__).parent.parent / "docs" / "export.md"


@contextmanager
def hosted(nginx: str, place: Path, folder: Path) -> Iterator[str]:
    """The address at which nginx serves an export, as long as it does; `folder` is for what it needs to have."""
    port = free_port()
    with subprocess.Popen(  # noqa: S603 (as found on this machine)
        [nginx, "-c", str(_configuration(folder, place, port)), "-p", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        url = f"http://127.0.0.1:{port}"
        try:
            until(lambda: _answers(process, url))
            yield url
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def _answers(process: subprocess.Popen[bytes], url: str) -> bool:
    assert process.poll() is None, process.communicate()[1]
    try:
        return requests.get(f"{url}/", timeout=PATIENCE).ok
    except requests.ConnectionError:
        return False


def _configuration(folder: Path, place: Path, port: int) -> Path:
    text = DOCUMENT.read_text(encoding="utf-8")
    (server,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    (command,) = re.findall(r"`(awk .*?) public/_redirects > moved.map`", text)
    moved = subprocess.run(  # noqa: S602 (the command that the document gives)
        f"{command} {place}/_redirects", shell=True, check=True, capture_output=True, text=True
    ).stdout
    (folder / "moved.map").write_text(moved, encoding="utf-8")
    server = server.replace("/srv/news/public", str(place)).replace("/srv/news/moved.map", str(folder / "moved.map"))
    server = server.replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    paths = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n    access_log off;\n    map_hash_bucket_size 1024;\n{paths}{server}}}\n"
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(whole, encoding="utf-8")
    return configuration
