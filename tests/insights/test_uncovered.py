"""Everyone is covered by a compulsory rhythm, or is in the list of those who are not."""

import json
from datetime import timedelta

import pytest

from leadership.insights.uncovered import uncovered
from leadership.obligations import audience as audience_of
from leadership.people import directory
from leadership.people.models import Person, RoleTag
from policies.models import Policy
from policies.starters import T1
from tests.web import memberpages


def names(on):
    return sorted(uncovered(on).values_list("given_name", flat=True))


LEADER = {"subject": "leader", "coach": {"eligible": ["skip_manager"]}, "initiative": "outbound"}
EVERYBODY = ["Astrid", "Björn", "Camilla", "David", "Erik", "Freja"]


@pytest.fixture
def on(cast, now):
    return now.date()


def test_without_any_rhythm_everybody_is_in_it(on):
    assert names(on) == EVERYBODY


def test_a_rhythm_for_all_covers_all(on, now):
    memberpages.quarterly(now)
    assert names(on) == []
    assert names(on - timedelta(days=1)) == EVERYBODY


@pytest.mark.parametrize("binding", ["voluntary", "opt_in"])
def test_what_is_only_offered_covers_nobody(on, now, binding):
    memberpages.adopted({**T1, "key": "offered", "binding": binding}, now)
    assert names(on) == EVERYBODY


def test_whoever_a_rhythm_leaves_out_is_in_it_until_another_takes_them_in(on, cast, now):
    apart = {"exclude": [{"persons": [str(cast.bjorn.key), str(cast.erik.key)]}]}
    memberpages.adopted({**T1, "audience": apart}, now)
    assert names(on) == ["Björn", "Erik"]
    memberpages.adopted({**T1, "key": "second", "audience": {"include": [{"persons": [str(cast.erik.key)]}]}}, now)
    assert names(on) == ["Björn"]


def test_those_who_have_left_are_not_in_it(on, cast, now):
    directory.leave(cast.bjorn, last_day=on - timedelta(days=1), now=now)
    assert "Björn" not in names(on)


def test_covered_and_uncovered_are_everybody_exactly_once(on, cast, now):
    apart = {"include": [{"is_leader": True}]}
    memberpages.adopted({**T1, "audience": apart}, now)
    leaders = {"Astrid", "Freja"}
    assert set(names(on)) | leaders == set(Person.objects.employed(on).values_list("given_name", flat=True))
    assert not set(names(on)) & leaders


def test_hr_sees_the_list_and_nobody_else(cast, now):
    memberpages.at(now)
    memberpages.adopted({**T1, "audience": {"exclude": [{"persons": [str(cast.bjorn.key)]}]}}, now)

    page = memberpages.window(cast.david).get("/people/?show=uncovered")
    assert [one.given_name for one in page.context["page"].people] == ["Björn"]
    assert memberpages.window(cast.freja).get("/people/?show=uncovered").status_code == 404


@pytest.mark.parametrize(
    "audience, spoken_to",
    [
        ({"exclude": [{"is_leader": True}]}, {}),
        ({"include": [{"is_leader": False}], "exclude": [{"tags": ["apprentice"]}]}, {}),
        ({"exclude": [{"tags": ["apprentice"]}, {"units": ["sales"]}]}, {}),
        ({"include": [{"units": ["sales"]}]}, LEADER),
        ({"exclude": [{"tags": ["apprentice"]}]}, LEADER),
    ],
)
def test_whomever_a_rhythm_is_not_about_is_in_it_for_each_reason(on, cast, now, audience, spoken_to):
    cast.camilla.role_tags.add(RoleTag.objects.create(name="apprentice"))
    named = json.loads(json.dumps(audience).replace('"sales"', f'"{cast.erik.unit.key}"'))
    memberpages.adopted({**T1, **spoken_to, "audience": named}, now)
    terms = Policy.objects.get().in_force(on).read()
    covered = audience_of.people_of(terms, on=on).values_list("given_name", flat=True)
    assert names(on) == sorted(set(EVERYBODY) - set(covered))
    assert names(on)
