"""Adoption waits until everybody could speak, every concern is answered, and what the rhythm asks is known."""

from datetime import UTC, date, datetime

import pytest

from leadership.consultations import (
    adoption,
    alteration,
    answering,
    deciding,
    forecasting,
    moments,
    proposing,
    speaking,
)
from leadership.consultations.models import Consultation, Forecast
from leadership.consultations.record import Record
from leadership.lib.refusal import Refused
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.outreach.tick import tick
from leadership.people import roles
from policies import rhythms
from policies.models import Policy
from tests.consultations.conftest import AFTER, TERMS

pytestmark = pytest.mark.django_db
WORRY = {"clause": "cadence", "reason": "Once a quarter is too seldom for newcomers.", "change": "Monthly at first."}
OUTSIDE = Record(date(2026, 3, 9), date(2026, 3, 20), "Everyone", "Once a month is too often.", "A quarter.")


def refused(proposal, now, cast, **more):
    with pytest.raises(Refused) as caught:
        deciding.adopt(proposal, by=cast.david, now=now, **more)
    return [refusal.path for refusal in caught.value.refusals]


def ready(proposal, cast, now):
    forecasting.begin(proposal.version, by=cast.david, now=now)
    return proposal


class TestGuards:
    def test_everything_that_is_missing_is_said_at_once(self, cast, now, proposal):
        speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY)
        assert refused(proposal, now, cast) == ["closes_on", "concerns", "forecast"]
        assert Policy.objects.get().state == "proposed"

    def test_a_concern_without_its_answer_holds_it_up(self, cast, now, proposal):
        concern = speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY)
        ready(proposal, cast, now)
        assert refused(proposal, AFTER, cast) == ["concerns"]
        answering.answer(concern, heard="Too seldom.", changed="Nothing, for now.", by=cast.david, now=AFTER)
        version = deciding.adopt(proposal, by=cast.david, now=AFTER)
        assert version.effective_from == date(2026, 4, 20) and version.policy.state == "adopted"

    def test_a_red_forecast_goes_on_with_a_written_reason_only(self, cast, now, proposal):
        ready(proposal, cast, now)
        Forecast.objects.update(result={"red": ["over_25"]})
        assert refused(proposal, AFTER, cast) == ["forecast"]
        forecast = Forecast.objects.get()
        with pytest.raises(Refused):
            forecasting.go_on_although(forecast, reason=" ", by=cast.david, now=AFTER)
        forecasting.go_on_although(forecast, reason="Two more coaches begin in May.", by=cast.david, now=AFTER)
        assert deciding.adopt(proposal, by=cast.david, now=AFTER).adopted_at == AFTER

    def test_a_forecast_of_another_promise_does_not_count(self, cast, now, proposal):
        ready(proposal, cast, now)
        rhythms.edit(Policy.objects.get(), {**TERMS, "grace": 9}, by=None, now=now)
        assert forecasting.current(Policy.objects.get().latest()) is None
        assert set(refused(proposal, AFTER, cast)) >= {"proposal", "forecast"}

    def test_a_representative_who_was_not_told_holds_it_up_until_the_next_tick(self, cast, now, proposal):
        ready(proposal, cast, now)
        proposal.invitations.filter(person=cast.freja).delete()
        roles.grant(cast.freja, "rep", now=now)
        assert refused(proposal, AFTER, cast) == ["reps"]

    def test_the_checklist_says_what_is_still_to_do(self, cast, now, proposal):
        before = {item.name: item.done for item in deciding.checklist(proposal, on=now.date())}
        assert before == {"closes_on": False, "concerns": True, "forecast": False, "reps": True, "review_on": True}
        ready(proposal, cast, now)
        assert all(item.done for item in deciding.checklist(proposal, on=AFTER.date()))


