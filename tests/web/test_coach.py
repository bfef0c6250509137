"""The coach's page: who waits and until when, what was offered, what waits for a word, room and door."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadership.conversations import choosing, moments, proposals
from leadership.conversations.models import Conversation
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.outreach import deliver
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from leadership.people.models import CoachProfile, Person
from policies.models import ConversationType
from tests.web.memberpages import TUESDAY, at, booked, chosen, deeds, offered, owed_to, said, text, window


def test_who_waits_is_there_with_the_day_by_which_an_answer_is_good(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    row = _row(_coach(quarter.astrid), owed)
    shown = ("policy", "state", "timeliness", "next-mover")
    assert [said(row, name) for name in shown] == ["quarterly-coach-talk", "open", "on_track", "coach"]
    assert "You suggest times · best by 17 April · To be heard by 30 June" in row
    assert f"/obligations/{owed.key}/offer/" in row


def test_after_ten_working_days_of_silence_the_step_is_the_members(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    at(now + timedelta(days=20))
    row = _row(_coach(quarter.astrid), owed)
    assert said(row, "next-mover") == "member"
    assert "best by" not in row


def test_times_the_coach_has_offered_wait_in_a_list_of_their_own(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    talk = offered(quarter.erik, quarter.astrid, now, TUESDAY, obligation=owed)
    page = _coach(quarter.astrid)
    assert "to be answered by 10 April" in _talk(page, talk)
    assert f'data-obligation="{owed.key}"' not in page


def test_times_a_member_suggests_wait_for_the_coachs_answer(quarter, now) -> None:
    kind = ConversationType.objects.get(key="one_on_one")
    talk = proposals.offer(
        member=quarter.erik, coach=quarter.astrid, starts=[TUESDAY], minutes=30, type=kind, by=quarter.erik, now=now
    )
    assert ">Answer<" in _talk(_coach(quarter.astrid), talk)


def test_a_talk_that_is_over_asks_whether_it_was_held(quarter, now) -> None:
    talk = booked(quarter.camilla, quarter.astrid, now)
    after = TUESDAY + timedelta(hours=3)
    assert _talk(_coach(quarter.astrid), talk)
    at(after)
    moments.advance(now=after)
    page = _coach(quarter.astrid)
    assert {"held", "not_held"} <= deeds(page)
    window(quarter.astrid).post(f"/conversations/{talk.key}/", {"deed": "held"})
    assert not {"held", "not_held"} & deeds(_coach(quarter.astrid))


def test_the_door_closes_for_new_people_and_opens_again(quarter, now) -> None:
    client = window(quarter.astrid)
    client.post("/coach/", {"deed": "close_door"})
    assert not CoachProfile.objects.get(person=quarter.astrid).accepting
    assert quarter.astrid not in _suggested(quarter.erik, now)
    client.post("/coach/", {"deed": "open_door"})
    assert quarter.astrid in _suggested(quarter.erik, now)


class TestHandingOver:
    def test_it_is_asked_once_more_before_it_happens(self, quarter, now) -> None:
        owed = chosen(quarter.erik, quarter.astrid, now)
        page = text(window(quarter.astrid).get("/coach/", {"handover": owed.key}))
        assert "handover" in deeds(page)
        assert Obligation.objects.get(pk=owed.pk).coach == quarter.astrid

    def test_the_member_is_offered_somebody_else_and_the_times_are_free(self, quarter, now) -> None:
        owed = chosen(quarter.erik, quarter.astrid, now)
        offered(quarter.erik, quarter.astrid, now, TUESDAY, obligation=owed)
        assert _hand_over(quarter.astrid, owed).status_code == 302
        assert Obligation.objects.get(pk=owed.pk).coach is None
        assert not Conversation.objects.filter(state="proposed").exists()
        assert quarter.astrid not in _suggested(quarter.erik, now)

    def test_the_member_gets_one_letter_about_choosing_and_no_reason(self, quarter, now) -> None:
        owed = chosen(quarter.erik, quarter.astrid, now)
        _hand_over(quarter.astrid, owed)
        tick(now)
        deliver.run(now)
        [letter] = Delivery.objects.filter(letter="choose_coach", recipient=quarter.erik)
        assert letter.state == "sent"

    def test_pressing_twice_is_handing_over_once(self, quarter, now) -> None:
        owed = chosen(quarter.erik, quarter.astrid, now)
        _hand_over(quarter.astrid, owed)
        _hand_over(quarter.astrid, owed)
        assert Fact.objects.filter(kind="obligation.let_go").count() == 1

    @pytest.mark.parametrize("who", ["erik", "freja", "david"])
    def test_nobody_but_the_coach_hands_over(self, quarter, now, who: str) -> None:
        owed = chosen(quarter.erik, quarter.astrid, now)
        assert _hand_over(getattr(quarter, who), owed).status_code == 404
        assert Obligation.objects.get(pk=owed.pk).coach == quarter.astrid

    def test_a_talk_that_is_set_is_called_off_with_it(self, quarter, now) -> None:
        owed = chosen(quarter.erik, quarter.astrid, now)
        talk = booked(quarter.erik, quarter.astrid, now, obligation=owed)
        assert f"?handover={owed.key}" in text(window(quarter.astrid).get("/coach/"))
        assert _hand_over(quarter.astrid, owed).status_code == 302
        talk.refresh_from_db()
        again = Obligation.objects.get(pk=owed.pk)
        assert (talk.state, again.state, again.coach) == ("cancelled", "open", None)

    def test_a_colleague_may_be_suggested_and_the_member_sees_them_first(self, quarter, now) -> None:
        owed = chosen(quarter.camilla, quarter.erik, now)
        page = text(window(quarter.erik).get("/coach/", {"handover": owed.key}))
        assert f'<option value="{quarter.astrid.key}">' in page
        said = {"deed": "handover", "obligation": owed.key, "coach": quarter.astrid.key}
        assert window(quarter.erik).post("/coach/", said).status_code == 302
        choice = text(window(quarter.camilla).get(f"/obligations/{owed.key}/coach/"))
        assert "Suggested to you" in choice or "Föreslagen för dig" in choice


def test_who_coaches_nobody_and_has_no_profile_has_no_such_page(quarter) -> None:
    assert window(quarter.camilla).get("/coach/").status_code == 404


def test_nonsense_is_refused_kindly(quarter) -> None:
    client = window(quarter.astrid)
    assert client.post("/coach/", {"deed": "dance"}).status_code == 400
    assert client.post("/coach/", {"deed": "handover", "obligation": "nonsense"}).status_code == 404
    asked = client.get("/coach/", {"handover": "nonsense"})
    assert asked.status_code == 200 and "Det här går inte att lämna över just nu." in text(asked)


def test_the_number_of_queries_does_not_grow_with_the_people(quarter, now) -> None:
    client, counts = window(quarter.astrid), []
    for members in ([quarter.erik], [quarter.bjorn, quarter.camilla, quarter.david]):
        for number, member in enumerate(members):
            chosen(member, quarter.astrid, now)
            offered(member, quarter.astrid, now, TUESDAY + timedelta(hours=2 * len(members) - 2, days=number))
        with CaptureQueriesContext(connection) as queries:
            client.get("/coach/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _coach(person: Person) -> str:
    Person.objects.filter(pk=person.pk).update(language="en")
    return text(window(person).get("/coach/"))


def _hand_over(person: Person, owed: Obligation):
    return window(person).post("/coach/", {"deed": "handover", "obligation": owed.key})


def _suggested(member: Person, now) -> list[Person]:
    return [one.coach for one in choosing.suggestions(owed_to(member), now=now)]


def _row(page: str, owed: Obligation) -> str:
    [row] = re.findall(rf'<li class="row" data-obligation="{owed.key}".*?</li>', page, re.DOTALL)
    return str(row)


def _talk(page: str, talk: Conversation) -> str:
    [row] = re.findall(rf'<li class="row" data-conversation="{talk.key}".*?</li>', page, re.DOTALL)
    return str(row)
