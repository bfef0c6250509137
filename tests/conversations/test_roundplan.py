"""A round on paper: as many as possible, nobody in two places, within what a coach gives."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.conversations.roundplan import Gives, Wish, plan

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 4, 13, 7, 0, tzinfo=UTC)
"""09:00 in Stockholm."""
MINUTES, BETWEEN = 30, 15
APART = timedelta(minutes=MINUTES + BETWEEN)


def wish(member, *times, coach="Erik", due=40):
    return Wish(member, member, coach, sorted(times), MONDAY + timedelta(days=due), (STOCKHOLM, STOCKHOLM))


def at(quarters, day=0):
    return MONDAY + timedelta(days=day, minutes=15 * quarters)


def planned(wishes, **gives):
    people = {person for wish in wishes for person in (wish.member, wish.coach)}
    return plan(wishes, {person: Gives(**gives, between=BETWEEN) for person in people}, minutes=MINUTES)


def test_whoever_can_at_one_time_only_has_it_and_the_other_gives_way():
    found = planned([wish("Astrid", at(0), at(3)), wish("Björn", at(0))])
    assert (found.starts, found.left) == ({"Astrid": at(3), "Björn": at(0)}, [])


def test_whoever_is_left_is_fitted_in_between():
    """No cut of the day into seats has both 9:15 and 10:30 and 11:30 by itself; the three have a time all the same."""
    found = planned([wish("Astrid", at(1)), wish("Björn", at(5)), wish("Camilla", at(10), at(8))])
    assert found.left == []


def test_a_coach_gives_two_talks_a_day_and_those_agreed_already_count():
    four = [wish(name, *(at(4 * n) for n in range(6))) for name in "ABCD"]
    assert len(planned(four, per_day=2).starts) == 2
    assert len(planned(four, per_day=2, taken=Counter({date(2026, 4, 13): 1})).starts) == 1
    assert len(planned([wish(n, at(0), at(4, 1), at(8, 2)) for n in "ABC"], per_week=2).starts) == 2


def test_who_keeps_more_air_around_a_talk_has_it():
    airy = {"Erik": Gives(between=60), "Astrid": Gives(), "Björn": Gives()}
    wishes = [wish("Astrid", at(0)), wish("Björn", at(4), at(6))]
    assert plan(wishes, airy, minutes=MINUTES).starts == {"Astrid": at(0), "Björn": at(6)}


def test_nobody_waits_until_after_their_day_when_somebody_else_could():
    found = planned([wish("Astrid", at(0), at(0, 3), due=1), wish("Björn", at(0), at(0, 3), due=9)])
    assert found.starts == {"Astrid": at(0), "Björn": at(0, 3)}


def test_a_coach_who_is_somebodys_member_is_not_in_two_places():
    found = planned([wish("Astrid", at(0), coach="Erik"), wish("Björn", at(1), at(6), coach="Astrid")])
    assert found.starts == {"Astrid": at(0), "Björn": at(6)}


def test_an_offer_carries_further_times_on_other_days_that_are_nobody_elses():
    times = [at(0), at(0, 1), at(0, 2), at(0, 3)]
    found = planned([wish("Astrid", *times), wish("Björn", *times)])
    everything = [time for key in found.starts for time in (found.starts[key], *found.also[key])]
    assert len(everything) == len(set(everything)) == 4


PEOPLE = st.lists(
    st.tuples(st.sampled_from(["Erik", "Freja", "1"]), st.sets(st.integers(0, 40), max_size=8), st.integers(0, 3)),
    max_size=8,
)


@settings(deadline=None)
@given(PEOPLE, st.integers(1, 3), st.integers(1, 4))
def test_whatever_the_calendars_the_plan_can_be_kept(people, per_day, per_week):
    wishes = [
        wish(str(n), *(at(quarter % 20, quarter // 20) for quarter in quarters), coach=coach, due=due)
        for n, (coach, quarters, due) in enumerate(people)
        if coach != str(n)
    ]
    found = planned(wishes, per_day=per_day, per_week=per_week)
    by_key = {wish.key: wish for wish in wishes}
    assert {*found.starts, *found.left} == set(by_key)
    held = [(key, start) for key, first in found.starts.items() for start in (first, *found.also[key])]
    assert all(start in by_key[key].times for key, start in held)
    for (one, start), (other, later) in combinations(held, 2):
        shared = {one, by_key[one].coach} & {other, by_key[other].coach}
        assert not shared or abs(start - later) >= APART
    for coach in {wish.coach for wish in wishes}:
        days = Counter(start.date() for key, start in found.starts.items() if by_key[key].coach == coach)
        assert max(days.values(), default=0) <= per_day
        assert sum(days.values()) <= per_week


@given(PEOPLE)
@settings(deadline=None)
def test_nobody_is_left_who_could_still_be_placed(people):
    wishes = [wish(str(n), *map(at, quarters), coach="Erik") for n, (_coach, quarters, _due) in enumerate(people)]
    found = planned(wishes)
    taken = list(found.starts.values())
    for key in found.left:
        times = next(wish.times for wish in wishes if wish.key == key)
        assert all(any(abs(start - other) < APART for other in taken) for start in times)
