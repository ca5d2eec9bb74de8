"""Takes the pictures that README.md shows: the samples in `feeds/`, by a clock that stands still.

make screenshots
"""

import json
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from aggregator.feed import Site as Described
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.store import scans
from aggregator.web.app import WebSettings, create_app
from tests.browser.conftest import ARGUMENTS
from tests.programs import CHROMIUM, installed
from tests.scanner import NOON, Scanner
from tests.sites import TOKEN, Site
from tests.webs import LIMITS

ROOT: Final = Path(__file__).parent.parent.parent
PLACE: Final = ROOT / "docs" / "screenshots"
#: Seconds between the scans in the picture, and how many there are.
EVERY, SCANS = 1800, 140


def scan_everything(scanner: Scanner) -> None:
    """Three days of scans that found little, and one that found all there is."""
    for number in range(SCANS):
        moment = NOON - (SCANS - number) * EVERY
        changed = (number * number) % 11 // 8
        found = {"seconds": 0.02 + (number * 37 % 23) / 60, "files": {"new": 0, "changed": changed, "gone": 0}}
        found |= {"entries": {"new": changed * (number % 5)}, "failed": [], "path": "", "unsettled": []}
        with scanner.store.writing() as transaction:
            scans.end(transaction, scans.begin(transaction, moment), moment + 1, report=json.dumps(found))
    for age, file in enumerate(sorted((ROOT / "feeds").rglob("*.txt"))):
        scanner.write(str(file.relative_to(ROOT / "feeds")), file.read_bytes(), NOON - 7200 * (age + 1))
    scanner.scan()


def take(address: str) -> None:
    """Take the pictures of a site."""
    browser_path = installed(*CHROMIUM)
    if not browser_path:
        raise SystemExit(f"no browser: none of {', '.join(CHROMIUM)} is installed")
    PLACE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        page = browser.new_page(viewport={"width": 1120, "height": 760}, extra_http_headers=headers)
        page.clock.set_fixed_time(NOON)
        for name, path in (("front", "/"), ("status", "/status")):
            page.goto(address + path)
            page.screenshot(path=PLACE / f"{name}.png")
        browser.close()


def main() -> None:
    """Serve the samples until the pictures are taken."""
    with TemporaryDirectory() as folder:
        scanner = Scanner(Site(Path(folder)))
        scan_everything(scanner)
        described = Described("Press digests", "What the papers say, as feeds", "http://127.0.0.1:8000", "en")
        press = Press(scanner.store, described, LIMITS, discover(), 1_000_000)
        application = create_app(scanner.store, press, WebSettings(described, TOKEN, 1, 60), lambda: NOON)
        server = make_server("127.0.0.1", 0, application, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            take(f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()
            scanner.store.close()


if __name__ == "__main__":
    main()
