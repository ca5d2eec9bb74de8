"""What becomes of a notice after each answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.store.notices import Notice
from aggregator.websub.outcome import Answer, GivenUp, PutOff, Told, outcome

NOW = 1_700_000_000
NOTICE = Notice("https://hub.example/", "https://news.example/feeds.atom", 7, NOW, NOW, 0)


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_2xx_is_told(status: int) -> None:
    assert outcome(NOTICE, Answer(status, ""), NOW, 0.5) == Told()


@pytest.mark.parametrize("status", [300, 301, 307, 308, 400, 401, 404, 410, 422, 499])
def test_what_will_not_change_by_itself_is_given_up(status: int) -> None:
    assert outcome(NOTICE, Answer(status, "it answered"), NOW, 0.5) == GivenUp("it answered")


@pytest.mark.parametrize("status", [None, 408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int | None) -> None:
    assert outcome(NOTICE, Answer(status, ""), NOW, 0) == PutOff(NOW + 60)


def test_each_wait_is_twice_as_long_up_to_six_hours() -> None:
    waits = []
    for attempts in range(20):
        notice = NOTICE._replace(attempts=attempts, since=NOW)
        what = outcome(notice, Answer(500, ""), NOW, 0)
        assert isinstance(what, PutOff)
        waits.append(what.until - NOW)
    assert waits[:9] == [60, 120, 240, 480, 960, 1920, 3840, 7680, 10800]
    assert set(waits[9:]) == {10800}


def test_after_a_day_it_is_no_news() -> None:
    late = NOTICE._replace(attempts=9, since=NOW - 86_400 + 10_800)
    assert outcome(late, Answer(500, "it answered 500"), NOW, 0) == PutOff(NOW + 10_800)
    later = late._replace(since=late.since - 1)
    assert outcome(later, Answer(500, "it answered 500"), NOW, 0) == GivenUp("it answered 500, for 24 hours")


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("7200", 7200),
        ("1", 60),
        ("Tue, 14 Nov 2023 23:13:20 GMT", 3600),
        ("Tue, 14 Nov 2000 23:13:20 GMT", 60),
        ("9" * 5000, 21600),
        ("-5", 60),
        ("٣٠٠", 60),
        ("soon", 60),
        ("Tue, 14 Nov 99999 23:13:20 GMT", 60),
    ],
)
def test_a_hub_may_say_when_to_come_again(header: str, wait: int) -> None:
    assert outcome(NOTICE, Answer(503, "", header), NOW, 0) == PutOff(NOW + wait)


@given(
    status=st.none() | st.integers(100, 999),
    attempts=st.integers(0, 10_000),
    age=st.integers(0, 200_000),
    chance=st.floats(0, 1, exclude_max=True),
    retry_after=st.none() | st.text(),
)
def test_no_wait_is_shorter_than_a_minute_or_longer_than_six_hours(
    status: int | None, attempts: int, age: int, chance: float, retry_after: str | None
) -> None:
    notice = NOTICE._replace(attempts=attempts, since=NOW - age)
    what = outcome(notice, Answer(status, "", retry_after), NOW, chance)
    if isinstance(what, PutOff):
        assert NOW + 60 <= what.until <= NOW + 21_600
        assert what.until <= notice.since + 86_400
