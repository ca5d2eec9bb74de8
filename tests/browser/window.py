"""A window of the browser, and all that it complains of or asks for."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response, Route, ViewportSize

from tests.town import SENT, Town

#: Runs ahead of every page, out of reach of its policy: notes what the policy forbids and what moves after it was seen.
NOTING: Final = """
window.noted = { forbidden: [], moved: [] };
document.addEventListener("securitypolicyviolation", (event) =>
  window.noted.forbidden.push(`${event.violatedDirective}: ${event.blockedURI}`));
new PerformanceObserver((list) => list.getEntries().forEach((shift) =>
  window.noted.moved.push(shift.sources.map(({ node }) => node && (node.outerHTML || node.data)).join(" "))))
  .observe({ type: "layout-shift", buffered: true });
"""
FIRST_PAINT: Final = (
    "new Promise((done) => new PerformanceObserver(done).observe({ type: 'paint', buffered: true })).then(() => 0)"
)
LOADED: Final = """
performance.getEntriesByType("resource").filter((one) => new URL(one.name).pathname.endsWith("{suffix}"))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)
"""
WIDE: Final[ViewportSize] = {"width": 1280, "height": 720}
#: Two frames later whatever was to be painted has been.
PAINTED: Final = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Window:
    """A page of a context, in a town; `complaints` are what its console says."""

    context: BrowserContext
    town: Town
    complaints: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.add_init_script(NOTING)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("request", lambda request: self.requests.append(request))  # noqa: PLW0108 (Playwright marks what it is given)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def go(self, place: str) -> Response:
        """Open the page of a kind, or at a path."""
        if place in SENT:
            self.go("preview")
            return self._send(place)
        response = self.page.goto(self.town.url + self.town.paths.get(place, place))
        assert response
        return response

    def go_with_late_scripts(self, kind: str) -> int:
        """Open the page of a kind; its scripts, which are counted, come when it has long been seen."""
        if kind in SENT:
            self.go("preview")
        late: list[Route] = []
        self.page.route("**/*.js", lambda route: late.append(route))  # noqa: PLW0108 (Playwright marks what it is given)
        if kind in SENT:
            self._send(kind, "commit")
        else:
            self.page.goto(self.town.url + self.town.paths[kind], wait_until="commit")
        self.page.evaluate(FIRST_PAINT)
        for route in late:
            route.continue_()
        self.page.unroute("**/*.js")
        self.page.wait_for_load_state()
        return len(late)

    def _send(self, kind: str, until: Literal["commit", "load"] = "load") -> Response:
        """Fill in the preview's form, and send it."""
        for label, field_name in (("Text", "text"), ("Its name, if that matters", "name")):
            self.page.get_by_label(label, exact=True).fill(SENT[kind][field_name])
        with self.page.expect_navigation(wait_until=until) as led:
            self.page.get_by_role("button", name="Show").click(no_wait_after=True)
        return led.value

    def clear(self) -> None:
        """Forget what was seen, and how it was looked at."""
        with suppress(Error):  # a page that is on its way to another one goes there first
            self.page.goto("about:blank")
        self.page.wait_for_load_state()
        self.page.goto("about:blank")
        self.page.emulate_media(color_scheme="light", media="screen")
        self.page.set_viewport_size(WIDE)
        self.complaints.clear()
        self.requests.clear()

    def painted(self) -> None:
        """Wait until all is to be seen."""
        self.page.evaluate(PAINTED)

    def noted(self, what: str) -> list[str]:
        """What the page has `forbidden`, or what has `moved`, since it was opened."""
        self.painted()
        found: list[str] = self.page.evaluate("what => window.noted[what]", what)
        return found

    def requested(self) -> list[str]:
        """The address of all that was asked for."""
        return [request.url for request in self.requests]

    def loaded(self, suffix: str) -> int:
        """How many bytes of files whose names end so the page has loaded, uncompressed."""
        return int(self.measure(LOADED.format(suffix=suffix)))

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def sign_in(self, token: str) -> None:
        self.go("/status/login")
        self.page.get_by_label("Rescan token").fill(token)
        self.page.get_by_role("button", name="Sign in").click()
        assert self.path == "/status"

    def measure(self, expression: str, given: object = None) -> Any:  # noqa: ANN401 (whatever it is)
        return self.page.evaluate(expression, given)
