"""A browser, a town to look at, and windows to do so."""

from collections.abc import Iterator
from typing import Final, Protocol

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from tests.browser.window import Window
from tests.programs import CHROMIUM, needed
from tests.sites import TOKEN
from tests.town import KEPT, Town

#: A browser that asks nobody for anything, also as root in a container.
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Opening(Protocol):
    """Opens a window that is closed after the test; options are those of `Browser.new_context`."""

    def __call__(self, *, signed_in: bool = False, **options: object) -> Window: ...


class Looking(Protocol):
    """A window in which to open the page of a kind, signed in where it takes that."""

    def __call__(self, kind: str) -> Window: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests of a process."""
    found = needed(*CHROMIUM)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, town: Town) -> StorageState:
    """The cookie of whoever gave the rescan token."""
    context = browser.new_context()
    Window(context, town).sign_in(TOKEN)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def opening(browser: Browser, town: Town, request: pytest.FixtureRequest) -> Opening:
    """Windows with whatever options a test needs."""

    def open_one(*, signed_in: bool = False, **options: object) -> Window:
        state = request.getfixturevalue("signed_in") if signed_in else None
        context = browser.new_context(storage_state=state, **options)  # type: ignore[arg-type]
        request.addfinalizer(context.close)
        return Window(context, town)

    return open_one


@pytest.fixture(scope="session")
def lookers(browser: Browser, town: Town, signed_in: StorageState) -> Iterator[tuple[Window, Window]]:
    """Two windows for all tests that need no other: a stranger's, and one that is signed in."""
    contexts = browser.new_context(), browser.new_context(storage_state=signed_in)
    yield Window(contexts[0], town), Window(contexts[1], town)
    for context in contexts:
        context.close()


@pytest.fixture
def window(lookers: tuple[Window, Window]) -> Window:
    """A window of a stranger."""
    stranger, _ = lookers
    stranger.clear()
    # Some sign in.
    stranger.context.clear_cookies()
    return stranger


@pytest.fixture
def keeper(lookers: tuple[Window, Window]) -> Window:
    """A window of whoever runs the service."""
    _, keeper = lookers
    keeper.clear()
    return keeper


@pytest.fixture
def looking(request: pytest.FixtureRequest) -> Looking:
    """Windows for whoever only looks."""

    def look(kind: str) -> Window:
        window: Window = request.getfixturevalue("keeper" if kind in KEPT else "window")
        return window

    return look
