"""However people are moved about, a leader sees the own line, nobody else, and no coach but the leader (I12)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadership.conversations import choosing
from leadership.insights import line
from leadership.lib.refusal import Refused
from leadership.obligations.models import Obligation
from leadership.people import directory
from leadership.people.models import Person
from policies.starters import T1
from tests.insights.test_line import LATE_JULY, adopt

NAMES = ("freja", "astrid", "erik", "david", "bjorn", "camilla")
moves = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from((*NAMES, None))), max_size=8)


def below(leader):
    """Everybody under `leader`, by following managers up from each, one by one."""
    managers = dict(Person.objects.values_list("pk", "manager_id"))
    found = set()
    for person, manager in managers.items():
        above, seen = manager, set()
        while above is not None and above not in seen:
            seen.add(above)
            if above == leader.pk:
                found.add(person)
            above = managers[above]
    return found


def move(cast, who, to, now):
    person = Person.objects.get(pk=getattr(cast, who).pk)
    manager = Person.objects.get(pk=getattr(cast, to).pk) if to else None
    try:
        directory.move(person, manager=manager, now=now)
    except Refused:
        return  # a circle, which is refused by name


@pytest.fixture
def chosen(cast, now):
    adopt(T1, now)
    owed = Obligation.objects.get(person=cast.bjorn, policy__key=T1["key"], cycle_key="2026-Q2")
    choosing.choose(owed, coach=cast.erik, by=cast.bjorn, now=now)
    return cast


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(told=moves)
def test_a_leader_sees_the_own_line_and_nobody_else(chosen, now, told):
    for who, to in told:
        move(chosen, who, to, now)
    for leader in Person.objects.all():
        dashboard = line.dashboard(leader, on=LATE_JULY, limit=100)
        shown = {row.obligation.person_id for row in dashboard.rows}

        assert shown == below(leader)
        assert {row.coach for row in dashboard.rows} <= {None, leader}
