"""What happened, in lines for people."""

from collections.abc import Mapping
from unicodedata import category

from aggregator.publishing.wording import removals_held_back
from aggregator.report import ScanReport

#: Controls, lone surrogates, unassigned code points, separators of lines and paragraphs.
UNSAFE = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
#: Feeds named as having news for their subscribers, at most.
NAMED_FEEDS = 5
#: What turns the direction of the text that follows (Unicode annex 9, section 2).
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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


def printable(text: str) -> str:
    """A line that is safe to print: a file's name or text may hold what moves a terminal's cursor or turns its lines.

    Joiners stay, without which many a Persian or Hindi word would fall apart.
    """
    return "".join(
        f"\\x{ord(character):02x}" if category(character) in UNSAFE or character in TURNS else character
        for character in text
    )
