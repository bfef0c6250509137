"""What a person says of their own door: kept once, with a Fact that names fields, refused with a remedy."""

from datetime import date, time

import pytest

from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact
from leadership.people import doors
from leadership.people.models import CoachProfile, DayHours, Door
from leadership.people.windows import tidy, tidy_week, times_alone

WEEK = {"mon": [["13:00", "17:00"], ["09:00", "12:00", " Kista "]], "tue": []}


def test_a_week_is_kept_in_order_with_its_places(cast, now):
    doors.keep_week(cast.erik, WEEK, by=cast.erik, now=now)
    assert cast.erik.work_hours == {"mon": [["09:00", "12:00", "Kista"], ["13:00", "17:00"]]}
    assert times_alone(cast.erik.work_hours) == {"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}


@pytest.mark.parametrize(
    ("windows", "message"),
    [
        ([["17:00", "09:00"]], "ends before it begins"),
        ([["09:00", "12:00"], ["11:00", "13:00"]], "overlap"),
        ([["9", "12:00"]], "cannot be read"),
        ([["09:00", "24:30"]], "cannot be read"),
        ([["09:00"]], "cannot be read"),
        ([["09:00", "17:00", "x" * 121]], "too long"),
        ([[f"{hour:02}:00", f"{hour:02}:30"] for hour in range(7)], "too many"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_a_remedy(cast, now, windows, message):
    with pytest.raises(Refused) as refused:
        doors.set_day(cast.erik, date(2026, 4, 8), windows, by=cast.erik, now=now)
    [refusal] = refused.value.refusals
    assert message in refusal.message
    assert refusal.remedy
    assert not DayHours.objects.exists()


def test_a_day_nobody_knows_is_named() -> None:
    with pytest.raises(ValueError, match="'monday' is no day of the week"):
        tidy_week({"monday": [["09:00", "17:00"]]})
    assert tidy([["09:00", "24:00"]]) == [["09:00", "24:00"]]


def test_a_single_date_is_set_changed_and_cleared_and_each_is_told_once(cast, now):
    for windows in ([["10:00", "11:00"]], [["10:00", "11:00"]], []):
        doors.set_day(cast.erik, date(2026, 4, 8), windows, by=cast.erik, now=now)
    assert DayHours.objects.get().windows == []
    doors.clear_day(cast.erik, date(2026, 4, 8), by=cast.erik, now=now)
    doors.clear_day(cast.erik, date(2026, 4, 8), by=cast.erik, now=now)
    kinds = list(Fact.objects.filter(kind__startswith="day_hours").order_by("id").values_list("kind", flat=True))
    assert kinds == ["day_hours.set", "day_hours.set", "day_hours.cleared"]
    with pytest.raises(Refused, match="has passed"):
        doors.set_day(cast.erik, date(2026, 3, 31), [], by=cast.erik, now=now)


def test_rules_are_kept_what_is_not_mentioned_stays_and_the_same_again_tells_nothing(cast, now):
    for _twice in range(2):
        doors.keep_rules(cast.erik, by=cast.erik, now=now, before=0, notice=60, per_day=3)
    doors.keep_rules(cast.erik, by=cast.erik, now=now, step=30, lengths=[30, 45])
    door = Door.objects.get(person=cast.erik)
    assert (door.before, door.after, door.notice, door.step, door.lengths) == (0, None, 60, 30, [30, 45])
    assert CoachProfile.objects.get(person=cast.erik).per_day == 3
    told = list(Fact.objects.filter(kind="door.changed").order_by("id").values_list("data", flat=True))
    assert told == [{"fields": ["before", "notice", "per_day"]}, {"fields": ["lengths", "step"]}]


@pytest.mark.parametrize(
    ("rules", "path"),
    [
        ({"before": -1}, "before"),
        ({"after": 241}, "after"),
        ({"notice": 10**9}, "notice"),
        ({"horizon": 0}, "horizon"),
        ({"step": 7}, "step"),
        ({"lengths": [30, 1000]}, "lengths"),
        ({"per_day": 0}, "per_day"),
    ],
)
def test_rules_that_cannot_be_kept_are_named_and_nothing_is_kept(cast, now, rules, path):
    with pytest.raises(Refused) as refused:
        doors.keep_rules(cast.erik, by=cast.erik, now=now, **rules)
    assert [refusal.path for refusal in refused.value.refusals] == [path]
    assert not Door.objects.exists()


def test_only_coaches_say_how_many_talks_they_give(cast, now):
    with pytest.raises(Refused, match="Only those who coach"):
        doors.keep_rules(cast.camilla, by=cast.camilla, now=now, per_week=3)
    assert not Door.objects.exists()


def test_two_open_doors_at_one_time_are_refused_and_the_same_twice_is_once(cast, now):
    said = {"weekday": 2, "minutes": 15, "first_day": date(2026, 4, 1), "by": cast.erik, "now": now}
    first = doors.open_hours(cast.erik, opens=time(10), closes=time(11), **said)
    assert doors.open_hours(cast.erik, opens=time(10), closes=time(11), **said) == first
    with pytest.raises(Refused, match="already"):
        doors.open_hours(cast.erik, opens=time(10, 45), closes=time(11, 45), **said)
    with pytest.raises(Refused, match="so short"):
        doors.open_hours(cast.erik, opens=time(12), closes=time(12, 10), **said)
    assert doors.open_hours(cast.erik, opens=time(11), closes=time(12), **said) != first
