"""A draft becomes a promise only when everything is there; what is missing is said all at once."""

from datetime import UTC, date, datetime

import pytest

from leadership.consultations import adoption, preview, record
from leadership.consultations.models import Consultation
from leadership.consultations.record import Record
from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact, Signal
from policies import rhythms
from policies.models import Policy
from tests.obligations.conftest import T1

pytestmark = pytest.mark.django_db

HEARD = {"participants": "Everyone in engineering", "heard": "Not on Mondays.", "changed": "No Mondays."}
COMPLETE = Record(date(2026, 3, 16), date(2026, 3, 23), **HEARD)


def refused(policy, now, *, consultation=COMPLETE, effective_from=None):
    with pytest.raises(Refused) as caught:
        adoption.adopt(policy, effective_from=effective_from, by=None, now=now, consultation=consultation)
    return [refusal.path for refusal in caught.value.refusals]


def test_a_complete_draft_is_adopted_from_today_with_its_record(cast, now):
    policy = rhythms.create(T1, by=cast.david, now=now)
    version = adoption.adopt(policy, effective_from=None, by=cast.david, now=now, consultation=COMPLETE)
    assert (policy.state, version.effective_from, version.adopted_by) == ("adopted", date(2026, 4, 1), cast.david)
    kept = Consultation.objects.get(version=version)
    assert (kept.start, kept.heard, kept.recorded_by) == (date(2026, 3, 16), "Not on Mondays.", cast.david)


def test_adoption_wakes_the_ledger_in_the_same_breath(cast, now):
    adoption.adopt(rhythms.create(T1, by=None, now=now), effective_from=None, by=None, now=now, consultation=COMPLETE)
    fact = Fact.objects.get(kind="policy.adopted")
    assert fact.data == {"version": 1, "effective_from": "2026-04-01"}
    assert Signal.objects.filter(fact=fact, reader="reconcile").exists()


def test_everything_that_is_missing_is_said_at_once(cast, now):
    bare = {name: value for name, value in T1.items() if name not in ("purpose", "context", "review_on")}
    policy = rhythms.create({**bare, "metrics": []}, by=None, now=now)
    missing = refused(policy, now, consultation=None)
    assert {"purpose", "context", "review_on"} <= set(missing)
    assert {"consultation.from", "consultation.until", "consultation.heard", "consultation.changed"} <= set(missing)
    assert Policy.objects.get(key=policy.key).state == "draft"
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"end": date(2026, 3, 20)}, "consultation.until"),
        ({"end": date(2026, 4, 1)}, "consultation.until"),
        ({"end": date(2026, 5, 1)}, "consultation.until"),
        ({"heard": "  "}, "consultation.heard"),
        ({"changed": ""}, "consultation.changed"),
        ({"participants": ""}, "consultation.participants"),
        ({"start": None}, "consultation.from"),
    ],
)
def test_a_consultation_has_five_working_days_is_over_and_says_what_was_heard(cast, now, changes, path):
    given = {"start": COMPLETE.start, "end": COMPLETE.end, **HEARD} | changes
    assert path in refused(rhythms.create(T1, by=None, now=now), now, consultation=Record(**given))


def test_a_review_more_than_two_years_away_is_none(cast, now):
    assert refused(rhythms.create({**T1, "review_on": "2028-05-01"}, by=None, now=now), now) == ["review_on"]


def test_what_is_adopted_is_not_adopted_again(cast, now):
    policy = rhythms.create(T1, by=None, now=now)
    adoption.adopt(policy, effective_from=None, by=None, now=now, consultation=COMPLETE)
    assert refused(policy, now, effective_from=date(2026, 7, 1)) == ["policy"]


def test_a_later_version_begins_with_the_next_cycle_of_the_old_one(cast, now):
    policy = rhythms.create(T1, by=None, now=now)
    adoption.adopt(policy, effective_from=None, by=None, now=now, consultation=COMPLETE)
    rhythms.edit(policy, {**T1, "grace": 10}, by=None, now=now)
    assert refused(policy, now, effective_from=date(2026, 6, 1)) == ["effective_from"]
    version = adoption.adopt(policy, effective_from=None, by=None, now=now, consultation=COMPLETE)
    assert (version.number, version.effective_from) == (2, date(2026, 7, 1))


def test_today_is_the_organisations_own_date(cast):
    before_midnight = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    policy = rhythms.create(T1, by=None, now=before_midnight)
    version = adoption.adopt(policy, effective_from=None, by=None, now=before_midnight, consultation=COMPLETE)
    assert version.effective_from == date(2026, 4, 1)


def test_a_record_from_a_file_says_which_field_is_wrong():
    assert record.read({"from": "2026-03-16", "until": "2026-03-23", "with": "all"}).participants == "all"
    for given, path in (({"from": "soon"}, "consultation.from"), ({"where": "here"}, "consultation.where")):
        with pytest.raises(Refused) as caught:
            record.read(given)
        assert caught.value.refusals[0].path == path


def test_the_preview_counts_people_and_names_the_first_due_date(cast, now):
    seen = preview.of(T1, effective_from=date(2026, 4, 1), now=now)
    assert (seen.people, seen.first_due) == (6, date(2026, 6, 30))
    assert len(seen.examples) == 5
    engineering = {**T1, "audience": {"include": [{"units": ["Engineering"]}]}}
    assert preview.of(engineering, effective_from=date(2026, 4, 1), now=now).people == 3


def test_the_preview_of_a_rhythm_that_starts_too_late_in_the_quarter_names_the_next_one(cast, now):
    assert preview.of(T1, effective_from=date(2026, 6, 20), now=now).first_due == date(2026, 9, 30)
