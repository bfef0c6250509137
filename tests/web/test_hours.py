"""My working hours: what is written is kept, what cannot be is refused where it stands, two weeks are shown."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadership.people import absences, doors
from leadership.people.models import CoachProfile, DayHours, Door, OfficeHours, Person
from tests.web.memberpages import booked, text, window

HOURS = "/me/hours/"
OPEN = {"deed": "open", "weekday": "2", "opens": "10:00", "closes": "11:00", "minutes": "15", "first_day": "2026-04-01"}


def week(**said: str) -> dict[str, str]:
    monday = {
        "mon_0_from": "09:00",
        "mon_0_to": "12:00",
        "mon_0_place": "Kista",
        "mon_1_from": "13:00",
        "mon_1_to": "17:00",
    }
    return {"deed": "week", **monday, **said}


def test_several_stretches_a_day_with_their_places_are_kept(today) -> None:
    client = window(today.erik)
    assert client.post(HOURS, week()).status_code == 302
    assert Person.objects.get(pk=today.erik.pk).work_hours == {"mon": [["09:00", "12:00", "Kista"], ["13:00", "17:00"]]}
    page = text(client.get(HOURS))
    assert 'name="mon_1_from" value="13:00"' in page
    assert 'name="mon_2_from"' in page, "there is always room for one more"
    assert "09:00–12:00 · Kista" in page


def test_looking_first_shows_the_two_weeks_and_keeps_nothing(today) -> None:
    page = text(window(today.erik).post(HOURS, week(deed="look")))
    assert "Nothing is kept yet." in page
    assert "09:00–12:00 · Kista" in page
    assert "tue" in Person.objects.get(pk=today.erik.pk).work_hours


def test_stretches_that_cannot_be_are_refused_where_they_stand(today) -> None:
    client = window(today.erik)
    for said, sentence in [
        ({"mon_0_to": "08:00"}, "This stretch ends before it begins."),
        ({"mon_1_from": "11:00"}, "Two stretches of this day overlap."),
        ({"mon_1_to": ""}, "Write both ends, or none."),
    ]:
        answer = client.post(HOURS, week(**said))
        assert answer.status_code == 400
        assert sentence in text(answer)
    assert "tue" in Person.objects.get(pk=today.erik.pk).work_hours


def test_midnight_ends_a_day(today) -> None:
    window(today.erik).post(HOURS, week(mon_1_to="00:00"))
    assert Person.objects.get(pk=today.erik.pk).work_hours["mon"][1] == ["13:00", "24:00"]


def test_a_single_day_is_set_and_is_as_usual_again(today) -> None:
    client = window(today.erik)
    said = {"deed": "day", "day": "2026-04-08", "that_0_from": "10:00", "that_0_to": "11:00", "that_0_place": "Solna"}
    client.post(HOURS, said)
    assert DayHours.objects.get(person=today.erik).windows == [["10:00", "11:00", "Solna"]]
    assert "10:00–11:00 · Solna" in text(client.get(HOURS))
    client.post(HOURS, {"deed": "day", "day": "2026-04-08", "off": "on"})
    assert DayHours.objects.get(person=today.erik).windows == []
    assert client.post(HOURS, {"deed": "day", "day": "2026-04-08"}).status_code == 400
    past = client.post(HOURS, {"deed": "day", "day": "2026-03-08", "off": "on"})
    assert "This day has passed." in text(past)
    client.post(HOURS, {"deed": "day_clear", "on": "2026-04-08"})
    assert not DayHours.objects.exists()


def test_rules_are_kept_and_what_is_left_empty_is_as_usual(today) -> None:
    client = window(today.erik)
    said = {"before": "0", "notice_hours": "1.5", "step": "30", "lengths": ["30", "45"], "per_day": "3",
            "opens_on": "2026-04-20"}  # fmt: skip
    assert client.post(HOURS, {"deed": "rules", **said}).status_code == 302
    door = Door.objects.get(person=today.erik)
    assert (door.before, door.after, door.notice, door.step, door.lengths) == (0, None, 90, 30, [30, 45])
    assert door.opens_on == date(2026, 4, 20)
    assert CoachProfile.objects.get(person=today.erik).per_week == 6
    page = text(client.get(HOURS))
    assert 'name="notice_hours" value="1.5"' in page
    assert client.post(HOURS, {"deed": "rules", "before": "241"}).status_code == 400
    assert 'name="step"' not in text(window(today.camilla).get(HOURS)), "only for those who coach"


def test_a_coach_opens_the_door_and_closes_it_nobody_else_does(today) -> None:
    client = window(today.erik)
    assert client.post(HOURS, OPEN).status_code == 302
    row = OfficeHours.objects.get(coach=today.erik)
    again = client.post(HOURS, {**OPEN, "opens": "10:30", "closes": "11:30"})
    assert "You keep your door open at that time already." in text(again)
    assert window(today.camilla).post(HOURS, OPEN).status_code == 404
    assert window(today.astrid).post(HOURS, {"deed": "close", "hours": str(row.key)}).status_code == 404
    assert client.post(HOURS, {"deed": "close", "hours": str(row.key)}).status_code == 302
    assert not OfficeHours.objects.exists()


def test_the_two_weeks_leave_out_what_is_agreed_and_say_why_a_day_has_nothing(today, now) -> None:
    absences.note(today.erik, start=date(2026, 4, 9), end=date(2026, 4, 9), now=now)
    doors.set_day(today.erik, date(2026, 4, 8), [["09:00", "09:30"]], by=today.erik, now=now)
    booked(today.camilla, today.erik, now)
    page = text(window(today.erik).get(HOURS))
    free = page[page.index('id="free"') : page.index('id="rules"')]

    def of(day: str) -> str:
        return free[free.index(f"<dt>{day}</dt>") :].split("</dd>")[0]

    assert "09:00–09:55" in of("Tuesday 14 April")
    assert "10:40–17:00" in of("Tuesday 14 April")
    assert "public holiday" in of("Monday 6 April")
    assert "away" in of("Thursday 9 April")
    assert "not at work" in of("Saturday 11 April")
    assert "09:00–09:30" in of("Wednesday 8 April")


def test_the_page_stays_small_and_asks_as_often_with_much_as_with_little(today, now) -> None:
    client, counts = window(today.erik), []
    for nth in range(3):
        doors.set_day(today.erik, date(2026, 4, 8 + nth), [], by=today.erik, now=now)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(HOURS)
        counts.append(len(queries))
        assert len(answer.content) < 40_000
    assert counts == [11] * 3
    assert client.post(HOURS, {"deed": "paint"}).status_code == 400
