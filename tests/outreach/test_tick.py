"""The tick on the flagship rhythm: a quarter in which nobody acts, and what keeps it calm."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from leadership.conversations import choosing
from leadership.obligations import ledger, standing
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.outreach import advance, deliver, notices, steps
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from leadership.people import absences, pauses
from tests.obligations.conftest import T1
from tests.outreach.conftest import adopt, agreed, walk


def at(day: str, hour: int = 8) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)


def said(person, *, about=None):
    """(letter, UTC date) of everything said to the person, oldest first."""
    found = Delivery.objects.filter(recipient=person, state="sent").exclude(letter="digest")
    if about is not None:
        found = found.filter(obligation__person=about)
    return [(one.letter, one.sent_at.date().isoformat()) for one in found.order_by("sent_at", "id")]


def mornings(start, end):
    return walk(start, end, step=timedelta(days=1))


def owed_by(person):
    return Obligation.objects.get(person=person, cycle_key="2026-Q2")


def test_a_quarter_in_which_nobody_acts_walks_the_whole_ladder_and_warns_before_it_tells(quarterly, cast, now):
    reports = mornings(now, at("2026-07-22")) + mornings(at("2026-07-22", 14), at("2026-07-22", 14))
    assert said(cast.camilla) == [
        ("invitation", "2026-04-01"),
        ("choose_coach", "2026-04-21"),
        ("handed_over", "2026-05-12"),
        ("not_booked", "2026-06-08"),
        ("not_booked", "2026-06-23"),
        ("late", "2026-07-01"),
        ("invitation", "2026-07-01"),
        ("pair_overdue", "2026-07-08"),
        ("choose_coach", "2026-07-17"),
    ]
    about_camilla = said(cast.astrid, about=cast.camilla)
    assert about_camilla == [("first_step", "2026-04-27"), ("late", "2026-07-01"), ("pair_overdue", "2026-07-08")]
    assert owed_by(cast.camilla).warned_at.date() == date(2026, 7, 1)
    assert ("leader_told", "2026-07-22") in said(cast.freja, about=cast.camilla)
    assert Fact.objects.filter(kind="obligation.handed_over", object=owed_by(cast.camilla).name).count() == 1
    assert [report.errors for report in reports if report.errors] == []


def test_the_default_coach_is_chosen_the_day_after_choose_by(quarterly, cast, now):
    mornings(now, at("2026-04-24", 20))
    owed = owed_by(cast.camilla)
    assert owed.coach is None
    mornings(at("2026-04-25"), at("2026-04-25"))
    owed.refresh_from_db()
    assert owed.coach == cast.astrid


@pytest.mark.parametrize("choice", ["member", "assigned"])
def test_where_only_the_leader_may_listen_the_leader_is_asked_as_it_opens_or_on_the_first_day_back(cast, now, choice):
    adopt({**T1, "coach": {"choice": choice, "eligible": ["own_manager"]}}, on=date(2026, 4, 1), now=now)
    absences.note(cast.freja, start=date(2026, 4, 1), end=date(2026, 4, 3), now=now)
    mornings(now, at("2026-04-02"))
    assert [owed_by(person).coach for person in (cast.camilla, cast.bjorn)] == [cast.astrid, cast.astrid]
    assert said(cast.astrid, about=cast.camilla) == [("first_step", "2026-04-01")]
    assert [owed_by(person).coach for person in (cast.erik, cast.freja)] == [None, None]
    mornings(at("2026-04-03"), at("2026-04-04"))
    assert [owed_by(person).coach for person in (cast.erik, cast.freja)] == [cast.freja, None]
    assert standing.of(owed_by(cast.freja), date(2026, 4, 4)).next_mover.role == "hr"


def test_nobody_above_the_pair_is_told_before_the_pair_was(quarterly, cast, now, settings):
    settings.MAIL_SENDING = False
    mornings(now, at("2026-07-21"))
    settings.MAIL_SENDING = True
    Delivery.objects.filter(letter__in=("late", "pair_overdue")).update(state="failed")
    mornings(at("2026-07-22"), at("2026-07-31"))
    assert "leader_told" not in dict(said(cast.freja))
    waiting = Delivery.objects.get(letter="leader_told", obligation__person=cast.camilla)
    assert waiting.state == "waiting"


def test_ticking_again_at_the_same_moment_does_nothing(quarterly, cast, now):
    first = tick(now)
    again = tick(now)
    assert first.opened == 6
    assert first.written == 6
    assert (again.opened, again.written, again.dropped, again.errors) == (0, 0, [], [])


def test_after_days_of_silence_there_is_one_letter_not_a_burst(quarterly, cast, now):
    mornings(now, now)
    outage_over = at("2026-06-24")
    report = tick(outage_over)
    deliver.run(outage_over)
    per_person = Counter(person for person in Delivery.objects.filter(
        sent_at=outage_over, obligation__cycle_key="2026-Q2", letter__in=("not_booked", "choose_coach")
    ).values_list("recipient", flat=True))  # fmt: skip
    assert set(per_person.values()) == {1}
    assert {one["reason"] for one in report.dropped} >= {"collapsed"}


def test_a_booked_talk_silences_the_ladder(quarterly, cast, now):
    tick(now)
    choosing.choose(owed_by(cast.bjorn), coach=cast.astrid, by=cast.bjorn, now=now)
    agreed(cast, now, days=75)
    mornings(now, at("2026-06-14"))
    letters = [letter for letter, _day in said(cast.bjorn)]
    assert "not_booked" not in letters
    assert "booked" in letters


def test_not_now_mutes_reminders_until_the_quiet_is_over(quarterly, cast, now):
    mornings(now, at("2026-06-05"))
    owed = owed_by(cast.camilla)
    ledger.not_now(owed, by=cast.camilla, now=at("2026-06-05", 12))
    mornings(at("2026-06-06"), at("2026-06-24"))
    assert ("not_booked", "2026-06-08") not in said(cast.camilla)
    assert ("not_booked", "2026-06-23") in said(cast.camilla)


def test_nobody_is_written_to_in_a_pause_or_on_leave(quarterly, cast, now):
    pauses.set(start=date(2026, 6, 8), end=date(2026, 6, 12), label="", by=cast.david, now=now)
    absences.note(cast.bjorn, start=date(2026, 6, 15), end=date(2026, 6, 19), by=cast.bjorn, now=now)
    mornings(now, at("2026-06-19"))
    days = [day for _letter, day in said(cast.camilla)]
    assert not [day for day in days if "2026-06-08" <= day <= "2026-06-12"]
    assert not [day for _letter, day in said(cast.bjorn) if "2026-06-08" <= day <= "2026-06-19"]


def test_one_obligation_that_goes_wrong_is_named_and_stops_no_other(quarterly, cast, now, monkeypatch):
    real = steps.due

    def broken_for_bjorn(owed, walked, *, now):
        if owed.person_id == cast.bjorn.pk:
            raise ValueError("a row nobody can read")
        return real(owed, walked, now=now)

    monkeypatch.setattr(steps, "due", broken_for_bjorn)
    report = tick(now)
    assert [error["error"] for error in report.errors] == ["ValueError: a row nobody can read"]
    assert report.written == 5
    monkeypatch.undo()
    assert tick(now).written == 1


def test_more_obligations_than_a_batch_are_all_looked_at(quarterly, cast, now, monkeypatch):
    monkeypatch.setattr(advance, "BATCH", 2)
    assert tick(now).written == 6


def test_a_step_whose_letter_cannot_be_stored_holds_up_only_itself(quarterly, cast, now, monkeypatch):
    real = notices.write

    def refused_for_bjorn(wanted, *, now):
        if cast.bjorn in [notice.recipient for notice in wanted]:
            raise IntegrityError("no")
        return real(wanted, now=now)

    monkeypatch.setattr(notices, "write", refused_for_bjorn)
    report = tick(now)
    assert len(report.errors) == 1
    assert report.written == 5
