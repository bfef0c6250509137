"""Who is told of a proposal, its answers, its decision, an end and a review; each once, representatives first."""

from datetime import UTC, datetime, timedelta

import pytest

from leadership.consultations import answering, deciding, forecasting, proposing, speaking, suggesting
from leadership.outreach import causes
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from leadership.people import organisation, roles
from policies import rhythms
from policies.models import Policy
from tests.outreach.rhythmletters import TERMS

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 4, 21, 8, tzinfo=UTC)
WORRY = {"clause": "coach", "reason": "Too few coaches.", "change": ""}


@pytest.fixture
def proposal(cast, now):
    roles.grant(cast.erik, "rep", now=now)
    return proposing.propose(rhythms.create(TERMS, by=cast.david, now=now), by=cast.david, now=now)


def told(letter):
    return {row.recipient.given_name for row in Delivery.objects.filter(letter=letter).select_related("recipient")}


def test_representatives_are_told_at_once_and_the_others_from_its_first_day(cast, now, proposal):
    tick(now)
    written = {row.recipient.given_name: row for row in Delivery.objects.filter(letter="proposal_opened")}
    assert set(written) == {"Freja", "Astrid", "Erik", "David", "Björn", "Camilla"}
    assert written["Erik"].due_at == now and written["Erik"].transactional
    assert all(row.due_at >= datetime(2026, 4, 2, 5, tzinfo=UTC) for name, row in written.items() if name != "Erik")
    tick(now + timedelta(days=1))
    assert Delivery.objects.filter(letter="proposal_opened").count() == 6


def test_an_answer_is_told_to_whoever_raised_the_concern_under_their_name(cast, now, proposal):
    organisation.change(now=now, voices_without_name=True)
    later = now + timedelta(days=1)
    for person, nameless in ((cast.bjorn, False), (cast.camilla, True)):
        concern = speaking.raise_concern(proposal, by=person, now=later, nameless=nameless, **WORRY)
        answering.answer(concern, heard="Too few.", changed="Two more.", by=cast.david, now=later)
    tick(later)
    assert told("proposal_answered") == {"Björn"}


def test_what_became_of_it_is_told_to_everyone_who_was_asked(cast, now, proposal):
    forecasting.begin(proposal.version, by=cast.david, now=now)
    deciding.adopt(proposal, by=cast.david, now=AFTER)
    tick(AFTER)
    assert len(told("proposal_adopted")) == 6
    assert not Delivery.objects.filter(data__icontains="Too few").exists()


def test_an_invitation_to_speak_is_dropped_once_the_proposal_is_over(cast, now, proposal):
    tick(now)
    waiting = Delivery.objects.filter(letter="proposal_opened", recipient=cast.bjorn).get()
    assert causes.judge(waiting, now=now).reason == ""
    proposing.take_back(proposal, by=cast.david, now=now, because="Night shifts.")
    assert causes.judge(waiting, now=now).reason == "over"


def test_a_retirement_is_told_to_those_it_was_for(cast, now, quarterly):
    rhythms.retire(Policy.objects.get(), by=cast.david, now=now, stop_open=True, because="Few used it.")
    tick(now)
    assert len(told("rhythm_retired")) == 6


def test_a_review_is_told_to_hr_and_representatives_at_each_notice(cast, now, quarterly):
    roles.grant(cast.erik, "rep", now=now)
    for day in (datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 12, 16, 9, tzinfo=UTC)):
        tick(day)
    assert told("review_due") == {"David", "Erik"}
    assert Delivery.objects.filter(letter="review_due").count() == 4


def test_hr_is_told_of_a_suggestion_and_its_giver_of_the_answer(cast, now):
    suggestion = suggesting.suggest(TERMS, by=cast.camilla, now=now)
    tick(now)
    suggesting.decline(suggestion, because="We have one.", by=cast.david, now=now)
    tick(now)
    assert (told("rhythm_suggested"), told("suggestion_declined")) == ({"David"}, {"Camilla"})
