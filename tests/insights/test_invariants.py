"""Whoever leads whom (docs/reference/cadence.md B.8, I12): a leader sees the own line, and no coach."""

from dataclasses import fields
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leadership.insights import line
from leadership.people import directory
from leadership.people.models import Person
from policies.starters import T1
from tests.insights.test_line import adopt

pytestmark = pytest.mark.django_db

QUICK = settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def quarter(cast, now):
    adopt(T1, now)
    return cast


@QUICK
@given(leads=st.lists(st.integers(0, 5), min_size=6, max_size=6))
def test_a_dashboard_shows_nobody_outside_the_own_line(quarter, now, leads):
    with transaction.atomic():
        people = list(Person.objects.order_by("given_name"))[:6]
        for person in people:
            directory.change(person, now=now, manager=None)
        for place, person in enumerate(people):
            person.refresh_from_db()
            directory.change(person, now=now, manager=people[leads[place] % place] if place else None)
        below = {person.pk: _below(person.pk) for person in people}
        for person in people:
            rows = line.dashboard(person, on=date(2026, 7, 20)).rows
            assert {row.obligation.person_id for row in rows} <= below[person.pk]
        transaction.set_rollback(True)


def test_what_a_leader_sees_of_a_person_has_no_place_for_a_coach():
    assert not {field.name for field in fields(line.Waiting)} & {"coach", "coach_id", "starts_at", "notes"}


def _below(leader):
    found, rest = set(), [leader]
    while rest:
        reports = set(Person.objects.filter(manager_id=rest.pop()).values_list("pk", flat=True)) - found
        found |= reports
        rest += reports
    return found
