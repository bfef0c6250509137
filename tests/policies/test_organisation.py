"""A fiscal year that was moved: the one that runs ends as it would have, and no key is renamed."""

from datetime import UTC, date, datetime

import pytest

from leadership.people import organisation
from policies import rhythms
from policies.cadence import period_at
from policies.models import PolicyVersion
from policies.organisation import FiscalTurn, fiscal_turn, org_facts
from policies.starters import T1

pytestmark = pytest.mark.django_db

BEGUN = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def adopted():
    """A rhythm has been adopted, so that cycles have names."""
    rhythms.create(T1, by=None, now=BEGUN)
    PolicyVersion.objects.update(adopted_at=BEGUN, effective_from=BEGUN.date())


def test_a_moved_fiscal_year_takes_effect_after_the_one_that_runs(adopted):
    now = datetime(2026, 5, 10, 9, tzinfo=UTC)
    organisation.change(now=now, fiscal_start_month=9)
    start = org_facts().fiscal_start
    keys = [
        period_at("quarter", date(year, month, 15), start).key for year, month in ((2026, 5), (2027, 2), (2027, 10))
    ]
    assert keys == ["2026-Q2", "FY2027-Q1s", "FY2028-Q1"]


def test_other_settings_leave_the_fiscal_year_alone():
    organisation.change(now=datetime(2026, 5, 10, 9, tzinfo=UTC), name="Works")
    assert org_facts().fiscal_start == (1, 1)


def test_a_move_names_its_days_until_it_is_through(adopted):
    organisation.change(now=datetime(2026, 5, 10, 9, tzinfo=UTC), fiscal_start_month=9)
    turn = FiscalTurn(date(2026, 12, 31), date(2027, 8, 31), date(2027, 9, 1))
    assert fiscal_turn(date(2026, 5, 10)) == fiscal_turn(date(2027, 8, 31)) == turn
    assert fiscal_turn(date(2027, 9, 1)) is None


def test_a_move_that_was_taken_back_in_time_leaves_no_short_year(adopted):
    organisation.change(now=datetime(2026, 5, 10, 9, tzinfo=UTC), fiscal_start_month=9)
    organisation.change(now=datetime(2026, 6, 10, 9, tzinfo=UTC), fiscal_start_month=1)
    assert fiscal_turn(date(2026, 6, 10)) == FiscalTurn(date(2026, 12, 31), None, date(2027, 1, 1))


def test_said_before_any_rhythm_was_adopted_it_holds_at_once():
    """No cycle has a name yet, so a new installation gets no short year; the same day counts by the hour."""
    organisation.change(now=BEGUN.replace(hour=8), fiscal_start_month=9)
    assert (org_facts().fiscal_start, fiscal_turn(BEGUN.date())) == ((9, 1), None)
    rhythms.create(T1, by=None, now=BEGUN)
    PolicyVersion.objects.update(adopted_at=BEGUN, effective_from=BEGUN.date())
    assert (org_facts().fiscal_start, fiscal_turn(BEGUN.date())) == ((9, 1), None)
    organisation.change(now=BEGUN.replace(hour=10), fiscal_start_month=4)
    assert fiscal_turn(BEGUN.date()) == FiscalTurn(date(2026, 8, 31), date(2027, 3, 31), date(2027, 4, 1))
