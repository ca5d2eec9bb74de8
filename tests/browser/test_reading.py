"""Reading: from the front page to an article, its history and its neighbours, in every direction of writing."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opening
from tests.browser.window import Window
from tests.town import ENGLISH_IN_PERSIAN, PERSIAN


def test_from_the_front_page_to_an_article_and_how_it_read_before(window: Window) -> None:
    page = window.page
    window.go("front")
    page.get_by_role("link", name="Ferries return at last").first.click()
    assert window.path == window.town.paths["entry"]
    assert page.get_by_role("heading", level=1).inner_text() == "Ferries return at last"
    assert "ten minutes late" in page.locator("article").inner_text()
    page.get_by_role("link", name="where it was found").click()
    page.locator(".wording ins").first.wait_for()
    assert page.locator(".wording ins").all_inner_texts() == [" at last", "ten"]
    assert page.locator(".wording del").all_inner_texts() == ["nine"]
    page.get_by_role("link", name="Ferries return at last").click()
    page.get_by_role("complementary").get_by_role("link", name="Today", exact=True).click()
    assert window.path == "/feeds/press/today"
    page.go_back()
    assert window.path == window.town.paths["entry"]


def test_older_articles_follow_page_by_page_and_each_is_there_once(window: Window) -> None:
    window.go("long list")
    seen: list[str] = []
    while True:
        seen += window.page.locator(".articles h2").all_inner_texts()
        older = window.page.get_by_role("link", name="Older articles")
        if not older.count():
            break
        older.click()
    assert len(seen) == len(set(seen)) == 80
    window.page.get_by_role("link", name="Newest articles").click()
    assert window.path == "/feeds/gardens"


def test_how_long_ago_is_said_and_when_it_was_on_hover(window: Window) -> None:
    window.go("source")
    time = window.page.locator("time.ago").first
    assert re.fullmatch(r"\d hours? ago|\d\d minutes ago", time.inner_text())
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", time.get_attribute("title") or "")


def test_each_language_runs_its_own_way(window: Window) -> None:
    window.go("right-to-left entry")
    page = window.page

    def edges(text: str) -> tuple[float, float]:
        """How far the last line of a paragraph is from the left and right edges of the text."""
        paragraph = page.locator(".text p", has_text=text[:20])
        return tuple(
            paragraph.evaluate("""(one) => {
              const range = document.createRange(); range.selectNodeContents(one);
              const line = [...range.getClientRects()].at(-1), box = one.closest(".text").getBoundingClientRect();
              return [line.left - box.left, box.right - line.right];
            }""")
        )

    left, right = edges(PERSIAN)
    assert right < 1 < left
    left, right = edges(ENGLISH_IN_PERSIAN)
    assert left < 1 < right
    assert page.locator("html").get_attribute("dir") == "ltr"
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    window.go("front")
    heading = page.get_by_role("heading", name="باغ")
    assert heading.evaluate("(one) => getComputedStyle(one).textAlign") == "start"
    assert heading.evaluate("(one) => getComputedStyle(one).direction") == "rtl"


def test_it_is_dark_where_that_is_preferred(opening: Opening) -> None:
    grounds = []
    for light in ("light", "dark"):
        window = opening(color_scheme=light)
        window.go("entry")
        grounds.append(window.measure("getComputedStyle(document.body).backgroundColor"))
    bright, dark = (sum(map(int, re.findall(r"\d+", ground))) / 3 for ground in grounds)
    assert dark < 50
    assert bright > 200


def test_on_paper_there_is_nothing_to_click_and_every_moment_is_exact(window: Window) -> None:
    window.page.emulate_media(media="print")
    window.go("linked entry")
    shown = (
        "[...document.querySelectorAll('button, input, .feed, .subscribe, nav')].filter((one) => one.checkVisibility())"
    )
    assert window.measure(f"{shown}.map((one) => one.outerHTML)") == []
    after = "getComputedStyle(document.querySelector('{}'), '::after').content"
    assert "https://example.org/" in window.measure(after.format(".reading .button"))
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", window.measure(after.format("time.ago")))
    assert window.measure("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_lines_are_as_long_as_eyes_like_them(opening: Opening) -> None:
    window = opening(viewport={"width": 1600, "height": 900})
    window.go("entry")
    letters = window.page.locator(".text p").first.evaluate("""(one) => {
      const text = one.firstChild, range = document.createRange();
      range.setStart(text, 0);
      const top = one.getBoundingClientRect().top;
      for (let at = 1; at <= text.length; at++) {
        range.setEnd(text, at);
        if (range.getClientRects().length > 1) return at;
      }
      return text.length;
    }""")
    assert 60 <= letters <= 80  # 60 to 75 on average; a line holds a few more or less


def test_an_address_is_copied_by_a_button(opening: Opening) -> None:
    window = opening(permissions=["clipboard-read", "clipboard-write"])
    window.go("subscribe to one")
    window.page.get_by_role("button", name="Copy the Atom address").click()
    expect(window.page.get_by_role("button", name="Copy the Atom address")).to_have_text("Copied")
    assert window.measure("navigator.clipboard.readText()") == f"{window.town.url}/feeds/press/today.atom"
    assert window.page.get_by_role("img", name="QR code").bounding_box()
