"""Files that would keep a library busy for ever end in the child, with a word for the owner."""

from datetime import UTC, datetime

import pytest

from leadership.calendars import limited
from leadership.calendars.freebusy import Owner
from leadership.calendars.limited import Unread
from tests.calendars.files import calendar, event

FIRST, UNTIL = datetime(2026, 5, 4, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
ANNA = Owner("Europe/Stockholm", ("anna@example.org",))


def code_of(files):
    with pytest.raises(Unread) as refused:
        limited.busy(files, owner=ANNA, first=FIRST, until=UNTIL)
    return refused.value.code


def test_several_files_are_read_together():
    files = [
        calendar(event("DTSTART:20260506T090000Z", "DURATION:PT1H")),
        calendar(event("DTSTART:20260505T090000Z", "DURATION:PT1H")),
    ]

    found = limited.busy(files, owner=ANNA, first=FIRST, until=UNTIL)

    assert [start.day for start, _ in found] == [5, 6]
    assert all(start.tzinfo == UTC for start, _ in found)


def test_refusals_of_one_file_are_refusals_of_all():
    assert code_of([calendar(event("DTSTART:20260506T090000Z", "DURATION:PT1H")), b"hello"]) == "not_a_calendar"


def test_a_child_that_works_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(limited, "WALL_SECONDS", 0.01)
    assert code_of([calendar()]) == "too_heavy"


def heavy():
    """A file that takes seconds and hundreds of megabytes to expand."""
    rule = ("DTSTART:20260504T000000Z", "DURATION:PT1M", "RRULE:FREQ=DAILY")
    return calendar(*(event(*rule, uid=f"{number}@elsewhere.example") for number in range(4000)))


def test_a_child_that_wants_too_much_memory_is_ended(monkeypatch):
    monkeypatch.setattr(limited, "MEMORY", 70 * 1024 * 1024)
    assert code_of([heavy()]) == "too_heavy"


def test_a_child_that_wants_too_much_of_the_processor_is_ended(monkeypatch):
    monkeypatch.setattr(limited, "CPU_SECONDS", 1)
    assert code_of([heavy()]) == "too_heavy"
