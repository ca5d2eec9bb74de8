"""The list of what exports wrote to a folder, which lies in it."""

import json
from pathlib import Path
from typing import Final, NamedTuple

from aggregator.errors import ExportError
from aggregator.publishing.export.files import is_file

NAME: Final = ".export.json"
#: What lists are written by; one of another number is of another version of this program.
VERSION: Final = 1


class Kept(NamedTuple):
    """A file as an export left it: its size in bytes, and its time of change in whole seconds since 1970."""

    size: int
    modified: int


class LeftOut(NamedTuple):
    """An address that has no file, or not the newest, and why."""

    path: str
    reason: str


class Written(NamedTuple):
    """The files by name, None where one may have been begun, and what was left out.

    `stamp` stands for what they show; it is empty where they may not be all.
    """

    stamp: str
    files: dict[str, Kept | None]
    left_out: tuple[LeftOut, ...] = ()

    def as_json(self) -> bytes:
        """What the list holds."""
        return json.dumps({"export": VERSION, **self._asdict()}, ensure_ascii=False).encode()


def read(folder: Path) -> Written | None:
    """The list in a folder, None where there is none.

    Raises:
        ExportError: It is of no use; what lies in the folder may be anybody's.
    """
    place = folder / NAME
    useless = f"{place}: is damaged, or of another version of this program; export to an empty folder"
    try:
        said = json.loads(place.read_bytes())
        files = {name: Kept(*map(int, kept)) if kept else None for name, kept in said["files"].items()}
        written = Written(said["stamp"], files, tuple(LeftOut(*each) for each in said["left_out"]))
        of_use = said["export"] == VERSION and all(map(is_file, files))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ExportError(useless) from error
    if not of_use:
        raise ExportError(useless)
    return written
