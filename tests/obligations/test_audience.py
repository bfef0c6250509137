"""The query and the pure audience name the same people, whatever the clauses."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadership.obligations import facts_for
from leadership.obligations.audience import in_audience, people_in
from leadership.people import directory, units
from leadership.people.models import Person, Unit
from policies.audience import Audience, Clause

pytestmark = pytest.mark.django_db

ON = date(2026, 4, 1)
TAGS = ("engineer", "apprentice", "lead")


@pytest.fixture
def crowd(cast, now):
    """Thirty people in a tree of units, with tags, places and first days of their own."""
    known = [Unit.objects.get(name=name) for name in ("Engineering", "Sales", "People")]
    inner = units.create("Platform", parent=known[0], now=now)
    for n in range(24):
        directory.hire(
            given_name=f"P{n}",
            hire_date=ON - timedelta(days=n * 17),
            now=now,
            manager=(cast.astrid, cast.erik, None)[n % 3],
            unit=(inner, *known, None)[n % 5],
            role_tags=TAGS[: n % 4],
            location=("Stockholm", "Helsinki", "")[n % 3],
            employment_type=("permanent", "intern")[n % 2],
            last_day=ON - timedelta(days=1) if n == 23 else None,
        )
    return [str(unit.key) for unit in (*known, inner)]


def clauses(units, people):
    some = {"max_size": 2, "unique": True}
    return st.builds(
        Clause,
        units=st.lists(st.sampled_from(units), **some).map(tuple),
        roles=st.lists(st.sampled_from(TAGS), **some).map(tuple),
        tags=st.lists(st.sampled_from(TAGS), **some).map(tuple),
        locations=st.lists(st.sampled_from(["Stockholm", "Helsinki"]), **some).map(tuple),
        employment_types=st.lists(st.sampled_from(["permanent", "intern"]), **some).map(tuple),
        tenure_days_min=st.none() | st.integers(0, 400),
        tenure_days_max=st.none() | st.integers(0, 400),
        is_leader=st.none() | st.booleans(),
        persons=st.lists(st.sampled_from(people), max_size=3, unique=True).map(tuple),
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_the_database_finds_whom_the_pure_audience_matches(crowd, now, data):
    everyone = [sheet for sheet in facts_for.sheets(Person.objects.all(), now=now) if sheet.employed]
    described = clauses(crowd, [sheet.person.key for sheet in everyone])
    audience = Audience(
        tuple(data.draw(st.lists(described, max_size=2))), tuple(data.draw(st.lists(described, max_size=2)))
    )
    matched = {sheet.id for sheet in everyone if audience.matches(sheet.person, ON)}
    assert set(people_in(audience, on=ON).values_list("pk", flat=True)) == matched
    condition = in_audience(audience, ON)
    left_out = Person.objects.employed(ON).exclude(condition) if condition else Person.objects.none()
    assert set(left_out.values_list("pk", flat=True)) == {sheet.id for sheet in everyone if sheet.employed} - matched


def test_nobody_is_named_by_a_key_that_is_none(cast):
    assert not people_in(Audience((Clause(persons=("freja",)),)), on=ON).exists()
    assert not people_in(Audience((Clause(units=("Engineering",)),)), on=ON).exists()


def test_a_unit_means_all_units_below_it(cast):
    top = Unit.objects.get(name="Organisation")
    assert people_in(Audience((Clause(units=(str(top.key),)),)), on=ON).count() == 6


def test_facts_of_one_and_of_many_people_take_the_same_queries(crowd, now, cast, django_assert_num_queries):
    with django_assert_num_queries(11):
        facts_for.sheets(facts_for.people_by_id([cast.camilla.pk]), now=now)
    with django_assert_num_queries(11):
        facts_for.sheets(Person.objects.all(), now=now)
