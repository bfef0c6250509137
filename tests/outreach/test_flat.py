"""An organisation without any manager: the rhythm runs, and HR is last in every chain."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.obligations.models import Obligation
from leadership.outreach.models import Delivery
from leadership.people import directory, roles
from tests.obligations.conftest import T1
from tests.outreach.conftest import adopt, walk


@pytest.fixture
def flat(db, now):
    """Anna, Bo and Hilda, who is HR; nobody leads anybody."""
    hired = [directory.hire(given_name=name, email=f"{name.lower()}@example.org", hire_date=date(2020, 1, 7), now=now)
             for name in ("Anna", "Bo", "Hilda")]  # fmt: skip
    roles.grant(hired[2], "hr", now=now)
    adopt(T1, on=date(2026, 4, 1), now=now)
    return hired


def test_where_nobody_leads_anybody_hr_hears_what_a_leader_would_and_has_the_move_without_a_coach(flat, now):
    reports = walk(now, datetime(2026, 7, 23, 10, tzinfo=UTC), step=timedelta(days=1))

    assert [report.errors for report in reports if report.errors] == []
    told = Delivery.objects.filter(letter="leader_told").values_list(
        "recipient__given_name", "obligation__person__given_name"
    )
    assert sorted(told) == [("Hilda", "Anna"), ("Hilda", "Bo")]
    owed = Obligation.objects.get(person=flat[0], cycle_key="2026-Q2")
    assert (owed.state, owed.coach) == ("open", None)
