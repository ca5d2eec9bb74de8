"""The web application as settings have it: the service answers with it, and an export asks it."""

import time

from flask import Flask

from aggregator.cli.wiring import limits_of, site_of
from aggregator.config import Settings
from aggregator.publishing.access import Patterns
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.store.database import Store
from aggregator.web.app import WebSettings, create_app
from aggregator.web.readers import Readers
from aggregator.web.status.preview import Previewing

#: For how many seconds a feed may be taken from a cache, however seldom scans are: changes are also noticed between.
LONGEST_AGE = 300


def application_of(
    settings: Settings,
    store: Store,
    token: str,
    *,
    waiters: int = 1,
    previewing: Previewing | None = None,
    readers: Readers | None = None,
) -> Flask:
    """The application over an open store; `waiters` is as in `WebSettings`, the rest as in `create_app`."""
    site = site_of(settings)
    press = Press(store, site, limits_of(settings), discover(), int(settings.server.held_bytes))
    web = WebSettings(
        site, token, waiters, min(int(settings.input.every), LONGEST_AGE), settings.site.access == "private",
        Patterns(settings.input.private),
    )  # fmt: skip
    return create_app(store, press, web, time.time, previewing=previewing, readers=readers)
