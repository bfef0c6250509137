"""Paths and the number line equal the manager tree after any sequence of hires, moves, leaves and imports."""

from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from leadership.lib.refusal import Refused
from leadership.people import directory, intervals, numberline, trees
from leadership.people.importing.taking import take
from leadership.people.models import Person
from tests.people.lists import csv_of

PEOPLE = st.integers(0, 7)
ENDS = st.sampled_from([2**62, 20_000])
"""The whole number line, and one on which there is soon no room."""


def climbed(person):
    """The path by climbing from manager to manager."""
    steps = []
    while person is not None:
        steps.append(trees.step(person.pk))
        person = person.manager
    return "".join(reversed(steps))


def assert_every_path_follows_from_the_managers():
    people = list(Person.objects.all())
    for person in people:
        assert person.path == climbed(person)
    for leader in people:
        below = {one for one in people if trees.step(leader.pk) in steps_above(one)}
        assert {one for one in people if leader.lft < one.lft < leader.rgt} == below
    assert numberline.misplaced(*standing(people)) == []


def standing(people):
    """Who leads whom, and everybody's interval."""
    return {one.pk: one.manager_id for one in people}, {one.pk: (one.lft, one.rgt) for one in people}


def steps_above(person):
    """The steps of those who lead somebody, by climbing."""
    steps = climbed(person)[: -trees.STEP]
    return {steps[at : at + trees.STEP] for at in range(0, len(steps), trees.STEP)}


class AnyHistory(HypothesisTestCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_paths_equal_the_manager_tree_after_any_history(self, data):
        from datetime import UTC, datetime

        now = datetime(2026, 4, 1, 8, tzinfo=UTC)
        self.enterContext(patch.multiple(intervals, END=(end := data.draw(ENDS))))
        self.enterContext(patch.multiple(numberline, END=end))
        for number in range(8):
            manager = Person.objects.filter(employee_id=str(data.draw(PEOPLE))).first()
            directory.hire(
                given_name="P", employee_id=str(number), manager=manager, hire_date=date(2026, 1, 1), now=now
            )
        for who, whom in data.draw(st.lists(st.tuples(PEOPLE, st.none() | PEOPLE), max_size=10)):
            person = Person.objects.get(employee_id=str(who))
            manager = None if whom is None else Person.objects.get(employee_id=str(whom))
            try:
                directory.move(person, manager=manager, now=now)
            except Refused:
                assert manager is not None and manager.path.startswith(Person.objects.get(pk=person.pk).path)
        leaver = Person.objects.get(employee_id=str(data.draw(PEOPLE)))
        directory.leave(leaver, last_day=date(2026, 3, 1), now=now)

        assert_every_path_follows_from_the_managers()

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.permutations(range(8)), st.lists(st.none() | PEOPLE, min_size=8, max_size=8), st.integers(0, 2))
    def test_paths_equal_the_manager_tree_after_an_import_in_any_order(self, order, managers, rounds):
        from datetime import UTC, datetime

        now = datetime(2026, 4, 1, 8, tzinfo=UTC)
        for turn in range(rounds + 1):
            shifted = managers[turn:] + managers[:turn]
            rows = [{"id": number, "given name": f"P{number}", "manager": shifted[number]} for number in order]
            take(csv_of(rows), now=now, whole=False)

        assert_every_path_follows_from_the_managers()


def test_a_circle_is_found_once_whoever_is_asked_first():
    assert trees.circles({1: 2, 2: 3, 3: 1, 4: 1, 5: None}) == [[1, 2, 3]]
    assert trees.circles({4: 1, 1: 1}) == [[1]]
    assert trees.circles({1: 2, 2: None}) == []


def test_a_step_is_wide_enough_for_any_row():
    assert trees.ids_in(trees.step(36**8 - 1) + trees.step(7)) == [36**8 - 1, 7]


@pytest.mark.django_db
def test_a_move_is_one_update_however_many_people_stand_below(cast, now, django_assert_num_queries):
    for number in range(20):
        directory.hire(given_name=f"P{number}", manager=cast.bjorn, hire_date=date(2026, 1, 1), now=now)
    row = Person.objects.get(pk=cast.astrid.pk)

    row.manager_id = cast.erik.pk
    row.save()
    with django_assert_num_queries(9) as asked:
        numberline.place(cast.astrid.pk, cast.erik.pk)
    assert [query["sql"].count("UPDATE") for query in asked.captured_queries].count(1) == 1
    assert_every_path_follows_from_the_managers()
