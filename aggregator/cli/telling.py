"""What happened, in lines for people."""

from aggregator.model import ScanReport


def summary(report: ScanReport) -> str:
    """A report: one line of figures, and one for each file that needs attention."""
    files, entries = report.files, report.entries
    counted_files = f"{files.new} new, {files.changed} changed, {files.unchanged} unchanged, {files.gone} gone"
    counted_entries = f"{entries.new} new, {entries.edited} edited, {entries.gone} gone"
    lines = [f"Files: {counted_files} · Entries: {counted_entries} · {report.seconds:.2f} s"]
    for failure in report.failed:
        place = failure.path if failure.line is None else f"{failure.path}:{failure.line}"
        lines.append(f"Failed:  {place}: {failure.reason}")
    lines += [f"Waits:   {waiting.path}: {waiting.reason}" for waiting in report.unsettled]
    lines += [f"Skipped: {skipped.path}: {skipped.reason}" for skipped in report.skipped]
    return "\n".join(map(printable, lines))


def printable(text: str) -> str:
    """A line that is safe to print: a file's name or text may hold what moves a terminal's cursor."""
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)
