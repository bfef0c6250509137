"""What people do to an obligation: each deed once, each a fact, nobody overwriting anybody."""

from datetime import date, timedelta

import pytest

from leadership.lib.refusal import Refused
from leadership.obligations import exemptions, ledger, moments, reconcile, replay, standing
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from tests.obligations.conftest import T1, adopt, morning, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(cast, now):
    adopt(T1, on=date(2026, 4, 1))
    reconcile.signals(now, no_talks)
    return Obligation.objects.get(person=cast.camilla, cycle_key="2026-Q2")


def mover(row, day):
    turn = standing.of(row, day).next_mover
    return turn.role, turn.person


def test_the_member_chooses_then_the_coach_moves_then_silence_hands_the_move_over(owed, cast, now):
    assert mover(owed, date(2026, 4, 1)) == ("member", cast.camilla)
    ledger.choose_coach(owed, cast.erik, by=cast.camilla, now=now)
    assert mover(owed, date(2026, 4, 1)) == ("coach", cast.erik)
    assert mover(owed, date(2026, 4, 30)) == ("member", cast.camilla)


def test_times_offered_wait_for_the_member_and_a_declined_offer_for_the_one_who_declined(owed, cast, now):
    ledger.choose_coach(owed, cast.erik, by=cast.camilla, now=now)
    ledger.offered(owed, by_role="coach", now=now)
    assert mover(owed, date(2026, 4, 2)) == ("member", cast.camilla)
    ledger.answered(owed, role="member", now=now)
    assert mover(owed, date(2026, 4, 2)) == ("member", cast.camilla)


def test_without_a_coach_hr_moves_when_the_day_to_choose_is_over(owed):
    assert mover(owed, date(2026, 4, 25)) == ("hr", None)


def test_whoever_comes_second_is_told_and_changes_nothing(owed, cast, now):
    stale = Obligation.objects.get(pk=owed.pk)
    ledger.choose_coach(owed, cast.erik, by=cast.camilla, now=now)
    with pytest.raises(ledger.Overtaken):
        ledger.choose_coach(stale, cast.astrid, by=cast.camilla, now=now)
    assert Obligation.objects.get(pk=owed.pk).coach == cast.erik


def test_not_now_brings_ten_working_days_of_quiet_and_the_date_stays(owed, cast, now):
    ledger.not_now(owed, by=cast.camilla, now=now)
    owed.refresh_from_db()
    assert (owed.quiet_until, owed.due_on) == (date(2026, 4, 17), date(2026, 6, 30))


def test_a_leader_sees_overdue_only_a_working_day_after_both_were_warned(owed, cast):
    day = owed.overdue_from
    assert standing.of(owed, day).timeliness == "overdue"
    assert standing.for_leader(standing.of(owed, day)) == "due_soon"
    ledger.warn(owed, now=morning(day))
    assert standing.for_leader(standing.of(owed, day)) == "due_soon"
    assert standing.for_leader(standing.of(owed, day + timedelta(days=1))) == "overdue"


def test_warning_twice_is_warning_once(owed, now):
    ledger.warn(owed, now=now)
    ledger.warn(owed, now=now + timedelta(days=1))
    assert Obligation.objects.get(pk=owed.pk).warned_at == now
    assert Fact.objects.filter(object=owed.name, kind="obligation.warned").count() == 1


def test_touching_is_refused_after_somebody_changed_the_obligation(owed, cast, now):
    stale = Obligation.objects.get(pk=owed.pk)
    ledger.choose_coach(owed, cast.erik, by=cast.camilla, now=now)
    assert not ledger.touch(stale, acted_until=now, next_action_at=None)
    assert ledger.touch(owed, acted_until=now, next_action_at=None)


def test_the_next_moment_is_a_local_midnight_and_every_date_of_the_ladder_gets_one(owed, cast, now):
    seen, at = [], now
    while (at := moments.next_for(owed, after=at)) is not None:
        seen.append(at.astimezone(cast.camilla.zone_info))
    assert {(moment.hour, moment.minute) for moment in seen} == {(0, 0)}
    days = {moment.date() for moment in seen}
    assert {
        owed.choose_by,
        owed.due_on + timedelta(days=1),
        owed.overdue_from,
        owed.close_on + timedelta(days=1),
    } <= days
    assert len(days) == len(seen)


def test_the_facts_tell_what_the_ledger_says(owed, cast, now):
    ledger.choose_coach(owed, cast.erik, by=cast.camilla, now=now)
    ledger.offered(owed, by_role="coach", now=now)
    walk(date(2026, 4, 2), date(2026, 4, 3))
    assert list(replay.differences()) == []


def test_a_fact_that_is_lost_would_be_noticed(owed):
    Fact.objects.filter(object=owed.name).delete()
    assert list(replay.differences()) == [owed.name]


def test_facts_carry_no_names_and_no_addresses(owed, cast, now):
    ledger.choose_coach(owed, cast.erik, by=cast.camilla, now=now)
    told = " ".join(str(fact.data) for fact in Fact.objects.filter(kind__startswith="obligation."))
    assert not any(word in told for word in ("Camilla", "Erik", "@"))


def test_an_exemption_excuses_and_its_end_brings_the_talk_back_with_time_to_spare(owed, cast):
    policy = owed.policy
    exemption = exemptions.grant(
        person=cast.camilla, policy=policy, start=date(2026, 4, 1), end=date(2026, 12, 31), reason="own_wish",
        by=cast.david, now=morning(date(2026, 4, 10)),
    )  # fmt: skip
    walk(date(2026, 4, 10), date(2026, 4, 10))
    owed.refresh_from_db()
    assert (owed.state, owed.reason) == ("excused", "exemption")
    exemptions.end(exemption, last_day=date(2026, 4, 10), by=cast.david, now=morning(date(2026, 6, 29)))
    walk(date(2026, 6, 29), date(2026, 6, 29))
    owed.refresh_from_db()
    assert owed.state == "open"
    assert owed.due_on >= date(2026, 7, 6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": date(2026, 3, 1)},
        {"end": date(2027, 4, 1)},
        {"reason": "because"},
    ],
)
def test_an_exemption_that_cannot_be_is_refused(owed, cast, now, wrong):
    asked = {"start": date(2026, 4, 1), "end": date(2026, 6, 1), "reason": "role"} | wrong
    with pytest.raises(Refused):
        exemptions.grant(person=cast.camilla, policy=owed.policy, by=cast.david, now=now, **asked)


def test_standing_of_many_takes_as_many_queries_as_of_one(owed, cast, django_assert_num_queries):
    fetched = Obligation.objects.select_related("person", "coach", "policy_version")
    one, many = list(fetched.filter(pk=owed.pk)), list(fetched.all())
    with django_assert_num_queries(3):
        standing.of_many(one, date(2026, 5, 1))
    with django_assert_num_queries(3):
        standing.of_many(many, date(2026, 5, 1))
    assert len(many) > len(one)
