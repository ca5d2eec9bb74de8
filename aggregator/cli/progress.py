"""How far a command is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def steps(doing: str, total: int, things: str) -> Iterator[Callable[[], None]]:
    """What to call after each of so many things; a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich import console, progress  # noqa: PLC0415 (for terminals alone)

    columns = (
        progress.TextColumn(doing),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn(things),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console.Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda: bar.advance(task)
