"""Who leads whom on a day: past those who have left, by way of those who stand in."""

from datetime import date, timedelta

import pytest

from leadership.lib.refusal import Refused
from leadership.people import directory, managers, standins
from leadership.people.models import Person

ON = date(2026, 4, 1)


def names(people):
    return [person.given_name for person in people]


def test_leaders_are_the_managers_up_to_the_top(cast):
    assert names(managers.leaders_of(cast.bjorn, ON)) == ["Astrid", "Freja"]
    assert managers.leader_of(cast.bjorn, ON) == cast.astrid
    assert managers.skip_manager(cast.bjorn, ON) == cast.freja


def test_whoever_stands_at_the_top_has_no_leader(cast):
    assert managers.leader_of(cast.freja, ON) is None
    assert managers.skip_manager(cast.astrid, ON) is None


def test_a_manager_who_has_left_is_passed_over(cast, now):
    directory.leave(cast.astrid, last_day=ON - timedelta(days=1), now=now)

    assert names(managers.leaders_of(cast.bjorn, ON)) == ["Freja"]


def test_a_stand_in_leads_on_the_days_agreed_and_no_others(cast, now):
    standins.set(cast.astrid, person=cast.erik, start=ON, end=ON, now=now)

    assert names(managers.leaders_of(cast.bjorn, ON)) == ["Erik", "Freja"]
    assert names(managers.leaders_of(cast.bjorn, ON + timedelta(days=1))) == ["Astrid", "Freja"]
    assert cast.bjorn in Person.objects.in_line_of(cast.erik, on=ON)
    assert cast.bjorn not in Person.objects.in_line_of(cast.erik, on=ON + timedelta(days=1))


def test_nobody_is_their_own_leader_by_standing_in(cast, now):
    standins.set(cast.astrid, person=cast.bjorn, start=ON, now=now)

    assert names(managers.leaders_of(cast.bjorn, ON)) == ["Freja"]
    assert names(managers.leaders_of(cast.camilla, ON)) == ["Björn", "Freja"]


def test_nobody_stands_in_for_themselves(cast, now):
    with pytest.raises(Refused, match="Nobody stands in for themselves"):
        standins.set(cast.astrid, person=cast.astrid, start=ON, now=now)


def test_a_stand_in_can_be_taken_back(cast, now):
    standins.remove(standins.set(cast.astrid, person=cast.erik, start=ON, now=now), now=now)

    assert managers.leader_of(cast.bjorn, ON) == cast.astrid


def test_chains_take_two_queries_for_one_and_for_many(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        managers.chains([cast.bjorn], ON)
    with django_assert_num_queries(2):
        managers.chains(cast.everybody, ON)
