""" "Not this time": as often a year as the rhythm allows, without a reason, counted as exempt (R15)."""

from datetime import date

import pytest

from leadership.lib.refusal import Refused
from leadership.obligations import reconcile, replay, skipping
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation
from leadership.people.models import Organisation
from tests.obligations.conftest import T1, adopt, morning, walk

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


@pytest.fixture
def once_a_year(cast, now):
    adopt({**T1, "allow_skip": 1}, on=APRIL)
    reconcile.signals(now, no_talks)


def owed_to(person, cycle="2026-Q2"):
    return Obligation.objects.select_related("person", "policy_version").get(person=person, cycle_key=cycle)


def test_a_talk_passed_over_is_excused_and_does_not_come_back(cast, once_a_year, now):
    skipping.skip(owed_to(cast.camilla), by=cast.camilla, now=now)
    walk(APRIL, date(2026, 8, 20))
    row = owed_to(cast.camilla)
    assert (row.state, row.reason) == ("excused", "skip")
    assert owed_to(cast.bjorn).state == "missed"
    assert reconcile.check(morning(date(2026, 8, 20)), no_talks) == []
    assert list(replay.differences()) == []


def test_twice_is_once(cast, once_a_year, now):
    for _ in range(2):
        skipping.skip(owed_to(cast.camilla), by=cast.camilla, now=now)
    assert skipping.left(owed_to(cast.camilla), on=APRIL) == 0


def test_no_more_often_than_the_rhythm_allows_in_a_year(cast, once_a_year, now):
    skipping.skip(owed_to(cast.camilla), by=cast.camilla, now=now)
    following = owed_to(cast.camilla, "2026-Q3")
    assert not skipping.can_skip(following, on=APRIL)
    with pytest.raises(Refused):
        skipping.skip(following, by=cast.camilla, now=now)
    assert skipping.left(following, on=date(2027, 1, 2)) == 1
    Organisation.objects.update(fiscal_start_month=9)
    assert [skipping.left(following, on=date(2026, *day)) for day in ((8, 31), (9, 1))] == [0, 1], "by fiscal year"


def test_where_the_rhythm_does_not_allow_it_and_for_somebody_else_it_is_refused(cast, now):
    adopt(T1, on=APRIL)
    reconcile.signals(now, no_talks)
    row = owed_to(cast.camilla)
    assert not skipping.can_skip(row, on=APRIL)
    for by in (cast.camilla, cast.astrid):
        with pytest.raises(Refused):
            skipping.skip(row, by=by, now=now)
    assert owed_to(cast.camilla).state == "open"
