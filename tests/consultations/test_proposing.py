"""A proposal reaches exactly those it would concern, stays open long enough, and is a draft again when it changes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.consultations import adoption, because, floors, moments, proposing, reach, record
from leadership.consultations.models import Invitation, Proposal
from leadership.lib.refusal import Refused
from leadership.obligations.audience import people_in
from leadership.outbox.models import Fact, Signal
from leadership.people import directory, roles
from leadership.people.models import CoachProfile, Person
from policies import rhythms
from policies.models import Policy
from policies.terms import Terms
from tests.consultations.conftest import TERMS

pytestmark = pytest.mark.django_db
ENGINEERING = {"include": [{"units": ["Engineering"]}]}


def refused(deed):
    with pytest.raises(Refused) as caught:
        deed()
    return [refusal.path for refusal in caught.value.refusals]


def asked(proposal):
    return set(proposal.invitations.values_list("person", flat=True))


class TestReach:
    def test_exactly_the_audience_their_coaches_and_the_representatives_are_asked(self, cast, now, rep):
        policy = rhythms.create({**TERMS, "audience": ENGINEERING}, by=cast.david, now=now)
        proposal = proposing.propose(policy, by=cast.david, now=now)
        audience = set(people_in(proposal.version.read().audience, on=now.date()))
        assert audience == {cast.astrid, cast.bjorn, cast.camilla}
        coaches = {cast.astrid, cast.erik, cast.freja}
        assert asked(proposal) == {person.pk for person in audience | coaches | {rep}}

    def test_the_set_follows_the_terms_whatever_they_say(self, cast, now):
        for audience, eligible in (
            ({"include": [{"locations": ["Helsinki"]}]}, ["own_manager"]),
            ({"include": [{"is_leader": True}], "exclude": [{"persons": ["erik@example.org"]}]}, ["hr"]),
            ({}, ["anyone"]),
        ):
            key = f"r-{len(eligible[0])}"
            terms = {**TERMS, "key": key, "audience": audience, "coach": {"eligible": eligible}}
            proposal = proposing.propose(rhythms.create(terms, by=None, now=now), by=None, now=now)
            found = reach.of(proposal.version.read(), on=now.date())
            assert asked(proposal) == set(found.everyone)
            simulated = set(people_in(proposal.version.read().audience, on=now.date()).values_list("pk", flat=True))
            assert found.concerned == simulated

    def test_whoever_listens_to_somebody_concerned_today_is_asked_as_a_coach(self, cast, now):
        CoachProfile.objects.all().delete()
        policy = rhythms.create({**TERMS, "audience": ENGINEERING}, by=None, now=now)
        found = reach.of(policy.latest().read(), on=now.date())
        assert found.coaches == {cast.freja.pk, cast.astrid.pk}

    def test_everyone_reads_why_it_would_concern_them(self, cast, now, rep):
        policy = rhythms.create({**TERMS, "audience": ENGINEERING}, by=cast.david, now=now)
        proposal = proposing.propose(policy, by=cast.david, now=now)
        terms = proposal.version.read()

        def why(person):
            return because.reasons(Invitation.objects.get(proposal=proposal, person=person), terms, now=now)

        assert why(cast.bjorn) == ["This would concern you because you are in Engineering."]
        assert "asked to listen" in why(cast.freja)[0]
        assert len(why(rep)) == 2 and "represent" in why(rep)[1]

    def test_whoever_comes_in_while_it_is_open_is_asked_too_and_nobody_twice(self, cast, now, proposal):
        before = asked(proposal)
        directory.hire(
            given_name="Kim", family_name="Ny", email="kim@example.org", hire_date=date(2026, 4, 2), now=now,
            manager=cast.astrid, unit=cast.astrid.unit, zone="Europe/Stockholm", language="sv",
        )  # fmt: skip
        for hours in (24, 25):
            moments.advance(now=now + timedelta(hours=hours))
        assert asked(proposal) == before | {Person.objects.get(email="kim@example.org").pk}
        assert Fact.objects.filter(kind="proposal.widened").count() == 1


class TestWindow:
    def test_it_is_open_for_ten_working_days_unless_said_otherwise(self, cast, now, proposal):
        assert (proposal.opens_on, proposal.closes_on) == (date(2026, 4, 1), date(2026, 4, 17))
        assert (proposal.version.policy.state, proposal.kind) == ("proposed", "change")

    def test_representatives_read_it_a_working_day_before_the_others(self, cast, now, draft, rep):
        proposal = proposing.propose(draft, by=cast.david, now=now, days=5)
        assert (proposal.opens_on, proposal.closes_on) == (date(2026, 4, 2), date(2026, 4, 13))

    @pytest.mark.parametrize("days", [0, 4, 91])
    def test_less_than_five_working_days_is_no_consultation(self, draft, now, days):
        assert refused(lambda: proposing.propose(draft, by=None, now=now, days=days)) == ["days"]

    def test_a_draft_without_purpose_is_not_put_before_anybody(self, cast, now):
        bare = {name: value for name, value in TERMS.items() if name not in ("purpose", "review_on")}
        policy = rhythms.create(bare, by=None, now=now)
        assert refused(lambda: proposing.propose(policy, by=None, now=now)) == ["purpose", "review_on"]
        assert not Proposal.objects.exists()

    def test_one_wording_is_talked_over_once_at_a_time(self, cast, now, draft, proposal):
        draft.refresh_from_db()
        assert refused(lambda: proposing.propose(draft, by=None, now=now)) == ["policy"]

    def test_outreach_is_told_in_the_same_breath(self, proposal):
        fact = Fact.objects.get(kind="proposal.opened")
        assert Signal.objects.filter(fact=fact, reader="outreach").exists()
        assert fact.data == {"version": 1, "asked": 6}


class TestBackToDraft:
    def test_a_changed_promise_is_a_draft_again_and_its_proposal_over(self, cast, now, proposal):
        policy = Policy.objects.get()
        rhythms.edit(policy, {**TERMS, "grace": 9}, by=cast.david, now=now)
        policy.refresh_from_db()
        assert policy.state == "draft" and proposing.live_for(policy.latest()) is None
        moments.advance(now=now)
        proposal.refresh_from_db()
        assert (proposal.ended, bool(proposal.ended_at)) == ("changed", True)
        assert proposing.propose(policy, by=cast.david, now=now).ended_at is None

    def test_mended_words_leave_it_open(self, cast, now, proposal):
        rhythms.edit(Policy.objects.get(), {**TERMS, "purpose": {"en": "To be heard."}}, by=cast.david, now=now)
        moments.advance(now=now)
        assert Policy.objects.get().state == "proposed"
        assert proposing.live_for(Policy.objects.get().latest()) == proposal

    def test_taking_it_back_needs_a_reason_that_stays(self, cast, now, proposal):
        assert refused(lambda: proposing.take_back(proposal, by=cast.david, now=now, because=" ")) == ["because"]
        proposing.take_back(proposal, by=cast.david, now=now, because="We need to think of night shifts.")
        proposal.refresh_from_db()
        assert (proposal.ended, proposal.ended_because) == ("taken_back", "We need to think of night shifts.")
        assert Policy.objects.get().state == "draft"
        assert refused(lambda: proposing.take_back(proposal, by=None, now=now, because="Again")) == ["proposal"]


class TestFloor:
    def test_a_unit_adds_to_the_floor_and_never_weakens_it(self, cast, now):
        base = rhythms.create({**TERMS, "key": "base", "family": "regular", "floor": True}, by=None, now=now)
        adoption.adopt(base, effective_from=None, by=None, now=now, consultation=record.by_command(now.date()))
        unit = {**TERMS, "key": "unit", "family": "regular", "audience": ENGINEERING}
        yearly = {**unit, "cadence": {"per_period": {"period": "year"}}, "binding": "voluntary"}
        assert [one.path for one in floors.weakened(Terms.parse(yearly))] == ["cadence", "binding"]
        assert list(floors.weakened(Terms.parse({**unit, "cadence": {"per_period": {"period": "month"}}}))) == []
        beside = Terms.parse({**yearly, "family": "other"})
        assert list(floors.weakened(beside)) == []
        muted = Terms.parse({**yearly, "family": "other", "supersedes": ["base"]})
        assert [one.path for one in floors.weakened(muted)] == ["cadence", "binding"]
        policy = rhythms.create(yearly, by=None, now=now)
        assert refused(lambda: proposing.propose(policy, by=None, now=now)) == ["cadence", "binding"]


def test_a_representative_who_joins_is_asked_with_the_next_day(cast, now, proposal):
    roles.grant(cast.camilla, "rep", now=now)
    moments.advance(now=datetime(2026, 4, 2, 8, tzinfo=UTC))
    assert Invitation.objects.get(proposal=proposal, person=cast.camilla).rep
