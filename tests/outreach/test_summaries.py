"""Those above the pairs: the first word on its day, then at most once a week, once a month to HR, and never empty."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from leadership.obligations.models import Obligation
from leadership.outreach import deliver, letters, preferences, summaries
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from leadership.people import absences
from leadership.people.models import Person
from tests.keeping import kept
from tests.outreach.conftest import mails_of, text_of, walk


def at(day: str, hour: int = 14) -> datetime:
    """14:00 UTC: working hours in New York, Stockholm and Helsinki alike."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)


def days(start, end):
    return walk(start, end, step=timedelta(days=1))


def told(person, *letters):
    """(letter, member, day) of what was said to the person, oldest first."""
    said = Delivery.objects.filter(recipient=person, letter__in=letters, state="sent").order_by("sent_at", "id")
    return [
        (one.letter, one.obligation.person.given_name if one.obligation else "", one.sent_at.date().isoformat())
        for one in said.select_related("obligation__person")
    ]


LINE = ("leader_told", "line_week")
HR = ("hr_told", "hr_month")


@pytest.fixture
def late_line(quarterly, cast, now):
    """Björn and Camilla remain to be heard. Freja, who leads Astrid, their leader and coach, is told of both."""

    def wait():
        for day in ("2026-04-01", "2026-04-27", "2026-07-01", "2026-07-02", "2026-07-08", "2026-07-21"):
            tick(at(day))
            deliver.run(at(day))

    kept("until 21 July", wait)
    return cast


def test_the_leader_is_told_on_the_day_of_the_step_and_then_once_a_week_as_long_as_somebody_remains(late_line):
    assert told(late_line.freja, *LINE) == []
    days(at("2026-07-22"), at("2026-08-14"))
    said = told(late_line.freja, *LINE)
    first = {day for letter, _member, day in said if letter == "leader_told"}
    assert first == {"2026-07-22"}
    assert [day for letter, _member, day in said if letter == "line_week"] == ["2026-08-03", "2026-08-10"]


def test_who_becomes_known_within_the_week_is_said_in_the_next_summary_and_not_by_a_letter_of_their_own(late_line, now):
    camilla = Obligation.objects.get(person=late_line.camilla, cycle_key="2026-Q2")
    Obligation.objects.filter(pk=camilla.pk).update(warned_at=None)
    days(at("2026-07-22"), at("2026-07-23"))
    Obligation.objects.filter(pk=camilla.pk).update(warned_at=at("2026-07-22"))
    days(at("2026-07-24"), at("2026-07-26"))
    assert ("leader_told", "Camilla", "2026-07-24") not in told(late_line.freja, *LINE)
    days(at("2026-07-27"), at("2026-07-27"))
    said = told(late_line.freja, *LINE)[-2:]
    assert set(said) == {("leader_told", "Camilla", "2026-07-27"), ("line_week", "", "2026-07-27")}
    assert "Someone remains to be heard" not in text_of(mails_of(late_line.freja)[-1])


def test_the_summary_counts_people_and_names_nobody(late_line, settings):
    days(at("2026-07-22"), at("2026-08-03"))
    Person.objects.update(language="en")
    week = Delivery.objects.filter(letter="line_week", recipient=late_line.freja).first()
    letter = message_from_bytes(letters.parcel(week, now=at("2026-08-03")).raw, policy=policy.default)
    assert letter["Subject"] == "5 people still to be heard"
    text = text_of(letter)
    assert "0 of 5 have had their talk this period and 5 remain." in " ".join(text.split())
    assert not [name for name in ("Björn", "Camilla", "Astrid", "Erik", "David") if name in text]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_summary_comes_on_the_day_its_reader_has_chosen(late_line):
    preferences.keep(late_line.freja, summary_day=3, now=at("2026-07-21"))
    days(at("2026-07-22"), at("2026-08-07"))
    assert [day for letter, _, day in told(late_line.freja, *LINE) if letter == "line_week"] == [
        "2026-07-30",
        "2026-08-06",
    ]


def test_on_leave_the_summary_waits_for_the_first_day_back(late_line):
    absences.note(late_line.freja, start=date(2026, 8, 3), end=date(2026, 8, 5), now=at("2026-07-21"))
    days(at("2026-07-22"), at("2026-08-07"))
    weeks = [day for letter, _, day in told(late_line.freja, *LINE) if letter == "line_week"]
    assert weeks == ["2026-08-06"]


def test_when_nobody_remains_there_is_no_summary(late_line):
    days(at("2026-07-22"), at("2026-07-22"))
    Obligation.objects.filter(cycle_key="2026-Q2").update(state="excused", next_action_at=None)
    assert [summaries.write(now=at(day)) for day in ("2026-07-27", "2026-08-03", "2026-09-01")] == [0, 0, 0]


def test_what_loses_its_cause_between_midnight_and_morning_is_dropped(late_line):
    days(at("2026-07-22"), at("2026-07-22"))
    tick(at("2026-08-03", 10))
    Obligation.objects.filter(cycle_key="2026-Q2").update(state="excused", next_action_at=None)
    deliver.run(at("2026-08-03"))
    week = Delivery.objects.get(letter="line_week", recipient=late_line.freja)
    assert (week.state, week.reason) == ("dropped", "nothing_left")


def test_hr_is_told_on_the_day_of_the_step_and_then_on_the_first_of_the_month(late_line):
    days(at("2026-08-05"), at("2026-08-06"))
    assert {(letter, day) for letter, _, day in told(late_line.david, *HR)} == {("hr_told", "2026-08-05")}
    Obligation.objects.filter(cycle_key="2026-Q2").update(close_on=date(2026, 10, 30))
    days(at("2026-08-31"), at("2026-09-03"))
    assert [day for letter, _, day in told(late_line.david, "hr_month")] == ["2026-09-01"]


def test_a_summary_is_written_once_in_its_week_however_often_the_clock_is_asked(late_line):
    days(at("2026-07-22"), at("2026-07-22"))
    first = summaries.write(now=at("2026-08-03", 4))
    assert first >= 1
    assert [summaries.write(now=at("2026-08-03", hour)) for hour in (4, 5, 14, 40)] == [0, 0, 0, 0]
