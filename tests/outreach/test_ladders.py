"""The ladders of docs/reference/cadence.md B.5 as letters, on the dates of its worked examples.

Steps are asked at noon of their day, so that the walk from one to the next is a handful of looks at the clock.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.conversations import booking, choosing, holding
from leadership.obligations.models import Obligation
from leadership.outreach import deliver
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from leadership.people import directory, pauses
from leadership.people.models import Organisation
from policies.models import ConversationType
from tests.obligations.conftest import T1
from tests.outreach.conftest import adopt

BEGIN = datetime(2026, 3, 30, 6, tzinfo=UTC)


def look(*days):
    """The worker looks at 14:00 UTC of each day: working hours for all of the cast."""
    for day in days:
        moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=14)
        tick(moment)
        deliver.run(moment)


def said(person, about, cycle):
    """(letter, day) of what was said to `person` about this cycle of `about`."""
    rows = Delivery.objects.filter(
        recipient=person, obligation__person=about, obligation__cycle_key=cycle, state="sent", transport="mail"
    ).exclude(letter="digest")
    return [(row.letter, row.sent_at.date().isoformat()) for row in rows.order_by("sent_at", "id")]


def eve(day):
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


@pytest.fixture
def summer(cast):
    """SE cal 2026 with the industrial holiday of weeks 28 to 31, and the flagship from 1 April."""
    pauses.set(start=date(2026, 7, 6), end=date(2026, 7, 31), label="", by=cast.david, now=BEGIN)
    adopt(T1, on=date(2026, 4, 1), now=BEGIN)
    return cast


def test_e1_a_talk_held_in_time_is_preceded_by_the_invitation_alone(summer):
    """Talk on Tuesday 12 May, noted by Camilla: she was invited on 1 April, chose, and no step of the ladder came."""
    look("2026-04-01")
    owed = Obligation.objects.get(person=summer.camilla, cycle_key="2026-Q2")
    assert (owed.opens_on, owed.choose_by, owed.due_on) == (date(2026, 4, 1), date(2026, 4, 24), date(2026, 6, 30))
    choosing.choose(owed, coach=summer.erik, by=summer.camilla, now=BEGIN + timedelta(days=8))
    start = datetime(2026, 5, 12, 8, tzinfo=UTC)
    kind = ConversationType.objects.get(key="one_on_one")
    talk = booking.book(
        member=summer.camilla, coach=summer.erik, start=start, minutes=30, type=kind, by=summer.camilla,
        now=datetime(2026, 4, 13, 8, tzinfo=UTC), obligation=owed,
    )  # fmt: skip
    look("2026-04-21", "2026-05-11", "2026-05-12")
    talk.refresh_from_db()
    holding.confirm(talk, by=summer.camilla, now=datetime(2026, 5, 12, 15, tzinfo=UTC))
    look("2026-06-08", "2026-06-23", "2026-07-01", "2026-08-05")
    owed.refresh_from_db()
    assert (owed.state, owed.credited_on) == ("fulfilled", date(2026, 5, 12))
    assert said(summer.camilla, summer.camilla, "2026-Q2") == [("invitation", "2026-04-01")]
    about = Delivery.objects.filter(recipient=summer.camilla, conversation=talk, state="sent").order_by("sent_at", "id")
    told = [(one.letter, one.sent_at.date().isoformat()) for one in about]
    assert told == [("booked", "2026-04-21"), ("tomorrow", "2026-05-11"), ("afterwards", "2026-05-12")]


def test_e2_nothing_happens_and_every_letter_comes_on_its_day(summer):
    look("2026-04-01", eve("2026-04-21"), "2026-04-21", "2026-04-27", eve("2026-06-08"), "2026-06-08")
    look(eve("2026-06-23"), "2026-06-23", "2026-06-30", "2026-07-01", eve("2026-08-05"), "2026-08-05")
    look(eve("2026-08-19"), "2026-08-19", eve("2026-09-02"), "2026-09-02")
    letters = [one for one in said(summer.camilla, summer.camilla, "2026-Q2") if one[0] != "handed_over"]
    assert letters == [
        ("invitation", "2026-04-01"),
        ("choose_coach", "2026-04-21"),
        ("not_booked", "2026-06-08"),
        ("not_booked", "2026-06-23"),
        ("late", "2026-07-01"),
        ("pair_overdue", "2026-08-05"),
    ]
    owed = Obligation.objects.get(person=summer.camilla, cycle_key="2026-Q2")
    assert (owed.warned_at.date(), owed.overdue_from, owed.close_on) == (
        date(2026, 7, 1),
        date(2026, 8, 5),
        date(2026, 9, 9),
    )
    assert said(summer.freja, summer.camilla, "2026-Q2")[:1] == [("leader_told", "2026-08-19")]
    assert said(summer.david, summer.camilla, "2026-Q2")[:1] == [("hr_told", "2026-09-02")]


def test_e16_who_works_two_days_a_week_is_reminded_earlier_not_less(summer):
    directory.change(summer.camilla, now=BEGIN, work_hours={day: [["09:00", "17:00"]] for day in ("mon", "tue")})
    look("2026-04-01", "2026-04-27", "2026-05-05", "2026-05-11", "2026-06-09", "2026-06-15")
    nudges = [day for letter, day in said(summer.camilla, summer.camilla, "2026-Q2") if letter == "not_booked"]
    assert nudges == ["2026-05-11", "2026-06-15"]


def test_e17_a_tertial_of_a_fiscal_year_from_september_has_its_nudges_in_april(cast):
    Organisation.current()
    Organisation.objects.update(fiscal_start_month=9)
    terms = {**T1, "cadence": {"per_period": {"period": "tertial", "count": 1}}}
    begin = datetime(2025, 12, 29, 6, tzinfo=UTC)
    adopt(terms, on=date(2026, 1, 1), now=begin)
    look("2026-01-05", "2026-02-02", eve("2026-04-09"), "2026-04-09", eve("2026-04-23"), "2026-04-23")
    nudges = [day for letter, day in said(cast.camilla, cast.camilla, "FY2026-T2") if letter == "not_booked"]
    assert nudges == ["2026-04-09", "2026-04-23"]
    owed = Obligation.objects.get(person=cast.camilla, cycle_key="FY2026-T2")
    assert (owed.due_on, owed.overdue_from) == (date(2026, 4, 30), date(2026, 5, 9))


@pytest.mark.parametrize("binding", ["voluntary", "compulsory"])
def test_e18_a_voluntary_campaign_nudges_once_and_nobody_is_ever_late(cast, binding):
    terms = {**T1, "binding": binding, "cadence": {"campaign": {"from": "2026-09-01", "to": "2026-10-31", "count": 1}}}
    adopt(terms, on=date(2026, 8, 31), now=datetime(2026, 8, 31, 6, tzinfo=UTC))
    look("2026-09-01", "2026-09-07", "2026-10-12", "2026-10-26", "2026-11-02", "2026-11-09", "2026-11-24")
    letters = {letter for letter, _day in said(cast.camilla, cast.camilla, "campaign-2026-09-01")}
    owed = Obligation.objects.get(person=cast.camilla, cycle_key="campaign-2026-09-01")
    if binding == "voluntary":
        assert [row for row in said(cast.camilla, cast.camilla, owed.cycle_key) if row[0] == "not_booked"][1:] == []
        assert not letters & {"late", "pair_overdue", "choose_coach"}
        assert owed.state == "lapsed"
        assert said(cast.freja, cast.camilla, owed.cycle_key) == []
    else:
        assert {"late", "pair_overdue"} <= letters
        assert owed.overdue_from == date(2026, 11, 7)


def test_e8_the_first_month_is_asked_about_around_its_day_and_the_leader_hears_a_week_after_it_is_overdue(cast):
    """Hired on Monday 2 March: target 1 April, due 8 April; Easter lies in between, and overdue it is from the 16th."""
    begin = datetime(2026, 3, 2, 6, tzinfo=UTC)
    onboarding = {"anchored": {"anchor": "hire", "offsets": [30]}}
    adopt({**T1, "key": "onboarding", "cadence": onboarding}, on=date(2026, 3, 2), now=begin)
    new = directory.hire(
        given_name="Nora", email="nora@example.org", hire_date=date(2026, 3, 2), manager=cast.freja,
        language="en", now=begin,
    )  # fmt: skip
    look(eve("2026-03-25"), "2026-03-25", eve("2026-03-27"), "2026-03-27", "2026-04-01", "2026-04-02", "2026-04-09")
    look("2026-04-16", "2026-04-22", "2026-04-23", "2026-04-29", "2026-04-30")
    assert [one for one in said(new, new, "hire") if one[0] != "handed_over"] == [
        ("invitation", "2026-03-25"),
        ("choose_coach", "2026-03-27"),
        ("not_booked", "2026-04-02"),
        ("late", "2026-04-09"),
        ("pair_overdue", "2026-04-16"),
    ]
    told = Delivery.objects.filter(obligation__person=new, letter__in=("leader_told", "hr_told"), state="sent")
    assert [(one.letter, one.sent_at.date().isoformat()) for one in told.order_by("sent_at")] == [
        ("leader_told", "2026-04-23"),
        ("hr_told", "2026-04-30"),
    ]


def test_an_opt_in_rhythm_tells_nobody_above_the_pair(cast):
    terms = {**T1, "binding": "opt_in"}
    policy = adopt(terms, on=date(2026, 4, 1), now=BEGIN)
    look("2026-04-01")
    rows = Obligation.objects.filter(policy=policy)
    assert not rows.exists()
    assert not Delivery.objects.exclude(letter="digest").exists()


def test_the_rhythms_own_reminders_and_escalation_replace_the_defaults(cast):
    own = {
        "reminders": [{"anchor": "due", "offset": -10, "to": ["member"], "template": "not_booked"}],
        "escalation": [{"anchor": "overdue", "offset": 3, "to": ["member", "coach"], "template": "pair_overdue"}],
    }
    adopt({**T1, **own}, on=date(2026, 4, 1), now=BEGIN)
    look("2026-04-01", "2026-04-27", eve("2026-06-15"), "2026-06-15", "2026-06-16", "2026-07-01", "2026-07-08")
    look("2026-07-13", "2026-07-22", "2026-08-05")
    letters = [one for one in said(cast.camilla, cast.camilla, "2026-Q2") if one[0] != "handed_over"]
    assert letters == [("not_booked", "2026-06-15"), ("pair_overdue", "2026-07-13")]
    assert said(cast.freja, cast.camilla, "2026-Q2") == []


def test_a_step_that_has_become_pointless_is_dropped_with_its_reason(summer):
    look("2026-04-01")
    owed = Obligation.objects.get(person=summer.camilla, cycle_key="2026-Q2")
    choosing.choose(owed, coach=summer.erik, by=summer.camilla, now=BEGIN + timedelta(days=3))
    report = tick(datetime(2026, 4, 21, 14, tzinfo=UTC))
    assert [one["reason"] for one in report.dropped if str(owed.key) in one["key"]] == ["coach_chosen"]
