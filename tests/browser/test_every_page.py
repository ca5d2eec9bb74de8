"""What holds for each page: it is quiet, small, still, its own, and accessible by day, by night and on a phone.

Quiet is what complains of nothing and asks nobody else; still, where nothing moves when its script comes.
"""

from typing import Final

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import ViewportSize

from tests.browser.conftest import Looking
from tests.town import ERRORS, KEPT, KINDS, READ, SENT

#: Bytes that a page may load, uncompressed.
MOST_STYLE, MOST_SCRIPT = 30_000, 10_000
NARROWEST: Final[ViewportSize] = {"width": 320, "height": 640}
#: WCAG 2.2 on levels A and AA, and what the makers of axe-core recommend beyond.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WITHOUT_SCRIPTS = ("login", "preview", *SENT)
#: All that another light changes.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
VIOLATIONS = "options => axe.run(options).then((found) => found.violations)"
#: The rightmost thing that reaches beyond the window.
WIDEST = """
[...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => !one.closest(".wide, .skip")).map((one) => one.outerHTML.slice(0, 200))
"""


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_quiet_small_and_still(looking: Looking, kind: str) -> None:
    window = looking(kind)
    assert bool(window.go_with_late_scripts(kind)) == (kind not in WITHOUT_SCRIPTS)
    assert window.noted("moved") == []
    assert window.noted("forbidden") == []
    expected = ["error: Failed to load resource"] if kind in ERRORS else []
    assert [complaint[:30] for complaint in window.complaints] == expected
    assert [url for url in window.requested() if not url.startswith(window.town.url)] == []
    assert 0 < window.loaded(".css") <= MOST_STYLE
    assert window.loaded(".js") <= MOST_SCRIPT
    window.page.set_viewport_size(NARROWEST)
    window.go_with_late_scripts(kind)
    assert window.noted("moved") == []
    assert window.measure(WIDEST) == []
    assert window.measure("document.documentElement.scrollWidth") == NARROWEST["width"]


@pytest.mark.parametrize("kind", KINDS)
def test_wcag_is_kept_by_day_and_by_night(looking: Looking, kind: str) -> None:
    window = looking(kind)
    window.go(kind)
    window.measure(AXE_FILE_PATH.read_text("utf-8"))
    assert window.measure(VIOLATIONS, RULES) == []
    window.page.emulate_media(color_scheme="dark")
    assert window.measure(VIOLATIONS, COLOURS) == []


def test_each_kind_of_page_is_looked_at() -> None:
    assert len({*READ, *ERRORS, *KEPT, "login"}) == len(KINDS)
