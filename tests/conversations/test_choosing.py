"""Choosing a coach: who may be chosen, who is suggested and why, who is asked when nobody chooses."""

from datetime import timedelta

import pytest

from leadership.conversations import choosing, eligibility, proposals
from leadership.conversations.errors import CoachIsFull, NotEligible, NotYours
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people import absences, directory
from leadership.people.models import CoachProfile, Person, Pool
from tests.conversations.conftest import adopted, at

TUESDAY = at(12, "10:00")


@pytest.fixture
def coaches(cast, now):
    """Five more certified coaches in the unit of the member, so that there is a choice."""
    made = []
    for name in ("Ada", "Bo", "Cia", "Dan", "Eva"):
        person = directory.hire(
            given_name=name, family_name="Coach", email=f"{name.lower()}@example.org", manager=cast.astrid,
            unit=cast.astrid.unit, hire_date=now.date() - timedelta(days=400), now=now, location="Stockholm",
        )  # fmt: skip
        CoachProfile.objects.create(person=person, certified=True, topics="change, parenthood")
        made.append(person)
    return made


def names(found):
    return [one.coach.given_name for one in found]


def test_the_certified_and_the_manager_are_suggested_to_a_member(cast, owed, now):
    assert set(names(choosing.suggestions(owed(cast.camilla), now=now))) == {"Astrid", "Erik"}


def test_each_suggestion_says_what_speaks_for_it(cast, owed, now):
    CoachProfile.objects.filter(person=cast.erik).update(topics="change")
    reasons = {one.coach.given_name: one for one in choosing.suggestions(owed(cast.camilla), now=now)}
    assert reasons["Erik"].reasons == ("outside_your_line", "your_site", "has_room")
    assert reasons["Astrid"].reasons == ("your_manager", "your_language", "your_site", "has_room")
    assert (reasons["Erik"].topics, reasons["Erik"].capacity, reasons["Erik"].taken) == ("change", 12, 0)


def test_one_of_five_comes_from_another_unit(cast, coaches, owed, now):
    found = choosing.suggestions(owed(cast.camilla), now=now)
    assert len(found) == 5
    assert any(one.from_another_unit for one in found)


def test_nobody_is_suggested_to_themselves(cast, owed, now):
    assert "Erik" not in names(choosing.suggestions(owed(cast.erik), now=now))


def test_a_full_coach_is_hidden_and_stays_with_those_who_have_them(cast, owed, now):
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    CoachProfile.objects.filter(person=cast.erik).update(capacity=1)
    assert "Erik" in names(choosing.suggestions(owed(cast.camilla), now=now))
    assert "Erik" not in names(choosing.suggestions(owed(cast.bjorn), now=now))


def test_a_closed_door_is_not_shown(cast, owed, now):
    CoachProfile.objects.filter(person=cast.erik).update(accepting=False)
    assert "Erik" not in names(choosing.suggestions(owed(cast.bjorn), now=now))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"words": "eri"}, ["Erik"]),
        ({"language": "en"}, ["Erik"]),
        ({"location": "stock"}, ["Astrid", "Erik"]),
        ({"topic": "CHANGE"}, ["Erik"]),
        ({"words": "dahl", "location": "Helsinki"}, []),
    ],
)
def test_coaches_are_found_by_name_language_site_and_topic(cast, owed, now, asked, expected):
    CoachProfile.objects.filter(person=cast.erik).update(topics="Change and loss")
    assert names(choosing.search(owed(cast.camilla), now=now, **asked)) == expected


def test_suggesting_takes_the_same_number_of_queries_for_two_coaches_and_for_seven(
    cast, owed, now, coaches, django_assert_num_queries
):  # fmt: skip
    obligation = Obligation.objects.select_related("person__manager", "policy_version").get(pk=owed(cast.camilla).pk)
    Person.objects.filter(pk__in=[coach.pk for coach in coaches]).update(is_active=False)
    with django_assert_num_queries(6):
        assert len(choosing.suggestions(obligation, now=now)) == 2
    Person.objects.filter(pk__in=[coach.pk for coach in coaches]).update(is_active=True)
    with django_assert_num_queries(6):
        assert len(choosing.suggestions(obligation, now=now)) == 5


def test_the_member_chooses_and_choosing_again_changes_nothing(cast, owed, now):
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    assert (owed(cast.camilla).coach, owed(cast.camilla).coach_chosen_on) == (cast.erik, now.date())
    assert Fact.objects.filter(kind="obligation.coach_chosen").count() == 1


def test_nobody_chooses_for_another(cast, owed, now):
    with pytest.raises(NotYours):
        choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.astrid, now=now)


