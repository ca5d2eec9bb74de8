"""What an article holds does nothing, and neither does what other sites send or frame."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog

from tests.browser.conftest import Looking, Opening
from tests.browser.window import Window
from tests.sites import Service
from tests.town import HOSTILE_KINDS, Town

#: Pieces of the pages' own words that do not run from left to right, line by line.
TURNED = r"""
(() => {
  const turned = [], range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const found = /[a-z]{4,}/i.exec(node.data);
    if (!found || node.parentElement.closest("bdi, [dir=auto], .text, del, ins, title, textarea")) continue;
    const lefts = [0, 1, 2, 3].map((step) => {
      range.setStart(node, found.index + step); range.setEnd(node, found.index + step + 1);
      return range.getBoundingClientRect();
    }).filter((box) => box.width);
    if (lefts.some((box, at) => at && box.top === lefts[at - 1].top && box.left < lefts[at - 1].left))
      turned.push(node.data.trim());
  }
  return turned;
})()
"""
FOREIGN = """<!doctype html><title>Elsewhere</title>
<form method="post" action="{target}" enctype="{kind}"><input name="text" value="Title"><button>Win</button></form>
<iframe src="{framed}" width="600" height="400"></iframe>"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Another site on this machine: the folder that it shows, and its port."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield tmp_path, server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", HOSTILE_KINDS)
def test_what_an_article_holds_is_text(looking: Looking, kind: str) -> None:
    window = looking(kind)
    window.go(kind)
    said: list[str] = []

    def note(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    window.page.on("dialog", note)
    window.page.reload()
    window.painted()
    page = window.page
    assert said == []
    assert ("alert(1)" in page.inner_text("body")) == (kind != "hostile subscription")
    assert "taken over" not in page.title()
    assert (
        page.locator("img:not([src='/static/feed.svg']), svg:not(.scans, .picture), iframe, base, style").count() == 0
    )
    assert page.locator("main script, [onload], [onerror], [href^='javascript:' i]").count() == 0
    assert page.locator("body").is_visible()
    assert window.measure(TURNED) == []
    assert [url for url in window.requested() if not url.startswith(window.town.url)] == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/status/rescan", "application/x-www-form-urlencoded"),
        ("/status/preview", "multipart/form-data"),
        ("/status/logout", "text/plain"),
    ],
)
def test_a_form_of_another_site_is_refused(
    keeper: Window, elsewhere: tuple[Path, int], host: str, kind: str, path: str
) -> None:
    """On another host, to which no cookie goes along, and on another port of the same one, to which it does."""
    folder, port = elsewhere
    target = keeper.town.url
    (folder / "index.html").write_text(FOREIGN.format(target=f"{target}{path}", kind=kind, framed=f"{target}/"))
    before = len(keeper.town.service.site.scan_states())
    keeper.page.goto(f"http://{host}:{port}/")
    with keeper.page.expect_response(lambda response: response.request.method == "POST") as answered:
        keeper.page.get_by_role("button", name="Win").click()
    if host == "localhost":
        assert answered.value.status in {303, 403}
    else:
        assert answered.value.status == 403
        assert "This was sent from another site." in keeper.page.inner_text("main")
    assert len(keeper.town.service.site.scan_states()) == before
    keeper.go("status")
    assert keeper.path == "/status"


def test_no_page_is_shown_in_a_frame(keeper: Window, elsewhere: tuple[Path, int]) -> None:
    folder, port = elsewhere
    for framed in ("/", "/status", "/nowhere", keeper.town.paths["entry"]):
        page = FOREIGN.format(target="/", kind="text/plain", framed=f"{keeper.town.url}{framed}")
        (folder / "index.html").write_text(page)
        keeper.page.goto(f"http://127.0.0.1:{port}/")
        frame = keeper.page.frames[1]
        frame.wait_for_load_state()
        assert "Harbour news" not in frame.content()
        assert any("frame" in complaint.lower() for complaint in keeper.complaints)
        keeper.complaints.clear()


def test_no_script_of_another_site_asks_for_a_scan(keeper: Window, elsewhere: tuple[Path, int]) -> None:
    folder, port = elsewhere
    (folder / "index.html").write_text("<!doctype html><title>Elsewhere</title>")
    keeper.page.goto(f"http://127.0.0.1:{port}/")
    before = len(keeper.town.service.site.scan_states())
    for path in ("/status/rescan", "/rescan"):
        with keeper.page.expect_response(lambda response: response.request.method == "POST") as answered:
            keeper.measure(
                f"fetch('{keeper.town.url}{path}', {{method: 'POST', mode: 'no-cors', credentials: 'include'}})"
                ".catch(() => null)"
            )
        assert answered.value.status in {401, 403}
    assert len(keeper.town.service.site.scan_states()) == before


def test_no_page_lets_a_script_in_by_its_address(window: Window, town: Town) -> None:
    attack = "\"><script>document.body.textContent = 'taken over'</script>"
    for path in ("/search?q=", "/feeds/", "/nowhere/", "/tags/", "/entries/", "/status/login?"):
        window.go(path + quote(attack))
        window.painted()
        assert window.page.locator("main").is_visible()
    assert window.noted("forbidden") == []
    assert isinstance(town.service, Service)


def test_nothing_is_told_to_sites_that_are_linked_to(opening: Opening, elsewhere: tuple[Path, int]) -> None:
    """Neither which article was read (Referer) nor a way back into its window."""
    folder, port = elsewhere
    (folder / "index.html").write_text("<!doctype html><title>Elsewhere</title>")
    window = opening()
    window.go("entry")
    window.page.evaluate(f"document.querySelector('.text').innerHTML = '<a href=\"http://localhost:{port}/\">away</a>'")
    window.page.get_by_role("link", name="away").click()
    window.page.wait_for_url(f"http://localhost:{port}/")
    assert window.measure("document.referrer") == ""
