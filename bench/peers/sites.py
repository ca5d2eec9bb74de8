"""Generators of sites, hugo and pelican, that read one post an article: the same articles as in the digests."""

import datetime
import json
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: Its kind `page` is left on, for without it all feeds are empty; but for their addresses, nothing is made of pages.
HUGO = """\
baseURL = "https://news.example.org/"
title = "Harbour news"
disableKinds = ["taxonomy", "term", "sitemap", "robotsTXT", "404"]
[outputs]
home = ["RSS"]
section = ["RSS"]
page = []
[services.rss]
limit = 50
"""
PELICAN = """\
SITENAME = "Harbour news"
SITEURL = "https://news.example.org"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
FEED_MAX_ITEMS = 50
"""
#: Where the one and the other put what they build, their feeds of all, and how an entry begins in them.
OUTPUTS = ("public", "output")
FEEDS_OF_ALL = {"public/index.xml", "output/feeds/all.atom.xml", "output/feeds/all-en.atom.xml"}
ENTRY = re.compile("<(?:item|entry)>")


class Post(NamedTuple):
    """An article, and the digest (its path without suffix) that it stands in."""

    digest: Path
    number: int
    title: str
    text: str
    moment: datetime.datetime


def posts(folder: Path, files: int) -> Iterator[Post]:
    """Every article of so many digests."""
    for place in sorted(folder.rglob("*.txt"))[:files]:
        begun = place.stat().st_mtime
        for number, block in enumerate(place.read_text(encoding="utf-8").split("\nRead more\n")):
            title, _, text = block.strip().partition("\n\n")
            if title:
                moment = datetime.datetime.fromtimestamp(begun - number, datetime.UTC)
                yield Post(place.relative_to(folder).with_suffix(""), number, title, text, moment)


def write_hugo(folder: Path, files: int, site: Path) -> None:
    """A site with a feed for each digest and one for all, and no pages."""
    for post in posts(folder, files):
        section = site / "content" / post.digest
        if not post.number:
            section.mkdir(parents=True, exist_ok=True)
            (section / "_index.md").write_text(f"---\ntitle: {json.dumps(post.digest.name)}\n---\n", encoding="utf-8")
        head = f"title: {json.dumps(post.title, ensure_ascii=False)}\ndate: {post.moment.isoformat()}"
        (section / f"{post.number}.md").write_text(f"---\n{head}\n---\n{post.text}\n", encoding="utf-8")
    (site / "hugo.toml").write_text(HUGO, encoding="utf-8")


def write_pelican(folder: Path, files: int, site: Path) -> None:
    """A site with a category and its feed for each digest, and a page for each article, as pelican comes."""
    for post in posts(folder, files):
        category = site / "content" / post.digest.name
        category.mkdir(parents=True, exist_ok=True)
        head = f"Title: {post.title}\nDate: {post.moment:%Y-%m-%d %H:%M:%S}\nSlug: {post.digest.name}-{post.number}"
        (category / f"{post.number}.md").write_text(f"{head}\n\n{post.text}\n", encoding="utf-8")
    (site / "pelicanconf.py").write_text(PELICAN, encoding="utf-8")


def hugo(site: Path) -> None:
    """Build it; what was built before is gone by then."""
    subprocess.run(["hugo", "--quiet"], cwd=site, check=True)  # noqa: S607 (where the system has it)


def pelican(site: Path, program: Path) -> None:
    """Build it; what was built before is gone by then."""
    subprocess.run([program, "--quiet", "--settings", "pelicanconf.py"], cwd=site, check=True)  # noqa: S603 (our own)


def entries_of(site: Path) -> int:
    """How many entries the feeds of digests hold that were built."""
    feeds = (feed for output in OUTPUTS for feed in (site / output).rglob("*.xml"))
    own = (feed for feed in feeds if feed.relative_to(site).as_posix() not in FEEDS_OF_ALL)
    return sum(len(ENTRY.findall(feed.read_text(encoding="utf-8"))) for feed in own)


def installed_pelican(work: Path) -> Path | None:
    """Pelican in an environment of its own, made at the first call; None where it cannot be had."""
    environment = work / "pelican-venv"
    program = environment / "bin" / "pelican"
    if not program.exists():
        print("installing pelican …", file=sys.stderr)
        venv.create(environment, with_pip=True)
        install = [str(environment / "bin" / "pip"), "install", "--quiet", "pelican[markdown]"]
        subprocess.run(install, check=False)  # noqa: S603 (our own)
    return program if program.exists() else None
