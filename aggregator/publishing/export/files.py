"""Which file an address is in, so that the usual static hosts answer that very address with it.

    /                     index.html
    /feeds/town           feeds/town.html
    /feeds/town.rss       feeds/town.rss
    /feeds/town/gardens   feeds/town/gardens.html

Folders have no dot in their names and files always have one, so that `town` and `town.html` lie side by side.
"""

import re
from functools import partial
from typing import Final
from urllib.parse import quote, unquote

#: What a page's file ends with. Hosts look for it where an address has no suffix, and lead nobody on to another one,
#: as they do to `town/` for `town/index.html`.
PAGE: Final = ".html"
#: What follows the name of a file for the same in a content coding; servers look for these.
TWINS: Final = {"br": ".br", "gzip": ".gz", "zstd": ".zst"}
FRONT: Final = "index.html"

_FOLDER: Final = re.compile(r"[^./\\\0]+")
_FILE: Final = re.compile(r"[^./\\\0]+(\.(?!html\Z|br\Z|gz\Z|zst\Z)[^./\\\0]+)?")


def file_of(path: str) -> str:
    """The file, with `/` between folders, of an address's percent-encoded path; each has its own, and its own twins.

    Raises:
        ValueError: An address of this site is not of this kind.
    """
    if path == "/":
        return FRONT
    parts = [unquote(part) for part in path.split("/")[1:]]
    folders, name = parts[:-1], "".join(parts[-1:])
    if (
        path != "".join(map("/".__add__, map(partial(quote, safe=""), parts)))
        or not all(map(_FOLDER.fullmatch, folders))
        or not _FILE.fullmatch(name)
        or path == "/index"
    ):
        raise ValueError("no file can have this address")
    return "/".join(parts) + ("" if "." in name else PAGE)


def is_file(name: str) -> bool:
    """Whether a file of this name lies in the folder of an export, and is none that exports keep for themselves."""
    return all(part.strip(".") and not part.startswith(".") and "\0" not in part for part in name.split("/"))
