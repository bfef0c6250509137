from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.conversations import slots, wallclock
from leadership.conversations.slots import Diary, Reason, Room, Rules, Search, free_times, none_because
from leadership.conversations.wallclock import hours_of
from leadership.lib.intervals import merge, minute_of
from tests.conversations.naive_slots import naive_times

OFFICE = hours_of({day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})
NEVER = hours_of({})
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def busy(*stretches: tuple[str, str]) -> tuple[tuple[int, int], ...]:
    return slots.busy_of((utc(start), utc(end)) for start, end in stretches)


def diary(zone: str, hours: wallclock.Hours = OFFICE, **more: object) -> Diary:
    """A calendar without buffers, unless `more` says otherwise."""
    return Diary(zone, hours, **{"before": 0, "after": 0, **more})  # type: ignore[arg-type]


def question(**changes: object) -> Search:
    """Björn in Helsinki asks Astrid in Stockholm for half an hour, this Monday, without notice and buffers."""
    asked = Search(
        member=diary("Europe/Helsinki"),
        coach=diary("Europe/Stockholm"),
        now=MONDAY,
        opens=MONDAY,
        closes=MONDAY + timedelta(days=1),
        rules=Rules(minutes=30, step=30, notice=0),
    )
    return replace(asked, **changes)  # type: ignore[arg-type]


# --- against the grid -----------------------------------------------------------------------------------------------

ZONES = (
    "Europe/Stockholm",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Santiago",
    "America/St_Johns",
    "Pacific/Chatham",
    "Asia/Beirut",
)
CHANGES = ("2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01", "2026-04-05", "2026-10-04", "2026-09-06")
day_starts = st.sampled_from(CHANGES).flatmap(
    lambda day: st.integers(-3, 2).map(lambda shift: utc(day) + timedelta(days=shift))
)
moments = st.builds(lambda day, minute: day + timedelta(minutes=minute), day_starts, st.integers(0, 1439))
windows = st.tuples(st.integers(0, 96), st.integers(0, 96)).map(lambda ends: (min(ends) * 15, max(ends) * 15))
hours = st.lists(st.lists(windows, max_size=3).map(lambda day: tuple(merge(day))), min_size=7, max_size=7).map(tuple)
wide_hours = st.one_of(hours, st.just(((((0, 1440)),),) * 7))


@st.composite
def searches(draw: Callable[..., object]) -> Search:
    now = draw(moments)
    assert isinstance(now, datetime)
    base = minute_of(now)
    days = st.integers(-2, 9).map(lambda days: now.date() + timedelta(days=days))
    taken = st.tuples(st.integers(0, 7 * 1440), st.integers(0, 400)).map(lambda t: (base + t[0], base + t[0] + t[1]))
    diaries = st.builds(
        Diary,
        before=st.integers(0, 20),
        after=st.integers(0, 20),
        own_days=st.dictionaries(
            days, st.lists(windows, max_size=2).map(lambda day: tuple(merge(day))), max_size=2
        ).map(lambda own: tuple(sorted(own.items()))),
        zone=st.sampled_from(ZONES),
        hours=wide_hours,
        closed=st.frozensets(days, max_size=2),
        busy=st.lists(taken, max_size=8).map(tuple),
    )
    room = st.builds(
        Room,
        per_day=st.none() | st.integers(1, 2),
        per_week=st.none() | st.integers(1, 4),
        talks=st.lists(days, max_size=6).map(tuple),
        door_opens_on=st.none() | days,
    )
    rules = st.builds(
        Rules,
        minutes=st.sampled_from((15, 25, 45, 60, 240)),
        step=st.sampled_from((5, 15, 20, 30, 60)),
        notice=st.sampled_from((0, 37, 240, 1440)),
    )
    asked = st.builds(
        Search,
        member=diaries,
        coach=diaries,
        now=st.just(now),
        opens=st.integers(-600, 2000).map(lambda minutes: now + timedelta(minutes=minutes)),
        closes=st.integers(0, 6 * 1440).map(lambda minutes: now + timedelta(minutes=minutes)),
        room=room,
        rules=rules,
    )
    search = draw(asked)
    assert isinstance(search, Search)
    return search


@settings(max_examples=60, deadline=None)
@given(searches())
def test_the_sweep_finds_what_the_plain_grid_finds_also_around_clock_changes(search: Search) -> None:
    assert free_times(search) == naive_times(search)


@settings(max_examples=60, deadline=None)
@given(searches())
def test_a_reason_is_given_exactly_when_there_is_no_time(search: Search) -> None:
    assert (none_because(search) is None) == bool(free_times(search))


