"""Everything works where no script runs."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opening
from tests.sites import TOKEN, until
from tests.town import Town


def test_it_is_read_and_searched(opening: Opening) -> None:
    window = opening(java_script_enabled=False)
    page = window.page
    window.go("front")
    expect(page.locator("time").first).to_have_text(re.compile(r"\d+ [A-Z][a-z]+ \d{4}"))
    page.get_by_role("searchbox").fill("ferry")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark").first).to_have_text("ferry")
    page.locator(".articles").get_by_role("link").first.click()
    page.get_by_role("link", name="where it was found").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("History of")
    window.go("subscribe")
    # A button that could do nothing is not shown.
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(page.get_by_label("Atom", exact=True)).to_have_value(f"{window.town.url}/feeds.atom")


def test_it_is_kept(opening: Opening, town: Town) -> None:
    window = opening(java_script_enabled=False)
    window.sign_in(TOKEN)
    page = window.page
    before = len(town.service.site.scan_states())
    page.get_by_role("button", name="Rescan now").click()
    assert window.path == "/status"
    until(lambda: "done" in town.service.site.scan_states()[before:])
    page.get_by_role("link", name="Preview").click()
    page.get_by_label("Text", exact=True).fill("Swans return\n\nThey are white.")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="1 article")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    assert window.path == "/status/login"
