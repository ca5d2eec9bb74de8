"""The files that a scan leaves unread: how many are as known, and what is wrong with others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from aggregator.reading.folder import Survey
from aggregator.report import Failure, ScanReport, Waiting


@dataclass(frozen=True, slots=True)
class Unread:
    """`unchanged` counts the files that are as known and were readable; those that were not have `failed` still."""

    unchanged: int
    failed: tuple[Failure, ...]
    unsettled: tuple[Waiting, ...]
    skipped: tuple[Waiting, ...]

    @classmethod
    def of_walk(cls, found: Survey, failures: Mapping[str, Failure]) -> Self:
        """What a walk left; `failures` are those of known files, by path."""
        still_failing = [failure for path, failure in failures.items() if path not in found.others]
        readable = found.unchanged - len(still_failing)
        return cls(readable, (*found.failed, *still_failing), found.unsettled, found.skipped)

    @classmethod
    def since(cls, report: ScanReport, again: Collection[str]) -> Self:
        """What a scan left that was told of in an earlier one's report, if only the files `again` are read anew."""
        files = report.files
        failed = tuple(failure for failure in report.failed if failure.path not in again)
        readable = len(again) - (len(report.failed) - len(failed))
        unsettled = tuple(waiting for waiting in report.unsettled if waiting.path not in again)
        return cls(files.new + files.changed + files.unchanged - readable, failed, unsettled, report.skipped)
