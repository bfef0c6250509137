"""A rhythm is a sentence: everyone reads it, HR writes it, and it is adopted once nothing is missing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from leadership.consultations import adoption, record
from leadership.obligations.models import Obligation
from leadership.people.models import Person, Unit
from leadership.web.rhythm_form import RhythmForm
from leadership.web.rhythm_terms import answers_of, terms_of
from policies import rhythms
from policies.models import Policy
from policies.starters import T1, T3
from policies.terms import Terms
from tests.web.memberpages import text, window

NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
ENGLISH = "Everyone has at least one one-on-one each quarter with a coach they choose. The coach makes the first move."
SWEDISH = "Alla har minst ett enskilt samtal per kvartal med en coach de själva väljer. Coachen tar första steget."
RETIRE = "quarterly-coach-talk/retire"
RECORD = {
    "deed": "adopt", "start": "2026-03-09", "end": "2026-03-20", "participants": "Everyone, in their teams",
    "heard": "Once a month is too often.", "changed": "A quarter it is.",
}  # fmt: skip


class TestReading:
    def test_everyone_reads_what_has_been_agreed_in_both_languages(self, quarter) -> None:
        page = text(window(quarter.camilla).get("/rhythms/quarterly-coach-talk/"))
        assert ENGLISH in page and SWEDISH in page

    def test_what_was_changed_for_later_says_what_holds_until_then(self, quarter) -> None:
        assert "Until then" not in text(window(_english(quarter.camilla)).get("/rhythms/quarterly-coach-talk/"))
        policy = Policy.objects.get()
        rhythms.edit(
            policy, {**policy.latest().terms, "cadence": {"per_period": {"period": "month"}}}, by=None, now=NOW
        )
        heard = record.by_command(NOW.date())
        adoption.adopt(policy, effective_from=date(2027, 1, 1), by=None, now=NOW, consultation=heard)
        page = text(window(quarter.camilla).get("/rhythms/quarterly-coach-talk/"))
        assert "It holds from 1 January 2027" in page and f"Until then: {ENGLISH}" in page and "each month" in page

    def test_a_draft_is_for_hr(self, today) -> None:
        _draft(T1, today.david)
        assert window(today.camilla).get("/rhythms/quarterly-coach-talk/").status_code == 404
        assert "quarterly-coach-talk" not in text(window(today.camilla).get("/rhythms/"))
        assert 'data-state="draft"' in text(window(today.david).get("/rhythms/"))

    @pytest.mark.parametrize("deed", ["new", "quarterly-coach-talk/edit", "quarterly-coach-talk/adopt", RETIRE])
    def test_only_hr_writes(self, quarter, deed: str) -> None:
        page = f"{deed}/"
        for person in (quarter.freja, quarter.camilla):
            assert window(person).get(f"/rhythms/{page}").status_code == 404
            assert window(person).post(f"/rhythms/{page}", {"deed": "keep"}).status_code == 404
        assert window(quarter.david).get(f"/rhythms/{page}").status_code == 200


class TestWriting:
    @pytest.mark.parametrize("template", ["T1", "T3"])
    def test_a_template_is_a_whole_sentence_at_once(self, today, template: str) -> None:
        page = text(window(today.david).get("/rhythms/new/", {"from": template}))
        assert (ENGLISH in page and SWEDISH in page) == (template == "T1")
        assert ("minst var 14:e dag" in page) == (template == "T3")

    def test_showing_the_sentence_keeps_nothing(self, today) -> None:
        answers = _answers(T1) | {"deed": "preview", "period": "year"}
        page = text(window(today.david).post("/rhythms/new/", answers))
        assert "each year with a coach they choose" in page
        assert not Policy.objects.exists()

    def test_while_typing_only_the_sentence_is_swapped(self, today) -> None:
        answers = _answers(T1) | {"period": "month", "deed": ""}
        page = text(window(today.david).post("/rhythms/new/", answers, headers={"HX-Request": "true"}))
        assert page.strip().startswith('<div id="sentence"')
        assert "each month with a coach they choose" in page

    def test_people_concerned_and_the_first_date_are_told_before_anything_is_adopted(self, today) -> None:
        page = text(window(_english(today.david)).get("/rhythms/new/", {"from": "T1"}))
        assert _fact(page, "People concerned today") == "6"
        assert _fact(page, "The first is to be heard by") == "30 June 2026"

    def test_keeping_makes_a_draft_that_asks_nothing_of_anyone(self, today) -> None:
        answer = window(today.david).post("/rhythms/new/", _answers(T1))
        assert answer.headers["Location"] == "/rhythms/quarterly-coach-talk/"
        assert Policy.objects.get().state == "draft"
        assert not Obligation.objects.exists()

    def test_a_second_rhythm_of_the_same_name_gets_a_key_of_its_own(self, quarter) -> None:
        answer = window(quarter.david).post("/rhythms/new/", _answers(T1))
        assert answer.headers["Location"] == "/rhythms/quarterly-coach-talk-2/"

    def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_kept(self, today) -> None:
        answers = _answers(T1) | {"rhythm": "rolling", "every": "", "title_en": ""}
        answer = window(today.david).post("/rhythms/new/", answers)
        assert answer.status_code == 422
        assert 'href="#id_every"' in text(answer) and 'href="#id_title_en"' in text(answer)
        assert not Policy.objects.exists()

    def test_changing_an_adopted_rhythm_makes_a_draft_beside_it(self, quarter) -> None:
        policy = Policy.objects.get()
        answers = _answers(policy.latest().terms) | {"period": "year"}
        window(quarter.david).post("/rhythms/quarterly-coach-talk/edit/", answers)
        assert [bool(version.adopted_at) for version in policy.versions.order_by("number")] == [True, False]
        assert ENGLISH in text(window(quarter.camilla).get("/rhythms/quarterly-coach-talk/"))


class TestPrefilling:
    @pytest.mark.parametrize("starter", [T1, T3])
    def test_keeping_a_rhythm_as_it_stands_changes_nothing_of_it(self, today, starter) -> None:
        stored = _stored(starter)
        assert Terms.parse(_again(stored)) == Terms.parse(stored)

    def test_parts_the_form_does_not_ask_about_stay(self, today) -> None:
        unit = str(Unit.objects.create(name="Harbour").key)
        special = {
            **T1,
            "audience": {
                "include": [{"units": [unit], "employment_types": ["permanent"]}, {"persons": [str(today.erik.key)]}],
                "exclude": [{"is_leader": True}],
            },
            "cadence": {"per_period": {"period": "year", "count": 2, "spread": "end"}},
            "coach": {"eligible": ["other_unit", "certified"], "exclude": ["hr"], "max_open": 4, "choose_by": 7},
            "metrics": [{"metric": "support", "kind": "dialogue", "question": {"en": "Did it help?"}}],
            "handover_after": 4, "min_gap": 9, "family": "regular", "mandated_by": "Agreement 12",
        }  # fmt: skip
        stored = _stored(special)
        assert Terms.parse(_again(stored)) == Terms.parse(stored)

    def test_what_follows_from_the_cadence_follows_the_new_one(self, today) -> None:
        weekly = Terms.parse(_again(_stored(T1), period="week"))
        plain = Terms.parse({**T1, "cadence": {"per_period": {"period": "week", "count": 1}}})
        assert (weekly.grace, weekly.min_gap, weekly.close_after, weekly.handover_after, weekly.coach.choose_by) == (
            plain.grace, plain.min_gap, plain.close_after, plain.handover_after, plain.coach.choose_by
        )  # fmt: skip


class TestAdopting:
    def test_everything_that_is_missing_is_said_at_once(self, today) -> None:
        _draft({**T1, "purpose": {}, "context": {}, "metrics": []}, today.david, review_on=None)
        answer = window(today.david).post("/rhythms/quarterly-coach-talk/adopt/", {"deed": "adopt"})
        assert answer.status_code == 422
        assert set(re.findall(r'data-path="([^"]+)"', text(answer))) == {
            "purpose", "context", "metrics", "review_on", "consultation.from", "consultation.until",
            "consultation.participants", "consultation.heard", "consultation.changed",
        }  # fmt: skip
        assert Policy.objects.get().state == "draft"

    def test_a_complete_rhythm_is_adopted_from_today_and_says_how_people_were_heard(self, today) -> None:
        _draft(T1, today.david)
        answer = window(today.david).post("/rhythms/quarterly-coach-talk/adopt/", RECORD)
        assert answer.status_code == 302
        policy = Policy.objects.get()
        assert (policy.state, policy.latest().effective_from) == ("adopted", date(2026, 4, 1))
        assert "Once a month is too often." in text(window(today.camilla).get("/rhythms/quarterly-coach-talk/"))

    def test_a_consultation_of_three_days_is_too_short(self, today) -> None:
        _draft(T1, today.david)
        answer = window(today.david).post("/rhythms/quarterly-coach-talk/adopt/", RECORD | {"end": "2026-03-12"})
        assert answer.status_code == 422
        assert 'data-path="consultation.until"' in text(answer)


class TestRetiring:
    def test_a_rhythm_is_retired_with_a_reason_everyone_reads(self, quarter) -> None:
        why = {"deed": "retire", "because": "Few found it useful."}
        assert window(quarter.david).post("/rhythms/quarterly-coach-talk/retire/", why).status_code == 302
        assert Policy.objects.get().state == "retired"
        assert "Few found it useful." in text(window(quarter.camilla).get("/rhythms/quarterly-coach-talk/"))

    def test_without_a_reason_it_goes_on(self, quarter) -> None:
        assert window(quarter.david).post("/rhythms/quarterly-coach-talk/retire/", {"because": " "}).status_code == 422
        assert Policy.objects.get().state == "adopted"


def _draft(terms: dict[str, Any], by: Person, review_on: str | None = "2027-01-15") -> Policy:
    said = {**terms, "review_on": review_on} if review_on else terms
    return rhythms.create(said, by=by, now=NOW)


def _english(person: Person) -> Person:
    Person.objects.filter(pk=person.pk).update(language="en")
    return person


def _answers(terms: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends when the form of these terms is kept untouched."""
    filled = {name: value for name, value in answers_of(terms).items() if value is not None}
    return {**filled, "deed": "keep"}


def _stored(terms: dict[str, Any]) -> dict[str, Any]:
    return Terms.parse({**terms, "review_on": "2027-01-15"}).as_dict()


def _again(stored: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The terms after a round through the form."""
    data = {name: value for name, value in answers_of(stored).items() if value is not None}
    form = RhythmForm(stored, data | changed)
    assert form.is_valid(), form.errors
    return terms_of(form.cleaned_data, stored, key=stored["key"])


def _fact(page: str, name: str) -> str:
    [value] = re.findall(rf"{name}</dt>\s*<dd>(.*?)\s*</dd>", page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", value).strip()
