"""Where to begin: five answers in the address, one recommendation on the page."""

import re

import pytest

from leadership.people.models import Person, Unit
from policies.maturity import QUESTIONS
from policies.models import Policy
from tests.web.memberpages import text, window

ANSWERS = {"aim": "heard", "today": "most", "span": "few", "listeners": "enough", "mood": "glad"}


def crowd(unit, number):
    for n in range(number):
        Person.objects.create(given_name=f"P{n}", hire_date="2020-01-01", unit=unit, path=f"{unit.pk}{n:07d}")


def test_the_questions_are_open_to_everyone(today):
    page = text(window(today.camilla).get("/rhythms/start/"))
    assert all(f'name="{question.key}"' in page for question in QUESTIONS)
    assert "data-template" not in page


def test_five_answers_give_one_recommendation_and_a_unit_to_try_it_in(today):
    crowd(Unit.objects.create(name="Harbour", path="z1"), 14)
    crowd(Unit.objects.create(name="Quay", path="z2"), 30)
    page = text(window(today.david).get("/rhythms/start/", ANSWERS))
    assert re.findall(r'data-template="(\w+)"', page) == ["T1"] and "data-there" not in page
    assert 'data-pilot="Harbour"' in page
    assert f"/rhythms/new/?from=T1&unit={Unit.objects.get(name='Harbour').key}" in page


def test_beginning_from_it_speaks_of_that_unit(today):
    unit = Unit.objects.create(name="Harbour", path="z1")
    page = text(window(today.david).get("/rhythms/new/", {"from": "T1", "unit": str(unit.key)}))
    assert "Alla i Harbour har minst ett enskilt samtal per kvartal" in page


def test_the_swedish_year_makes_two_drafts_at_once(today):
    unit = Unit.objects.create(name="Harbour", path="z1")
    answer = window(today.david).post("/rhythms/new/T2/", {"unit": str(unit.key)})
    assert answer.status_code == 302
    drafts = {policy.key: policy.latest().read() for policy in Policy.objects.all()}
    assert set(drafts) == {"development-talk", "pay-talk"}
    assert all(terms.audience.include[0].units == (str(unit.key),) for terms in drafts.values())


def test_a_template_that_is_none_is_not_found(today):
    assert window(today.david).post("/rhythms/new/T9/").status_code == 404
    assert window(today.camilla).post("/rhythms/new/T2/").status_code == 404


@pytest.mark.parametrize("asked", [{"aim": "heard"}, ANSWERS | {"mood": "angry"}, {"today": ""}])
def test_a_missing_answer_is_asked_for(today, asked):
    answer = window(today.camilla).get("/rhythms/start/", asked)
    assert answer.status_code == 422 and "data-template" not in text(answer)


def test_what_is_recommended_and_there_already_is_said(quarter):
    page = text(window(quarter.camilla).get("/rhythms/start/", ANSWERS))
    assert 'data-there="quarterly-coach-talk"' in page and 'href="/rhythms/quarterly-coach-talk/"' in page


def test_only_hr_is_offered_to_begin(today):
    page = text(window(today.camilla).get("/rhythms/start/", ANSWERS))
    assert "data-template" in page and "/rhythms/new/" not in page
