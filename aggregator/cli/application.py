"""The web application out of its brief: the service's workers answer with it, and an export asks it."""

import time

from flask import Flask

from aggregator.cli.brief import Brief
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.store.database import Store
from aggregator.web.app import WebSettings, create_app
from aggregator.web.readers import Readers
from aggregator.web.status.preview import Previewing


def application_of(
    brief: Brief,
    store: Store,
    *,
    waiters: int = 1,
    previewing: Previewing | None = None,
    readers: Readers | None = None,
) -> Flask:
    """The application over an open store; `waiters` is as in `WebSettings`, the rest as in `create_app`."""
    press = Press(store, brief.site, brief.limits, discover(), brief.held_bytes)
    web = WebSettings(brief.site, brief.rescan_token, waiters, brief.max_age, brief.closed, brief.private)
    return create_app(store, press, web, time.time, previewing=previewing, readers=readers)
