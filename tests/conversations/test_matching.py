"""As many as can be placed, at the least cost: held against every possibility."""

from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.conversations.matching import Groups, assign
from tests.conversations.naive_matching import cheapest, fits

SEATS = [f"{day}{seat}" for day in "abc" for seat in range(3)]
DAYS = {seat: seat[0] for seat in SEATS} | {"a": "first week", "b": "first week"}
WISHES = st.lists(st.dictionaries(st.sampled_from(SEATS), st.integers(0, 9), max_size=4), max_size=5)
ROOM = st.fixed_dictionaries({place: st.integers(0, 3) for place in ("a", "b", "c", "first week")})


def test_one_gives_up_the_better_seat_so_that_both_have_one():
    assert assign([{"ten": 0, "eleven": 5}, {"ten": 3}]) == ["eleven", "ten"]


def test_of_two_ways_to_place_everybody_the_cheaper_one_is_taken():
    assert assign([{"ten": 1, "eleven": 2}, {"ten": 1, "eleven": 5}]) == ["eleven", "ten"]


def test_of_two_who_can_only_have_the_same_seat_the_one_it_costs_less_has_it():
    assert assign([{"ten": 4}, {"ten": 2}]) == [None, "ten"]


def test_a_day_takes_no_more_than_it_has_room_for():
    one_a_day = Groups({"mon9": "mon", "mon10": "mon", "tue9": "tue"}, {"mon": 1, "tue": 1})
    assert assign([{"mon9": 0, "tue9": 1}, {"mon10": 0}], one_a_day) == ["tue9", "mon10"]


def test_a_week_counts_all_its_days():
    groups = Groups({"mon": "week", "tue": "week"}, {"mon": 1, "tue": 1, "week": 1})
    assert sorted(assign([{"mon": 1}, {"tue": 0}], groups), key=str) == [None, "tue"]


def test_nobody_and_nothing_to_have_are_answered_too():
    assert assign([]) == []
    assert assign([{}, {"ten": 0}]) == [None, "ten"]


@settings(deadline=None)
@given(WISHES, ROOM)
def test_nothing_places_more_people_and_nothing_that_does_costs_less(wishes, room):
    groups = Groups(DAYS, room)
    chosen = assign(wishes, groups)
    assert all(seat is None or seat in each for seat, each in zip(chosen, wishes, strict=True))
    assert fits(chosen, groups)
    spent = sum(each[seat] for each, seat in zip(wishes, chosen, strict=True) if seat is not None)
    assert (chosen.count(None), spent) == cheapest(wishes, groups)
