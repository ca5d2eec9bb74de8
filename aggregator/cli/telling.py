"""What happened, in lines for people."""

from collections.abc import Mapping

from aggregator.cli.printable import printable
from aggregator.publishing.wording import removals_held_back
from aggregator.report import ScanReport

#: Feeds named as having news for their subscribers, at most.
NAMED_FEEDS = 5


def summary(report: ScanReport) -> str:
    """A report: one line of figures, and one for each file that needs attention."""
    files, entries = report.files, report.entries
    counted_files = f"{files.new} new, {files.changed} changed, {files.unchanged} unchanged, {files.gone} gone"
    counted_entries = f"{entries.new} new, {entries.edited} edited, {entries.gone} gone"
    lines = [f"Files: {counted_files} · Entries: {counted_entries} · {report.seconds:.2f} s"]
    if held_back := removals_held_back(report.held_back):
        lines.append(f"Held back: {held_back}")
    if report.seen_as_new:
        lines.append(f"New to subscribers: {_named(report.seen_as_new)}")
    for failure in report.failed:
        place = failure.path if failure.line is None else f"{failure.path}:{failure.line}"
        lines.append(f"Failed:  {place}: {failure.reason}")
    lines += [f"Waits:   {waiting.path}: {waiting.reason}" for waiting in report.unsettled]
    lines += [f"Skipped: {skipped.path}: {skipped.reason}" for skipped in report.skipped]
    lines += [f"Doctor:  {complaint}" for complaint in report.examination.complaints]
    if (unseen := report.examination.changed - report.examination.examined) > 0:
        lines.append(f"Doctor:  {unseen} more feed(s) have changed; `aggregator doctor` looks at all of them")
    return "\n".join(map(printable, lines))


def _named(seen_as_new: Mapping[str, int]) -> str:
    """The feeds that show most as new, with how much that is."""
    most = sorted(seen_as_new.items(), key=lambda each: (-each[1], each[0]))
    named = [f"{feed} {count}" for feed, count in most[:NAMED_FEEDS]]
    return ", ".join(named) + (f" and {len(most) - NAMED_FEEDS} more" if len(most) > NAMED_FEEDS else "")
