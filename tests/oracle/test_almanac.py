"""The oracle's own counting, held to days that a calendar on the wall shows."""

from datetime import date

from .almanac import Almanac
from .periods import add_months, period_of

SUMMER = {"person": {"country": "SE"}, "org": {"pauses": [{"from": "2026-07-06", "to": "2026-07-31"}]}}


def test_working_days_are_counted_over_holidays_and_pauses():
    almanac = Almanac(SUMMER)
    assert almanac.plus(date(2026, 5, 12), 2) == date(2026, 5, 15)  # 14 May is Ascension
    assert almanac.plus(date(2026, 6, 30), 5) == date(2026, 8, 4)
    assert almanac.plus(date(2026, 6, 19), 0) == date(2026, 6, 22)  # Midsummer Eve
    assert almanac.forward_to_working_day(date(2026, 7, 5)) == date(2026, 8, 7)


def test_leave_is_joined_over_a_weekend_and_counts_from_fourteen_days():
    leaves = [{"from": "2026-09-07", "to": "2026-09-11"}, {"from": "2026-09-14", "to": "2026-09-20"}]
    assert [one["end"] for one in Almanac(SUMMER | {"leaves": leaves}).counted] == [date(2026, 9, 20)]
    assert not Almanac(SUMMER | {"leaves": leaves[:1]}).counted


def test_months_are_clamped_and_fiscal_years_named_after_their_end():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert period_of("tertial", (("09-01", None),), date(2026, 4, 30)) == (
        "FY2026-T2",
        date(2026, 1, 1),
        date(2026, 4, 30),
    )
    assert period_of("week", (("01-01", None),), date(2026, 12, 31))[0] == "2026-W53"
