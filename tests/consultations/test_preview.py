"""What a draft would ask for is told before anyone is bound by it."""

from datetime import date

import pytest

from leadership.consultations import preview
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.models import Policy
from policies.starters import STARTERS, T1, T3
from tests.web.memberpages import adopted

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


def seen(terms, now, **more):
    return preview.of(terms, effective_from=APRIL, now=now, **more)


def test_hours_follow_from_people_frequency_and_length(cast, now):
    quarterly, biweekly = seen(T1, now).burden, seen(T3, now).burden
    assert round(quarterly.hours, 2) == round(6 / 3 * 20 / 60, 2)
    assert round(biweekly.hours, 1) == round(6 * (365.25 / 12 / 14) * 30 / 60, 1)


def test_the_busiest_coach_is_the_manager_of_most_where_managers_are_the_coaches(cast, now):
    load = seen(T3, now).burden
    assert (load.coach, load.people, load.coaches) == (cast.freja, 3, 2)


def test_where_nobody_can_be_the_coach_that_is_said(cast, now):
    load = seen(T1 | {"coach": {"eligible": ["pool:empty"], "default": ["hr"]}}, now).burden
    assert (load.coach, load.coaches) == (None, 0)


def test_five_real_people_have_their_dates_and_every_reason(cast, now):
    found = seen(T1, now).examples
    assert len(found) == 5
    assert all(one.due == date(2026, 6, 30) and one.overdue and one.trace for one in found)


def test_the_people_shown_are_those_whose_dates_differ(cast, now):
    """Of whoever is far from every date there is nothing to learn."""
    Person.objects.filter(pk=cast.camilla.pk).update(hire_date=date(2026, 3, 16))
    Person.objects.filter(pk=cast.bjorn.pk).update(hire_date=date(2026, 3, 20))
    found = seen(STARTERS["T4"] | {"audience": {}}, now).examples
    assert [one.person for one in found[:2]] == [cast.camilla, cast.bjorn]
    assert found[0].due < found[1].due and not any(one.due for one in found[2:]) and len(found) == 5


def test_a_rhythm_of_the_same_family_says_who_wins(cast, now):
    adopted(T3, now)
    closer = T1 | {"key": "closer", "family": "regular", "audience": {"include": [{"units": ["Engineering"]}]}}
    [rival] = seen(closer, now).rivals
    assert (rival.kind, rival.people, rival.version.policy.key) == ("wins", 3, T3["key"])
    wider = T1 | {"key": "wider", "family": "regular"}
    [rival] = seen(wider, now).rivals
    assert (rival.kind, rival.people) == ("loses", 6)


def test_what_is_superseded_is_said_with_the_number_of_people(cast, now):
    adopted(T1, now)
    Person.objects.filter(pk=cast.camilla.pk).update(hire_date=date(2026, 3, 16))
    [rival] = seen(STARTERS["T4"], now).rivals
    assert (rival.kind, rival.people) == ("mutes", 1)


def test_a_talk_that_counts_for_one_of_two_is_said(cast, now):
    adopted(STARTERS["T2A"], now)
    found = seen(STARTERS["T2A"] | {"key": "other"}, now).rivals
    assert [(rival.kind, rival.people) for rival in found] == [("group", 6)]


def test_an_edit_says_who_comes_who_goes_and_whose_dates_become_others(cast, now):
    policy = adopted(T1 | {"audience": {"include": [{"units": ["Engineering"]}], "exclude": []}}, now)
    edited = T1 | {
        "cadence": {"per_period": {"period": "month"}},
        "audience": {"exclude": [{"units": ["Engineering"]}]},
    }
    change = seen(edited, now, policy=policy).alteration
    assert (change.joining, change.leaving, change.staying) == (3, 3, 0)
    monthly = T1 | {
        "audience": {"include": [{"units": ["Engineering"]}]},
        "cadence": {"per_period": {"period": "month"}},
    }
    change = preview.of(monthly, effective_from=date(2026, 7, 1), now=now, policy=policy).alteration
    assert (change.joining, change.leaving, change.staying, change.moving) == (0, 0, 3, 3)
    assert (change.moved[0].before, change.moved[0].after) == (date(2026, 9, 30), date(2026, 7, 31))


def test_looking_changes_nothing(cast, now):
    policy = adopted(T1, now)
    before = (Policy.objects.get().latest().terms, Obligation.objects.count())
    seen(T1 | {"cadence": {"per_period": {"period": "week"}}}, now, policy=policy)
    assert (Policy.objects.get().latest().terms, Obligation.objects.count()) == before


def test_it_asks_the_database_as_often_for_many_people_as_for_few(cast, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        seen(T1, now)
    Person.objects.bulk_create(
        Person(given_name=f"P{n}", hire_date=date(2020, 1, 1), manager=cast.freja, path=f"{n:08d}") for n in range(300)
    )
    with django_assert_max_num_queries(40):
        found = seen(T1, now)
    assert (found.people, found.is_sampled) == (306, True)
