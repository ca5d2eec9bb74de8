"""Somebody with a browser, as far as cookies and forms go."""

import re
from types import TracebackType
from typing import Self

import requests

from tests.sites import PATIENCE, TOKEN, Site


class Visitor:
    """A session of requests, signed in or not, which follows no redirects."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.session = requests.Session()
        self.session.trust_env = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.session.close()

    def sign_in(self, token: str = TOKEN, **headers: str) -> requests.Response:
        return self.send("/status/login", {"token": token}, **headers)

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.session.get(
            self.site.url + path, headers=named(headers), allow_redirects=False, timeout=PATIENCE
        )  # fmt: skip

    def send(self, path: str, form: dict[str, str], **headers: str) -> requests.Response:
        """Send a form as it is."""
        return self._send(path, form, {}, headers)

    def _send(
        self, path: str, form: dict[str, str], files: dict[str, tuple[str, bytes]], headers: dict[str, str]
    ) -> requests.Response:
        return self.session.post(
            self.site.url + path, data=form, files=files, headers=named(headers), allow_redirects=False,
            timeout=PATIENCE,
        )  # fmt: skip

    def form_token(self, path: str = "/status") -> str:
        """What the forms of a page hold."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def submit(self, path: str, form: dict[str, str] | None = None, **more: tuple[str, bytes]) -> requests.Response:
        """Send a form from a page of this site."""
        return self._send(path, {"form_token": self.form_token(), **(form or {})}, more, {})


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
