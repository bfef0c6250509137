"""The pages of reviews: everyone reads, HR or the owner decides, what was retired shows the hours given back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from leadership.consultations import moments
from leadership.consultations.models import Proposal, Review
from policies import rhythms
from policies.models import Policy
from tests.web.memberpages import at, text, window

NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
KEY = "quarterly-coach-talk"
HELD = {"result": "Most were heard.", "decision": "keep", "next_review_on": "2027-03-01"}


@pytest.fixture
def near(quarter):
    """The cast, fifty days before the review of the quarterly talk."""
    moment = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    at(moment)
    moments.advance(now=moment)
    quarter.david.language = "en"
    return quarter


def test_everyone_reads_it_and_only_hr_decides(near) -> None:
    for person in (near.camilla, near.david):
        assert window(person).get(f"/rhythms/{KEY}/review/").status_code == 200
    assert window(near.camilla).post(f"/rhythms/{KEY}/review/", HELD).status_code == 404
    assert not Review.objects.exists()


def test_those_concerned_say_what_they_think_now_and_it_stands_on_the_page(near) -> None:
    talked = Proposal.objects.get(kind="review")
    said = {"deed": "speak", "stance": "concern", "clause": "cadence", "reason": "It is too much in June."}
    assert window(near.camilla).post(f"/proposals/{talked.key}/", said).status_code == 302
    assert "It is too much in June." in text(window(near.david).get(f"/rhythms/{KEY}/review/"))


def test_keeping_it_sets_the_next_day(near) -> None:
    assert window(near.david).post(f"/rhythms/{KEY}/review/", {"decision": "keep"}).status_code == 422
    assert window(near.david).post(f"/rhythms/{KEY}/review/", HELD).headers["Location"] == f"/rhythms/{KEY}/"
    assert Policy.objects.get().latest().terms["review_on"] == "2027-03-01"
    assert "Most were heard." in text(window(near.camilla).get("/reviews/"))
    assert Review.objects.get().figures["useful"] is None
    page = text(window(near.camilla).get(f"/rhythms/{KEY}/review/"))
    assert "Most were heard." in page and re.search(r"<h2[^>]*>Behållen</h2>", page)


def test_changing_it_leads_to_the_editor_while_it_goes_on(near) -> None:
    answer = window(near.david).post(f"/rhythms/{KEY}/review/", {**HELD, "decision": "change"})
    assert answer.headers["Location"] == f"/rhythms/{KEY}/edit/"
    assert Policy.objects.get().state == "adopted"


def test_what_is_retired_is_listed_with_its_reason(near) -> None:
    window(near.david).post(f"/rhythms/{KEY}/review/", {"decision": "retire", "result": "Few used it."})
    page = text(window(near.camilla).get("/reviews/"))
    assert "Few used it." in page and Policy.objects.get().state == "retired"


def test_a_draft_has_no_review(today) -> None:
    rhythms.create({"key": "fresh", "title": {"en": "Fresh"}}, by=today.david, now=NOW)
    assert window(today.david).get("/rhythms/fresh/review/").status_code == 404


def test_on_hold_and_on_again(quarter) -> None:
    client = window(quarter.david)
    assert client.post(f"/rhythms/{KEY}/hold/", {"because": ""}).status_code == 422
    client.post(f"/rhythms/{KEY}/hold/", {"because": "We move house."})
    assert "We move house." in text(window(quarter.camilla).get(f"/rhythms/{KEY}/"))
    client.post(f"/rhythms/{KEY}/hold/", {"deed": "resume"})
    assert Policy.objects.get().state == "adopted"
