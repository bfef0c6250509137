"""Anchored and campaign rhythms in the ledger: what comes into sight when, what moves, what comes first (R7, R10)."""

from datetime import UTC, date, datetime

import pytest

from leadership.obligations import reconcile
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation
from leadership.people import absences, directory
from tests.obligations.conftest import T1, adopt, morning, walk

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 2)
ONBOARDING = {
    **T1,
    "key": "onboarding",
    "types": ["onboarding"],
    "cadence": {"anchored": {"anchor": "hire", "offsets": [{"day": 30}, {"day": 60}, {"day": 90}]}},
}
CAMPAIGN = {**T1, "key": "pay", "cadence": {"campaign": {"from": "2026-09-01", "to": "2026-10-31"}}}


def anchored(anchor, *days, **more):
    offsets = [{"day": day} for day in days]
    return {
        **T1,
        "key": anchor.replace("_", "-"),
        "cadence": {"anchored": {"anchor": anchor, "offsets": offsets, **more}},
    }


def hired(day, **more):
    return directory.hire(given_name="Ny", hire_date=day, now=morning(day), zone="Europe/Stockholm", **more)


def rows_of(person, policy=None):
    rows = Obligation.objects.filter(person=person).order_by("due_on", "pk")
    rows = rows.filter(policy__key=policy) if policy else rows
    return [(row.cycle_key, row.slot, row.state, row.due_on.isoformat()) for row in rows]


def settled(day):
    assert reconcile.check(morning(day), no_talks) == []
    assert reconcile.everyone(morning(day), no_talks).written == 0


def test_e8_the_three_talks_of_a_newcomer_are_known_from_the_first_day(cast):
    adopt(ONBOARDING, on=MARCH)
    person = hired(MARCH)
    walk(MARCH, MARCH)
    assert rows_of(person) == [
        ("hire", 1, "planned", "2026-04-08"),
        ("hire", 2, "planned", "2026-05-08"),
        ("hire", 3, "planned", "2026-06-08"),
    ]  # fmt: skip
    walk(date(2026, 3, 3), date(2026, 3, 25))
    assert [state for _, _, state, _ in rows_of(person)] == ["open", "planned", "planned"]
    settled(date(2026, 3, 25))


def test_a_corrected_first_day_moves_the_rows_and_makes_no_new_ones(cast):
    adopt(ONBOARDING, on=MARCH)
    person = hired(MARCH)
    walk(MARCH, MARCH)
    directory.change(person, hire_date=date(2026, 3, 9), now=morning(date(2026, 3, 10)))
    walk(date(2026, 3, 10), date(2026, 3, 10))
    assert [row[3] for row in rows_of(person)] == ["2026-04-15", "2026-05-15", "2026-06-15"]
    assert len(rows_of(person)) == 3
    settled(date(2026, 3, 10))


def test_a_talk_far_ahead_comes_into_sight_on_its_day(cast):
    adopt(anchored("hire", 180), on=MARCH)
    person = hired(MARCH)
    walk(MARCH, date(2026, 4, 30))
    assert rows_of(person) == []
    walk(date(2026, 5, 1), date(2026, 5, 1))
    assert [(key, state) for key, _, state, _ in rows_of(person)] == [("hire", "planned")]
    settled(date(2026, 5, 1))


def test_after_days_of_silence_nobody_has_been_forgotten(cast):
    adopt(anchored("hire", 180), on=MARCH)
    person = hired(MARCH)
    walk(MARCH, date(2026, 3, 3))
    walk(date(2026, 6, 1), date(2026, 6, 1))
    assert [state for _, _, state, _ in rows_of(person)] == ["planned"]


def test_anniversaries_come_every_year(cast):
    adopt({**anchored("anniversary", 0), "review_on": "2028-02-01"}, on=MARCH)
    person = hired(date(2024, 2, 29))
    reconcile.signals(morning(MARCH), no_talks)
    walk(MARCH, date(2026, 11, 1))
    assert [row[0] for row in rows_of(person)] == ["anniversary-2027"]
    settled(date(2026, 11, 1))


def test_a_new_manager_is_met_and_the_second_one_too(cast):
    adopt(anchored("manager_change", 14), on=MARCH)
    walk(MARCH, MARCH)
    directory.move(cast.bjorn, manager=cast.erik, now=morning(date(2026, 3, 4)))
    directory.change(cast.bjorn, title="Architect", now=morning(date(2026, 3, 4)))
    walk(date(2026, 3, 4), date(2026, 3, 4))
    directory.move(cast.bjorn, manager=cast.freja, now=morning(date(2026, 3, 16)))
    walk(date(2026, 3, 16), date(2026, 3, 16))
    assert [(row[0], row[1]) for row in rows_of(cast.bjorn)] == [("manager_change-1", 1), ("manager_change-2", 1)]
    assert rows_of(cast.camilla) == []
    settled(date(2026, 3, 16))


