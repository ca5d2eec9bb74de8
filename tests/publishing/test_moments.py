"""Moments read as the standard library writes them."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import example, given

from aggregator.publishing.moments import mail_date, timestamps
from tests.publishing.samples import ENTRIES, MOMENTS


@given(moment=MOMENTS)
@example(moment=datetime.min.replace(tzinfo=UTC))
@example(moment=datetime.max.replace(tzinfo=UTC, microsecond=0))
def test_a_date_of_mail_is_the_standard_librarys(moment: datetime) -> None:
    assert mail_date(moment) == format_datetime(moment)


@pytest.mark.parametrize("day", range(1, 8))
@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_and_month_has_its_name(month: int, day: int) -> None:
    moment = datetime(2026, month, day, 1, 2, 3, tzinfo=UTC)
    assert mail_date(moment) == format_datetime(moment)


@given(published=MOMENTS, updated=MOMENTS)
def test_an_entry_has_both_of_its_moments(published: datetime, updated: datetime) -> None:
    entry = ENTRIES[0]._replace(published=published, updated=updated)
    assert timestamps(entry) == (published.isoformat(), updated.isoformat())
    assert timestamps(entry._replace(published=updated)) == (updated.isoformat(), updated.isoformat())