# --- clocks and zones -----------------------------------------------------------------------------------------------


def test_both_must_be_at_work_each_by_their_own_clock() -> None:
    times = free_times(question())
    assert (times[0], times[-1]) == (utc("2026-03-02T08:00"), utc("2026-03-02T14:30"))


def test_in_the_week_in_which_only_new_york_has_changed_clocks_the_common_hours_are_longer() -> None:
    freja = diary("America/New_York")
    before = question(member=freja, opens=utc("2026-03-06"), closes=utc("2026-03-07"))
    between = question(member=freja, opens=utc("2026-03-09"), closes=utc("2026-03-10"))
    assert (free_times(before)[0], len(free_times(before))) == (utc("2026-03-06T14:00"), 4)
    assert (free_times(between)[0], len(free_times(between))) == (utc("2026-03-09T13:00"), 6)


@pytest.mark.parametrize(
    ("day", "window", "expected"),
    [
        ("2026-03-29", ["02:30", "04:00"], ["01:30"]),  # skipped: 02:30 shifts to 03:30 summer time
        ("2026-10-25", ["02:30", "03:00"], ["00:30", "01:00", "01:30"]),  # doubled: from the first 02:30
    ],
)
def test_a_window_on_a_clock_change_follows_rule_6(day: str, window: list[str], expected: list[str]) -> None:
    night = diary("Europe/Stockholm", hours_of({"sun": [window]}))
    times = free_times(
        question(
            member=night, coach=night, now=utc(day) - timedelta(days=1), opens=utc(day), closes=utc(f"{day}T12:00")
        )
    )
    assert times == tuple(utc(f"{day}T{clock}") for clock in expected)


def test_starts_lie_on_the_hour_of_the_members_own_clock_in_a_zone_of_45_minutes() -> None:
    kathmandu = diary("Asia/Kathmandu", hours_of({"mon": [["09:00", "17:00"]]}))
    rules = Rules(minutes=60, step=60, notice=0)
    times = free_times(question(member=kathmandu, rules=rules))
    assert times[0] == utc("2026-03-02T08:15")
    assert {moment.astimezone(ZoneInfo("Asia/Kathmandu")).minute for moment in times} == {0}


# --- rules ----------------------------------------------------------------------------------------------------------


def test_buffers_stay_clear_of_what_is_in_the_calendar() -> None:
    rules = Rules(minutes=30, step=15, notice=0)
    taken = busy(("2026-03-02T10:00", "2026-03-02T11:00"))
    astrid = diary("Europe/Stockholm", busy=taken, before=5, after=10)
    times = set(free_times(question(coach=astrid, rules=rules)))
    assert utc("2026-03-02T09:15") in times and utc("2026-03-02T09:30") not in times
    assert utc("2026-03-02T11:15") in times and utc("2026-03-02T11:00") not in times


def test_each_keeps_the_air_they_want_around_a_talk_in_their_own_calendar() -> None:
    taken = busy(("2026-03-02T10:00", "2026-03-02T11:00"))
    rules = Rules(minutes=30, step=15, notice=0)
    wide, narrow = diary("Europe/Stockholm", busy=taken, before=60, after=45), diary("Europe/Stockholm", busy=taken)
    for coach, last_before, first_after in [(wide, "08:45", "12:00"), (narrow, "09:30", "11:00")]:
        times = free_times(question(coach=coach, rules=rules))
        assert max(time for time in times if time < utc("2026-03-02T10:00")) == utc(f"2026-03-02T{last_before}")
        assert min(time for time in times if time > utc("2026-03-02T10:00")) == utc(f"2026-03-02T{first_after}")


def test_hours_of_a_single_date_stand_in_place_of_the_weekdays() -> None:
    late = diary("Europe/Stockholm", own_days=((MONDAY.date(), ((15 * 60, 16 * 60),)),))
    assert free_times(question(coach=late)) == (utc("2026-03-02T14:00"), utc("2026-03-02T14:30"))
    off = diary("Europe/Stockholm", own_days=((MONDAY.date(), ()),))
    assert none_because(question(coach=off)) is Reason.OUTSIDE_WINDOW
    away = replace(late, closed=frozenset({MONDAY.date()}))
    assert none_because(question(coach=away)) is Reason.ABSENT_COACH


def test_nothing_starts_before_notice_has_passed() -> None:
    rules = Rules(minutes=30, step=30, notice=240)
    asked = question(now=utc("2026-03-02T06:10"), opens=utc("2026-03-02"), rules=rules)
    assert free_times(asked)[0] == utc("2026-03-02T10:30")


