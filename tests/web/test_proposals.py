"""The pages of a proposal: who reads what, whose voice is asked for, what HR answers and decides."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from leadership.consultations import answering, forecasting, proposing, speaking
from leadership.consultations.models import Concern, Forecast, Proposal, Suggestion, Voice
from leadership.people import organisation, roles
from leadership.people.models import Organisation, Person
from policies import rhythms
from policies.models import Policy
from policies.starters import T1
from tests.web.memberpages import at, deeds, quarterly, text, window

NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
AFTER = datetime(2026, 4, 20, 8, 0, tzinfo=UTC)
TERMS = {**T1, "review_on": "2027-01-15"}
WORRY = {"stance": "concern", "clause": "cadence", "reason": "Too seldom for newcomers.", "change": "Monthly at first."}


@pytest.fixture
def draft(today):
    Person.objects.update(language="en")
    return rhythms.create(TERMS, by=today.david, now=NOW)


@pytest.fixture
def proposal(draft, today):
    return proposing.propose(draft, by=today.david, now=NOW)


def url(proposal: Proposal, page: str = "") -> str:
    return f"/proposals/{proposal.key}/{page}"


def english(person: Person) -> Person:
    person.language = "en"
    return person


def fact(page: str, name: str) -> str:
    """What the page says under one of its facts."""
    return re.findall(rf"{name}</dt><dd>([^<]*)", page)[0]


def state_of(page: str) -> str:
    return re.findall(r'data-proposal="[^"]+" data-state="([a-z_]+)"', page)[0]


class TestProposing:
    def test_hr_sees_whom_it_would_reach_before_anyone_is_asked(self, draft, today) -> None:
        page = text(window(english(today.david)).get(f"/rhythms/{draft.key}/propose/"))
        assert "People it would concern" in page and "Nobody here represents the others" in page
        answer = window(today.david).post(f"/rhythms/{draft.key}/propose/", {"days": "10", "note": "After the survey."})
        assert answer.headers["Location"] == url(Proposal.objects.get())
        assert Policy.objects.get().state == "proposed"

    def test_too_few_days_are_refused_with_the_remedy(self, draft, today) -> None:
        answer = window(english(today.david)).post(f"/rhythms/{draft.key}/propose/", {"days": "3"})
        assert answer.status_code == 422 and "Choose between 5 and 90." in text(answer)
        assert not Proposal.objects.exists()

    def test_only_hr_proposes_and_decides(self, proposal, today) -> None:
        pages = ("rhythms/quarterly-coach-talk/propose/", f"proposals/{proposal.key}/decide/",
                 f"proposals/{proposal.key}/answers/", "rhythms/quarterly-coach-talk/hold/")  # fmt: skip
        for page in pages:
            assert window(today.camilla).get(f"/{page}").status_code == 404
            assert window(today.camilla).post(f"/{page}", {"deed": "adopt"}).status_code == 404
        assert Policy.objects.get().state == "proposed"

    def test_what_changes_is_shown_as_one_sentence(self, today) -> None:
        quarterly(NOW)
        policy = Policy.objects.get()
        monthly = {"cadence": {"per_period": {"period": "month"}}}
        rhythms.edit(policy, {**policy.latest().terms, **monthly}, by=None, now=NOW)
        hr = window(english(today.david))
        pages = [text(hr.get(f"/rhythms/{policy.key}/{page}/")) for page in ("adopt", "propose", "forecast")]
        proposal = proposing.propose(policy, by=None, now=NOW)
        pages += [text(hr.get(url(proposal, "decide/"))), text(window(english(today.camilla)).get(url(proposal)))]
        for page in pages:
            assert re.search(r"<del>.*?quarter</del>", page) and re.search(r"<ins>.*?month</ins>", page)


class TestVoices:
    def test_everyone_asked_reads_why_and_until_when(self, proposal, today) -> None:
        page = text(window(english(today.bjorn)).get(url(proposal)))
        assert "This would concern you because it is about everyone who works here." in page
        assert "17 April 2026" in page and state_of(page) == "open" and "speak" in deeds(page)

    def test_a_voice_is_given_and_changed(self, proposal, today) -> None:
        client = window(english(today.bjorn))
        assert client.post(url(proposal), {"deed": "speak", **WORRY}).status_code == 302
        page = text(client.get(url(proposal)))
        assert "Too seldom for newcomers." in page and "Monthly at first." in page and "Björn Holm" in page
        concern = Concern.objects.get()
        client.post(url(proposal), {"deed": "take_back", "concern": str(concern.key)})
        client.post(url(proposal), {"deed": "speak", "stance": "aside"})
        assert [(voice.person, voice.stance) for voice in Voice.objects.all()] == [(today.bjorn, "aside")]

    @pytest.mark.parametrize(
        "posted",
        [{}, {"stance": "shout"}, {"stance": "concern", "reason": " "}, {"stance": "consent", "reason": "Too often."}],
    )
    def test_an_unfinished_voice_is_refused_kindly(self, proposal, today, posted: dict[str, str]) -> None:
        answer = window(english(today.bjorn)).post(url(proposal), {"deed": "speak", **posted})
        assert answer.status_code == 422 and 'role="alert"' in text(answer)
        assert not Voice.objects.exists()

    def test_whoever_was_not_asked_reads_and_does_not_speak(self, proposal, today) -> None:
        proposal.invitations.filter(person=today.camilla).delete()
        client = window(english(today.camilla))
        page = text(client.get(url(proposal)))
        assert "your voice is not asked for" in page and "speak" not in deeds(page)
        assert client.post(url(proposal), {"deed": "speak", "stance": "consent"}).status_code == 422

    def test_others_are_told_when_representatives_read_it_first(self, draft, today) -> None:
        roles.grant(today.erik, "rep", now=NOW)
        proposal = proposing.propose(draft, by=today.david, now=NOW)
        waiting = text(window(english(today.bjorn)).get(url(proposal)))
        assert "You can say what you think from 2 April." in waiting and "open for your voice" not in waiting
        assert "speak" in deeds(text(window(today.erik).get(url(proposal))))

    def test_representatives_are_told_from_when_they_can_speak_without_a_name(self, draft, today) -> None:
        roles.grant(today.erik, "rep", now=NOW)
        organisation.change(now=NOW, voices_without_name=True)
        client, proposal = window(english(today.erik)), proposing.propose(draft, by=today.david, now=NOW)
        page = text(client.get(url(proposal)))
        assert 'name="nameless"' not in page and "Without your name from 2 April" in page
        answer = client.post(url(proposal), {"deed": "speak", "stance": "aside", "nameless": "on"})
        assert answer.status_code == 422 and "or without it from 2 April" in text(answer)
        assert not Voice.objects.exists()

    def test_a_voice_without_a_name_shows_nobody(self, proposal, today) -> None:
        assert "nameless" not in text(window(today.bjorn).get(url(proposal)))
        organisation.change(now=NOW, voices_without_name=True)
        window(today.bjorn).post(url(proposal), {"deed": "speak", "nameless": "on", **WORRY})
        page = text(window(english(today.camilla)).get(url(proposal)))
        assert "Too seldom for newcomers." in page and "without a name" in page and "Björn Holm" not in page

    @pytest.mark.parametrize("key", ["", "x", "0b7f3a2e-0000-4000-8000-000000000000"])
    def test_an_unknown_concern_is_not_found(self, proposal, today, key: str) -> None:
        for page in ("", "answers/"):
            answer = window(today.david).post(url(proposal, page), {"deed": "met", "concern": key})
            assert answer.status_code == 404


class TestDeciding:
    def test_each_concern_is_answered_for_everyone_to_read(self, proposal, today) -> None:
        speaking.raise_concern(proposal, clause="coach", reason="Too few coaches.", change="", by=today.bjorn, now=NOW)
        client, concern = window(english(today.david)), Concern.objects.get()
        half = {"concern": str(concern.key), "heard": "Too few.", "changed": ""}
        assert client.post(url(proposal, "answers/"), half).status_code == 422
        client.post(url(proposal, "answers/"), {**half, "changed": "Two more begin in May."})
        assert "Two more begin in May." in text(window(today.camilla).get(url(proposal)))

    def test_the_checklist_says_what_is_missing_and_adoption_waits_for_it(self, proposal, today) -> None:
        client = window(english(today.david))
        page = text(client.get(url(proposal, "decide/")))
        checks = dict(re.findall(r'data-check="(\w+)" data-done="(\w+)"', page))
        assert checks == {"closes_on": "no", "concerns": "yes", "forecast": "no", "reps": "yes", "review_on": "yes"}
        answer = client.post(url(proposal, "decide/"), {"deed": "adopt"})
        assert answer.status_code == 422 and "People can still speak." in text(answer)

    def test_from_the_forecast_to_the_adopted_rhythm_with_its_unmet_concern(self, proposal, today) -> None:
        concern = speaking.raise_concern(
            proposal, clause="coach", reason="Too few coaches.", change="", by=today.bjorn, now=NOW
        )
        answering.answer(concern, heard="Too few.", changed="Nothing yet.", by=today.david, now=NOW)
        client = window(english(today.david))
        client.post(f"/rhythms/{TERMS['key']}/forecast/", {"deed": "begin"})
        client.post(url(proposal, "decide/"), {"deed": "negotiation", "negotiated_on": "2026-03-30", "reference": "M1"})
        at(AFTER)
        assert client.get(f"/rhythms/{TERMS['key']}/adopt/").headers["Location"] == url(proposal, "decide/")
        assert (
            client.post(url(proposal, "decide/"), {"deed": "adopt"}).headers["Location"] == f"/rhythms/{TERMS['key']}/"
        )
        page = text(window(english(today.camilla)).get(f"/rhythms/{TERMS['key']}/"))
        assert "Too few coaches." in page and "Nothing yet." in page
        assert "M1" in text(window(today.camilla).get(url(proposal)))

    def test_taking_it_back_says_why_to_everyone(self, proposal, today) -> None:
        client = window(english(today.david))
        assert client.post(url(proposal, "decide/"), {"deed": "take_back", "because": ""}).status_code == 422
        client.post(url(proposal, "decide/"), {"deed": "take_back", "because": "Night shifts."})
        page = text(window(today.camilla).get(url(proposal)))
        assert state_of(page) == "taken_back" and "Night shifts." in page


class TestForecast:
    def test_hr_sees_coaches_by_name_and_a_coach_only_their_own_row(self, proposal, today) -> None:
        forecasting.begin(proposal.version, by=today.david, now=NOW)
        address = f"/rhythms/{TERMS['key']}/forecast/"
        seen = {
            person.given_name: text(window(english(person)).get(address))
            for person in (today.david, today.freja, today.bjorn)
        }
        assert "Freja Lind" in seen["David"] and "Astrid Berg" in seen["David"]
        assert "Astrid Berg" not in seen["Freja"] and "Astrid Berg" not in seen["Björn"]
        assert all("<svg" in page and "weekchart" in page for page in seen.values())
        assert [fact(page, "People concerned") for page in seen.values()] == ["6", "about 10", "about 10"]
        assert [fact(page, "Coaches") for page in seen.values()] == ["2", "too few to show", "too few to show"]

    def test_one_under_way_refreshes_by_itself_and_says_how_far_it_is(self, monkeypatch, proposal, today) -> None:
        monkeypatch.setattr(forecasting, "AT_ONCE", 0)
        client = window(today.david)
        client.post(f"/rhythms/{TERMS['key']}/forecast/", {"deed": "begin"})
        page = text(client.get(f"/rhythms/{TERMS['key']}/forecast/"))
        assert 'http-equiv="refresh"' in page and '<progress value="0" max="6"' in page

    def test_red_is_gone_on_with_only_for_a_written_reason(self, proposal, today) -> None:
        forecasting.begin(proposal.version, by=today.david, now=NOW)
        forecast = Forecast.objects.get()
        forecast.result["red"], forecast.result["over_25"] = ["over_25"], 1
        forecast.save()
        client, address = window(english(today.david)), f"/rhythms/{TERMS['key']}/forecast/"
        assert "1 coach would have more than 25 people." in text(client.get(address))
        assert client.post(address, {"deed": "although", "reason": " "}).status_code == 422
        client.post(address, {"deed": "although", "reason": "Two more begin in May."})
        assert "Two more begin in May." in text(window(today.camilla).get(address))

    def test_only_hr_makes_one_and_a_draft_is_not_everybodys(self, draft, today) -> None:
        address = f"/rhythms/{TERMS['key']}/forecast/"
        assert window(today.camilla).get(address).status_code == 404
        proposing.propose(draft, by=today.david, now=NOW)
        assert window(today.camilla).get(address).status_code == 200
        assert window(today.camilla).post(address, {"deed": "begin"}).status_code == 404


class TestSuggesting:
    ANSWERS: dict[str, Any] = {
        "title": "Thinking aloud", "who": "unit", "period": "month", "whom": "other_unit",
        "purpose": "To think with someone from elsewhere.", "context": "Half an hour.",
    }  # fmt: skip

    def test_anyone_proposes_a_rhythm_and_hr_finds_the_draft(self, today) -> None:
        answer = window(today.camilla).post("/proposals/new/", self.ANSWERS)
        assert answer.headers["Location"] == "/rhythms/thinking-aloud/"
        assert "Thinking aloud" in text(window(english(today.david)).get("/proposals/"))
        assert "Thinking aloud" not in text(window(today.bjorn).get("/proposals/"))
        assert window(today.bjorn).get("/rhythms/thinking-aloud/").status_code == 404
        terms = Policy.objects.get().latest().read()
        assert (terms.binding, terms.audience.include[0].units) == ("voluntary", (str(today.camilla.unit.key),))

    def test_what_is_missing_is_said_at_its_field(self, today) -> None:
        answer = window(today.camilla).post("/proposals/new/", {**self.ANSWERS, "purpose": ""})
        assert answer.status_code == 422 and 'href="#id_purpose"' in text(answer)
        assert not Policy.objects.exists()

    def test_not_now_is_answered_with_a_reason(self, today) -> None:
        window(today.camilla).post("/proposals/new/", self.ANSWERS)
        address = "/proposals/suggested/thinking-aloud/"
        assert window(today.camilla).post(address, {"because": "x"}).status_code == 404
        assert window(today.david).post(address, {"because": ""}).status_code == 422
        window(today.david).post(address, {"because": "We begin with one in spring."})
        assert Suggestion.objects.get().because == "We begin with one in spring."
        assert "We begin with one in spring." in text(window(today.camilla).get("/proposals/"))


def test_hr_sets_how_rhythms_are_talked_over(today) -> None:
    answers = {"consultation_days": "15", "voices_without_name": "on"}
    assert window(today.camilla).post("/proposals/settings/", answers).status_code == 404
    assert window(today.david).post("/proposals/settings/", {"consultation_days": "2"}).status_code == 422
    window(today.david).post("/proposals/settings/", answers)
    now = Organisation.current()
    assert (now.consultation_days, now.voices_without_name) == (15, True)
