"""Leave: joined where nobody worked between, counted from fourteen days on."""

from policies.facts import Leave
from policies.leaves import counted_stretches, joined

from .facts_for_tests import DAYS, day


def away(*ends):
    leaves = [Leave(f"{n}", day(start), day(end) if end else None) for n, (start, end) in enumerate(ends)]
    return joined(leaves, DAYS.is_free)


def test_leaves_with_only_a_weekend_between_are_one():
    found = away(("05-18", "05-22"), ("05-25", "05-31"))
    assert [(one.start, one.end, one.counted, one.key) for one in found] == [(day("05-18"), day("05-31"), True, "0")]


def test_a_public_holiday_between_joins_too_and_a_working_day_does_not():
    assert len(away(("06-15", "06-18"), ("06-22", "06-30"))) == 1
    assert len(away(("06-08", "06-17"), ("06-19", "06-30"))) == 2


def test_fourteen_days_count_and_thirteen_do_not():
    assert away(("05-04", "05-17"))[0].counted
    assert not away(("05-04", "05-16"))[0].counted


def test_leave_without_a_known_end_counts_from_its_first_day_and_swallows_what_follows():
    found = away(("05-04", None), ("06-01", "06-05"))
    assert [(one.start, one.end, one.counted) for one in found] == [(day("05-04"), None, True)]
    assert counted_stretches(found) == ()


def test_the_first_day_back_is_the_day_after_the_last_of_leave():
    assert away(("06-15", "08-16"))[0].back_on == day("08-17")


def test_overlapping_leaves_are_one():
    found = away(("05-04", "05-20"), ("05-10", "05-12"))
    assert [(one.start, one.end) for one in found] == [(day("05-04"), day("05-20"))]
