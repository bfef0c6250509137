"""Everybody who was asked has one voice: consent, stand aside, or concerns by clause, with or without a name."""

from datetime import UTC, date, datetime

import pytest

from leadership.consultations import answering, handles, proposing, speaking
from leadership.consultations.models import Concern, Voice
from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact
from leadership.people import organisation, roles
from tests.consultations.conftest import AFTER

pytestmark = pytest.mark.django_db
WORRY = {"clause": "cadence", "reason": "Once a quarter is too seldom for newcomers.", "change": "Monthly at first."}


def refused(deed):
    with pytest.raises(Refused) as caught:
        deed()
    return [refusal.path for refusal in caught.value.refusals]


@pytest.fixture
def nameless(now):
    return organisation.change(now=now, voices_without_name=True)


def test_a_voice_can_be_changed_while_the_proposal_is_open(cast, now, proposal):
    speaking.say(proposal, "consent", by=cast.bjorn, now=now)
    speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY)
    speaking.raise_concern(proposal, by=cast.bjorn, now=now, **{**WORRY, "clause": "coach"})
    voice = Voice.objects.get(person=cast.bjorn)
    assert (voice.stance, voice.concerns.count()) == ("concern", 2)
    speaking.say(proposal, "aside", by=cast.bjorn, now=now)
    voice.refresh_from_db()
    assert (voice.stance, voice.concerns.count()) == ("aside", 0)


def test_with_the_last_concern_taken_back_nothing_has_been_said(cast, now, proposal):
    concern = speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY)
    speaking.take_back(concern, by=cast.bjorn, now=now)
    assert speaking.voice_of(proposal, cast.bjorn) is None


def test_a_concern_has_a_reason_and_is_about_a_part_of_the_rhythm(cast, now, proposal):
    for change, path in (
        ({"reason": " "}, "reason"),
        ({"clause": "weather"}, "clause"),
        ({"reason": "x" * 4001}, "reason"),
    ):
        assert refused(lambda c=change: speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY | c)) == [path]
    assert refused(lambda: speaking.say(proposal, "shout", by=cast.bjorn, now=now)) == ["stance"]
    assert not Voice.objects.exists()


def test_only_those_who_were_asked_speak_and_only_while_it_is_open(cast, now, proposal):
    proposal.invitations.filter(person=cast.freja).delete()
    assert refused(lambda: speaking.say(proposal, "consent", by=cast.freja, now=now)) == ["proposal"]
    assert refused(lambda: speaking.say(proposal, "consent", by=cast.bjorn, now=AFTER)) == ["proposal"]
    proposing.take_back(proposal, by=cast.david, now=now, because="Not yet.")
    assert refused(lambda: speaking.say(proposal, "consent", by=cast.bjorn, now=now)) == ["proposal"]


def test_representatives_speak_before_the_others(cast, now, draft):
    roles.grant(cast.erik, "rep", now=now)
    proposal = proposing.propose(draft, by=cast.david, now=now)
    speaking.say(proposal, "consent", by=cast.erik, now=now)
    with pytest.raises(Refused, match="Representatives read it first"):
        speaking.say(proposal, "consent", by=cast.bjorn, now=now)
    speaking.say(proposal, "consent", by=cast.bjorn, now=datetime(2026, 4, 2, 8, tzinfo=UTC))


