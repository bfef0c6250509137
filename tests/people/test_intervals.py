"""Intervals hold one another exactly as managers lead, whoever comes and moves, and when there is no room left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.people import intervals, numberline


def tree(bosses):
    """A tree of as many people as there are numbers: each below somebody who was there before, or below nobody."""
    return {one: boss % one or None for one, boss in enumerate(bosses, start=1)}


TREES = st.lists(st.integers(0, 30), max_size=25).map(tree)


def below(parents, leader):
    """Everybody below, by walking from each person up: slow, and plainly right."""
    found = set()
    for one in parents:
        above = parents[one]
        while above is not None and above != leader:
            above = parents[above]
        if above == leader:
            found.add(one)
    return found


def within(known, leader):
    low, high = known[leader]
    return {one for one, (lft, _) in known.items() if low < lft < high}


def assert_they_say_the_same(parents, known):
    assert numberline.misplaced(parents, known) == []
    assert all(within(known, one) == below(parents, one) for one in parents)


@given(TREES)
def test_a_fresh_line_says_what_the_managers_say(parents):
    assert_they_say_the_same(parents, intervals.fresh(parents))


@given(TREES, st.lists(st.integers(0, 30), max_size=4))
def test_newcomers_and_movers_find_a_place_and_nobody_else_gets_another(parents, newcomers):
    known = intervals.fresh(parents)
    grown = dict(parents)
    for boss in newcomers:
        one = len(grown) + 1
        grown[one] = boss % one or None
    new = set(grown) - set(parents)
    found = intervals.settled(grown, known, new)
    assert found is not None and set(found) == new
    assert_they_say_the_same(grown, known | found)


def test_without_room_it_is_said_so_instead_of_squeezing():
    assert intervals.settled({1: None, 2: 1}, {1: (10, 12)}, [2]) is None


@pytest.mark.parametrize(
    ("parents", "known", "wrong"),
    [
        ({1: None, 2: 1}, {1: (1, 9), 2: (10, 12)}, [2]),
        ({1: None, 2: 1}, {1: (1, 9), 2: (3, 9)}, [2]),
        ({1: None, 2: 1, 3: 1}, {1: (1, 9), 2: (2, 5), 3: (5, 7)}, [3]),
        ({1: None, 2: None}, {1: (1, 9), 2: (3, 5)}, [2]),
        ({1: None, 2: 1}, {1: (1, 9), 2: (0, 0)}, [2]),
        ({1: None}, {1: (5, 5)}, [1]),
    ],
)
def test_what_lies_wrong_is_found(parents, known, wrong):
    assert numberline.misplaced(parents, known) == wrong
