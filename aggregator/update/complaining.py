"""What is told of new and edited articles with which something is wrong."""

from collections.abc import Iterable, Iterator
from itertools import chain

from aggregator.publishing.subjects import feed_path
from aggregator.report import Complaint
from aggregator.update.plan import Plan
from aggregator.update.readings import Articles


def complaints(batch: Iterable[Articles], changes: Plan) -> Iterator[Complaint]:
    """One for each rule that an article of a batch breaks, with the place where it stands."""
    findings = {file.path: file.findings for file in batch if file.findings}
    sources = {source.row: source for source in changes.current if source.path in findings}
    if not sources:  # as nearly always
        return
    for row, candidate in chain(
        ((new.source, new.candidate) for new in changes.new), (edit.claim for edit in changes.edited)
    ):
        if source := sources.get(row):
            for finding in findings[source.path].get(candidate.key, ()):
                yield Complaint(
                    feed_path(source.name), finding.grade, finding.rule, finding.section, finding.reason,
                    file=source.path, line=candidate.line, title=candidate.title,
                )  # fmt: skip
