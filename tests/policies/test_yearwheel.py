"""The year wheel shows every adopted cycle and campaign of the year, once."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.cadence import PERIODS, period_at
from policies.facts import OrgFacts, PolicyFacts, Version
from policies.terms import Terms
from policies.yearwheel import turns

ORG = OrgFacts()


def policy(*versions, retired_on=None):
    made = [Version(n, Terms.parse({"key": "a", "cadence": cadence}), start) for n, (cadence, start) in versions]
    return PolicyFacts("a", tuple(made), retired_on)


def quarterly(start, **more):
    return policy((1, ({"per_period": {"period": "quarter"}}, start)), **more)


def keys(found):
    return [turn.key for turn in found]


def test_a_quarterly_rhythm_has_four_turns():
    found = turns([quarterly(date(2025, 1, 1))], ORG, 2026)
    assert keys(found) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert (found[1].start, found[1].end) == (date(2026, 4, 1), date(2026, 6, 30))


def test_a_rhythm_that_begins_in_the_middle_of_a_quarter_shows_the_rest_of_it():
    first, second, *_ = turns([quarterly(date(2026, 5, 18))], ORG, 2026)
    assert (first.key, first.start, first.end) == ("2026-Q2", date(2026, 5, 18), date(2026, 6, 30))
    assert second.start == date(2026, 7, 1)


def test_a_retired_rhythm_begins_no_turn_after_its_end():
    assert keys(turns([quarterly(date(2025, 1, 1), retired_on=date(2026, 5, 2))], ORG, 2026)) == ["2026-Q1", "2026-Q2"]


def test_a_changed_rhythm_shows_each_cycle_once_under_its_own_version():
    changed = policy(
        (1, ({"per_period": {"period": "quarter"}}, date(2025, 1, 1))),
        (2, ({"per_period": {"period": "half_year"}}, date(2026, 7, 1))),
    )
    found = turns([changed], ORG, 2026)
    assert [(turn.version, turn.key) for turn in found] == [(1, "2026-Q1"), (1, "2026-Q2"), (2, "2026-H2")]


def test_a_campaign_over_new_year_is_cut_at_the_years_ends():
    [turn] = turns(
        [policy((1, ({"campaign": {"from": "2026-11-15", "to": "2027-01-31"}}, date(2026, 6, 1))))], ORG, 2027
    )
    assert (turn.kind, turn.start, turn.end) == ("campaign", date(2027, 1, 1), date(2027, 1, 31))


def test_what_counts_from_each_persons_day_fills_the_year():
    rolling = policy((1, ({"rolling": {"every": 14, "unit": "day"}}, date(2026, 3, 1))))
    anchored = policy((1, ({"anchored": {"anchor": "hire", "offsets": [{"day": 30}]}}, date(2025, 3, 1))))
    one, other = turns([rolling, anchored], ORG, 2026)
    assert (one.kind, one.start, one.end, one.is_personal) == ("rolling", date(2026, 3, 1), date(2026, 12, 31), True)
    assert (other.kind, other.start) == ("anchored", date(2026, 1, 1))


def test_a_fiscal_year_turns_by_its_own_calendar():
    found = turns([quarterly(date(2024, 1, 1))], OrgFacts(fiscal_start=(9, 1)), 2026)
    assert [turn.start for turn in found] == [
        date(2026, 1, 1),
        date(2026, 3, 1),
        date(2026, 6, 1),
        date(2026, 9, 1),
        date(2026, 12, 1),
    ]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(PERIODS),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.one_of(st.none(), st.dates(date(2025, 6, 1), date(2028, 1, 1))),
    st.sampled_from([(1, 1), (9, 1), (4, 6)]),
)
def test_every_day_under_a_rhythm_lies_in_exactly_one_turn(period, start, ended, fiscal):
    rhythm = policy((1, ({"per_period": {"period": period}}, start)), retired_on=ended)
    found = turns([rhythm], OrgFacts(fiscal_start=fiscal), 2026)
    for n in range(365):
        day = date(2026, 1, 1) + timedelta(days=n)
        begun = period_at(period, day, fiscal).start
        governed = day >= start and (ended is None or begun < ended)
        assert sum(turn.start <= day <= turn.end for turn in found) == governed