@pytest.mark.parametrize("who", ["david", "bjorn", "camilla"])
def test_only_those_whom_the_rhythm_accepts_may_be_chosen(cast, owed, now, who):
    with pytest.raises(NotEligible):
        choosing.choose(owed(cast.camilla), coach=getattr(cast, who), by=cast.camilla, now=now)


def test_the_last_place_goes_to_one(cast, owed, now):
    CoachProfile.objects.filter(person=cast.erik).update(capacity=1)
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    with pytest.raises(CoachIsFull):
        choosing.choose(owed(cast.bjorn), coach=cast.erik, by=cast.bjorn, now=now)


def test_who_has_not_chosen_is_given_their_manager(cast, owed, now):
    assert choosing.default(owed(cast.camilla), now=now) == cast.astrid


def test_whoever_was_coach_the_last_time_is_asked_first(cast, owed, now):
    last = owed(cast.camilla)
    earlier = {"due_on": now.date(), "opens_on": now.date() - timedelta(days=80), "coach": cast.erik}
    Obligation.objects.create(
        person=cast.camilla, policy=last.policy, policy_version=last.policy_version, cycle_key="2026-Q1", **earlier
    )
    assert choosing.default(last, now=now) == cast.erik


def test_a_manager_on_leave_is_passed_over(cast, owed, now):
    absences.note(cast.astrid, start=now.date(), end=None, now=now)
    assert choosing.default(owed(cast.camilla), now=now) == cast.erik


def test_a_full_manager_is_passed_over(cast, owed, now):
    CoachProfile.objects.filter(person=cast.astrid).update(capacity=0)
    assert choosing.default(owed(cast.camilla), now=now) == cast.erik


def test_nobody_left_means_that_hr_is_asked(cast, owed, now):
    CoachProfile.objects.all().update(accepting=False)
    assert choosing.default(owed(cast.camilla), now=now) is None


def test_the_least_loaded_of_a_pool_is_asked(cast, coaches, now):
    pool = Pool.objects.create(name="buddies")
    for coach in coaches[:2]:
        coach.coach_profile.pools.add(pool)
    terms = {
        "key": "sparring", "title": {"en": "Sparring"}, "purpose": {"en": "Thinking aloud."},
        "context": {"en": "When it fits."},
        "metrics": [{"metric": "coverage", "kind": "figure"}], "types": ["one_on_one"],
        "cadence": {"per_period": {"period": "quarter", "count": 1}},
        "coach": {"eligible": ["pool:buddies"], "default": ["least_loaded(buddies)"]},
    }  # fmt: skip
    policy = adopted(terms, now)
    mine, theirs = (
        Obligation.objects.get(policy=policy, person=one, cycle_key="2026-Q2") for one in (cast.camilla, cast.bjorn)
    )
    choosing.choose(mine, coach=coaches[0], by=cast.camilla, now=now)
    assert choosing.default(theirs, now=now) == coaches[1]


@pytest.mark.parametrize(
    ("member", "coach", "expected"),
    [
        ("camilla", "astrid", {"anyone", "own_manager", "same_unit", "certified"}),
        ("camilla", "freja", {"anyone", "skip_manager", "other_unit"}),
        ("camilla", "erik", {"anyone", "outside_own_line", "peer", "other_unit", "certified"}),
        ("camilla", "bjorn", {"anyone", "outside_own_line", "peer", "same_unit"}),
        ("camilla", "david", {"anyone", "outside_own_line", "peer", "other_unit", "hr"}),
        ("freja", "camilla", {"anyone", "other_unit"}),
        ("camilla", "camilla", set()),
    ],
)
def test_how_one_stands_to_another(cast, member, coach, expected):
    assert eligibility.kinds(getattr(cast, member), getattr(cast, coach)) == expected


def test_an_offer_of_the_one_who_was_not_chosen_is_let_go(cast, owed, now, one_on_one):
    offer = proposals.offer(
        member=cast.camilla, coach=cast.astrid, starts=[at(13, "10:00")], minutes=30, type=one_on_one, by=cast.astrid,
        now=now, obligation=owed(cast.camilla),
    )  # fmt: skip
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    offer.refresh_from_db()
    assert offer.state == "expired"
    assert not owed(cast.camilla).offering


def test_the_coach_already_chosen_stays_until_the_member_takes_a_time_of_another(cast, owed, now, one_on_one):
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    offer = proposals.offer(
        member=cast.camilla, coach=cast.astrid, starts=[at(13, "10:00")], minutes=30, type=one_on_one, by=cast.astrid,
        now=now, obligation=owed(cast.camilla),
    )  # fmt: skip
    assert owed(cast.camilla).coach == cast.erik
    proposals.accept(offer, start=at(13, "10:00"), by=cast.camilla, now=now)
    assert owed(cast.camilla).coach == cast.astrid
