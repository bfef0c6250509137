"""The copy of the number line on what is owed is exact after any history, and what is wrong is found and mended."""

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from leadership.cli import cast as people
from leadership.lib.refusal import Refused
from leadership.obligations import linecopy
from leadership.obligations.models import Obligation
from leadership.people import directory
from leadership.people.importing.taking import take
from leadership.people.models import Person
from leadership.people.persons import line
from policies import rhythms
from policies.models import Policy
from policies.starters import T1
from tests.people.lists import csv_of

pytestmark = pytest.mark.django_db
SIX = st.integers(0, 5)
MOMENT = datetime(2026, 4, 1, 8, tzinfo=UTC)


def owe(person, *, cycle_key="2026-Q2", state="open"):
    """A row as nobody but the ledger would write it, without a copy of its own."""
    policy = Policy.objects.first() or rhythms.create({**T1, "review_on": "2027-01-15"}, by=None, now=MOMENT)
    return Obligation.objects.create(
        person=person, policy=policy, policy_version=policy.latest(), cycle_key=cycle_key, state=state,
        opens_on=date(2026, 4, 1), due_on=date(2026, 6, 30),
    )  # fmt: skip


class AnyHistory(HypothesisTestCase):
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(SIX, st.none() | SIX, st.booleans()), max_size=8))
    def test_a_leaders_rows_are_those_of_the_people_below_whatever_happened(self, moves):
        everybody = people.seed(now=MOMENT).everybody
        for turn, (who, whom, by_list) in enumerate(moves):
            person = Person.objects.get(pk=everybody[who].pk)
            manager = None if whom is None else Person.objects.get(pk=everybody[whom].pk)
            owe(person, cycle_key=f"2026-Q{turn}")
            moved(person, manager, by_list)
        assert linecopy.wrong() == 0
        for leader in Person.objects.all():
            rows = Obligation.objects.filter(line(leader, on=None).rows())
            assert set(rows.values_list("person_id", flat=True)) <= led_by(leader)
            assert rows.count() == Obligation.objects.filter(person__in=led_by(leader)).count()


def moved(person, manager, by_list):
    try:
        if by_list:
            row = {"e-mail": person.email, "given name": person.given_name, "manager": manager.email if manager else ""}
            take(csv_of([row]), now=MOMENT, whole=False)
        else:
            directory.move(person, manager=manager, now=MOMENT)
    except Refused:
        pass


def led_by(leader):
    """Everybody below, by walking up from each."""
    above = dict(Person.objects.values_list("pk", "manager_id"))
    return {one for one in above if leader.pk in _climbed(above[one], above)}


def _climbed(current, above):
    while current is not None:
        yield current
        current = above[current]


def test_the_database_holds_the_triggers(cast):
    assert linecopy.names() == set(linecopy.TRIGGERS)


def test_what_has_ended_lets_go_and_takes_its_place_when_it_returns(cast, now):
    row = owe(cast.bjorn, state="excused")
    assert linecopy.let_go(row.due_on) == 0
    assert linecopy.let_go(date(2027, 1, 1)) == 1
    directory.move(cast.astrid, manager=cast.erik, now=now)
    assert Obligation.objects.get(pk=row.pk).lft is None
    Obligation.objects.filter(pk=row.pk).update(state="open")
    assert Obligation.objects.filter(pk=row.pk, lft=F("person__lft")).exists()


def test_the_command_finds_what_is_wrong_and_mends_it(cast):
    row = owe(cast.bjorn)
    Obligation.objects.filter(pk=row.pk).update(lft=1)
    Person.objects.filter(pk=cast.camilla.pk).update(lft=7, rgt=9)
    assert asked() == {"people": 1, "copies": 1, "mended": False}
    assert asked("--mend")["people"] == 1
    assert asked() == {"people": 0, "copies": 0, "mended": False}


def asked(*flags):
    out = StringIO()
    call_command("number_line", *flags, "--json", stdout=out)
    return json.loads(out.getvalue())
