"""What was measured, a row each, and its rendering as a Markdown table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Self

from bench.goals import Goal

#: From the largest unit down: what a figure in seconds is divided by, and what that is called.
UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def seconds(value: float) -> str:
    """A duration with three digits and the unit that suits it."""
    size, unit = next((each for each in UNITS if abs(value) >= each[0]), UNITS[-1])
    return f"{float(f'{value / size:.3g}'):,g} {unit}"


def rate(value: float) -> str:
    """Answers a second."""
    return f"{value:,.0f}/s"


def mebibytes(value: float) -> str:
    """Bytes, in MiB."""
    return f"{value / 2**20:,.1f} MiB"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the program's, beside a peer's where there is one.

    `own` and `theirs` are medians in the same unit, which `shown` writes. `met` is None where nothing is asked for.
    Where a peer is not there, `peer` says so (`missing`) and `theirs` is None; so is `own` where what measures is not.
    """

    line: Goal
    measured: str
    own: float | None
    peer: str = ""
    theirs: float | None = None
    goal: str = ""
    met: bool | None = None
    shown: Callable[[float], str] = seconds

    @classmethod
    def missing(
        cls, line: Goal, measured: str, own: float | None, peer: str, shown: Callable[[float], str] = seconds
    ) -> Self:
        """A figure whose peer, or what it is measured with, is not on this machine."""
        return cls(line, measured, own, f"missing: {peer} is not installed", shown=shown)

    @property
    def ratio(self) -> float | None:
        """Own by theirs; below one is faster for durations, and slower for rates."""
        return None if not self.theirs or self.own is None else self.own / self.theirs

    def cells(self) -> tuple[str, ...]:
        """The columns, left to right, as text."""
        own, theirs = ("" if value is None else self.shown(value) for value in (self.own, self.theirs))
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}"
        met = {None: "", True: "yes", False: "**no**"}[self.met]
        return (self.measured, own, self.peer, theirs, ratio, self.goal, met)


HEADINGS = ("measured", "own", "peer", "its", "own / its", "goal", "met")


def markdown(rows: Sequence[Row]) -> str:
    """The rows under the lines that they belong to, a table each line; without a line break at the end."""
    return "\n\n".join(
        f"*{line}*\n\n" + "\n".join(_ruled([row for row in rows if row.line is line]))
        for line in Goal
        if any(row.line is line for row in rows)
    )


def _ruled(rows: Iterable[Row]) -> list[str]:
    marks = ["---", "---:", "---", "---:", "---:", "---", "---"]
    return [f"| {' | '.join(cells)} |" for cells in (HEADINGS, marks, *(row.cells() for row in rows))]


def timed(act: Callable[[], object]) -> float:
    """How many seconds an act takes."""
    begun = perf_counter()
    act()
    return perf_counter() - begun


def alternating(
    acts: dict[str, Callable[[], object]], rounds: int, before: Callable[[str], object] = lambda _name: None
) -> dict[str, float]:
    """Median seconds of each act; they take turns, so that a busy machine slows all of them.

    What comes `before` each, which is told its name, is not measured.
    """
    found: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            before(name)
            found[name].append(timed(act))
    return {name: median(each) for name, each in found.items()}