def test_without_an_end_the_horizon_is_the_end_and_with_one_the_end_is_reached_however_far() -> None:
    near, far = question(closes=None), question(closes=MONDAY + timedelta(days=100))
    assert free_times(near)[-1].date() == date(2026, 4, 30)
    assert free_times(far)[-1].date() == date(2026, 6, 9)


def test_a_full_day_and_a_full_week_of_the_coach_are_left_out_by_the_coachs_own_dates() -> None:
    week = question(closes=MONDAY + timedelta(days=14), room=Room(per_day=2, per_week=6, talks=(date(2026, 3, 3),) * 2))
    assert date(2026, 3, 3) not in {moment.date() for moment in free_times(week)}
    full = replace(week, room=Room(per_day=9, per_week=6, talks=(date(2026, 3, 4),) * 6))
    assert free_times(full)[0].date() == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"closes": MONDAY}, Reason.OUTSIDE_WINDOW),
        ({"opens": utc("2026-03-07"), "closes": utc("2026-03-09")}, Reason.OUTSIDE_WINDOW),
        ({"member": diary("Europe/Helsinki", NEVER)}, Reason.NO_WORKING_HOURS),
        ({"member": diary("Asia/Tokyo")}, Reason.NO_COMMON_HOURS),
        ({"member": diary("Europe/Helsinki", closed=frozenset({MONDAY.date()}))}, Reason.ABSENT_MEMBER),
        ({"coach": diary("Europe/Stockholm", closed=frozenset({MONDAY.date()}))}, Reason.ABSENT_COACH),
        ({"room": Room(door_opens_on=date(2026, 3, 3))}, Reason.DOOR_CLOSED),
        (
            {"member": diary("Europe/Helsinki", busy=busy(("2026-03-02", "2026-03-03")))},
            Reason.MEMBER_BUSY,
        ),
        (
            {"coach": diary("Europe/Stockholm", busy=busy(("2026-03-02", "2026-03-03")))},
            Reason.COACH_BUSY,
        ),
        (
            {
                "member": diary("Europe/Helsinki", busy=busy(("2026-03-02T00:00", "2026-03-02T12:00"))),
                "coach": diary("Europe/Stockholm", busy=busy(("2026-03-02T12:00", "2026-03-02T18:00"))),
            },
            Reason.BOTH_BUSY,
        ),
        ({"room": Room(talks=(date(2026, 3, 2),) * 2)}, Reason.COACH_FULL_DAY),
        ({"room": Room(talks=(date(2026, 3, 5),) * 6)}, Reason.COACH_FULL_WEEK),
        ({"rules": Rules(notice=24 * 60)}, Reason.NOTICE),
    ],
)
def test_when_nothing_is_free_the_first_rule_that_took_the_last_time_is_named(
    changes: dict[str, object], reason: Reason
) -> None:
    asked = question(**changes)
    assert free_times(asked) == ()
    assert none_because(asked) is reason


@pytest.mark.parametrize(
    "week",
    [
        {"mon": [["17:00", "09:00"]]},
        {"tue": [["9", "17:00"]]},
        {"wed": [["09:00", "24:30"]]},
        {"thu": [["09:75", "10:00"]]},
    ],
)
def test_hours_that_are_no_hours_are_refused_with_a_sentence(week: dict[str, list[list[str]]]) -> None:
    with pytest.raises(ValueError, match=r"write|last time"):
        hours_of(week)


@pytest.mark.parametrize("rules", [{"minutes": 0}, {"step": 7}, {"notice": -1}, {"minutes": 1441}])
def test_rules_that_cannot_be_kept_are_refused(rules: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Rules(**rules)


# --- what the pages show --------------------------------------------------------------------------------------------


def test_the_times_suggested_begin_with_the_next_one_and_leave_air_between_them() -> None:
    times = free_times(question(closes=MONDAY + timedelta(days=5)))
    assert [f"{moment:%a %H:%M}" for moment in slots.suggest(times)] == [
        "Mon 08:00", "Mon 12:00", "Tue 08:00", "Tue 12:00", "Wed 08:00",
    ]  # fmt: skip


def test_with_few_times_the_suggestion_fills_up_with_the_earliest() -> None:
    times = free_times(question())[:6]
    assert slots.suggest(times, 3) == times[:3]
    assert slots.suggest(times[:2]) == times[:2]
    assert slots.suggest((), 5) == ()


def test_the_month_groups_times_by_the_readers_own_date() -> None:
    late, early = utc("2026-03-02T21:30"), utc("2026-03-02T22:30")
    days = slots.days_with_times((late, early), ZoneInfo("Europe/Helsinki"))
    assert days == {date(2026, 3, 2): (late,), date(2026, 3, 3): (early,)}
