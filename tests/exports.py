"""Sites as files: how tests export one, and what the same addresses are at a server."""

import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import requests

from aggregator.cli.exporting import export_site
from aggregator.cli.scanning import scan
from tests.sites import PATIENCE, Site, digest

#: What a file ends with that is another one in a content coding, by the coding.
CODINGS = {"br": ".br", "gzip": ".gz", "zstd": ".zst"}


class File(NamedTuple):
    """What cannot stay the same if a file is written again, however alike it is."""

    inode: int
    mtime_ns: int
    content: bytes


def exported(site: Site, place: Path) -> Any:  # noqa: ANN401 (whatever JSON holds)
    """The report of an export in this process."""
    with redirect_stdout(StringIO()) as said:
        export_site(site.config, place, as_json=True)
    return json.loads(said.getvalue())


def scanned(site: Site) -> None:
    """A scan in this process."""
    with redirect_stdout(StringIO()):
        scan(site.config, as_json=True, allow_removals=True)


def files(place: Path) -> dict[str, File]:
    """All that a visitor would find, by name."""
    return {
        file.relative_to(place).as_posix(): File(file.stat().st_ino, file.stat().st_mtime_ns, file.read_bytes())
        for file in sorted(place.rglob("*"))
        if file.is_file() and not file.name.startswith(".export.")
    }


def address_of(name: str) -> str:
    """The address at which hosts have a file, percent-encoded."""
    return "/" + quote(name.removesuffix("index.html") if name == "index.html" else name.removesuffix(".html"))


def documents(place: Path) -> Iterator[tuple[str, str]]:
    """Each file that is no other one's twin, by name and address."""
    for name in files(place):
        if name != "_redirects" and not name.endswith(tuple(CODINGS.values())):
            yield name, address_of(name)


def sent(session: requests.Session, url: str, coding: str = "identity") -> tuple[requests.Response, bytes]:
    """An answer, and its body as it came."""
    headers = {"Accept-Encoding": coding}
    with session.get(url, headers=headers, stream=True, allow_redirects=False, timeout=PATIENCE) as answer:
        return answer, answer.raw.read(decode_content=False)


def rich_site(root: Path) -> Site:
    """A site with something of each kind that has an address, and names that are hard to have as files."""
    site = Site(root)
    site.configure(feed={"entries": 12})
    articles = [(f"Boat {number} sails", f"With {number} oars, past the pier and the lamp.") for number in range(70)]
    site.put("many.txt", digest(*articles))
    tagged = "Roses bloom\n\nIn every garden of the town.\n\nTags: Ros/es, index\n\nRead more\n"
    for name in ("town/gardens.txt", "town/index.txt", "index.txt", "town.txt"):
        site.put(name, tagged.replace("Roses", name))
    hard = ("town/Pier.txt", "town/pier.txt", "press/Größe & Co.txt", "press/اخبار.txt", "a..b.html.txt", "x%2f.txt")
    harder = ("...txt", " spaced .txt", "dot./in.txt", "con.gz.txt", "feeds/feeds.txt", f"{'n' * 249}.txt")
    for name in (*hard, *harder):
        site.put(name, digest((f"News of {name[:20]}", f"Nothing new in {name[:20]} today.")))
    site.put("old.txt", digest(("Ferry returns", "After a week of storms.")))
    site.put("gone.txt", digest(("Snow melts", "In the sun.")))
    return site
