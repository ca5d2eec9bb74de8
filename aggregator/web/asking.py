"""The application asked without a socket, as a server would ask it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from flask import Flask
from werkzeug.http import parse_date
from werkzeug.test import EnvironBuilder, run_wsgi_app

from aggregator.publishing.conditional import IDENTITY
from aggregator.publishing.export import Answered
from aggregator.web.answers import ANSWERED, Answers
from aggregator.web.app import FAVICON


class Asker:
    """Asks for one address after the other; each is answered in all codings that it is held in."""

    def __init__(self, application: Flask) -> None:
        self._application: Final = application
        self._environ: Final = EnvironBuilder().get_environ()

    def __call__(self, path: str) -> Answered:
        """What is answered to a GET of a percent-encoded path."""
        answers = list[Answers]()
        environ = {**self._environ, "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), ANSWERED: answers}
        body, status, headers = run_wsgi_app(self._application, environ, buffered=True)
        modified = parse_date(headers.get("Last-Modified"))
        bodies = answers[0].bodies() if answers else {IDENTITY: b"".join(body)}
        return Answered(
            int(status.split()[0]), bodies, int(modified.timestamp()) if modified else None, headers.get("Location")
        )


def static_paths(application: Flask) -> Iterator[str]:
    """The paths of what pages load, styles, scripts and pictures, and of what is loaded beside them."""
    yield FAVICON
    folder = Path(application.static_folder or "")
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield f"{application.static_url_path}/{file.relative_to(folder).as_posix()}"
