"""`aggregator check FILE`: how each block of a file is read, and why."""

import stat
from collections.abc import Iterator
from pathlib import Path

import click

from aggregator.cli.printable import printable
from aggregator.cli.wiring import load_settings
from aggregator.editing.normalise import normalise
from aggregator.errors import AggregatorError, ReadingError
from aggregator.model import Article, Document, Fingerprint
from aggregator.reading.decode import decode
from aggregator.reading.folder import Found, read
from aggregator.reading.format import ReadingRules, choose
from aggregator.report import Waiting

#: How much of an excerpt, and of what was mended, is shown.
SHOWN_LETTERS, SHOWN_WORDS = 60, 8


def check(config: Path, file: Path) -> None:
    """Print how a file would be read.

    Raises:
        AggregatorError: It cannot be read.
    """
    settings = load_settings(config)
    rules = ReadingRules(settings.input.markers)
    try:
        document = _read(file)
        decoded = decode(document.content)
        chosen = choose(file.name, decoded.text, rules)
    except ReadingError as error:
        place = f"{file}" if error.line is None else f"{file}:{error.line}"
        raise AggregatorError(f"{place}: {error.reason}") from error
    parsed = chosen.parse(decoded.text, rules)
    click.echo(printable(f"{file}: {decoded.encoding}, {parsed.format}, {len(parsed.articles)} article(s)"))
    if date := document.name.date:
        click.echo(f"The name says {date.isoformat()}: the date of articles without one of their own.")
    seen: dict[bytes, int] = {}
    for number, article in enumerate(parsed.articles, 1):
        click.echo(f"\nBlock {number}, lines {article.line}–{article.last_line}")
        for label, value in _explained(article, number, seen):
            click.echo(printable(f"  {label:8} {value}"))
    for line, remark in sorted([*parsed.notes, *chosen.remarks(decoded.text, rules)]):
        click.echo("\n" + printable(f"Line {line}: {remark}"))


def _read(file: Path) -> Document:
    """The file as a scan would read it."""
    try:
        status = file.stat()
    except OSError as error:
        raise ReadingError(f"cannot be read ({error.strerror})") from error
    if not stat.S_ISREG(status.st_mode):
        raise ReadingError("not a regular file")
    fingerprint = Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino)
    document = read(Found(file.name, str(file), fingerprint), b"")
    if isinstance(document, Waiting):
        raise ReadingError(document.reason)
    return document


def _explained(article: Article, number: int, seen: dict[bytes, int]) -> Iterator[tuple[str, str]]:
    candidate = normalise(article)
    yield "title", f"{candidate.title}  (line {article.line}: the first line of its block)"
    count, words = len(article.paragraphs), len(candidate.text.split())
    excerpt = f"{count} paragraph(s), {words} word(s): {_start(candidate.text)}"
    yield "excerpt", excerpt if count else "none: the block is only a title"
    if candidate.as_read is not None:
        yield "mended", f"reads now: {_difference(candidate.as_read, f'{candidate.title} {candidate.text}')}"
    if article.date:
        yield "date", f"{article.date.moment.isoformat()}, from the line “{article.date_text}”"
    if article.tags:
        yield "tags", f"{' · '.join(candidate.tags)}, from the line “{article.tags_text}”"
    if article.link:
        yield "link", candidate.link or f"none: “{article.link}” is not a safe web address"
    end = f"the marker “{article.marker}” in line {article.last_line}"
    yield "end", end if article.marker else "no marker: the file ends here"
    if (first := seen.setdefault(candidate.key, number)) != number:
        yield "repeats", f"block {first}: the same title and text make one entry"


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_LETTERS else line[:SHOWN_LETTERS].rsplit(" ", 1)[0] + " …"


def _difference(before: str, after: str) -> str:
    """The first few places at which mending changed something, as they read now."""
    known = set(before.split())
    changed = [word for word in after.split() if word not in known]
    return " · ".join(changed[:SHOWN_WORDS]) + (" …" if len(changed) > SHOWN_WORDS else "")
