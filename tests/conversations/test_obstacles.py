"""What is in the way of one time: every rule by name, in agreement with the times found."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.conversations.obstacles import Rule, obstacles
from leadership.conversations.slots import Room, Rules, Search, free_times
from leadership.lib.intervals import MINUTE
from tests.conversations.test_slots import MONDAY, busy, diary, question, searches, utc

TEN = utc("2026-03-02T10:00")


@settings(max_examples=40, deadline=None)
@given(searches(), st.lists(st.integers(-100, 700), max_size=12))
def test_nothing_is_in_the_way_exactly_where_a_time_is_free(search: Search, quarters: list[int]) -> None:
    free = set(free_times(search))
    hour = search.now.replace(minute=0)
    asked = {*list(free)[:20], *(hour + n * 15 * MINUTE for n in quarters)}
    assert {start for start in asked if not obstacles(search, start) and start >= search.now} == asked & free


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"rules": Rules(notice=24 * 60)}, [("both", Rule.NOTICE)]),
        ({"closes": TEN}, [("both", Rule.WINDOW)]),
        ({"rules": Rules(notice=0, step=60), "member": diary("Asia/Kolkata")}, [("both", Rule.STEP)]),
        ({"member": diary("Asia/Tokyo")}, [("member", Rule.HOURS)]),
        ({"coach": diary("Europe/Stockholm", own_days=((MONDAY.date(), ()),))}, [("coach", Rule.DAY_HOURS)]),
        ({"coach": diary("Europe/Stockholm", closed=frozenset({MONDAY.date()}))}, [("coach", Rule.CLOSED)]),
        (
            {"member": diary("Europe/Helsinki", busy=busy(("2026-03-02T10:15", "2026-03-02T11:00")))},
            [("member", Rule.BUSY)],
        ),
        (
            {"coach": diary("Europe/Stockholm", busy=busy(("2026-03-02T09:00", "2026-03-02T09:55")), before=10)},
            [("coach", Rule.BUFFER)],
        ),
        ({"room": Room(door_opens_on=date(2026, 3, 3))}, [("coach", Rule.DOOR)]),
        (
            {"room": Room(talks=(date(2026, 3, 2),) * 2 + (date(2026, 3, 4),) * 4)},
            [("coach", Rule.FULL_DAY), ("coach", Rule.FULL_WEEK)],
        ),
    ],
)
def test_each_rule_is_named_with_whose_it_is(changes: dict[str, object], found: list[tuple[str, Rule]]) -> None:
    in_the_way = obstacles(question(**{"closes": MONDAY + timedelta(days=1), **changes}), TEN)
    assert [(one.side, one.rule) for one in in_the_way] == found


def test_all_that_is_in_the_way_is_said_not_only_the_first() -> None:
    taken = busy(("2026-03-02T09:45", "2026-03-02T10:15"))
    asked = replace(
        question(room=Room(door_opens_on=date(2026, 4, 1))),
        member=diary("Europe/Helsinki", busy=taken),
        coach=diary("Europe/Stockholm", busy=taken),
    )
    assert [one.rule for one in obstacles(asked, TEN)] == [Rule.BUSY, Rule.BUSY, Rule.DOOR]
