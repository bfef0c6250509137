"""A leader ticks several, and each gets three times of their own; whoever cannot get any is named with the reason."""

from __future__ import annotations

import re
from datetime import date

from leadership.conversations.models import Conversation, Occupied
from leadership.obligations.models import Obligation
from leadership.people import absences
from leadership.people.models import CoachProfile, Person
from tests.web.memberpages import offered, owed_to, text, window


def test_everyone_ticked_gets_three_times_on_days_of_their_own(quarter, now) -> None:
    leader = quarter.astrid
    rows = [owed_to(quarter.bjorn), owed_to(quarter.camilla)]
    page = text(_post(leader, rows))
    talks = Conversation.objects.filter(coach=leader, state="proposed", offered_by="coach")
    assert {talk.asked_for_id for talk in talks} == {row.pk for row in rows}
    assert all(talk.offers.count() == 3 and len(_days(talk)) == 3 for talk in talks)
    assert Occupied.objects.filter(person=leader).count() == 6
    assert set(re.findall(r'data-conversation="([^"]+)"', page)) == {str(talk.key) for talk in talks}


def test_with_one_talk_a_day_no_two_are_offered_the_same_day(quarter) -> None:
    CoachProfile.objects.update_or_create(person=quarter.astrid, defaults={"per_day": 1, "certified": True})
    _post(quarter.astrid, [owed_to(quarter.bjorn), owed_to(quarter.camilla)])
    first, second = Conversation.objects.filter(state="proposed")
    assert not _days(first) & _days(second)


def test_whoever_cannot_get_times_is_named_with_the_reason_and_stops_nobody(quarter, now) -> None:
    Person.objects.filter(pk=quarter.astrid.pk).update(language="en")
    absences.note(quarter.bjorn, start=date(2026, 4, 1), end=None, now=now)
    page = text(_post(quarter.astrid, [owed_to(quarter.bjorn), owed_to(quarter.camilla)]))
    assert Conversation.objects.get().member == quarter.camilla
    nothing = page[page.index("Nothing was offered here") :]
    assert "Björn" in nothing and "The member is not available then." in nothing


def test_the_same_again_and_whoever_has_times_already_changes_nothing(quarter, now) -> None:
    before = offered(quarter.bjorn, quarter.astrid, now, *_morning(now), obligation=owed_to(quarter.bjorn))
    for _again in range(2):
        page = text(_post(quarter.astrid, [owed_to(quarter.bjorn)]))
        assert str(before.key) in page
    assert Conversation.objects.get().pk == before.pk


def test_only_the_own_line_can_be_ticked_and_only_leaders_tick(quarter) -> None:
    assert _post(quarter.astrid, [owed_to(quarter.david)]).status_code == 302
    assert _post(quarter.erik, [owed_to(quarter.bjorn)]).status_code == 404
    assert window(quarter.astrid).get("/line/offers/").headers["Location"] == "/line/"
    assert not Conversation.objects.exists()


def test_the_line_has_a_box_for_each_of_those_and_one_button(quarter) -> None:
    page = text(window(quarter.astrid).get("/line/"))
    assert set(re.findall(r'name="tick" value="([^"]+)"', page)) == {
        str(owed_to(person).key) for person in (quarter.bjorn, quarter.camilla)
    }
    assert page.count('formaction="/line/offers/"') == 1


def _post(leader, rows: list[Obligation]):
    return window(leader).post("/line/offers/", {"deed": "ask", "tick": [str(row.key) for row in rows]})


def _days(talk: Conversation) -> set[date]:
    return {time.start.date() for time in talk.offers.all()}


def _morning(now):
    return [now.replace(day=14)]
