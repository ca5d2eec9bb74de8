"""Searching: words are found and marked, and `/` leads to the box from anywhere."""

from tests.browser.window import Window


def test_slash_leads_to_the_box_and_what_is_found_is_marked(window: Window) -> None:
    page = window.page
    window.go("entry")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("ferry / seven")
    assert page.get_by_role("searchbox").input_value() == "ferry / seven"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert {word.lower() for word in page.locator("mark").all_inner_texts()} == {"ferry", "seven"}
    assert page.get_by_role("searchbox").input_value() == "ferry / seven"
    page.locator(".articles").get_by_role("link").first.click()
    assert window.path.startswith("/entries/")


def test_what_is_not_found_is_said(window: Window) -> None:
    window.go("search without hits")
    assert "No article has all of these words." in window.page.get_by_role("status").inner_text()


def test_letters_of_all_scripts_are_found(window: Window) -> None:
    window.go("front")
    window.page.get_by_role("searchbox").fill("رایگان")
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/search?q=*")
    assert set(window.page.locator("mark").all_inner_texts()) == {"رایگان"}
