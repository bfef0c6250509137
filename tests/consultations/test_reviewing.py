"""Time to look at a rhythm again, or it opens no new cycle; what is retired gives its hours back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.consultations import adoption, costing, moments, reviewing, speaking
from leadership.consultations.models import Review, ReviewNotice
from leadership.lib.refusal import Refused
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.outreach.tick import tick
from policies import rhythms
from policies.models import Policy
from tests.consultations.conftest import TERMS
from tests.consultations.test_deciding import OUTSIDE

pytestmark = pytest.mark.django_db
REVIEW_ON = date(2026, 9, 15)


def at(day, hour=8):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def adopted(now, **changes):
    policy = rhythms.create({**TERMS, "review_on": REVIEW_ON.isoformat(), **changes}, by=None, now=now)
    adoption.adopt(policy, effective_from=None, by=None, now=now, consultation=OUTSIDE)
    policy.refresh_from_db()
    return policy


def decide(policy, *, now, **said):
    """A review held by somebody who has read the figures of the day."""
    figures = replace(costing.figures(policy, on=now.date()), useful=60)
    return reviewing.decide(policy, now=now, figures=figures, **said)


def cycles():
    return set(Obligation.objects.exclude(state="cancelled").values_list("cycle_key", flat=True))


class TestNotices:
    def test_sixty_thirty_and_seven_days_before_each_once(self, cast, now):
        adopted(now)
        for days in (61, 60, 59, 30, 29, 7, 1):
            moments.advance(now=at(REVIEW_ON - timedelta(days=days)))
        told = Fact.objects.filter(kind="review.due").order_by("id")
        assert [fact.data["days"] for fact in told] == [60, 30, 7]
        assert told[0].data["review_on"] == "2026-09-15"

    def test_after_an_outage_only_the_latest_is_told(self, cast, now):
        adopted(now)
        moments.advance(now=at(REVIEW_ON - timedelta(days=5)))
        assert [fact.data["days"] for fact in Fact.objects.filter(kind="review.due")] == [7]

    def test_that_it_was_missed_is_told_the_day_after(self, cast, now):
        adopted(now)
        moments.advance(now=at(REVIEW_ON))
        assert not Fact.objects.filter(kind="review.missed").exists()
        moments.advance(now=at(REVIEW_ON + timedelta(days=1)))
        moments.advance(now=at(REVIEW_ON + timedelta(days=2)))
        assert Fact.objects.filter(kind="review.missed").count() == 1

    def test_from_sixty_days_before_those_concerned_say_what_they_think_now(self, cast, now):
        policy = adopted(now)
        early = at(REVIEW_ON - timedelta(days=60))
        moments.advance(now=early)
        talked = reviewing.round_of(reviewing.latest(policy))
        speaking.raise_concern(talked, clause="cadence", reason="Too often.", change="", by=cast.bjorn, now=early)
        assert talked.kind == "review" and talked.invitations.count() == 6


class TestStopping:
    def test_an_unreviewed_rhythm_opens_no_new_cycle_and_finishes_what_is_open(self, cast, now):
        adopted(now)
        tick(now)
        tick(at(date(2026, 9, 10)))
        tick(at(date(2026, 10, 5)))
        assert cycles() == {"2026-Q2", "2026-Q3"}
        assert Obligation.objects.filter(cycle_key="2026-Q3", state="open").count() == 6

    def test_one_that_law_or_agreement_asks_for_goes_on(self, cast, now):
        adopted(now, mandated_by="Agreement 12", on_missed_review="continue")
        tick(now)
        tick(at(date(2026, 10, 5)))
        assert "2026-Q4" in cycles()

    def test_held_late_the_cycles_begin_again_and_nobody_is_late(self, cast, now):
        policy = adopted(now)
        tick(now)
        tick(at(date(2026, 10, 5)))
        later = at(date(2026, 10, 6))
        decide(policy, decision="keep", result="It helps.", next_review_on=date(2027, 9, 1), by=cast.david, now=later)
        tick(later)
        fresh = Obligation.objects.filter(cycle_key="2026-Q4")
        assert fresh.count() == 6 and min(fresh.values_list("due_on", flat=True)) >= date(2026, 10, 20)

    def test_a_review_to_come_gives_nobody_the_rhythm_it_stands_in_for(self, cast, now):
        adopted(now, key="wide", family="regular", review_on="2027-03-01")
        adopted(now, key="close", family="regular", audience={"include": [{"units": ["Engineering"]}]})
        tick(now)
        assert set(Obligation.objects.filter(person=cast.bjorn).values_list("policy__key", flat=True)) == {"close"}
        tick(at(date(2026, 10, 5)))
        assert set(Obligation.objects.filter(person=cast.bjorn).values_list("policy__key", flat=True)) == {"close"}


class TestDeciding:
    def test_keeping_it_sets_the_next_day_and_leaves_a_record_of_aim_and_result(self, cast, now):
        policy = adopted(now)
        tick(now)
        review = decide(
            policy, decision="keep", result="Most were heard.", next_review_on=date(2027, 3, 1), by=cast.david, now=now
        )
        assert (review.decision, review.result, bool(review.aim)) == ("keep", "Most were heard.", True)
        assert (review.figures["people"], review.figures["useful"]) == (0, 60) and Policy.objects.get().latest().terms[
            "review_on"
        ] == "2027-03-01"

    def test_retiring_it_is_the_end_with_the_result_as_its_reason(self, cast, now):
        policy = adopted(now)
        decide(policy, decision="retire", result="Few used it.", next_review_on=None, by=cast.david, now=now)
        policy = Policy.objects.get()
        assert (policy.state, policy.retired_because) == ("retired", "Few used it.")
        assert Review.objects.get().next_review_on is None

    @pytest.mark.parametrize(
        ("given", "paths"),
        [
            ({"decision": "", "result": " "}, ["decision", "result"]),
            ({"next_review_on": None}, ["next_review_on"]),
            ({"next_review_on": date(2028, 5, 1)}, ["next_review_on"]),
            ({"next_review_on": date(2026, 4, 1)}, ["next_review_on"]),
        ],
    )
    def test_everything_that_is_missing_is_said_at_once(self, cast, now, given, paths):
        policy = adopted(now)
        said = {"decision": "keep", "result": "It helps.", "next_review_on": date(2027, 3, 1)} | given
        with pytest.raises(Refused) as caught:
            decide(policy, by=cast.david, now=now, **said)
        assert [one.path for one in caught.value.refusals] == paths

    def test_a_review_announced_is_not_announced_again_for_its_old_day(self, cast, now):
        policy = adopted(now)
        moments.advance(now=at(REVIEW_ON - timedelta(days=30)))
        decide(
            policy, decision="keep", result="Fine.", next_review_on=date(2027, 3, 1), by=cast.david,
            now=at(REVIEW_ON - timedelta(days=20)),
        )  # fmt: skip
        moments.advance(now=at(REVIEW_ON - timedelta(days=7)))
        assert ReviewNotice.objects.count() == 1


class TestSuspension:
    def test_on_hold_no_cycle_begins_and_resumed_it_goes_on_without_anybody_late(self, cast, now):
        policy = adopted(now, review_on="2027-03-01")
        tick(now)
        rhythms.suspend(policy, by=cast.david, now=at(date(2026, 5, 4)), because="We move house.")
        tick(at(date(2026, 5, 4)))
        tick(at(date(2026, 7, 2)))
        assert cycles() == {"2026-Q2"}
        assert set(Obligation.objects.filter(cycle_key="2026-Q2").values_list("state", flat=True)) == {"open"}
        policy.refresh_from_db()
        rhythms.resume(policy, by=cast.david, now=at(date(2026, 9, 24)))
        tick(at(date(2026, 9, 24)))
        fresh = Obligation.objects.filter(cycle_key="2026-Q3", state="open")
        assert fresh.count() == 6 and min(fresh.values_list("due_on", flat=True)) >= date(2026, 10, 1)

    def test_it_has_a_reason_and_only_what_is_in_force_is_put_on_hold(self, cast, now, draft):
        for policy, because, path in ((draft, "Why not", "policy"), (draft, " ", "because")):
            with pytest.raises(Refused) as caught:
                rhythms.suspend(policy, by=None, now=now, because=because)
            assert caught.value.refusals[0].path == path
        with pytest.raises(Refused):
            rhythms.resume(draft, by=None, now=now)


def test_figures_of_few_people_are_no_share(cast, now):
    policy = adopted(now)
    tick(now)
    found = costing.figures(policy, on=date(2026, 7, 1))
    assert (found.due, found.heard, found.people, found.talks, found.hours) == (6, 0, 6, 0, 0.0)
    assert found.share == 0
    Obligation.objects.exclude(person=cast.bjorn).delete()
    assert costing.figures(policy, on=date(2026, 7, 1)).share is None
