"""New roles and new managers are noted on the day they happen, by hand and by staff list alike."""

from datetime import UTC, date, datetime

import pytest

from leadership.people import directory
from leadership.people.importing import taking
from leadership.people.models import Passage

pytestmark = pytest.mark.django_db


def passages(person):
    return [(one.kind, one.on) for one in Passage.objects.filter(person=person)]


def test_a_new_title_is_a_new_role_and_a_spelling_is_not(cast, now):
    directory.change(cast.camilla, title="Lead engineer", now=now)
    directory.change(cast.camilla, title=" LEAD  engineer ", now=now)
    assert passages(cast.camilla) == [("role_change", date(2026, 4, 1))]


def test_a_first_title_is_no_new_role(cast, now):
    person = directory.hire(given_name="Ny", hire_date=date(2026, 4, 1), now=now)
    directory.change(person, title="Engineer", now=now)
    assert passages(person) == []


def test_a_move_under_somebody_else_is_a_new_manager_on_the_persons_own_date(cast):
    late = datetime(2026, 4, 1, 22, 30, tzinfo=UTC)
    directory.move(cast.bjorn, manager=cast.erik, now=late)
    directory.move(cast.bjorn, manager=cast.erik, unit=cast.erik.unit, now=late)
    assert passages(cast.bjorn) == [("manager_change", date(2026, 4, 2))]


def test_that_nobody_is_above_any_more_is_no_new_manager(cast, now):
    directory.move(cast.bjorn, manager=None, now=now)
    assert passages(cast.bjorn) == []


def test_several_on_one_day_are_one(cast, now):
    directory.move(cast.bjorn, manager=cast.erik, now=now)
    directory.move(cast.bjorn, manager=cast.freja, now=now)
    assert passages(cast.bjorn) == [("manager_change", date(2026, 4, 1))]


def test_a_staff_list_notes_the_same(cast, now):
    rows = (
        "email,given_name,family_name,title,manager\n"
        f"{cast.camilla.email},Camilla,Ask,Architect,{cast.erik.email}\n"
        f"{cast.bjorn.email},Björn,Holm,{cast.bjorn.title},{cast.astrid.email}\n"
    )
    taking.take(rows.encode(), now=now, whole=False)
    assert passages(cast.camilla) == [("role_change", date(2026, 4, 1)), ("manager_change", date(2026, 4, 1))]
    assert passages(cast.bjorn) == []