class TestAdoption:
    def test_over_a_concern_that_is_not_met_and_it_stays_on_record(self, cast, now, proposal):
        concern = speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY)
        answering.answer(concern, heard="Too seldom.", changed="Nothing, for now.", by=cast.david, now=now)
        version = deciding.adopt(ready(proposal, cast, now), by=cast.david, now=AFTER)
        concern.refresh_from_db()
        assert concern.met_on is None and concern.voice.proposal.version == version
        kept = Consultation.objects.get(version=version)
        assert (kept.start, kept.end) == (date(2026, 4, 1), date(2026, 4, 17))
        assert "1 with a concern" in kept.heard

    def test_it_opens_obligations_and_ends_the_proposal(self, cast, now, proposal):
        deciding.adopt(ready(proposal, cast, now), by=cast.david, now=AFTER)
        tick(AFTER)
        assert Obligation.objects.filter(cycle_key="2026-Q2", state="open").count() == 6
        proposal.refresh_from_db()
        assert (proposal.ended, proposal.salt) == ("adopted", "")
        assert Fact.objects.get(kind="proposal.ended").data == {"how": "adopted"}

    def test_negotiation_is_noted_with_its_day_and_reference(self, cast, now, proposal):
        for on, reference in ((None, "A1"), (now.date(), " "), (date(2027, 1, 1), "A1")):
            with pytest.raises(Refused):
                deciding.note_negotiation(proposal, on=on, reference=reference, by=cast.david, now=now)
        deciding.note_negotiation(proposal, on=date(2026, 3, 30), reference="MBL 11 § 2026:4", by=cast.david, now=now)
        proposal.refresh_from_db()
        assert (proposal.negotiated_on, proposal.negotiation_ref) == (date(2026, 3, 30), "MBL 11 § 2026:4")

    def test_the_two_roads_never_meet(self, cast, now, proposal):
        with pytest.raises(Refused) as caught:
            adoption.adopt(Policy.objects.get(), effective_from=None, by=None, now=now, consultation=OUTSIDE)
        assert [one.path for one in caught.value.refusals] == ["consultation"]
        proposing.take_back(proposal, by=cast.david, now=now, because="We asked in the team meetings.")
        assert adoption.adopt(Policy.objects.get(), effective_from=None, by=None, now=now, consultation=OUTSIDE)


class TestChangedRhythm:
    @pytest.fixture
    def changed(self, cast, now, draft):
        """The quarterly talk in force since 1 April; monthly is proposed and talked over."""
        adoption.adopt(draft, effective_from=None, by=None, now=now, consultation=OUTSIDE)
        tick(now)
        draft.refresh_from_db()
        monthly = {**TERMS, "cadence": {"per_period": {"period": "month", "count": 1}}}
        rhythms.edit(draft, monthly, by=cast.david, now=now)
        return ready(proposing.propose(draft, by=cast.david, now=now), cast, now)

    def test_a_new_version_holds_from_the_next_cycle(self, cast, changed):
        assert Policy.objects.get().state == "adopted"
        assert refused(changed, AFTER, cast, effective_from=date(2026, 5, 1)) == ["effective_from"]
        assert deciding.adopt(changed, by=cast.david, now=AFTER).effective_from == date(2026, 7, 1)

    def test_hr_sees_who_is_affected_and_how_from_the_next_cycle_and_from_today(self, cast, changed):
        around = {"on": AFTER.date(), "now": AFTER}
        later = alteration.of(changed.version.policy, changed.version.read(), effective_from=date(2026, 7, 1), **around)
        at_once = alteration.of(
            changed.version.policy, changed.version.read(), effective_from=AFTER.date(), at_once=True, **around
        )
        assert (later.joining, later.leaving, later.staying, at_once.staying) == (0, 0, 6, 6)
        assert {(one.before, one.after) for one in later.moved} == {(date(2026, 9, 30), date(2026, 7, 31))}
        assert {(one.before, one.after) for one in at_once.moved} == {(date(2026, 6, 30), date(2026, 5, 31))}

    def test_at_once_it_makes_nobody_late(self, cast, changed):
        version = deciding.adopt(changed, by=cast.david, now=AFTER, apply_now=True)
        assert version.effective_from == date(2026, 4, 20)
        tick(AFTER)
        live = Obligation.objects.filter(state__in=("planned", "open", "booked"))
        assert live.exists() and not live.filter(due_on__lt=date(2026, 5, 5)).exists()


def test_the_morning_after_a_draft_was_changed_its_proposal_is_over_without_anybody_looking(cast, now, proposal):
    rhythms.edit(Policy.objects.get(), {**TERMS, "binding": "voluntary"}, by=None, now=now)
    moments.advance(now=datetime(2026, 4, 2, 6, tzinfo=UTC))
    proposal.refresh_from_db()
    assert proposal.ended == "changed"
