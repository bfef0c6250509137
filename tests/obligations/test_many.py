"""Many at once is the same as one by one: the same conditions, the same facts, and nobody is written to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.obligations import many, reconcile, replay
from leadership.obligations.ledger import Overtaken
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact, Signal
from tests.obligations.conftest import T1, adopt

NOW = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)
TODAY = date(2026, 4, 9)


@pytest.fixture
def owed(cast):
    """What everybody is owed in the second quarter, by given name, in the order of the cast."""
    adopt(T1, on=date(2026, 4, 1))
    reconcile.signals(NOW, no_talks)
    rows = Obligation.objects.filter(cycle_key="2026-Q2").select_related("person").order_by("person")
    return {row.person.given_name: row for row in rows}


def chosen(owed, coach, *names):
    return [many.Choice(owed[name], coach.pk, coach.key, TODAY) for name in names]


def test_coaches_are_chosen_with_a_fact_each_and_without_a_signal(owed, cast):
    many.choose_coaches([*chosen(owed, cast.astrid, "Björn", "Camilla"), *chosen(owed, cast.erik, "David")], now=NOW)
    stored = Obligation.objects.filter(coach__isnull=False, cycle_key="2026-Q2")
    found = {row.person.given_name: (row.coach.given_name, row.coach_chosen_on, row.version) for row in stored}
    assert found == {
        name: (coach, TODAY, 1) for name, coach in (("Björn", "Astrid"), ("Camilla", "Astrid"), ("David", "Erik"))
    }
    assert Fact.objects.filter(kind="obligation.coach_chosen").count() == 3
    assert not Signal.objects.exists()
    assert list(replay.differences()) == []


def test_when_one_of_them_has_changed_meanwhile_none_is_chosen(owed, cast):
    Obligation.objects.filter(pk=owed["Camilla"].pk).update(version=7)
    with pytest.raises(Overtaken):
        many.choose_coaches(chosen(owed, cast.astrid, "Björn", "Camilla"), now=NOW)
    assert not Obligation.objects.filter(coach__isnull=False).exists()
    assert not Fact.objects.filter(kind="obligation.coach_chosen").exists()


def test_what_has_ended_gets_no_coach(owed, cast):
    owed["Björn"].state = "fulfilled"
    many.choose_coaches(chosen(owed, cast.astrid, "Björn"), now=NOW)
    assert not Obligation.objects.filter(coach__isnull=False).exists()


def test_pairs_are_warned_once_each(owed):
    many.warn(owed.values(), now=NOW)
    assert set(Obligation.objects.filter(cycle_key="2026-Q2").values_list("warned_at", "version")) == {(NOW, 1)}
    assert Fact.objects.filter(kind="obligation.warned").count() == len(owed)


def test_a_ladder_that_was_walked_is_looked_at_when_its_next_day_comes(owed):
    tomorrow = NOW + timedelta(days=1)
    many.touch({owed["Björn"].pk: tomorrow, owed["Camilla"].pk: None}, acted_until=NOW)
    stored = Obligation.objects.in_bulk([owed["Björn"].pk, owed["Camilla"].pk])
    assert {(row.acted_until, row.next_action_at, row.version) for row in stored.values()} == {
        (NOW, tomorrow, 0),
        (NOW, None, 0),
    }


def test_the_quarter_of_the_examples_is_the_second_one(owed):
    assert {row.due_on for row in owed.values()} == {date(2026, 6, 30)}
