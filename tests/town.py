"""A site with a page of every kind, and something on each that may go wrong."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import requests

from tests.sites import PATIENCE, TOKEN, Service, Site, digest
from tests.webs import HOSTILE

#: Letters that join, marks that turn the line round (U+202E) and a word that is longer than any screen is wide.
OVERRIDE = "\u202egnirts desrever a"
ENDLESS = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4
ATTACKS = f"""{HOSTILE}

<img src=x onerror="document.title='taken over'"> <a href="javascript:document.title='taken over'">a link</a>

{OVERRIDE} {ENDLESS}

<style>body {{ display: none }}</style><svg onload="document.title='taken over'"></svg><base href="https://evil.example/">

Read more javascript:document.title='taken over'
"""
FERRIES = (
    "The first ferry left the north pier at seven on Tuesday morning, nine minutes late and full to the last bench. "
    "Boats will run every hour until Sunday, and from Monday as the timetable says."
)
BRIDGE = "The swans have settled on the bridge, and nobody has the heart to move them on."
PERSIAN = (
    "باغ گیاه‌شناسی شهر از این هفته سه شب تا ساعت یازده باز است و بازدیدکنندگان می‌توانند گل‌هایی را ببینند که تنها پس از "
    "غروب آفتاب شکوفا می‌شوند. ورود برای کودکان رایگان است."
)
ENGLISH_IN_PERSIAN = "Visitors said: “There is no better place to wait for the evening than this garden.”"
TREES = ("Oak", "Ash", "Elm", "Lime", "Birch", "Alder", "Hazel", "Rowan")
#: What is sent to the preview, by the kind of the page that answers.
SENT: Final = {
    "previewed": {
        "name": "2012-03-14-harbour.txt",
        "text": f"{HOSTILE}\n\n2012-03-14\n\n{FERRIES} He said â€œHarbourâ€.\n\nTags: harbour\n\nRead more\n\n"
        f"باغ گیاه‌شناسی شب‌ها باز است\n\n{PERSIAN} You may read more about it {ENDLESS}.\n",
    },
    "previewed in vain": {"name": f"{ENDLESS}.xyz", "text": f"{HOSTILE} {ENDLESS}"},
}
#: What there is a page of. Whoever runs the service sees the last four alone; the two before are no pages of the site.
READ: Final = (
    "front", "all", "sources", "sources from one on", "source", "folder", "long list", "older page",
    "right-to-left list", "tag", "entry",
    "linked entry", "right-to-left entry", "hostile entry", "history", "hostile history", "search", "search with hits",
    "search without hits", "hostile search", "subscribe", "subscribe to one",
    "hostile subscription",
)  # fmt: skip
HOSTILE_KINDS: Final = (
    "front", "all", "sources", "hostile entry", "hostile history", "hostile search", "hostile subscription", "status",
    "previewed", "previewed in vain",
)  # fmt: skip
ERRORS: Final = ("not found", "gone")
KEPT: Final = ("status", "preview", *SENT)
KINDS: Final = (*READ, *ERRORS, "login", *KEPT)


@dataclass(frozen=True)
class Town:
    """A running service, with the path of a page of each kind by the kind's name."""

    service: Service
    paths: dict[str, str]

    @property
    def url(self) -> str:
        return self.service.site.url

    def answer(self, kind: str) -> requests.Response:
        """The page of a kind, as whoever may see it is answered."""
        headers = {"Authorization": f"Bearer {TOKEN}"} if kind in KEPT else {}
        if kind in SENT:
            return requests.post(self.url + self.paths[kind], SENT[kind], headers=headers, timeout=PATIENCE)
        return self.service.get(self.paths[kind], **headers)


def build(root: Path) -> Site:
    """The folder as it is at first."""
    site = Site(root)
    site.configure(
        site={"title": "Harbour news", "description": "What the town’s papers say", "rights": "Read it to anybody."},
        input={"watch": False},
    )
    site.put("press/today.txt", digest(("Ferries return", FERRIES), ("Swans on Mill Bridge", BRIDGE)), age=7200)
    site.put("press/evening.txt", digest(("Ferries return", FERRIES), ("A lighthouse finds its keeper", "At last.")))
    site.put(
        "press/linked.txt",
        f"Fish market moves\n\nIndoors.\n\nTags: market, harbour\n\nRead more https://example.org/{ENDLESS}\n",
    )
    site.put(
        "gardens.txt",
        digest(
            *(
                (f"{tree} number {number}", f"A {tree} stands in garden {number}, in leaf.")
                for number in range(10)
                for tree in TREES
            )
        ),
        age=86_400,
    )
    site.put(
        "باغ.txt",
        digest(("باغ گیاه‌شناسی شب‌ها باز است", f"{PERSIAN}\n\n{ENGLISH_IN_PERSIAN}"), ("درخت کهن‌سال", PERSIAN)),
    )
    site.put("attacks.txt", f"{HOSTILE} {OVERRIDE} {ENDLESS}\n\n{ATTACKS}")
    site.put("gone.txt", digest(("Snow melts", "In the sun.")))
    site.put("broken <i>.txt", b"fine\nnoise <script>alert(1)</script> " + bytes(range(1, 9)) * 9 + b"\n")
    return site


def settle(service: Service) -> Town:
    """What the town looks like after an edit and a withdrawal, and where its pages are."""
    gone = entries(service, "/feeds/gone")["Snow melts"]
    service.site.put(
        "press/today.txt",
        digest(("Ferries return at last", FERRIES.replace("nine", "ten")), ("Swans on Mill Bridge", BRIDGE)),
        age=60,
    )
    (service.site.feeds / "gone.txt").unlink()
    assert service.rescan().status_code == 200
    today, gardens = entries(service, "/feeds/press/today"), service.get("/feeds/gardens").text
    older = re.search(r'rel="next" href="([^"]+)"', gardens)
    assert older
    ferries, persian = today["Ferries return at last"], next(iter(entries(service, f"/feeds/{quote('باغ')}").values()))
    (attacks,) = entries(service, "/feeds/attacks").values()
    return Town(
        service,
        {
            "front": "/",
            "all": "/feeds",
            "sources": "/sources",
            "sources from one on": "/sources/from/b",
            "source": "/feeds/press/today",
            "folder": "/feeds/press",
            "long list": "/feeds/gardens",
            "older page": older[1].removeprefix(service.site.url),
            "right-to-left list": f"/feeds/{quote('باغ')}",
            "tag": "/tags/harbour",
            "entry": ferries,
            "linked entry": next(iter(entries(service, "/feeds/press/linked").values())),
            "right-to-left entry": persian,
            "hostile entry": attacks,
            "history": f"{ferries}/history",
            "hostile history": f"{attacks}/history",
            "search": "/search",
            "search with hits": "/search?q=ferry+seven",
            "search without hits": "/search?q=submarine",
            "hostile search": f"/search?q={quote('<script>alert(1)</script>')}",
            "subscribe": "/subscribe/feeds",
            "subscribe to one": "/subscribe/feeds/press/today",
            "hostile subscription": "/subscribe/feeds/attacks",
            "not found": "/nowhere",
            "gone": gone,
            "login": "/status/login",
            "status": "/status",
            "preview": "/status/preview",
            **dict.fromkeys(SENT, "/status/preview"),
        },
    )


def entries(service: Service, feed: str) -> dict[str, str]:
    """The paths of the pages of a feed's articles, by title."""
    items = json.loads(service.get(f"{feed}.json").content)["items"]
    return {item["title"]: item["id"].replace("urn:uuid:", "/entries/") for item in items}
