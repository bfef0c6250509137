"""Instants at the edge: zones in and out, clock changes included."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.lib import instants

STOCKHOLM, NEW_YORK = ZoneInfo("Europe/Stockholm"), ZoneInfo("America/New_York")


def test_an_instant_is_written_in_utc_with_z():
    assert instants.iso(datetime(2026, 4, 1, 10, 0, 0, 999, tzinfo=STOCKHOLM)) == "2026-04-01T08:00:00Z"


@pytest.mark.parametrize(
    "text", ["2026-04-01T08:00Z", "2026-04-01T08:00:00z", "2026-04-01T10:00+02:00", " 2026-04-01T04:00:00-04:00 "]
)
def test_an_instant_is_read_with_any_offset(text):
    assert instants.parse_instant(text) == datetime(2026, 4, 1, 8, tzinfo=UTC)


def test_a_bare_date_is_its_midnight_in_utc():
    assert instants.parse_instant("2026-04-01") == datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-04-01T08:00", "soon", ""])
def test_an_instant_without_zone_is_refused(text):
    with pytest.raises(ValueError):
        instants.parse_instant(text)


def test_the_date_is_the_one_where_the_person_lives():
    late = datetime(2026, 4, 1, 22, 30, tzinfo=UTC)

    assert instants.local_date(late, STOCKHOLM) == date(2026, 4, 2)
    assert instants.local_date(late, NEW_YORK) == date(2026, 4, 1)


def test_a_time_that_the_clock_skips_shifts_forward():
    assert instants.at_local(date(2026, 3, 29), time(2, 30), STOCKHOLM) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first():
    assert instants.at_local(date(2026, 10, 25), time(2, 30), STOCKHOLM) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_ends_at_midnight_where_it_is():
    assert instants.end_of_day(date(2026, 6, 30), NEW_YORK) == datetime(2026, 7, 1, 4, tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from([STOCKHOLM, NEW_YORK, ZoneInfo("Asia/Kolkata")]))
def test_a_day_starts_where_the_one_before_ends(day, zone):
    start = instants.at_local(day, time(0), zone)

    assert start == instants.end_of_day(day - timedelta(days=1), zone)
    assert instants.local_date(start, zone) == day
    assert instants.local_date(start - timedelta(seconds=1), zone) == day - timedelta(days=1)
