"""What a scan tells: the report that every way out of the program gives."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import NamedTuple


class Failure(NamedTuple):
    """One file that could not be read: a line of the report; `line` counts from 1, None for the whole file."""

    path: str
    line: int | None
    reason: str


class Waiting(NamedTuple):
    """A file or link that this scan left alone, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileCounts:
    """How a scan found the files."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    unsettled: int = 0


@dataclass(frozen=True, slots=True)
class EntryCounts:
    """What a scan did to the entries."""

    new: int = 0
    edited: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What one scan did; `seconds` is how long it took.

    `held_back` entries would have gone, but were too many at once, so that none did. `seen_as_new` tells how many
    entries subscribers of each feed (by its path without suffix) see for the first time.
    """

    files: FileCounts = field(default_factory=FileCounts)
    entries: EntryCounts = field(default_factory=EntryCounts)
    held_back: int = 0
    seen_as_new: Mapping[str, int] = field(default_factory=dict)
    failed: tuple[Failure, ...] = ()
    unsettled: tuple[Waiting, ...] = ()
    skipped: tuple[Waiting, ...] = ()
    seconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        """The report as every way out of the program gives it, ready for `json.dumps`."""
        return {
            "files": asdict(self.files),
            "entries": asdict(self.entries),
            "held_back": self.held_back,
            "seen_as_new": dict(self.seen_as_new),
            "failed": [failure._asdict() for failure in self.failed],
            "unsettled": [waiting._asdict() for waiting in self.unsettled],
            "skipped": [waiting._asdict() for waiting in self.skipped],
            "seconds": round(self.seconds, 3),
        }
