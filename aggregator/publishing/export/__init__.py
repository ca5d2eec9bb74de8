"""The site as files, for any static host.

store ─addresses─▶ each address ─ask─▶ what the server answers ─files─▶ its file ─folder─▶ written, if it is another

Whoever is asked is handed in, and is the application that serves: so the bytes are the server's by their making.
"""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Final, NamedTuple

from aggregator.errors import ExportError
from aggregator.publishing.conditional import IDENTITY
from aggregator.publishing.export.addresses import Wanted
from aggregator.publishing.export.files import TWINS, file_of
from aggregator.publishing.export.folder import Folder, RefusedError
from aggregator.publishing.export.written import LeftOut
from aggregator.store import listing, state
from aggregator.store.database import Transaction

#: Where hosts look for what has moved: a line each, `from to status`, as Netlify, Cloudflare and GitLab Pages read it.
REDIRECTS: Final = "_redirects"
#: What says the same to a GET as 301 and 307; not all hosts know the latter.
MOVED: Final = {301: 301, 307: 302}
NOTHING: Final = frozenset({401, 404, 410})
NOT_NOW: Final = 503


class Answered(NamedTuple):
    """What the server answers to a GET: the body by its content coding, `identity` always among them.

    `modified` is in seconds since 1970, None where the answer bears no date; `location` is where it leads, if it does.
    """

    status: int
    bodies: Mapping[str, bytes]
    modified: int | None
    location: str | None


class Exported(NamedTuple):
    """What an export did: files written, found to be the same already, and removed; and addresses left out."""

    written: int
    unchanged: int
    removed: int
    left_out: tuple[LeftOut, ...]


Ask = Callable[[str], Answered]


def stamp_of(transaction: Transaction, shape: bytes) -> str:
    """What two exports have in common only if no file of theirs differs; `shape` stands for all beside the store."""
    state_of_all = (state.news(transaction), listing.places_known(transaction), shape)
    return blake2b(repr(state_of_all).encode(), digest_size=16).hexdigest()


def export(
    addresses: list[Wanted], ask: Ask, folder: Folder, root: str, stamp: str, step: Callable[[], None]
) -> Exported:
    """Have these addresses, and nothing else, in a folder; `step` is called after each.

    `root` is the path of the site's own address, `stamp` stands for all that they show.

    Raises:
        ExportError: The folder cannot be written to. What it holds is whole, and the next export goes on with it.
    """
    wanted, left_out = _named(addresses)
    folder.expect([REDIRECTS, *(name for file in wanted for name in (file, *map(file.__add__, TWINS.values())))])
    moved, late = [], []
    for file, each in wanted.items():
        answered = ask(each.path)
        if answered.status == each.status:
            left_out += _put(folder, file, each.path, answered)
        elif answered.status in MOVED:
            if each.linked:
                moved.append(f"{root}{each.path} {answered.location} {MOVED[answered.status]}\n")
        elif answered.status == NOT_NOW:
            folder.keep(file)
            late.append(LeftOut(each.path, "it cannot be made at the moment, and is as it was; the log says why"))
        elif answered.status not in NOTHING:
            raise ExportError(f"{each.path}: is answered {answered.status}; the log says why")
        step()
    if moved:
        left_out += _put(folder, REDIRECTS, REDIRECTS, Answered(200, {IDENTITY: "".join(moved).encode()}, None, None))
    # What is late may be there next time, though the store says the same.
    folder.finish("" if late else stamp, left_out)
    return Exported(folder.written, folder.unchanged, folder.removed, (*left_out, *late))


def _named(addresses: list[Wanted]) -> tuple[dict[str, Wanted], list[LeftOut]]:
    wanted, left_out = {}, []
    for each in addresses:
        try:
            wanted[file_of(each.path)] = each
        except ValueError as error:
            left_out.append(LeftOut(each.path, str(error)))
    return wanted, left_out


def _put(folder: Folder, file: str, path: str, answered: Answered) -> list[LeftOut]:
    """Write what was answered, twins first; what was refused is left out."""
    left_out = []
    for coding, body in reversed(list(answered.bodies.items())):
        try:
            folder.put(file + TWINS.get(coding, ""), body, answered.modified)
        except RefusedError as error:
            left_out.append(LeftOut(path + TWINS.get(coding, ""), str(error)))
    return left_out
