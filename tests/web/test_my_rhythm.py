"""A member's own part in a rhythm: join and leave, ask to be spared, take the question back."""

from datetime import date

import pytest

from leadership.obligations import exemptions
from leadership.obligations.models import Exemption, Obligation, OptIn, Wish
from policies import rhythms
from policies.models import Policy
from policies.starters import T1
from tests.web.memberpages import adopted, text, window

HERE = "/rhythms/quarterly-coach-talk/mine/"
DAYS = {"deed": "exempt", "start": "2026-04-10", "end": "2026-06-30", "reason": "own_wish"}


def test_it_shows_the_sentence_and_what_is_open(quarter) -> None:
    page = text(window(quarter.camilla).get(HERE))
    row = Obligation.objects.get(person=quarter.camilla, cycle_key="2026-Q2")
    assert f'data-obligation="{row.key}"' in page
    assert "samtal per kvartal" in page


def test_a_member_asks_and_reads_the_answer_there(quarter, now) -> None:
    client = window(quarter.camilla)
    assert client.post(HERE, DAYS).status_code == 302
    asked = Exemption.objects.get()
    assert (asked.person, asked.requested_by, asked.is_granted) == (quarter.camilla, quarter.camilla, False)
    before = text(client.get(HERE))
    exemptions.approve(asked, by=quarter.david, now=now)
    after = text(client.get(HERE))
    assert ("withdraw" in before, "withdraw" in after) == (True, False)


def test_a_member_takes_the_question_back(quarter) -> None:
    client = window(quarter.camilla)
    client.post(HERE, DAYS)
    client.post(HERE, {"deed": "withdraw", "exemption": str(Exemption.objects.get().key)})
    assert not Exemption.objects.exists()


def test_nobody_takes_back_what_somebody_else_asked(quarter) -> None:
    window(quarter.camilla).post(HERE, DAYS)
    answer = window(quarter.bjorn).post(HERE, {"deed": "withdraw", "exemption": str(Exemption.objects.get().key)})
    assert (answer.status_code, Exemption.objects.count()) == (404, 1)


@pytest.mark.parametrize(
    "wrong", [{"end": "2026-04-01"}, {"end": "2027-06-30"}, {"reason": "illness"}, {"start": "soon"}, {"end": ""}]
)
def test_what_cannot_be_is_refused_at_the_field(quarter, wrong) -> None:
    answer = window(quarter.camilla).post(HERE, DAYS | wrong)
    assert answer.status_code in (400, 422)
    assert 'aria-invalid="true"' in text(answer)
    assert not Exemption.objects.exists()


def test_whoever_wants_to_joins_and_leaves_in_the_browser(today, now) -> None:
    adopted({**T1, "key": "sparring", "binding": "opt_in"}, now)
    client, here = window(today.camilla), "/rhythms/sparring/mine/"
    assert 'value="join"' in text(client.get(here))
    client.post(here, {"deed": "join"})
    assert OptIn.objects.get().since == date(2026, 4, 1)
    assert 'value="leave"' in text(client.get(here))
    client.post(here, {"deed": "leave"})
    assert not OptIn.objects.exists()


def test_a_rhythm_for_everyone_offers_no_joining_and_refuses_it(quarter) -> None:
    client = window(quarter.camilla)
    assert 'value="join"' not in text(client.get(HERE))
    assert client.post(HERE, {"deed": "join"}).status_code == 400


def test_a_draft_and_an_ended_rhythm_have_no_such_page(quarter, now) -> None:
    rhythms.create({**T1, "key": "draft"}, by=quarter.david, now=now)
    assert window(quarter.david).get("/rhythms/draft/mine/").status_code == 404
    rhythms.retire(Policy.objects.get(key=T1["key"]), by=quarter.david, now=now, stop_open=False, because="Enough.")
    assert window(quarter.camilla).get(HERE).status_code == 404


def test_a_member_asks_for_more_and_for_no_more_of_it(quarter, now) -> None:
    client = window(quarter.camilla)
    assert 'value="more"' in text(client.get(HERE))
    client.post(HERE, {"deed": "more", "often": "month"})
    assert Wish.objects.get().often == "month"
    page = text(client.get(HERE))
    assert "varje månad" in page and 'value="enough"' in page
    client.post(HERE, {"deed": "enough"})
    assert not Wish.objects.exists()


def test_less_than_is_promised_cannot_be_asked_for(quarter) -> None:
    answer = window(quarter.camilla).post(HERE, {"deed": "more", "often": "half_year"})
    assert (answer.status_code, Wish.objects.exists()) == (400, False)
