"""The picture of the scans: what is drawn, and that it is never too much."""

import re

from hypothesis import given
from hypothesis import strategies as st

from aggregator.store.scans import Figures
from aggregator.web.status.picture import DAY, HEIGHT, WIDTH, picture

NOON = 1_700_000_000 // DAY * DAY + DAY // 2


def scan(number: int, started: int, seconds: float = 1.0, changed: int = 0, failures: int = 0) -> Figures:
    return Figures(number, "done", started, started + 1, None, seconds, changed, changed * 2, failures)


def test_each_scan_is_a_bar_as_high_as_its_share_of_the_highest() -> None:
    scans = [scan(1, NOON - DAY, 0.5), scan(2, NOON - DAY // 2, 2.0, changed=3), scan(3, NOON, 1.0)]
    drawn = picture(scans, NOON - DAY, NOON)
    seconds, changed, entries, failed = drawn.panels
    assert seconds.path == "M0 40v-10h2V40zM358 40v-40h2V40zM718 40v-20h2V40z"
    assert changed.path == "M358 40v-40h2V40z"
    assert (seconds.most, changed.most, entries.most, failed.most) == ("2", "3", "6", "0")
    assert failed.path == ""
    assert drawn.description == (
        "Scans: 3, the longest of 2 s. Changed files: 3. New entries: 6. Scans that could not be done: 0."
    )


def test_scans_on_the_same_pixels_are_one_bar() -> None:
    scans = [scan(number, NOON - 10 + number, changed=2, failures=1) for number in range(5)]
    drawn = picture(scans, NOON - 3 * DAY, NOON)
    assert [panel.path.count("M") for panel in drawn.panels] == [1, 1, 1, 1]
    # What failed is the same file again and again, what changed is not.
    assert [panel.most for panel in drawn.panels] == ["1", "10", "20", "1"]


def test_days_begin_where_they_do_and_scans_that_failed_are_marked() -> None:
    broken = Figures(1, "failed", NOON - DAY, NOON - DAY, "the folder is missing", 0, 0, 0, 0)
    going_on = Figures(2, "running", NOON, None, None, 0, 0, 0, 0)
    drawn = picture([broken, going_on], NOON - 2 * DAY, NOON)
    assert [(midnight.x, midnight.label) for midnight in drawn.midnights] == [(178, "Nov 13"), (538, "Nov 14")]
    assert drawn.undone == (358,)
    assert drawn.description.endswith("could not be done: 1.")


def test_a_day_that_has_just_begun_is_named_before_its_line() -> None:
    midnight = NOON - DAY // 2
    assert [(day.x, day.is_late) for day in picture([], midnight - DAY, midnight + DAY // 40).midnights] == [
        (0, False),
        (700, True),
    ]


def test_where_nothing_was_scanned_there_is_a_picture_of_nothing() -> None:
    drawn = picture([], NOON - DAY, NOON)
    assert [panel.path for panel in drawn.panels] == [""] * 4
    assert drawn.description == "No scans in these days."


@given(st.lists(st.tuples(st.integers(-DAY, 2 * DAY), st.floats(0, 1e6), st.integers(0, 10**6)), max_size=50))
def test_bars_stay_within_their_panel(scans: list[tuple[int, float, int]]) -> None:
    drawn = picture([scan(0, NOON + moment, seconds, changed) for moment, seconds, changed in scans], NOON, NOON + DAY)
    for panel in drawn.panels:
        for x, height in re.findall(rf"M(\d+) {HEIGHT}v-(\d+)h2V{HEIGHT}z", panel.path):
            assert 0 <= int(x) <= WIDTH - 2
            assert 0 < int(height) <= HEIGHT
        assert re.fullmatch(rf"(M\d+ {HEIGHT}v-\d+h2V{HEIGHT}z)*", panel.path)
