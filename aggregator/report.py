"""What a scan tells: the report that every way out of the program gives."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import NamedTuple, Self


class Failure(NamedTuple):
    """One file that could not be read: a line of the report; `line` counts from 1, None for the whole file.

    `excerpt` is what stands there, for whoever runs the service alone: the report, which is public, goes without it.
    """

    path: str
    line: int | None
    reason: str
    excerpt: str | None = None

    def as_json(self) -> dict[str, object]:
        """What the report says of it."""
        return {"path": self.path, "line": self.line, "reason": self.reason}


class Waiting(NamedTuple):
    """A file or link that this scan left alone, and why."""

    path: str
    reason: str


class Complaint(NamedTuple):
    """What is wrong with a feed or a document (its path), by which rule of which section of a standard.

    `entry`, `file`, `line` and `title` name the article that is the cause, None where it is the feed as a whole.
    """

    path: str
    grade: str
    rule: str
    section: str
    reason: str
    entry: str | None = None
    file: str | None = None
    line: int | None = None
    title: str | None = None

    def __str__(self) -> str:
        cause = f"{self.file}:{self.line} “{self.title}”: " if self.file else ""
        return f"{self.grade}: {self.path}: {cause}{self.reason} ({self.rule}: {self.section})"


class Examination(NamedTuple):
    """How many feeds were looked at, of how many that a scan changed, and what is wrong with those."""

    examined: int = 0
    changed: int = 0
    complaints: tuple[Complaint, ...] = ()

    def beside(self, of_articles: Iterable[Complaint]) -> Self:
        """The same, with the complaints about articles in none of the feeds that were looked at."""
        told = {(complaint.rule, complaint.file, complaint.line) for complaint in self.complaints}
        others = (each for each in of_articles if (each.rule, each.file, each.line) not in told)
        return self._replace(complaints=(*self.complaints, *others))


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
    entries subscribers of each feed (by its path without suffix) see for the first time. `examination` is of the feeds
    that changed, which were looked at after the scan.
    """

    files: FileCounts = field(default_factory=FileCounts)
    entries: EntryCounts = field(default_factory=EntryCounts)
    held_back: int = 0
    seen_as_new: Mapping[str, int] = field(default_factory=dict)
    failed: tuple[Failure, ...] = ()
    unsettled: tuple[Waiting, ...] = ()
    skipped: tuple[Waiting, ...] = ()
    seconds: float = 0.0
    examination: Examination = field(default_factory=Examination)

    def as_json(self) -> dict[str, object]:
        """The report as every way out of the program gives it, ready for `json.dumps`."""
        return {
            "files": asdict(self.files),
            "entries": asdict(self.entries),
            "held_back": self.held_back,
            "seen_as_new": dict(self.seen_as_new),
            "failed": [failure.as_json() for failure in self.failed],
            "unsettled": [waiting._asdict() for waiting in self.unsettled],
            "skipped": [waiting._asdict() for waiting in self.skipped],
            "seconds": round(self.seconds, 3),
            "examined": {"feeds": self.examination.examined, "of": self.examination.changed},
            "findings": [complaint._asdict() for complaint in self.examination.complaints],
        }
