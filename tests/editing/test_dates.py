import time
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.editing.dates import base_of, spread
from aggregator.model import DateLine

NOW = 1_700_000_000
DAY = 86_400
MARCH_14 = int(datetime(2012, 3, 14, tzinfo=UTC).timestamp())


def line(moment: str, *, whole_day: bool = False) -> DateLine:
    return DateLine(datetime.fromisoformat(moment), whole_day)


# Which date


def test_a_date_line_comes_before_the_name_and_the_name_before_the_file() -> None:
    named = date(2012, 3, 14)
    assert base_of(line("2010-01-02T03:04:05+00:00"), named, 5.5, NOW) == (1_262_401_445, False)
    assert base_of(line("2012-03-14T00:00:00+00:00", whole_day=True), date(2000, 1, 1), 5.5, NOW) == (MARCH_14, True)
    assert base_of(None, named, 5.5, NOW) == (MARCH_14, True)
    assert base_of(None, None, 5.5, NOW) == (5, False)


def test_another_time_zone_is_another_moment() -> None:
    assert base_of(line("2012-03-14T05:00:00+05:00"), None, 0.0, NOW) == (MARCH_14, False)


@pytest.mark.parametrize(
    ("written", "named", "modified"),
    [
        (line("2099-01-01T00:00:00+00:00", whole_day=True), None, 0.0),
        (None, date(2099, 1, 1), 0.0),
        (None, None, NOW + 0.5 + 1),
        (None, None, 9e18),
    ],
)
def test_the_future_is_clamped_to_now(written: DateLine | None, named: date | None, modified: float) -> None:
    assert base_of(written, named, modified, NOW) == (NOW, False)


def test_what_was_written_before_1970_is_kept_but_no_file_is_so_old() -> None:
    assert base_of(line("1912-04-15T02:20:00+00:00"), None, 0.0, NOW) == (-1_821_303_600, False)
    assert base_of(None, date(1900, 1, 1), 0.0, NOW)[0] < 0
    assert base_of(None, None, -1e9, NOW) == (0, False)


# Spreading


def test_the_articles_of_a_file_go_back_from_its_time_and_up_from_midnight() -> None:
    assert spread([(NOW, False)] * 3, set(), NOW) == [NOW, NOW - 1, NOW - 2]
    assert spread([(MARCH_14, True)] * 3, set(), NOW) == [MARCH_14 + 2, MARCH_14 + 1, MARCH_14]
    assert spread([], {NOW}, NOW) == []


def test_what_is_seen_later_is_newer_than_what_was_seen_before_at_the_same_date() -> None:
    taken = set(spread([(MARCH_14, True)] * 8, set(), NOW))
    assert spread([(MARCH_14, True)], taken, NOW) == [MARCH_14 + 8]
    assert spread([(MARCH_14, True)] * 2, taken, NOW) == [MARCH_14 + 9, MARCH_14 + 8]
    taken = set(spread([(NOW - 60, False)] * 8, set(), NOW))
    assert spread([(NOW - 60, False)] * 9, taken, NOW) == list(range(NOW - 51, NOW - 60, -1))


def test_equal_dates_keep_the_files_order_wherever_they_stand_in_it() -> None:
    one, other = (MARCH_14, True), (MARCH_14 + DAY, True)
    moments = spread([one, other, one, other, one], set(), NOW)
    assert [moments[0], moments[2], moments[4]] == [MARCH_14 + 2, MARCH_14 + 1, MARCH_14]
    assert [moments[1], moments[3]] == [MARCH_14 + DAY + 1, MARCH_14 + DAY]


def test_where_no_room_is_left_before_now_it_goes_back() -> None:
    assert spread([(NOW - 2, True)] * 5, set(), NOW) == [NOW, NOW - 1, NOW - 2, NOW - 3, NOW - 4]
    assert spread([(NOW, False), (NOW - 1, False)] * 2, set(), NOW) == [NOW, NOW - 2, NOW - 1, NOW - 3]
    assert spread([(NOW, False)], {NOW, NOW - 1, NOW - 3}, NOW) == [NOW - 2]


BASES = st.lists(st.tuples(st.integers(NOW - 12, NOW), st.booleans()), max_size=30)


@given(BASES, st.frozensets(st.integers(NOW - 15, NOW)))
@example([(NOW, False), (NOW - 1, False)] * 5, frozenset())
def test_moments_are_distinct_in_order_and_never_in_the_future(
    bases: list[tuple[int, bool]], taken: frozenset[int]
) -> None:
    moments = spread(bases, taken, NOW)
    assert len(moments) == len(bases)
    assert len({*moments, *taken}) == len(moments) + len(taken)
    assert max(moments, default=NOW) <= NOW
    for base in bases:
        same = [moment for other, moment in zip(bases, moments, strict=True) if other == base]
        assert all(first > second for first, second in pairwise(same))


@given(st.lists(st.tuples(st.integers(0, 40).map(lambda day: MARCH_14 + day * DAY), st.just(value=True)), max_size=30))
def test_a_later_day_stays_later_and_a_day_stays_the_day(bases: list[tuple[int, bool]]) -> None:
    moments = spread(bases, set(), NOW)
    assert [moment // DAY for moment in moments] == [base // DAY for base, _ in bases]


@given(base=st.integers(-3, NOW), whole_day=st.booleans(), count=st.integers(0, 20))
@example(base=NOW - 2, whole_day=True, count=5)
@example(base=2, whole_day=False, count=5)
def test_what_is_taken_elsewhere_makes_no_difference(*, base: int, whole_day: bool, count: int) -> None:
    assert spread([(base, whole_day)] * count, set(), NOW) == spread([(base, whole_day)] * count, {-(10**6)}, NOW)


def test_spreading_is_the_same_each_time() -> None:
    bases = [(NOW - number % 7, number % 3 == 0) for number in range(100)]
    assert spread(bases, {NOW}, NOW) == spread(bases, {NOW}, NOW)


@pytest.mark.parametrize(
    "bases",
    [
        [(NOW, False)] * 50_000,
        [(MARCH_14, True), (MARCH_14 + DAY, True)] * 25_000,
        [(MARCH_14, True)] * 25_000 + [(MARCH_14 + number, False) for number in range(25_000)],
        [(NOW - 2, False)] * 25_000 + [(NOW - number, False) for number in range(25_000)],
        [(NOW - number, True) for number in range(25_000)] * 2,
    ],
    ids=["one", "two in turn", "in a crowd", "up to now", "each again"],
)
def test_fifty_thousand_articles_take_no_longer_than_their_number(bases: list[tuple[int, bool]]) -> None:
    begun = time.process_time()
    moments = spread(bases, set(range(MARCH_14, MARCH_14 + 20_000)), NOW)
    assert time.process_time() - begun < 2
    assert len(set(moments)) == len(moments)
