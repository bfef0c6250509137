"""The page of a round: a coach reads each time, HR reads numbers; two presses and the offers are out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from leadership.conversations.models import Conversation, Round
from leadership.outreach import deliver
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from leadership.people.models import Person
from tests.outreach.conftest import mails_of
from tests.web.memberpages import TUESDAY, chosen, deeds, offered, owed_to, text, window

KEY = "quarterly-coach-talk"


@pytest.fixture
def waiting(quarter, now):
    Person.objects.filter(given_name__in=("Erik", "David")).update(language="en")
    for member in (quarter.freja, quarter.bjorn, quarter.camilla):
        chosen(member, quarter.erik, now)
    return quarter


def test_a_coach_sees_a_time_for_each_and_sends_them_with_one_press(waiting) -> None:
    client = window(waiting.erik)
    policy = _policy(client)
    address = client.post("/rounds/", {"deed": "plan", "policy": policy, "mine": "on"}).headers["Location"]
    page = text(client.get(address))
    assert 'data-state="planned"' in page and "3 of 3 people get a time" in page
    assert {str(owed_to(member).key) for member in (waiting.freja, waiting.bjorn, waiting.camilla)} == set(
        re.findall(r'data-obligation="([^"]+)"', page)
    )
    assert not Conversation.objects.exists()
    client.post(address, {"deed": "send"})
    page = text(client.get(address))
    assert 'data-state="sent"' in page and "3 of 3 offers are out" in page
    assert Conversation.objects.filter(state="proposed", coach=waiting.erik).count() == 3


def test_hr_reads_numbers_and_reasons_and_no_names_of_members(waiting) -> None:
    client = window(waiting.david)
    address = client.post("/rounds/", {"deed": "plan", "policy": _policy(client)}).headers["Location"]
    page = text(client.get(address))
    body = page[page.index("data-round") :]
    assert "3 of 6 people get a time" in page and "3 people: No coach has been chosen yet." in page
    assert "Erik Dahl" in body
    assert not any(person.name in body for person in (waiting.freja, waiting.bjorn, waiting.camilla, waiting.astrid))


def test_a_plan_may_be_made_anew_or_put_aside_and_nobody_hears_of_it(waiting) -> None:
    client = window(waiting.erik)
    asked = {"deed": "plan", "policy": _policy(client)}
    first = client.post("/rounds/", asked).headers["Location"]
    second = client.post(first, {"deed": "plan"}).headers["Location"]
    assert client.post(first, {"deed": "send"}).status_code == 409
    assert client.post(second, {"deed": "nonsense"}).status_code == 400
    assert client.post(second, {"deed": "drop"}).status_code == 302
    assert set(Round.objects.values_list("state", flat=True)) == {"dropped"}
    assert not Conversation.objects.exists()


def test_a_round_is_not_there_for_anybody_else(waiting) -> None:
    client = window(waiting.erik)
    address = client.post("/rounds/", {"policy": _policy(client)}).headers["Location"]
    assert window(waiting.david).get(address).status_code == 404
    assert window(waiting.bjorn).get("/rounds/").status_code == 404


def _policy(client) -> str:
    return re.findall(r'name="policy" value="([^"]+)"', text(client.get("/rounds/")))[0]


def test_coaches_get_one_letter_with_what_hrs_round_offered_for_them_and_may_take_it_back(waiting, now) -> None:
    david, erik = window(waiting.david), window(waiting.erik)
    address = david.post("/rounds/", {"policy": _policy(david)}).headers["Location"]
    assert erik.get(f"{address}mine/").status_code == 404
    david.post(address, {"deed": "send"})
    for moment in (now, now + timedelta(hours=1)):
        tick(moment)
        deliver.run(moment)
    [letter] = Delivery.objects.filter(letter="round_offers")
    assert letter.recipient == waiting.erik
    mails = [mail.get_body(("plain",)).get_content() for mail in mails_of(waiting.erik)]
    [said] = [body for body in mails if "Times offered in your name" in body]
    assert all(name in said for name in ("Freja Lind", "Björn Holm", "Camilla Ask")) and f"{address}mine/" in said

    page = text(erik.get(f"{address}mine/"))
    talks = re.findall(r'name="talk" value="([^"]+)"', page)
    assert len(talks) == 3
    erik.post(f"{address}mine/", {"deed": "take_back", "talk": talks[0]})
    assert Conversation.objects.filter(state="proposed").count() == 2
    for _ in range(2):
        erik.post(f"{address}mine/", {"deed": "take_back"})
    assert not Conversation.objects.filter(state="proposed").exists()
    for person in (waiting.david, waiting.astrid):
        assert window(person).get(f"{address}mine/").status_code == 404


def test_whoever_offered_takes_the_offer_back_on_its_page(quarter, now) -> None:
    talk = offered(quarter.bjorn, quarter.astrid, now, TUESDAY)
    page = f"/conversations/{talk.key}/"
    assert "withdraw" in deeds(text(window(quarter.astrid).get(page)))
    assert "withdraw" not in deeds(text(window(quarter.bjorn).get(page)))
    assert window(quarter.bjorn).post(page, {"deed": "withdraw"}).status_code == 400
    window(quarter.astrid).post(page, {"deed": "withdraw"})
    assert "Förslaget drogs tillbaka" in text(window(quarter.astrid).get(page))
    assert Conversation.objects.get().state == "cancelled"
