"""What a calendar file says about busy time: expanded, in UTC, without a word of what it is."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.calendars.freebusy import Owner, Unreadable, busy
from tests.calendars.files import calendar, event

FIRST, UNTIL = datetime(2026, 5, 4, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
ANNA = Owner("Europe/Stockholm", ("anna@example.org",), "example.org")


def read(*components, owner=ANNA, more="", first=FIRST, until=UNTIL):
    found = busy(calendar(*components, more=more), owner=owner, first=first, until=until)
    return [f"{start:%d %H:%M}-{end:%d %H:%M}" for start, end in found]


AT_NINE = ("DTSTART:20260505T090000Z", "DTEND:20260505T100000Z")


def test_an_event_takes_its_time():
    assert read(event(*AT_NINE)) == ["05 09:00-05 10:00"]


def test_a_duration_and_a_missing_end_are_understood():
    hour = event("DTSTART:20260505T090000Z", "DURATION:PT1H30M")
    moment = event("DTSTART:20260506T090000Z", uid="two")

    assert read(hour, moment) == ["05 09:00-05 10:30"]


@pytest.mark.parametrize(
    "line",
    [
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:Anna@Example.org",
    ],
)
def test_what_is_cancelled_transparent_free_or_declined_takes_no_time(line):
    assert read(event(*AT_NINE, line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "STATUS:TENTATIVE",
        "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
        "ATTENDEE;PARTSTAT=TENTATIVE:mailto:anna@example.org",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:somebody.else@example.org",
    ],
)
def test_what_is_tentative_or_declined_by_others_does(line):
    assert read(event(*AT_NINE, line)) == ["05 09:00-05 10:00"]


def test_a_series_is_expanded_with_its_exceptions_and_moved_instances():
    series = event(
        "DTSTART;TZID=Europe/Stockholm:20260504T090000", "DTEND;TZID=Europe/Stockholm:20260504T100000",
        "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Stockholm:20260511T090000",
    )  # fmt: skip
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Stockholm:20260518T090000",
        "DTSTART;TZID=Europe/Stockholm:20260519T150000", "DTEND;TZID=Europe/Stockholm:20260519T160000",
    )  # fmt: skip

    assert read(series, moved) == ["04 07:00-04 08:00", "19 13:00-19 14:00", "25 07:00-25 08:00"]


def test_a_series_keeps_its_wall_clock_over_a_clock_change():
    series = event("DTSTART;TZID=Europe/Stockholm:20261022T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")

    found = read(series, first=datetime(2026, 10, 1, tzinfo=UTC), until=datetime(2026, 11, 15, tzinfo=UTC))

    assert found == ["22 07:00-22 08:00", "29 08:00-29 09:00"]


def test_an_all_day_event_takes_the_owners_whole_days():
    days = event("DTSTART;VALUE=DATE:20260512", "DTEND;VALUE=DATE:20260514")

    assert read(days) == ["11 22:00-13 22:00"]
    assert read(days, owner=Owner("Asia/Kolkata")) == ["11 18:30-13 18:30"]


def test_floating_times_are_read_by_the_owners_clock():
    assert read(event("DTSTART:20260505T090000", "DURATION:PT1H")) == ["05 07:00-05 08:00"]
    assert read(event("DTSTART:20260505T090000", "DURATION:PT1H"), owner=Owner("America/New_York")) == [
        "05 13:00-05 14:00"
    ]


def test_zone_names_of_windows_are_understood():
    found = read(event("DTSTART;TZID=W. Europe Standard Time:20260505T090000", "DURATION:PT1H"))

    assert found == ["05 07:00-05 08:00"]


def test_a_zone_a_file_defines_does_not_outlive_it():
    lie = (
        "BEGIN:VTIMEZONE\nTZID:Europe/Stockholm\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0900\n"
        "TZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    nine = event("DTSTART;TZID=Europe/Stockholm:20260505T090000", "DURATION:PT1H")
    read(nine, more=lie)

    assert read(nine) == ["05 07:00-05 08:00"]


def test_published_free_and_busy_is_read():
    published = (
        "BEGIN:VFREEBUSY\nDTSTAMP:20260101T000000Z\nFREEBUSY;FBTYPE=BUSY:20260505T090000Z/20260505T100000Z,"
        "20260506T090000Z/PT2H\nFREEBUSY;FBTYPE=FREE:20260507T090000Z/20260507T100000Z\nEND:VFREEBUSY\n"
    )

    assert read(published) == ["05 09:00-05 10:00", "06 09:00-06 11:00"]


def test_our_own_invitations_in_it_take_no_time_twice():
    ours = event(*AT_NINE, uid="5e1d6aed-4222-4d9f-9165-df92b59fc7af@example.org")
    theirs = event(*AT_NINE, uid="5e1d6aed-4222-4d9f-9165-df92b59fc7af@elsewhere.example")

    assert read(ours) == []
    assert read(theirs) == ["05 09:00-05 10:00"]


def test_only_the_window_is_kept():
    long = event("DTSTART:20260501T000000Z", "DTEND:20260801T000000Z")

    assert read(long) == ["04 00:00-01 00:00"]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=SECONDLY", "sub_daily"),
        ("FREQ=HOURLY;COUNT=2", "sub_daily"),
        ("FREQ=DAILY;BYHOUR=1,2,3", "sub_daily"),
        ("FREQ=DAILY;BYMINUTE=0,30", "sub_daily"),
    ],
)
def test_rules_that_recur_within_a_day_are_refused(rule, code):
    with pytest.raises(Unreadable) as refused:
        read(event(*AT_NINE, f"RRULE:{rule}"))
    assert refused.value.code == code


def test_more_instances_than_a_person_can_have_are_refused():
    daily = ("DTSTART:20260504T000000Z", "DURATION:PT1M", "RRULE:FREQ=DAILY")
    with pytest.raises(Unreadable) as refused:
        read(*(event(*daily, uid=f"{number}@elsewhere.example") for number in range(200)))
    assert refused.value.code == "too_many"


@pytest.mark.parametrize("text", [b"", b"hello", b"<html>", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"BEGIN:VCALENDAR"])
def test_what_is_no_calendar_is_said_to_be_none(text):
    with pytest.raises(Unreadable) as refused:
        busy(text, owner=ANNA, first=FIRST, until=UNTIL)
    assert refused.value.code == "not_a_calendar"


@given(
    st.lists(st.tuples(st.integers(0, 60 * 24 * 27), st.integers(1, 60 * 24 * 3)), max_size=12),
)
def test_single_events_become_their_union(stretches):
    events = [
        event(
            f"DTSTART:{FIRST + timedelta(minutes=start):%Y%m%dT%H%M%SZ}",
            f"DTEND:{FIRST + timedelta(minutes=start + length):%Y%m%dT%H%M%SZ}",
            uid=f"{number}@elsewhere.example",
        )
        for number, (start, length) in enumerate(stretches)
    ]
    until = FIRST + timedelta(days=40)

    found = busy(calendar(*events), owner=ANNA, first=FIRST, until=until)

    minutes = {minute for start, length in stretches for minute in range(start, start + length)}
    covered = {
        minute
        for start, end in found
        for minute in range((start - FIRST) // timedelta(minutes=1), (end - FIRST) // timedelta(minutes=1))
    }
    assert covered == minutes
    assert all(before[1] < after[0] for before, after in pairwise(found))
