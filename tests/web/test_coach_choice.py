"""Choosing who listens: a few with their reasons, a search among all, and the choice stays between the two."""

from datetime import timedelta

import pytest

from leadership.people import profiles
from leadership.people.models import Absence, CoachProfile, Person
from policies.models import PolicyVersion
from tests.web.memberpages import chosen, owed_to, text, window


def url(member) -> str:
    return f"/obligations/{owed_to(member).key}/coach/"


def test_suggestions_carry_their_reasons_and_one_is_from_another_unit(quarter) -> None:
    page = text(window(quarter.camilla).get(url(quarter.camilla)))
    assert str(quarter.astrid.key) in page
    assert str(quarter.erik.key) in page
    english = window(quarter.erik).get(url(quarter.erik))
    assert "Outside your own line" in text(english)
    assert "0 of 12 places taken" in text(english)


def test_choosing_goes_on_to_the_times(quarter) -> None:
    answer = window(quarter.camilla).post(url(quarter.camilla), {"deed": "choose", "coach": str(quarter.erik.key)})
    assert answer["Location"] == f"/obligations/{owed_to(quarter.camilla).key}/book/"
    assert owed_to(quarter.camilla).coach == quarter.erik


def test_where_there_is_a_choice_it_is_not_said_to_be_the_own_leader_who_listens(quarter, now) -> None:
    chosen(quarter.camilla, quarter.astrid, now)
    page = text(window(quarter.camilla).get(url(quarter.camilla)))
    assert str(quarter.erik.key) in page
    assert "your own leader who listens" not in page


def test_another_may_be_chosen_without_a_reason(quarter, now) -> None:
    chosen(quarter.camilla, quarter.astrid, now)
    window(quarter.camilla).post(url(quarter.camilla), {"deed": "choose", "coach": str(quarter.erik.key)})
    assert owed_to(quarter.camilla).coach == quarter.erik


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "erik"}, True),
        ({"words": "nobody"}, False),
        ({"language": "en"}, True),
        ({"language": "fi"}, False),
        ({"location": "stockholm"}, True),
        ({"topic": "roles"}, True),
        ({"topic": "ceramics"}, False),
    ],
)
def test_the_search_goes_by_name_language_site_and_topic(quarter, asked, found) -> None:
    CoachProfile.objects.filter(person=quarter.erik).update(topics="changing roles")
    page = text(window(quarter.camilla).get(url(quarter.camilla), asked))
    assert (str(quarter.erik.key) in page) is found


def test_a_coach_whose_door_is_closed_is_not_shown(quarter, now) -> None:
    profiles.set_accepting(quarter.erik, False, by=quarter.erik, now=now)
    assert str(quarter.erik.key) not in text(window(quarter.camilla).get(url(quarter.camilla)))


@pytest.mark.parametrize("coach", ["", "nobody", "d9b6ea76-a6de-4adb-9dbd-6e868b57416d"])
def test_choosing_nobody_is_refused_with_the_list(quarter, coach) -> None:
    answer = window(quarter.erik).post(url(quarter.erik), {"deed": "choose", "coach": coach})
    assert answer.status_code == 400
    assert "Nobody was chosen." in text(answer)
    assert str(quarter.astrid.key) in text(answer)


def test_someone_the_rhythm_does_not_accept_is_refused(quarter) -> None:
    answer = window(quarter.erik).post(url(quarter.erik), {"deed": "choose", "coach": str(quarter.camilla.key)})
    assert answer.status_code == 400
    assert owed_to(quarter.erik).coach is None


def test_the_choice_of_another_does_not_exist(quarter) -> None:
    for stranger in (quarter.erik, quarter.david, quarter.freja, quarter.astrid):
        assert window(stranger).get(url(quarter.camilla)).status_code == 404


def test_the_page_says_who_knows_with_whom_as_it_is_for_this_rhythm(quarter, now) -> None:
    Person.objects.filter(pk=quarter.camilla.pk).update(language="en")
    camilla = window(Person.objects.get(pk=quarter.camilla.pk))
    assert "not with whom" in text(camilla.get(url(quarter.camilla)))
    owed = owed_to(quarter.camilla)
    terms = {**owed.policy_version.terms, "coach": {**owed.policy_version.terms["coach"], "eligible": ["own_manager"]}}
    PolicyVersion.objects.filter(pk=owed.policy_version_id).update(terms=terms)
    page = text(camilla.get(url(quarter.camilla)))
    assert "not with whom" not in page and "your own leader who listens" in page


def test_what_speaks_for_a_coach_is_also_that_the_two_are_free_this_week(quarter, now) -> None:
    """It is Wednesday. A full coach's next free day stands beside the waiting list."""
    Person.objects.filter(pk=quarter.camilla.pk).update(language="en")
    camilla = window(Person.objects.get(pk=quarter.camilla.pk))
    assert "Free this week" in text(camilla.get(url(quarter.camilla)))
    Absence.objects.create(person=quarter.camilla, start=now.date(), end=now.date() + timedelta(days=6))
    CoachProfile.objects.filter(person=quarter.erik).update(capacity=0)
    page = text(camilla.get(url(quarter.camilla)))
    assert "Free this week" not in page
    assert "Next time free for both: 8 April" in page
