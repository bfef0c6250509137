"""Leadership is shared: who stands in or co-leads sees the same, and the first to act has acted for all."""

from __future__ import annotations

from datetime import timedelta

from leadership.conversations.models import Conversation
from leadership.insights import line
from leadership.outbox.models import Fact
from leadership.people.models import Person, StandIn
from tests.web.memberpages import offered, owed_to, text, window

TODAY = "2026-04-01"


def test_a_leader_names_a_stand_in_who_then_has_the_same_page(quarter) -> None:
    assert window(quarter.erik).get("/line/").status_code == 404
    asked = {"deed": "stand_in", "stand_in-person": "erik@example.org", "stand_in-start": TODAY}
    assert window(quarter.astrid).post("/line/sharing/", asked).status_code == 302
    page = text(window(quarter.erik).get("/line/"))
    assert "Björn" in page and "Camilla" in page
    gone = {"deed": "remove_stand_in", "key": str(StandIn.objects.get().key)}
    assert window(quarter.erik).post("/line/sharing/", gone).status_code == 404
    assert window(quarter.astrid).post("/line/sharing/", gone).status_code == 302
    assert window(quarter.erik).get("/line/").status_code == 404


def test_a_unit_is_shared_only_where_everybody_in_it_is_in_the_own_line(quarter) -> None:
    unit = quarter.bjorn.unit
    asked = {"deed": "co_leader", "co_leader-person": "erik@example.org", "co_leader-unit": str(unit.key)}
    assert window(quarter.astrid).post("/line/sharing/", asked).status_code == 302
    assert "Björn" in text(window(quarter.erik).get("/line/"))
    window(quarter.astrid).post(
        "/line/sharing/", {"deed": "remove_co_leader", "unit": unit.key, "person": quarter.erik.key}
    )
    assert not unit.co_leaders.exists()
    foreign = {**asked, "co_leader-unit": str(quarter.erik.unit.key)}
    assert window(quarter.astrid).post("/line/sharing/", foreign).status_code == 400
    Person.objects.filter(pk=quarter.david.pk).update(unit=unit)
    assert window(quarter.astrid).post("/line/sharing/", asked).status_code == 400


def test_a_refused_form_says_what_helps_and_keeps_what_was_written(quarter) -> None:
    asked = {"deed": "stand_in", "stand_in-person": "nobody@example.org", "stand_in-start": TODAY}
    answer = window(quarter.astrid).post("/line/sharing/", asked)
    assert answer.status_code == 400 and "nobody@example.org" in text(answer)
    assert window(quarter.astrid).post("/line/sharing/", {"deed": "nonsense"}).status_code == 302


def test_the_first_to_ask_has_asked_for_all_who_lead(quarter) -> None:
    ask = {"deed": "ask", "obligation": owed_to(quarter.bjorn).key}
    window(quarter.freja).post("/line/", ask)
    Person.objects.filter(pk=quarter.astrid.pk).update(language="en")
    page = text(window(quarter.astrid).get("/line/"))
    assert page.count("Asked what would help 1 April") == 1
    answer = window(quarter.astrid).post("/line/", ask, follow=True)
    assert "has been asked lately" in text(answer)
    assert Fact.objects.filter(kind="obligation.help_asked").count() == 1


def test_times_offered_by_one_who_leads_are_not_asked_of_the_other(quarter, now) -> None:
    asked = {"deed": "stand_in", "stand_in-person": "erik@example.org", "stand_in-start": TODAY}
    window(quarter.astrid).post("/line/sharing/", asked)
    offered(quarter.bjorn, quarter.astrid, now, now + timedelta(days=6), obligation=owed_to(quarter.bjorn))
    page = text(window(quarter.erik).get("/line/"))
    assert page.count("Times have been offered.") == 1


def test_those_who_share_a_unit_act_for_each_other_and_nobody_else_does(quarter, now) -> None:
    quarter.bjorn.unit.co_leaders.add(quarter.erik)
    offered(quarter.bjorn, quarter.astrid, now, now + timedelta(days=6), obligation=owed_to(quarter.bjorn))

    def told(who: str, *, by: str) -> int:
        Conversation.objects.update(coach=getattr(quarter, by))
        return sum(row.you_offered for row in line.dashboard(getattr(quarter, who), on=now.date()).rows)

    assert told("erik", by="astrid") == told("astrid", by="erik") == 1
    assert told("erik", by="david") == told("astrid", by="david") == told("freja", by="astrid") == 0
    Person.objects.filter(pk=quarter.david.pk).update(unit=quarter.bjorn.unit)
    assert told("erik", by="astrid") == 0, "Astrid does not lead all of the unit any more"


def test_people_who_lead_nobody_have_no_such_page(quarter) -> None:
    assert window(quarter.bjorn).get("/line/sharing/").status_code == 404
