"""The mix over a year: so many talks outside the own line, another coach than last time (coach.mix)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadership.conversations import booking, choosing
from leadership.conversations.defaults import Defaults
from leadership.conversations.errors import NotEligible
from leadership.conversations.fitting import Fit
from leadership.obligations.models import Obligation
from policies.starters import T1
from tests.conversations.conftest import adopted, at

TUESDAY = at(12, "10:00")


def mixed(**mix):
    return {**T1, "key": "mixed", "coach": {"eligible": ["certified", "own_manager"], "mix": mix}}


def owed_to(person, cycle="2026-Q2"):
    rows = Obligation.objects.select_related("person__manager", "policy", "policy_version", "coach")
    return rows.get(person=person, cycle_key=cycle)


def names(obligation, now):
    return {one.coach.given_name for one in choosing.suggestions(obligation, now=now)}


def test_the_coach_of_last_time_is_neither_suggested_nor_accepted(cast, now):
    adopted(mixed(differ_from_last=True), now)
    choosing.choose(owed_to(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    following = owed_to(cast.camilla, "2026-Q3")
    assert names(following, now) == {"Astrid"}
    with pytest.raises(NotEligible):
        choosing.choose(following, coach=cast.erik, by=cast.camilla, now=now)


def test_while_there_is_time_anybody_may_be_chosen(cast, now):
    adopted(mixed(outside_own_line=1), now)
    assert names(owed_to(cast.camilla), now) == {"Astrid", "Erik"}
    assert Fit.of(owed_to(cast.camilla)).left == 3


def test_when_every_talk_left_is_needed_only_those_outside_the_line_are_open(cast, now, one_on_one):
    adopted(mixed(outside_own_line=3), now)
    row = owed_to(cast.camilla)
    assert names(row, now) == {"Erik"}
    with pytest.raises(NotEligible):
        choosing.choose(row, coach=cast.astrid, by=cast.camilla, now=now)
    with pytest.raises(NotEligible):
        booking.book(
            member=cast.camilla, coach=cast.astrid, start=TUESDAY, minutes=30, type=one_on_one, by=cast.camilla,
            now=now, obligation=row,
        )  # fmt: skip


def test_a_talk_agreed_outside_the_line_counts_for_the_year(cast, now, one_on_one):
    adopted(mixed(outside_own_line=3), now)
    choosing.choose(owed_to(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    booking.book(
        member=cast.camilla, coach=cast.erik, start=TUESDAY, minutes=30, type=one_on_one, by=cast.camilla, now=now,
        obligation=owed_to(cast.camilla),
    )  # fmt: skip
    assert Fit.of(owed_to(cast.camilla, "2026-Q3")).outside_before == 1


def test_a_rhythm_without_a_mix_asks_only_who_is_kept_apart(cast, owed, now, django_assert_num_queries):
    row = owed(cast.camilla)
    assert row.terms
    with django_assert_num_queries(1):
        Fit.of(row)


def test_a_mix_asks_about_everybody_as_often_as_about_one(cast, now):
    adopted(mixed(outside_own_line=1, differ_from_last=True), now)
    rows = Obligation.objects.filter(cycle_key="2026-Q2").select_related("person__manager", "policy_version", "policy")
    everybody, asked = list(rows.order_by("pk")), []
    assert len(everybody) > 3
    for some in (everybody[:1], everybody):
        known = Defaults(some, now=now)
        with CaptureQueriesContext(connection) as seen:
            assert [known.of(one) for one in some]
        asked.append(len(seen))
    assert asked[0] == asked[1]
