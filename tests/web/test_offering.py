"""Three times that suit both are one press away, for the chosen coach and for a leader the rhythm accepts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from leadership.conversations import proposals
from leadership.conversations.models import Conversation
from leadership.lib.instants import parse_instant
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from tests.web.memberpages import TUESDAY, booked, chosen, offered, text, window


def test_three_times_are_ticked_before_anything_is_pressed(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    page = _page(quarter.astrid, owed)
    assert len(_ticked(page)) == 3
    assert len(_times(page)) == 12


def test_what_is_ticked_is_offered_and_waits_for_the_member(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    answer = _offer(quarter.astrid, owed, _ticked(_page(quarter.astrid, owed)))
    made = Conversation.objects.get(asked_for=owed)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/conversations/{made.key}/")
    assert (made.state, made.initiated_by, made.offers.count()) == ("proposed", "coach", 3)


@pytest.mark.parametrize("number", [0, 6])
def test_one_to_five_times_are_offered_and_no_other_number(quarter, now, number: int) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    answer = _offer(quarter.astrid, owed, _times(_page(quarter.astrid, owed))[:number])
    assert answer.status_code == 400
    assert "between one and five" in _in_english(answer, quarter.astrid, owed, number)
    assert not Conversation.objects.exists()


def test_a_time_that_has_been_taken_meanwhile_brings_a_fresh_list(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    first, second, third = _ticked(_page(quarter.astrid, owed))
    booked(quarter.camilla, quarter.astrid, now, start=parse_instant(third))
    answer = _offer(quarter.astrid, owed, [first, second, third])
    page = text(answer)
    assert answer.status_code == 409
    assert third not in _times(page)
    assert _ticked(page) == [first, second]
    assert not Conversation.objects.filter(state="proposed").exists()


def test_whoever_offers_chooses_the_place_among_those_the_coach_has_named(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    Person.objects.filter(pk=quarter.astrid.pk).update(
        work_hours={
            **quarter.astrid.work_hours,
            "tue": [["09:00", "17:00", "Kista"]],
            "wed": [["09:00", "17:00", "Solna"]],
        }
    )
    page = _page(quarter.astrid, owed)
    assert {'value="at:Kista"', 'value="at:Solna"', 'value="remote"'} <= set(re.findall(r'value="[^"]+"', page))
    address, starts = f"/obligations/{owed.key}/offer/", _times(page)[:2]
    assert window(quarter.astrid).post(address, {"start": starts, "where": "at:Hell"}).status_code == 400
    window(quarter.astrid).post(address, {"start": starts, "where": "at:Solna"})
    made = Conversation.objects.get()
    assert (made.mode, set(made.offers.values_list("place", flat=True))) == ("in_person", {"Solna"})
    assert "Solna" in text(window(quarter.erik).get(f"/conversations/{made.key}/"))
    window(quarter.astrid).post(address, {"start": starts, "where": "remote"})
    assert Conversation.objects.get().mode == "remote"


def test_words_that_are_no_times_are_refused_kindly(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    assert _offer(quarter.astrid, owed, ["tomorrow"]).status_code == 400


def test_new_times_take_the_place_of_the_old_ones(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    offered(quarter.erik, quarter.astrid, now, TUESDAY, obligation=owed)
    assert _ticked(_page(quarter.astrid, owed)) == ["2026-04-14T08:00:00Z"]
    _offer(quarter.astrid, owed, ["2026-04-14T09:00:00Z"])
    [time] = Conversation.objects.get().offers.all()
    assert time.start == TUESDAY + timedelta(hours=1)


def test_only_the_two_and_a_leader_whom_the_rhythm_accepts_may_offer(quarter, now) -> None:
    owed = chosen(quarter.camilla, quarter.erik, now)
    reached = {person.given_name for person in quarter.everybody if _get(person, owed).status_code == 200}
    assert reached == {"Erik", "Astrid", "Camilla"}


def test_a_coach_who_was_chosen_stays_hidden_and_in_place_until_the_leaders_time_is_taken(quarter, now) -> None:
    owed = chosen(quarter.camilla, quarter.erik, now)
    page = _page(quarter.astrid, owed)
    answer = window(quarter.astrid).post(f"/obligations/{owed.key}/offer/", {"start": _ticked(page)}, follow=True)
    assert "Erik" not in page + text(answer) + text(window(quarter.astrid).get("/line/"))
    assert Obligation.objects.get(pk=owed.pk).coach == quarter.erik
    made = Conversation.objects.get(coach=quarter.astrid)
    proposals.accept(made, start=made.offers.all()[0].start, by=quarter.camilla, now=now)
    assert Obligation.objects.get(pk=owed.pk).coach == quarter.astrid


def test_where_a_time_is_set_there_is_nothing_to_offer(quarter, now) -> None:
    owed = chosen(quarter.erik, quarter.astrid, now)
    booked(quarter.erik, quarter.astrid, now)
    assert _get(quarter.astrid, owed).status_code == 404


def _get(person: Person, owed: Obligation):
    return window(person).get(f"/obligations/{owed.key}/offer/")


def test_a_member_offers_times_to_the_coach_they_chose(quarter, now) -> None:
    owed = chosen(quarter.bjorn, quarter.erik, now)
    page = _page(quarter.bjorn, owed)
    answer = _offer(quarter.bjorn, owed, _ticked(page))
    made = Conversation.objects.get(asked_for=owed)
    assert (answer.status_code, made.initiated_by, made.offered_by) == (302, "member", "member")
    proposals.accept(made, start=parse_instant(_ticked(page)[0]), by=quarter.erik, now=now)
    assert Conversation.objects.get().state == "booked"


def test_a_member_without_a_coach_has_nobody_to_offer_times_to(quarter) -> None:
    owed = Obligation.objects.get(person=quarter.bjorn, cycle_key="2026-Q2")
    assert window(quarter.bjorn).get(f"/obligations/{owed.key}/offer/").status_code == 404


def _page(person: Person, owed: Obligation) -> str:
    return text(_get(person, owed))


def _offer(person: Person, owed: Obligation, starts: list[str]):
    return window(person).post(f"/obligations/{owed.key}/offer/", {"deed": "offer", "start": starts})


def _in_english(answer, person: Person, owed: Obligation, number: int) -> str:
    Person.objects.filter(pk=person.pk).update(language="en")
    return text(_offer(person, owed, _times(_page(person, owed))[:number]))


def _times(page: str) -> list[str]:
    return re.findall(r'name="start" value="([^"]+)"', page)


def _ticked(page: str) -> list[str]:
    return re.findall(r'name="start" value="([^"]+)" checked', page)
