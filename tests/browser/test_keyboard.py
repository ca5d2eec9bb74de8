"""Everything is reached and done by the keyboard alone, and one sees where one is."""

from typing import Final

import pytest

from tests.browser.conftest import Looking
from tests.browser.window import Window
from tests.sites import TOKEN, until
from tests.town import KINDS

#: Pages on which nothing can be reached that others have not, or only more of it.
ALIKE: Final = (
    "all", "long list", "older page", "source", "tag", "sources from one on", "hostile entry", "hostile history",
    "hostile search", "search without hits", "subscribe to one", "hostile subscription", "gone",
)  # fmt: skip
#: What can be reached, in the order in which it is read.
REACHABLE = """
[...document.querySelectorAll("a[href], button, input, textarea, [tabindex='0']")]
  .filter((one) => one.type !== "hidden" && !one.hidden).length
"""
#: Whether the focus is somewhere, and to be seen.
SEEN = """
(() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const style = getComputedStyle(here), box = here.getBoundingClientRect();
  return { order: [...document.querySelectorAll("*")].indexOf(here), skips: here.className === "skip",
    html: here.outerHTML.slice(0, 120),
    ring: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none" && box.width > 0 && box.bottom > 0 };
})()
"""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ALIKE])
def test_tab_reaches_all_there_is_and_shows_where_it_is(looking: Looking, kind: str) -> None:
    window = looking(kind)
    window.go(kind)
    reached: list[int] = []
    window.page.keyboard.press("Tab")
    # Behind the last one is the browser's own frame, or the first one again.
    while (here := window.measure(SEEN)) and here["order"] not in reached:
        assert here["ring"], here["html"]
        assert reached or here["skips"]
        reached.append(here["order"])
        window.page.keyboard.press("Tab")
    assert reached == sorted(set(reached))
    assert len(reached) == window.measure(REACHABLE)
    # The first one skips what each page begins with.
    window.measure("scrollTo(0, 0)")
    window.page.locator(".skip").press("Enter")
    window.page.keyboard.press("Tab")
    assert window.measure("!document.activeElement.closest('body > header')")


def test_an_article_is_found_and_read_without_a_mouse(window: Window) -> None:
    keyboard = window.page.keyboard
    window.go("front")
    keyboard.press("/")
    keyboard.type("ferry nine")
    keyboard.press("Enter")
    window.page.wait_for_url("**/search?q=*")
    for _ in range(30):
        keyboard.press("Tab")
        if window.measure("Boolean(document.activeElement.closest('.articles h2'))"):
            break
    keyboard.press("Enter")
    window.page.wait_for_url("**/entries/*")


def test_a_scan_is_asked_for_without_a_mouse(window: Window) -> None:
    keyboard = window.page.keyboard
    window.go("login")
    window.page.get_by_label("Rescan token").focus()
    keyboard.type(TOKEN)
    keyboard.press("Enter")
    window.page.wait_for_url("**/status")
    before = len(window.town.service.site.scan_states())
    for _ in range(10):
        keyboard.press("Tab")
        if window.measure("document.activeElement.textContent") == "Rescan now":
            break
    with window.page.expect_navigation():
        keyboard.press("Space")
    assert len(window.town.service.site.scan_states()) == before + 1
    until(window.town.service.site.is_at_rest)  # or else who wishes next joins this wish
