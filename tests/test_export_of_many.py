"""The files of a site that has more sources and tags than its front page has room for."""

import re
from pathlib import Path
from urllib.parse import urldefrag

import pytest

from tests.exports import documents, exported, files, scanned
from tests.sites import Site
from tests.webs import Page

#: What a static host has no part in.
LIVE = re.compile(r"/(search|status)\b")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("many"))
    site.configure(site={"url": "https://news.example.org/town"})
    for number in range(110):
        folder = "press/" if number > 5 else ""
        tags = f"Tags: leaf, t{number // 2}"
        site.put(f"{folder}s{number:03}.txt", f"Leaf {number}\n\nIt fell.\n\n{tags}\n\nRead more\n")
    scanned(site)
    return site


def test_whoever_follows_the_links_of_the_front_page_finds_every_page_and_no_dead_end(
    many: Site, tmp_path: Path
) -> None:
    exported(many, tmp_path)
    written = files(tmp_path)
    there = {address: written[name].content for name, address in documents(tmp_path)}
    begun, found = ["/"], {"/"}
    while begun:
        for link in Page(there[begun.pop()].decode()).hrefs:
            path = urldefrag(link).url.removeprefix("https://news.example.org").removeprefix("/town")
            if path.startswith("/") and not LIVE.match(path) and path not in found:
                assert path in there, link
                found.add(path)
                if there[path].startswith(b"<!doctype html>"):
                    begun.append(path)
    # An error, what browsers ask for by themselves, and maps for machines: no page leads there.
    unseen = {path for path in there.keys() - found if not path.startswith("/static/")}
    assert unseen == {
        "/404",
        "/favicon.ico",
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-feeds-1.xml",
        "/sitemap-entries-1.xml",
    }
    further = [path for path in found if path.startswith("/sources/from/")]
    assert "/sources/from/press/s006" in further, "where the folder of more than fifty begins"
    assert len(further) > 1
    assert len([path for path in found if path.startswith("/tags/") and "." not in path]) == 56
