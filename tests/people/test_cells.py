"""Dates and working patterns as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.people.importing import dates, patterns, words

FIRST_OF_APRIL = date(2026, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-01", "2026/04/01", "2026.4.1", "20260401", "1.4.2026", "01.04.2026", "1/4/2026", "01-04-2026",
        "1.4.26",
        "1 April 2026", "1 apr 2026", "April 1, 2026", "1 april 2026", "01-Apr-2026", "2026-04-01 00:00:00",
        "2026-04-01T08:30:00Z", "46113", "46113.0", " 2026-04-01 ",
    ],
)  # fmt: skip
def test_a_date_is_a_date_however_it_is_written(text):
    assert dates.parse(text) == FIRST_OF_APRIL


def test_may_and_october_are_known_in_swedish():
    assert dates.parse("3 maj 2026") == date(2026, 5, 3)
    assert dates.parse("3 oktober 2026") == date(2026, 10, 3)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "31.2.2026", "2026", "1/2", "99999", "1 Foo 2026", "0001-01-01"]
)
def test_what_is_no_date_between_1940_and_2100_is_refused(text):
    with pytest.raises(ValueError):
        dates.parse(text)


def test_a_column_with_a_day_above_twelve_in_second_place_puts_the_month_first():
    assert dates.order_of(["4/1/2026", "4/13/2026"]) == "mdy"
    assert dates.order_of(["4/1/2026", "13/4/2026"]) == "dmy"
    assert dates.parse("4/1/2026", "mdy") == FIRST_OF_APRIL


@given(st.dates(date(1940, 1, 1), date(2100, 12, 31)))
def test_every_day_reads_back_from_iso_and_from_a_day_number(day):
    assert dates.parse(day.isoformat()) == day
    serial = (day - date(1899, 12, 30)).days
    if serial >= 10_000:
        assert dates.parse(str(serial)) == day


def hours(days, *windows):
    return {day: [list(window) for window in windows] for day in days.split()}


NINE_TO_FIVE = ("09:00", "17:00")


@pytest.mark.parametrize(
    "text, meant",
    [
        ("mon-thu 09:00-16:00", hours("mon tue wed thu", ("09:00", "16:00"))),
        ("Mon–Tue", hours("mon tue", NINE_TO_FIVE)),
        ("mån-fre 8-17", hours("mon tue wed thu fri", ("08:00", "17:00"))),
        ("måndag till torsdag 08.30–16.30", hours("mon tue wed thu", ("08:30", "16:30"))),
        ("Mon, Wed, Fri", hours("mon wed fri", NINE_TO_FIVE)),
        ("mon and wed 10-12, 13-15", hours("mon wed", ("10:00", "12:00"), ("13:00", "15:00"))),
        ("mon-thu 9-17; fri 9-13", {**hours("mon tue wed thu", NINE_TO_FIVE), **hours("fri", ("09:00", "13:00"))}),
        ("08:00-16:30", hours("mon tue wed thu fri", ("08:00", "16:30"))),
        ("vardagar", hours("mon tue wed thu fri", NINE_TO_FIVE)),
        ("sat-mon", hours("mon sat sun", NINE_TO_FIVE)),
    ],
)
def test_a_working_pattern_is_read_as_it_was_meant(text, meant):
    assert patterns.parse(text) == meant


@pytest.mark.parametrize("text", ["", "80%", "40", "someday", "mon 17-9", "mon 9-12, 11-15", "mon 25-26", "mon 22-06"])
def test_what_is_no_working_pattern_is_refused(text):
    with pytest.raises(ValueError):
        patterns.parse(text)


WINDOWS = st.sampled_from([[["09:00", "17:00"]], [["08:00", "12:00"], ["13:00", "16:30"]], [["10:00", "14:00"]]])


@given(st.dictionaries(st.sampled_from(patterns.WEEKDAYS), WINDOWS, min_size=1))
def test_a_pattern_written_out_reads_back_the_same(pattern):
    assert patterns.parse(patterns.written(pattern)) == pattern


def test_words_of_personnel_systems_are_known():
    assert words.employment("Tillsvidareanställning") == "permanent"
    assert words.employment("Timanställd") == "hourly"
    assert (words.language("Svenska"), words.language("suomi"), words.language("fi-FI")) == ("sv", "fi", "fi")
    assert words.country("Sverige") == words.country("se") == "SE"
    assert words.employment("emperor") is None


def test_a_serial_number_counts_from_the_end_of_1899():
    assert dates.SERIAL_ZERO + timedelta(days=46113) == FIRST_OF_APRIL
