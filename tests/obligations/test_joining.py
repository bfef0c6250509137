"""Rhythms for those who ask: joined and left by the member alone, whenever they like (B.5)."""

from datetime import date

import pytest

from leadership.lib.refusal import Refused
from leadership.obligations import joining, reconcile, standing
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation, OptIn
from tests.obligations.conftest import T1, adopt, morning, walk

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)
FOR_THOSE_WHO_ASK = {**T1, "key": "sparring", "binding": "opt_in"}


@pytest.fixture
def sparring(cast, now):
    policy = adopt(FOR_THOSE_WHO_ASK, on=APRIL)
    reconcile.signals(now, no_talks)
    return policy


def rows_of(person):
    return list(Obligation.objects.filter(person=person).order_by("due_on").values_list("cycle_key", "state"))


def test_nobody_is_owed_anything_before_they_ask(cast, sparring):
    assert not Obligation.objects.exists()


def test_whoever_joins_is_in_it_from_that_day(cast, sparring, now):
    joining.join(cast.camilla, sparring, now=now)
    joining.join(cast.camilla, sparring, now=now)
    reconcile.signals(now, no_talks)
    assert rows_of(cast.camilla) == [("2026-Q2", "open"), ("2026-Q3", "planned")]
    assert rows_of(cast.bjorn) == []
    assert OptIn.objects.count() == 1


def test_whoever_leaves_is_owed_nothing_more_and_may_come_back(cast, sparring, now):
    joining.join(cast.camilla, sparring, now=now)
    reconcile.signals(now, no_talks)
    later = morning(date(2026, 4, 20))
    joining.leave(cast.camilla, sparring, now=later)
    reconcile.signals(later, no_talks)
    assert {state for _, state in rows_of(cast.camilla)} == {"cancelled"}
    joining.join(cast.camilla, sparring, now=later)
    reconcile.signals(later, no_talks)
    assert rows_of(cast.camilla)[0] == ("2026-Q2", "open")


def test_what_is_asked_for_is_never_overdue_and_lapses(cast, sparring, now):
    joining.join(cast.camilla, sparring, now=now)
    walk(APRIL, date(2026, 7, 20))
    row = Obligation.objects.select_related("person").get(person=cast.camilla, cycle_key="2026-Q2")
    assert standing.of(row, date(2026, 7, 20)).timeliness == "late"
    walk(date(2026, 7, 21), date(2026, 8, 20))
    row.refresh_from_db()
    assert row.state == "lapsed"


def test_a_rhythm_for_everyone_cannot_be_joined(cast, now):
    quarterly = adopt(T1, on=APRIL)
    with pytest.raises(Refused):
        joining.join(cast.camilla, quarterly, now=now)


def test_many_who_have_joined_on_the_same_day_share_an_answer(cast, sparring, now):
    from leadership.people import directory

    people = [
        directory.hire(given_name=f"P{n}", hire_date=date(2020, 1, 1), now=now, zone="Europe/Stockholm")
        for n in range(25)
    ]
    for person in people[:12]:
        joining.join(person, sparring, now=now)
    reconcile.signals(now, no_talks)
    assert Obligation.objects.filter(cycle_key="2026-Q2").count() == 12
    assert reconcile.check(now, no_talks) == []
