"""Draws the site's icon, `icon.svg`, for those who take no SVG: readers of feeds, and who asks for /favicon.ico.

python -m tests.browser.icons
"""

import struct
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.programs import CHROMIUM, installed

PLACE: Final = Path(__file__).parents[2] / "aggregator" / "web" / "static"
#: Pixels on a side. An RSS channel's picture may have 144 (RSS 2.0, “<image> sub-element of <channel>”).
IN_FEEDS, IN_TABS = 144, 32


def drawn(browser: Browser, size: int) -> bytes:
    """The icon as PNG, so many pixels on a side, clear where it draws nothing."""
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block; width: {size}px }}</style>")
    page.locator("body").evaluate("(body, svg) => { body.innerHTML += svg; }", (PLACE / "icon.svg").read_text("utf-8"))
    picture = page.screenshot(omit_background=True)
    page.close()
    return picture


def as_ico(png: bytes, size: int) -> bytes:
    """A PNG as the only picture in an ICO: the header counts pictures, the entry says how large it is and where."""
    header = struct.pack("<HHH", 0, 1, 1)
    entry = struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(png), len(header) + 16)
    return header + entry + png


def main() -> None:
    """Draw both."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(*CHROMIUM), args=ARGUMENTS)
        (PLACE / "icon.png").write_bytes(drawn(browser, IN_FEEDS))
        (PLACE / "favicon.ico").write_bytes(as_ico(drawn(browser, IN_TABS), IN_TABS))
        browser.close()


if __name__ == "__main__":
    main()
