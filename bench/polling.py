"""Bytes for a month of polling, by what readers can do: nothing, ETag, and deltas (RFC 3229).

    python -m bench.polling [--days 30]

A made world, the same at each run: a file of so many articles that gets some each day, and now and then an edit; a
reader that asks every hour. Bodies are counted, and what their headers take beside them.
"""

import argparse
import os
import random
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from flask.testing import FlaskClient

from aggregator.feed import Limits, Site
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.reading.folder import FolderRules
from aggregator.store.database import Store, open_store
from aggregator.update.rules import ScanRules
from aggregator.update.scan import scan
from aggregator.web.app import WebSettings, create_app
from bench import digests

WORK: Final = Path(__file__).parent / ".work" / "polling"
BEGUN: Final = 1_700_000_000
HOUR: Final = 3600
#: The default of `feed.entries` and `feed.max_bytes`.
LIMITS: Final = Limits(50, 512_000)
#: In the file before the month begins; each day so many come, and so many are edited.
AT_FIRST, A_DAY, EDITED_A_DAY = 80, 6, 1
SITE: Final = Site("Polling", "", "https://news.example.org", "en")


class Reader(NamedTuple):
    """What a reader can do, in words, and the headers by which it says so."""

    name: str
    asks: bool
    a_im: str | None


READERS: Final = (
    Reader("none", asks=False, a_im=None),
    Reader("ETag", asks=True, a_im=None),
    Reader("ETag and A-IM", asks=True, a_im="feed"),
)


def month(days: int) -> Iterator[tuple[int, list[str]]]:
    """Each hour of the month, and the file's articles then, newest first."""
    chance = random.Random(1)
    articles = [digests.article(chance) for _ in range(AT_FIRST)]
    for day in range(days):
        coming = sorted(chance.sample(range(24), A_DAY))
        edits = chance.sample(range(24), EDITED_A_DAY)
        for hour in range(24):
            if hour in coming:
                articles.insert(0, digests.article(chance))
            if hour in edits:
                place = chance.randrange(20)
                title, *rest = articles[place].split("\n\n")
                articles[place] = "\n\n".join([title, digests.paragraph(chance), *rest[1:]])
            yield BEGUN + (day * 24 + hour) * HOUR, articles


def bytes_of(client: FlaskClient, path: str, reader: Reader, etag: str | None, coding: str) -> tuple[int, str]:
    """What an answer takes, and the state that the reader has from then on."""
    headers = {"Accept-Encoding": coding, "A-IM": reader.a_im, "If-None-Match": etag if reader.asks else None}
    answer = client.get(path, headers={name: value for name, value in headers.items() if value is not None})
    if answer.status_code not in {200, 226, 304}:
        raise SystemExit(f"{path} was answered {answer.status}")
    return len(answer.data) + len(str(answer.headers)), answer.headers["ETag"]


def measure(store: Store, days: int) -> dict[tuple[str, str, str], int]:
    """Bytes by format, coding and reader."""
    folder = WORK / "feeds"
    press = Press(store, SITE, LIMITS, discover(), 100_000_000)
    client = create_app(store, press, WebSettings(SITE, "token", 1, 60), lambda: BEGUN).test_client()
    kinds = [(suffix, coding, reader) for suffix in discover() for coding in ("identity", "gzip") for reader in READERS]
    taken = dict.fromkeys(((suffix, coding, reader.name) for suffix, coding, reader in kinds), 0)
    etags: dict[tuple[str, str, str], str] = {}
    for moment, articles in month(days):
        place = folder / "today.txt"
        content = "\n".join(articles)
        if not place.exists() or place.read_text(encoding="utf-8") != content:
            place.write_text(content, encoding="utf-8")
            os.utime(place, (moment - 60, moment - 60))
        scan(store, ScanRules(FolderRules(folder), window=LIMITS.entries), partial(float, moment))
        for suffix, coding, reader in kinds:
            kind = (suffix, coding, reader.name)
            size, etags[kind] = bytes_of(client, f"/feeds/today.{suffix}", reader, etags.get(kind), coding)
            taken[kind] += size
    return taken


def main() -> None:
    """Make the world, poll, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=30)
    days = parser.parse_args().days
    shutil.rmtree(WORK, ignore_errors=True)
    (WORK / "feeds").mkdir(parents=True)
    with open_store(f"sqlite:///{WORK / 'aggregator.db'}") as store:
        taken = measure(store, days)
    print(f"{days} days, polled hourly; {A_DAY} articles and {EDITED_A_DAY} edit a day, {LIMITS.entries} shown at most")
    print(f"{'format':8}{'coding':10}" + "".join(f"{reader.name:>20}" for reader in READERS))
    for suffix in discover():
        for coding in ("identity", "gzip"):
            sizes = [taken[suffix, coding, reader.name] for reader in READERS]
            print(f"{suffix:8}{coding:10}" + "".join(f"{size / 1000:>17,.0f} kB" for size in sizes))


if __name__ == "__main__":
    main()
