"""What a rule is, and what is found where one is broken."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is that a rule is broken.

    `invalid` is what a standard forbids, or what makes readers that keep to it refuse the document or lose an entry:
    it must not go out. `questionable` is what a standard advises against or some readers stumble over: it is told,
    and published all the same.
    """

    INVALID = "invalid"
    QUESTIONABLE = "questionable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a feed or a document breaks a rule.

    `section` is where the rule stands written, `reason` one line that says what is wrong, `entry_id` the entry that
    is the cause as its `urn:uuid:`, None where it is the feed as a whole.
    """

    rule: str
    section: str
    reason: str
    entry_id: str | None = None
    grade: Grade = Grade.INVALID

    def __str__(self) -> str:
        entry = f"{self.entry_id}: " if self.entry_id else ""
        return f"{entry}{self.reason} ({self.rule}: {self.section})"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, where it stands written, and how bad it is to break it."""

    name: str
    section: str
    grade: Grade = Grade.INVALID

    def broken(self, reason: str, entry_id: str | None = None) -> Finding:
        """What is found where this rule is broken; `reason` may come from a library and is made one line."""
        return Finding(self.name, self.section, " ".join(reason.split()), entry_id, self.grade)


def invalid(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those findings for which a document must not go out."""
    return tuple(finding for finding in findings if finding.grade is Grade.INVALID)
