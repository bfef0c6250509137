"""Creating, editing and retiring a policy; what was adopted stays as it was."""

from datetime import date

import pytest

from leadership.consultations import adoption, record
from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact
from leadership.people.models import Unit
from policies import naming, rhythms
from policies.models import Policy
from tests.obligations.conftest import T1

pytestmark = pytest.mark.django_db


def adopted(now):
    policy = rhythms.create(T1, by=None, now=now)
    adoption.adopt(policy, effective_from=None, by=None, now=now, consultation=record.by_command(now.date()))
    return policy


def test_a_new_rhythm_is_a_draft_with_one_version_and_a_fact(cast, now):
    policy = rhythms.create(T1, by=cast.david, now=now)
    assert (policy.state, policy.latest().number, policy.created_by) == ("draft", 1, cast.david)
    assert Fact.objects.get(kind="policy.created").object == "policy:quarterly"


def test_wrong_terms_are_refused_with_their_path_and_nothing_is_kept(cast, now):
    with pytest.raises(Refused) as caught:
        rhythms.create({**T1, "cadence": {"per_period": {"period": "fortnight"}}, "colour": "red"}, by=None, now=now)
    assert {"cadence.per_period.period", "colour"} <= {refusal.path for refusal in caught.value.refusals}
    assert not Policy.objects.exists()


def test_two_rhythms_never_share_a_key(cast, now):
    rhythms.create(T1, by=None, now=now)
    with pytest.raises(Refused, match="already"):
        rhythms.create(T1, by=None, now=now)


def test_an_edit_of_a_draft_changes_it_an_edit_of_what_is_adopted_starts_a_new_draft(cast, now):
    draft = rhythms.create({**T1, "key": "draft"}, by=None, now=now)
    assert rhythms.edit(draft, {**T1, "grace": 7}, by=None, now=now).number == 1
    policy = adopted(now)
    version = rhythms.edit(policy, {**T1, "grace": 7}, by=None, now=now)
    assert (version.number, version.adopted_at) == (2, None)
    assert policy.in_force(date(2026, 4, 1)).number == 1
    assert policy.in_force(date(2026, 4, 1)).read().grace == 5


def test_two_edits_from_the_same_page_never_overwrite_each_other(cast, now):
    policy = rhythms.create(T1, by=None, now=now)
    stale = Policy.objects.get(pk=policy.pk)
    rhythms.edit(policy, {**T1, "grace": 7}, by=None, now=now)
    with pytest.raises(Refused, match="Someone else"):
        rhythms.edit(stale, {**T1, "grace": 9}, by=None, now=now)
    assert policy.latest().read().grace == 7


def test_a_rhythm_is_retired_once_and_with_a_reason(cast, now):
    policy = adopted(now)
    with pytest.raises(Refused, match="reason"):
        rhythms.retire(policy, by=cast.david, now=now, stop_open=False, because=" ")
    rhythms.retire(policy, by=cast.david, now=now, stop_open=True, because="It did not help.")
    assert (policy.state, policy.retired_on, policy.stop_open) == ("retired", date(2026, 4, 1), True)
    with pytest.raises(Refused, match="retired"):
        rhythms.retire(policy, by=cast.david, now=now, stop_open=True, because="Again.")
    with pytest.raises(Refused, match="retired"):
        rhythms.edit(policy, T1, by=None, now=now)


def test_units_and_people_are_written_by_name_and_kept_by_key(cast, now):
    named = {**T1, "audience": {"include": [{"units": ["Engineering"], "persons": ["camilla@example.org"]}]}}
    terms = rhythms.create(named, by=None, now=now).latest().read()
    clause = terms.audience.include[0]
    unit = Unit.objects.get(name="Engineering")
    assert (clause.units, clause.persons) == ((str(unit.key),), (str(cast.camilla.key),))
    assert naming.labels(terms) == {str(unit.key): "Engineering", str(cast.camilla.key): "Camilla Ask"}


def test_a_unit_nobody_knows_is_refused_by_its_place_in_the_file(cast, now):
    with pytest.raises(Refused) as caught:
        rhythms.create({**T1, "audience": {"include": [{"units": ["Enginering"]}]}}, by=None, now=now)
    assert caught.value.refusals[0].path == "audience.include[0].units"


def test_drafts_are_seen_by_hr_and_whoever_made_them_adopted_ones_by_all(cast, now):
    policy = rhythms.create(T1, by=cast.astrid, now=now)
    seen_by = [who for who in (cast.camilla, cast.astrid, cast.david) if Policy.objects.visible_to(who).exists()]
    assert seen_by == [cast.astrid, cast.david]
    adoption.adopt(policy, effective_from=None, by=None, now=now, consultation=record.by_command(now.date()))
    assert Policy.objects.visible_to(cast.camilla).exists()


def test_rhythms_in_force_never_supersede_each_other_in_a_circle(cast, now):
    first = rhythms.create({**T1, "supersedes": ["team-talk"]}, by=None, now=now)
    team = {**T1, "key": "team-talk", "supersedes": [first.key]}
    draft = rhythms.create(team, by=None, now=now)
    command = record.by_command(now.date())
    adoption.adopt(first, effective_from=None, by=None, now=now, consultation=command)
    with pytest.raises(Refused) as edited:
        rhythms.edit(draft, team, by=None, now=now)
    with pytest.raises(Refused) as kept:
        adoption.adopt(draft, effective_from=None, by=None, now=now, consultation=command)
    for caught in (edited, kept):
        assert [refusal.path for refusal in caught.value.refusals] == ["supersedes"]