class TestWithoutAName:
    def test_it_is_possible_where_the_organisation_allows_it_and_enough_are_asked(self, cast, now, proposal):
        assert refused(lambda: speaking.say(proposal, "aside", by=cast.bjorn, now=now, nameless=True)) == ["nameless"]
        organisation.change(now=now, voices_without_name=True)
        assert handles.allowed(proposal, on=date(2026, 4, 1))
        proposal.invitations.exclude(person__in=[cast.bjorn, cast.camilla]).delete()
        assert refused(lambda: speaking.say(proposal, "aside", by=cast.bjorn, now=now, nameless=True)) == ["nameless"]

    def test_while_representatives_alone_can_speak_it_would_point_at_them(self, cast, now, draft, rep, nameless):
        proposal = proposing.propose(draft, by=cast.david, now=now)
        with pytest.raises(Refused, match="would point at them"):
            speaking.say(proposal, "aside", by=cast.erik, now=now, nameless=True)
        speaking.say(proposal, "aside", by=cast.erik, now=datetime(2026, 4, 2, 8, tzinfo=UTC), nameless=True)
        for person in (cast.bjorn, cast.camilla, cast.freja, cast.astrid, cast.david):
            proposal.invitations.filter(person=person).update(rep=True)
        assert handles.allowed(proposal, on=date(2026, 4, 1))

    def test_nothing_in_the_database_says_whose_voice_it_is(self, cast, now, proposal, nameless):
        facts = Fact.objects.count()
        concern = speaking.raise_concern(proposal, by=cast.bjorn, now=now, nameless=True, **WORRY)
        voice = Voice.objects.get()
        assert voice.person is None and voice.handle and str(cast.bjorn.key) not in voice.handle
        assert voice.given_on == date(2026, 4, 1) and concern.raised_on == date(2026, 4, 1)
        assert Fact.objects.count() == facts
        values = str(list(Voice.objects.values())) + str(list(Concern.objects.values()))
        assert str(cast.bjorn.key) not in values and "bjorn" not in values.lower()

    def test_its_giver_finds_it_again_and_has_one_voice_all_the_same(self, cast, now, proposal, nameless):
        speaking.say(proposal, "aside", by=cast.bjorn, now=now, nameless=True)
        speaking.say(proposal, "consent", by=cast.bjorn, now=now, nameless=True)
        assert Voice.objects.count() == 1
        assert speaking.voice_of(proposal, cast.bjorn).stance == "consent"
        assert speaking.voice_of(proposal, cast.camilla) is None
        speaking.say(proposal, "consent", by=cast.bjorn, now=now)
        assert [voice.person for voice in Voice.objects.all()] == [cast.bjorn]

    def test_two_people_without_a_name_are_two_voices(self, cast, now, proposal, nameless):
        for person in (cast.bjorn, cast.camilla):
            speaking.say(proposal, "aside", by=person, now=now, nameless=True)
        assert len(set(Voice.objects.values_list("handle", flat=True))) == 2

    def test_when_the_proposal_ends_nobody_can_tell_any_more(self, cast, now, proposal, nameless):
        speaking.say(proposal, "aside", by=cast.bjorn, now=now, nameless=True)
        proposing.take_back(proposal, by=cast.david, now=now, because="Not yet.")
        proposal.refresh_from_db()
        assert proposal.salt == "" and Voice.objects.get().handle == ""
        assert handles.of(proposal, cast.bjorn) == "" and speaking.voice_of(proposal, cast.bjorn) is None


class TestAnswers:
    def test_an_answer_says_what_was_heard_and_what_was_changed(self, cast, now, proposal):
        concern = speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY)
        assert answering.unanswered(proposal) == 1
        for heard, changed, paths in ((" ", "", ["heard", "changed"]), ("Too seldom.", " ", ["changed"])):
            deed = lambda h=heard, c=changed: answering.answer(concern, heard=h, changed=c, by=cast.david, now=now)  # noqa: E731
            assert refused(deed) == paths
        answering.answer(concern, heard="Too seldom.", changed="Nothing, for now.", by=cast.david, now=now)
        assert answering.unanswered(proposal) == 0
        assert Fact.objects.get(kind="proposal.answered").data == {"concern": str(concern.key)}

    def test_only_hr_and_the_owner_answer(self, cast, now, proposal):
        concern = speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY)
        assert refused(lambda: answering.answer(concern, heard="a", changed="b", by=cast.astrid, now=now)) == [
            "concern"
        ]

    def test_a_concern_put_anew_asks_for_an_answer_anew(self, cast, now, proposal):
        concern = speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY)
        answering.answer(concern, heard="Too seldom.", changed="Nothing.", by=cast.david, now=now)
        speaking.raise_concern(proposal, by=cast.bjorn, now=now, **{**WORRY, "reason": "Newcomers wait a quarter."})
        assert answering.unanswered(proposal) == 1

    def test_whoever_raised_it_says_whether_the_answer_meets_it(self, cast, now, proposal):
        concern = speaking.raise_concern(proposal, by=cast.bjorn, now=now, **WORRY)
        assert refused(lambda: speaking.met(concern, by=cast.bjorn, now=now)) == ["concern"]
        answering.answer(concern, heard="Too seldom.", changed="Monthly at first.", by=cast.david, now=now)
        assert refused(lambda: speaking.met(concern, by=cast.camilla, now=now)) == ["concern"]
        assert speaking.met(concern, by=cast.bjorn, now=AFTER).met_on == date(2026, 4, 20)
