"""People come, change, move and leave; the line follows the managers whatever the order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact, Signal
from leadership.people import directory, units
from leadership.people.models import Person

pytestmark = pytest.mark.django_db

DAY_ONE = date(2026, 4, 1)


def hire(name, now, **details):
    return directory.hire(given_name=name, hire_date=DAY_ONE, now=now, **details)


def line(leader):
    leader.refresh_from_db()
    return {person.given_name for person in Person.objects.in_line_of(leader)}


def test_the_line_is_everybody_below_and_never_the_leader(cast):
    assert line(cast.freja) == {"Astrid", "Erik", "David", "Björn", "Camilla"}
    assert line(cast.astrid) == {"Björn", "Camilla"}
    assert line(cast.erik) == line(cast.bjorn) == set()


def test_moving_a_leader_takes_everybody_below_along(cast, now):
    directory.move(cast.astrid, manager=cast.erik, now=now)

    assert line(cast.erik) == {"Astrid", "Björn", "Camilla"}
    assert line(cast.freja) == {"Astrid", "Erik", "David", "Björn", "Camilla"}


def test_moving_under_nobody_makes_a_tree_of_ones_own(cast, now):
    directory.move(cast.astrid, manager=None, now=now)

    assert line(cast.freja) == {"Erik", "David"}
    assert line(cast.astrid) == {"Björn", "Camilla"}


def test_a_circle_is_refused_by_name_and_nothing_moves(cast, now):
    with pytest.raises(Refused) as refused:
        directory.move(cast.freja, manager=cast.bjorn, now=now)

    assert str(refused.value) == "Freja would report to Björn, who reports to Astrid, who reports to Freja."
    assert line(cast.freja) == {"Astrid", "Erik", "David", "Björn", "Camilla"}


def test_nobody_reports_to_themselves(cast, now):
    with pytest.raises(Refused, match="Astrid would report to themselves"):
        directory.move(cast.astrid, manager=cast.astrid, now=now)


def test_moves_are_judged_by_the_tree_as_it_is_and_not_as_it_was_read(cast, now):
    stale = Person.objects.get(pk=cast.astrid.pk)
    directory.move(cast.erik, manager=cast.astrid, now=now)

    with pytest.raises(Refused, match="Astrid would report to Erik, who reports to Astrid"):
        directory.move(stale, manager=Person.objects.get(pk=cast.erik.pk), now=now)


def test_an_organisation_without_managers_has_no_lines(db, now):
    anna, bo = hire("Anna", now), hire("Bo", now)

    assert line(anna) == line(bo) == set()


def test_a_tree_deeper_than_forty_levels_is_refused(db, now):
    above = None
    for level in range(40):
        above = hire(f"P{level}", now, manager=above)

    with pytest.raises(Refused, match="41 levels deep"):
        hire("One too many", now, manager=above)
    assert Person.objects.count() == 40


def test_a_hire_writes_its_fact_in_keys_and_dates_alone(cast, now):
    person = hire("Gro", now, family_name="Vik", email="gro@example.org", manager=cast.erik, by=cast.david)
    fact = Fact.objects.get(kind="person.hired", subject_key=person.key)

    assert (fact.at, fact.actor_key) == (now, cast.david.key)
    assert fact.data == {"hire_date": "2026-04-01", "manager": str(cast.erik.key), "unit": None}
    assert Signal.objects.filter(fact=fact, reader="reconcile").exists()


def test_changing_tells_names_of_fields_and_never_what_was_written_there(cast, now):
    directory.change(cast.bjorn, title="Architect", zone="Europe/Stockholm", now=now, by=cast.david)

    assert Fact.objects.get(kind="person.changed").data == {
        "fields": ["title", "zone"],
        "zone": {"from": "Europe/Helsinki", "to": "Europe/Stockholm"},
    }


def test_changing_to_what_is_so_already_writes_nothing(cast, now):
    before = Fact.objects.count()
    directory.change(cast.bjorn, title="Engineer", zone="Europe/Helsinki", role_tags=[], now=now)
    directory.move(cast.bjorn, manager=cast.astrid, unit=cast.bjorn.unit, now=now)

    assert Fact.objects.count() == before


def test_role_tags_are_small_letters_once_each(cast, now):
    directory.change(cast.bjorn, role_tags=[" Mentor", "mentor", "Apprentice"], now=now)

    assert sorted(tag.name for tag in cast.bjorn.role_tags.all()) == ["apprentice", "mentor"]


def test_an_address_belongs_to_one_person_whatever_its_capitals(cast, now):
    with pytest.raises(Refused, match="Somebody else has this e-mail address"):
        hire("Astrid", now, email="ASTRID@example.org")


def test_many_people_may_have_no_address_and_no_employee_id(db, now):
    hire("Anna", now)
    hire("Bo", now)

    assert Person.objects.filter(email="", employee_id="").count() == 2


def test_a_country_without_calendar_is_refused(cast, now):
    with pytest.raises(Refused, match="no calendar of public holidays"):
        directory.change(cast.bjorn, country="XX", now=now)


def test_the_last_day_is_not_before_the_first(cast, now):
    with pytest.raises(Refused, match="last day is before the first"):
        directory.leave(cast.bjorn, last_day=date(2019, 1, 1), now=now)


def test_on_the_last_day_a_person_is_still_here(cast, now):
    directory.leave(cast.bjorn, last_day=DAY_ONE, now=now)
    cast.bjorn.refresh_from_db()

    assert cast.bjorn.is_active
    assert cast.bjorn in Person.objects.employed(DAY_ONE)
    assert cast.bjorn not in Person.objects.employed(DAY_ONE + timedelta(days=1))


def test_after_the_last_day_where_they_live_people_are_closed_once(cast):
    directory.leave(cast.freja, last_day=DAY_ONE, now=datetime(2026, 4, 1, 8, tzinfo=UTC))
    late_evening_in_new_york = datetime(2026, 4, 2, 3, 30, tzinfo=UTC)
    after_midnight_there = datetime(2026, 4, 2, 4, 30, tzinfo=UTC)

    assert directory.close_past(now=late_evening_in_new_york) == 0
    assert directory.close_past(now=after_midnight_there) == 1
    assert directory.close_past(now=after_midnight_there) == 0
    cast.freja.refresh_from_db()
    assert not cast.freja.is_active


def test_whoever_left_yesterday_is_inactive_at_once_and_without_roles(cast, now):
    directory.leave(cast.david, last_day=DAY_ONE - timedelta(days=1), now=now)
    cast.david.refresh_from_db()

    assert (cast.david.is_active, cast.david.is_hr) == (False, False)


def test_reports_keep_a_leaver_as_manager_and_stay_in_the_line_above(cast, now):
    directory.leave(cast.astrid, last_day=DAY_ONE - timedelta(days=1), now=now)

    assert line(cast.freja) >= {"Björn", "Camilla"}


def test_somebody_who_comes_back_is_here_without_a_last_day(cast, now):
    directory.leave(cast.bjorn, last_day=DAY_ONE - timedelta(days=1), now=now)
    directory.reactivate(cast.bjorn, hire_date=DAY_ONE, now=now)
    cast.bjorn.refresh_from_db()

    assert (cast.bjorn.is_active, cast.bjorn.last_day, cast.bjorn.hire_date) == (True, None, DAY_ONE)


def test_a_unit_takes_its_parts_along(cast, now):
    nordics = units.create("Nordics", parent=cast.erik.unit, now=now)
    units.move(cast.erik.unit, parent=cast.david.unit, now=now)
    nordics.refresh_from_db()
    cast.david.unit.refresh_from_db()

    assert nordics.path.startswith(cast.david.unit.path)


def test_a_unit_is_not_put_into_its_own_part(cast, now):
    with pytest.raises(Refused, match="Engineering is a part of Organisation"):
        units.move(cast.freja.unit, parent=cast.astrid.unit, now=now)


def test_units_have_names_of_their_own(cast, now):
    with pytest.raises(Refused, match="There is a unit called sales already"):
        units.create("sales", now=now)


def test_a_unit_with_people_stays(cast, now):
    with pytest.raises(Refused, match="There are people or units in Sales"):
        units.remove(cast.erik.unit, now=now)
