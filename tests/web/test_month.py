"""A month is laid out in whole weeks, with links only where something is free."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leadership.web.month import MonthGrid, month_grid

ON = date(2026, 11, 20)


def grid(first: date, free: dict[date, int]) -> MonthGrid:
    return month_grid(first, free=free, url_for=lambda day: f"?day={day}", on=ON, chosen=ON + timedelta(days=3))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_day_of_the_month_stands_once_under_its_weekday(first: date) -> None:
    weeks = grid(first, {}).weeks
    days = [cell.day for week in weeks for cell in week if cell]
    assert days == [first.replace(day=1) + timedelta(days=n) for n in range(len(days))]
    assert (days[-1] + timedelta(days=1)).day == 1
    assert all(cell.day.weekday() == place for week in weeks for place, cell in enumerate(week) if cell)


def test_only_days_with_something_free_can_be_chosen() -> None:
    free = {date(2026, 11, 23): 2, date(2026, 11, 24): 0}
    cells = [cell for week in grid(ON, free).weeks for cell in week if cell]
    assert {cell.day: cell.url for cell in cells if cell.url} == {date(2026, 11, 23): "?day=2026-11-23"}


def test_today_and_the_chosen_day_are_marked() -> None:
    cells = [cell for week in grid(ON, {}).weeks for cell in week if cell]
    assert [cell.day for cell in cells if cell.today] == [ON]
    assert [cell.day for cell in cells if cell.current] == [date(2026, 11, 23)]


def test_days_of_other_months_are_left_empty() -> None:
    first_week = grid(date(2026, 11, 1), {}).weeks[0]
    assert first_week[:6] == (None,) * 6
