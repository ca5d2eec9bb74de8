"""What is measured has a place in the documents, and is written there as measured."""

import importlib
from pathlib import Path

import pytest

from bench.goals import Goal
from bench.performance import GROUPS, replaced
from bench.table import Row, markdown, rate, seconds

PAGE = (Path(__file__).parent.parent / "docs" / "performance.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", Goal)
def test_the_page_names_every_line_of_the_goals(line: Goal) -> None:
    assert f"| {line} |" in PAGE


@pytest.mark.parametrize("name", GROUPS)
def test_each_group_can_be_measured_and_has_its_place(name: str) -> None:
    assert callable(importlib.import_module(f"bench.{name}").rows)
    assert "taken" in replaced(PAGE, name, "taken")


def test_a_group_s_figures_replace_its_own_alone() -> None:
    page = replaced(replaced(PAGE, "search", "the one"), "entries", "the other")
    again = replaced(page, "search", r"a newer \1")
    assert "the one" not in again
    assert r"a newer \1" in again
    assert "the other" in again


def test_a_page_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for search"):
        replaced("nothing", "search", "figures")


def test_figures_stand_under_their_line_with_ratio_and_verdict() -> None:
    assert markdown(
        [
            Row(Goal.COLD, "all", 1.5, "floor", 0.75, "≤ 2 × the floor", met=True),
            Row(Goal.SERVED, "200", 40_000, "nginx", 80_000, "≥ 40% of nginx", met=True, shown=rate),
            Row(Goal.COLD, "feeds", 0.0042, goal="≤ 4 ms", met=False),
            Row.missing(Goal.COLD, "all", 1.5, "hugo"),
        ]
    ).splitlines() == [
        f"*{Goal.COLD}*",
        "",
        "| measured | own | peer | its | own / its | goal | met |",
        "| --- | ---: | --- | ---: | ---: | --- | --- |",
        "| all | 1.5 s | floor | 750 ms | 2 | ≤ 2 × the floor | yes |",
        "| feeds | 4.2 ms |  |  |  | ≤ 4 ms | **no** |",
        "| all | 1.5 s | missing: hugo is not installed |  |  |  |  |",
        "",
        f"*{Goal.SERVED}*",
        "",
        "| measured | own | peer | its | own / its | goal | met |",
        "| --- | ---: | --- | ---: | ---: | --- | --- |",
        "| 200 | 40,000/s | nginx | 80,000/s | 0.5 | ≥ 40% of nginx | yes |",
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(12.34, "12.3 s"), (0.9994, "999 ms"), (0.00008, "80 µs"), (1234, "1,230 s")]
)
def test_durations_have_three_digits_and_a_unit(value: float, text: str) -> None:
    assert seconds(value) == text
