"""Scans as a picture: what to draw, of which the template makes SVG; pure.

Time runs from left to right. Each panel has one bar for every scan, or for all those that fall on the same two pixels.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from aggregator.editing.naming import MONTHS
from aggregator.store.scans import Figures

#: Pixels: the picture's width, a panel's height, and how wide a bar is.
WIDTH, HEIGHT, BAR = 720, 40, 2
#: A bar of anything but nothing is as high at least.
LOWEST = 2
#: Pixels that a day's name needs beside its line.
ROOM: Final = 50
DAY: Final = 86_400


class Panel(NamedTuple):
    """A row of bars; `path` is what SVG draws (SVG 2, section 9.3), empty where nothing is to be seen."""

    name: str
    most: str
    path: str


class Midnight(NamedTuple):
    """Where a day (UTC) begins, in pixels from the left; its label stands before that where there is no room behind."""

    x: int
    label: str

    @property
    def is_late(self) -> bool:
        """Whether there is none."""
        return self.x > WIDTH - ROOM


class Picture(NamedTuple):
    """The panels, from top to bottom, the days, and where scans stand that could not be done."""

    panels: tuple[Panel, ...]
    midnights: tuple[Midnight, ...]
    undone: tuple[int, ...]
    description: str


def picture(scans: Sequence[Figures], since: int, until: int) -> Picture:
    """A picture of the scans from one moment to another, in seconds since 1970."""
    ended = [scan for scan in scans if scan.state == "done" and since <= scan.started <= until]
    undone = [scan for scan in scans if scan.state == "failed" and since <= scan.started <= until]

    def column(moment: int) -> int:
        return (moment - since) * (WIDTH - BAR) // max(until - since, 1) // BAR * BAR

    def panel(name: str, value: Callable[[Figures], float], joined: Callable[[Iterable[float]], float]) -> Panel:
        columns: defaultdict[int, list[float]] = defaultdict(list)
        for scan in ended:
            columns[column(scan.started)].append(value(scan))
        heights = {x: joined(values) for x, values in columns.items()}
        most = max(heights.values(), default=0)
        return Panel(name, _figure(most), _bars(heights, most))

    panels = (
        panel("seconds", lambda scan: scan.seconds, max),
        panel("changed files", lambda scan: scan.changed, sum),
        panel("new entries", lambda scan: scan.entries, sum),
        panel("failed files", lambda scan: scan.failures, max),
    )
    first = -(-since // DAY) * DAY
    midnights = tuple(
        Midnight(column(moment), _day(datetime.fromtimestamp(moment, UTC))) for moment in range(first, until + 1, DAY)
    )
    marks = tuple(sorted({column(scan.started) for scan in undone}))
    return Picture(panels, midnights, marks, _description(ended, undone))


def _bars(heights: dict[int, float], most: float) -> str:
    """Bars from the ground up, the highest as high as the panel."""
    return "".join(
        f"M{x} {HEIGHT}v-{max(round(value / most * HEIGHT), LOWEST)}h{BAR}V{HEIGHT}z"
        for x, value in sorted(heights.items())
        if value
    )


def _day(moment: datetime) -> str:
    return f"{MONTHS[moment.month - 1][:3]} {moment.day}"


def _description(ended: Sequence[Figures], undone: Sequence[Figures]) -> str:
    """The picture in words."""
    if not (ended or undone):
        return "No scans in these days."
    longest = max((scan.seconds for scan in ended), default=0.0)
    changed, entries = sum(scan.changed for scan in ended), sum(scan.entries for scan in ended)
    return (
        f"Scans: {len(ended):,}, the longest of {_figure(longest)} s. Changed files: {changed:,}. "
        f"New entries: {entries:,}. Scans that could not be done: {len(undone):,}."
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.2g}"  # noqa: PLR2004 (two digits)
