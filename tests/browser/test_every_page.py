"""What holds for each page: it is quiet, small, its own, still, and accessible by day, by night and on a phone."""

from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, ViewportSize

from tests.browser.conftest import Looking, Opening
from tests.town import ERRORS, KEPT, KINDS, READ

#: Bytes that a page may load, uncompressed.
MOST_STYLE, MOST_SCRIPT = 30_000, 10_000
NARROWEST: Final[ViewportSize] = {"width": 320, "height": 640}
#: WCAG 2.2 on levels A and AA, and what the makers of axe-core recommend beyond.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: All that another light changes.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
FIRST_PAINT = (
    "new Promise((done) => new PerformanceObserver(done).observe({ type: 'paint', buffered: true })).then(() => 0)"
)
#: The rightmost thing that reaches beyond the window.
WIDEST = """
[...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => !one.closest(".wide, .skip")).map((one) => one.outerHTML.slice(0, 200))
"""


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_complained_of_asked_of_others_or_too_large(looking: Looking, kind: str) -> None:
    window = looking(kind)
    assert window.noted("forbidden") == []
    expected = ["error: Failed to load resource"] if kind in ERRORS else []
    assert [complaint[:30] for complaint in window.complaints] == expected
    assert [url for url in window.requested() if not url.startswith(window.town.url)] == []
    assert 0 < window.loaded("stylesheet") <= MOST_STYLE
    assert window.loaded("script") <= MOST_SCRIPT
    window.page.set_viewport_size(NARROWEST)
    assert window.measure(WIDEST) == []
    assert window.measure("document.documentElement.scrollWidth") == NARROWEST["width"]


@pytest.mark.parametrize("kind", KINDS)
def test_wcag_is_kept_by_day_and_by_night(looking: Looking, kind: str) -> None:
    window = looking(kind, color_scheme="light")
    found = Axe().run(window.page, options=RULES)
    assert not found.violations_count, found.generate_report()
    window.page.emulate_media(color_scheme="dark")
    found = Axe().run(window.page, options=COLOURS)
    assert not found.violations_count, found.generate_report()


@pytest.mark.parametrize("kind", ["front", "long list", "subscribe"])
@pytest.mark.parametrize("width", [320, 1280])
def test_what_comes_late_moves_nothing(opening: Opening, kind: str, width: int) -> None:
    """The script comes when the page has long been read."""
    window = opening(viewport={"width": width, "height": 900})
    late: list[Route] = []
    window.page.route("**/*.js", lambda route: late.append(route))  # noqa: PLW0108 (Playwright marks what it is given)
    window.page.goto(window.town.url + window.town.paths[kind], wait_until="commit")
    window.page.evaluate(FIRST_PAINT)
    for route in late:
        route.continue_()
    window.page.wait_for_load_state()
    assert late
    assert window.noted("moved") == []


def test_each_kind_of_page_is_looked_at() -> None:
    assert len({*READ, *ERRORS, *KEPT, "login"}) == len(KINDS)