def test_a_talk_before_the_last_day_goes_when_the_last_day_goes(cast):
    adopt(anchored("contract_end", -14), on=MARCH)
    walk(MARCH, MARCH)
    directory.leave(cast.bjorn, last_day=date(2026, 4, 30), now=morning(date(2026, 3, 3)))
    walk(date(2026, 3, 3), date(2026, 3, 3))
    assert [(row[0], row[2]) for row in rows_of(cast.bjorn)] == [("contract_end", "planned")]
    directory.reactivate(cast.bjorn, now=morning(date(2026, 3, 4)))
    walk(date(2026, 3, 4), date(2026, 3, 4))
    assert [row[2] for row in rows_of(cast.bjorn)] == ["cancelled"]


def test_e9_whoever_comes_back_is_met_and_the_keys_are_those_of_the_absence(cast):
    adopt(anchored("leave_end", 7, 45, min_days=60), on=MARCH)
    walk(MARCH, MARCH)
    away = absences.note(cast.camilla, start=date(2026, 3, 9), end=date(2026, 5, 31), now=morning(date(2026, 3, 3)))
    walk(date(2026, 3, 3), date(2026, 3, 3))
    assert [(row[0], row[1]) for row in rows_of(cast.camilla)] == [(f"leave_end-{away.key}", 1)]
    absences.change(away, start=away.start, end=date(2026, 6, 7), now=morning(date(2026, 5, 1)))
    walk(date(2026, 5, 1), date(2026, 5, 1))
    assert len(rows_of(cast.camilla)) == 2
    settled(date(2026, 5, 1))


def test_onboarding_comes_before_the_quarterly_talk_until_the_last_is_held(cast, talks):
    adopt(T1, on=MARCH)
    adopt({**ONBOARDING, "supersedes": ["quarterly"]}, on=MARCH)
    person = hired(MARCH, manager=cast.astrid)
    walk(MARCH, date(2026, 4, 2), talks)
    assert [row for row in rows_of(person, "quarterly") if row[0] == "2026-Q2" and row[2] in ("planned", "open")] == []
    assert rows_of(cast.bjorn, "quarterly")
    for key, day in (("a", (4, 1)), ("b", (5, 1)), ("c", (5, 28))):
        start = datetime(2026, *day, 8, tzinfo=UTC)
        talks.hold(person, key, start, cast.astrid, type="onboarding", held=True, confirmed_by="member", minutes=60)
    reconcile.people([person.pk], now=morning(date(2026, 5, 29)), talks=talks)
    walk(date(2026, 5, 29), date(2026, 7, 1), talks)
    assert [row[2] for row in rows_of(person, "onboarding")] == ["fulfilled"] * 3
    assert ("2026-Q3", 1, "open", "2026-09-30") in rows_of(person, "quarterly")


def test_a_campaign_is_known_from_its_adoption_and_closes_after_it(cast):
    adopt(CAMPAIGN, on=MARCH)
    walk(MARCH, MARCH)
    assert rows_of(cast.camilla) == [("campaign-2026-09-01", 1, "planned", "2026-10-31")]
    walk(date(2026, 8, 31), date(2026, 9, 1))
    assert [row[2] for row in rows_of(cast.camilla)] == ["open"]
    walk(date(2026, 10, 31), date(2026, 12, 5))
    assert [row[2] for row in rows_of(cast.camilla)] == ["missed"]
    settled(date(2026, 12, 5))


def test_one_of_several_talks_may_have_a_coach_and_a_binding_of_its_own(cast):
    offsets = [{"day": 30, "coach": {"eligible": ["hr"]}}, {"day": 60, "binding": "voluntary"}]
    adopt({**ONBOARDING, "cadence": {"anchored": {"anchor": "hire", "offsets": offsets}}}, on=MARCH)
    person = hired(MARCH)
    walk(MARCH, MARCH)
    first, second = Obligation.objects.filter(person=person).select_related("policy_version").order_by("slot")
    assert (first.terms.coach.eligible, first.terms.binding) == (("hr",), "compulsory")
    assert (second.terms.coach.eligible, second.terms.binding) == (("own_manager", "pool:buddy"), "voluntary")
