"""What whoever runs the service does: sign in, scan and follow it, try files out, sign out."""

from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, expect

from tests.browser.window import Window
from tests.sites import TOKEN, Service, digest
from tests.town import Town, build, settle

MANY = 1000
#: Keeps all that the page says of a scan, over the reload at its end.
LISTENING = """
const said = document.querySelector("#progress [role=status]");
new MutationObserver(() => { sessionStorage.said = (sessionStorage.said || "") + said.textContent + "\\n"; })
  .observe(said, { childList: true, characterData: true, subtree: true });
"""


def test_a_scan_is_asked_for_and_followed_to_its_end(browser: Browser, tmp_path: Path) -> None:
    with Service(build(tmp_path)) as service:
        context = browser.new_context()
        window = Window(context, settle(service))
        window.sign_in(TOKEN)
        page = window.page
        with FileLock(service.site.store.parent / "scan.lock"):
            page.get_by_role("button", name="Rescan now").click()
            progress = page.locator("#progress")
            expect(progress).to_contain_text("begins in a moment")
            expect(page.get_by_role("progressbar")).to_have_count(1)
            for number in range(MANY):
                service.site.put(f"many/{number}.txt", digest((f"Leaf {number}", f"It fell as number {number}.")))
            page.evaluate(LISTENING)
        expect(page.locator("#progress")).to_have_count(0, timeout=60_000)
        # Which steps are seen hangs on the machine; that they are told one by one is tested over HTTP.
        said = page.evaluate("sessionStorage.said")
        assert any(step in said for step in ("looks at the folder", f"of {MANY:,} files.", "about to end"))
        row = page.get_by_role("table", name="The latest scans").get_by_role("row").nth(1)
        assert f"{MANY}" in row.inner_text()
        assert window.complaints == []
        context.close()


def test_a_wrong_token_is_told_so(window: Window) -> None:
    window.go("login")
    window.page.get_by_label("Rescan token").fill("guessed")
    window.page.get_by_role("button", name="Sign in").click()
    assert window.page.get_by_role("alert").inner_text() == "That is not the rescan token."
    window.go("status")
    assert window.path == "/status/login"


def test_who_signs_out_is_out(window: Window) -> None:
    window.sign_in(TOKEN)
    window.page.get_by_role("button", name="Sign out").click()
    assert window.path == "/status/login"
    window.go("status")
    assert window.path == "/status/login"


def test_what_failed_is_shown_with_its_text(keeper: Window) -> None:
    keeper.go("status")
    failed = keeper.page.get_by_role("region", name="Failed files")
    assert "broken <i>.txt:2" in failed.inner_text()
    assert "noise <script>alert(1)</script>" in failed.inner_text()
    assert keeper.page.get_by_role("img", name="Scans of the last").bounding_box()


def test_the_newest_scans_are_seen_first_on_a_narrow_screen(keeper: Window) -> None:
    keeper.page.set_viewport_size({"width": 360, "height": 780})
    keeper.go("status")
    assert keeper.measure("Math.round(document.querySelector('svg.scans').getBoundingClientRect().right)") <= 360
    assert keeper.measure("document.querySelector('svg.scans').getBoundingClientRect().width") >= 720
    assert (
        keeper.measure("Math.min(...[...document.querySelectorAll('.panel')].map(e => e.getBoundingClientRect().x))")
        > 0
    )


def test_a_pasted_text_is_shown_as_it_would_be_read(keeper: Window) -> None:
    keeper.go("preview")
    page = keeper.page
    page.get_by_label("Text", exact=True).fill(
        "\nSwans return\n\nThey are <b>white</b>.\n\nRead more\n\nOne more\n\nText."
    )
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="2 articles")).to_be_visible()
    assert page.get_by_role("heading", name="Swans return").is_visible()
    assert "They are <b>white</b>." in page.locator("main").inner_text()
    assert page.get_by_label("Text", exact=True).input_value().startswith("\nSwans return")


def test_an_uploaded_file_is_shown_as_it_would_be_read(keeper: Window, tmp_path: Path) -> None:
    file = tmp_path / "2012-03-14-größe.txt"
    file.write_bytes("Größe zählt\n\nÜber allen Gipfeln ist Ruh, in allen Wipfeln spürest du kaum.".encode("latin-1"))
    keeper.go("preview")
    keeper.page.get_by_label("Or a file").set_input_files(file)
    keeper.page.get_by_role("button", name="Show").click()
    expect(keeper.page.get_by_role("heading", name="Größe zählt")).to_be_visible()
    told = keeper.page.locator("main").inner_text()
    assert "windows-1252" in told
    assert "2012-03-14" in told
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    keeper.page.get_by_label("Or a file").set_input_files(file)
    keeper.page.get_by_role("button", name="Show").click()
    assert "looks like a PNG image" in keeper.page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("kind", ["status", "preview"])
def test_strangers_are_asked_to_sign_in(window: Window, town: Town, kind: str) -> None:
    response = window.go(kind)
    assert (response.status, window.path) == (200, "/status/login")
    assert town.service.site.root.name not in window.page.content()
