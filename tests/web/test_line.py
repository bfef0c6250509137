"""The leader's page: oneself first, then the line; what is the pair's own never reaches it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadership.conversations import reckoning
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people import directory
from leadership.people.models import Absence, Person
from tests.web.memberpages import TUESDAY, at, booked, chosen, offered, owed_to, said, text, window

QUERIES = 12
"""Session, person, clock, organisation; whom the leader stands in for and co-leads; the open rows; calendar, pauses and
leave; last heard; those that ended; the leader as a coach."""
AFTER_THE_QUARTER = datetime(2026, 7, 2, 8, 0, tzinfo=UTC)
OVERDUE = datetime(2026, 7, 20, 8, 0, tzinfo=UTC)


def test_the_leaders_own_status_stands_before_everything_else(quarter) -> None:
    page = _line(quarter.astrid)
    assert page.index("data-self") < page.index("data-count") < page.index("data-obligation")
    assert "To be heard by 30 June" in page


def test_everyone_of_the_whole_line_who_is_still_to_be_heard_is_there_and_nobody_else(quarter) -> None:
    assert _keys(_line(quarter.freja)) == {
        owed_to(person).key for person in (quarter.astrid, quarter.erik, quarter.david, quarter.bjorn, quarter.camilla)
    }
    assert _keys(_line(quarter.astrid)) == {owed_to(quarter.bjorn).key, owed_to(quarter.camilla).key}


def test_people_who_lead_nobody_have_no_such_page(quarter) -> None:
    assert window(quarter.erik).get("/line/").status_code == 404
    asked = {"deed": "ask", "obligation": owed_to(quarter.bjorn).key}
    assert window(quarter.erik).post("/line/", asked).status_code == 404


def test_whom_somebody_chose_and_when_they_meet_is_nowhere_on_the_page(quarter, now) -> None:
    chosen(quarter.camilla, quarter.erik, now)
    booked(quarter.camilla, quarter.erik, now)
    chosen(quarter.bjorn, quarter.erik, now)
    offered(quarter.bjorn, quarter.erik, now, TUESDAY + timedelta(days=1), obligation=owed_to(quarter.bjorn))
    page = _line(quarter.astrid)
    row = _row(page, quarter.camilla)
    assert (said(row, "state"), said(row, "next-mover")) == ("booked", "nobody")
    assert "Time set" in row
    assert "Erik" not in page
    assert "14 April" not in page and "15 April" not in page and "2026-04" not in page


def test_a_pair_that_is_merely_late_reads_as_due_soon_in_words_counts_and_dates(quarter) -> None:
    at(AFTER_THE_QUARTER)
    page = _line(quarter.astrid)
    row = _row(page, quarter.bjorn)
    assert said(row, "timeliness") == "due_soon"
    assert "30 June" not in row
    assert "late" not in set(re.findall(r'data-timeliness="([^"]+)"', page))
    assert _count(page, "due_soon") == 2
    assert _count(page, "overdue") == 0


def test_overdue_without_a_fair_warning_still_reads_as_due_soon(quarter) -> None:
    at(OVERDUE)
    assert said(_row(_line(quarter.astrid), quarter.bjorn), "timeliness") == "due_soon"


def test_after_a_fair_warning_the_leader_sees_who_remains_and_for_how_long(quarter) -> None:
    _warned(quarter.bjorn)
    at(OVERDUE)
    page = _line(quarter.astrid)
    row = _row(page, quarter.bjorn)
    assert said(row, "timeliness") == "overdue"
    assert "20 days ago" in row
    assert _count(page, "overdue") == 1
    assert page.index(str(owed_to(quarter.bjorn).key)) < page.index(str(owed_to(quarter.camilla).key))


def test_three_times_are_offered_only_where_the_rhythm_takes_the_leader_as_coach(quarter) -> None:
    page = _line(quarter.freja)
    assert f"/obligations/{owed_to(quarter.erik).key}/offer/" in _row(page, quarter.erik)
    row = _row(page, quarter.bjorn)
    assert "/offer/" not in row
    assert f'name="obligation" value="{owed_to(quarter.bjorn).key}"' in row


def test_times_the_leader_has_offered_already_are_not_asked_for_again(quarter, now) -> None:
    offered(quarter.bjorn, quarter.astrid, now, TUESDAY, obligation=owed_to(quarter.bjorn))
    assert "/offer/" not in _row(_line(quarter.astrid), quarter.bjorn)


def test_asking_what_would_help_is_one_question_to_the_member(quarter) -> None:
    client = window(quarter.freja)
    answer = client.post("/line/", {"deed": "ask", "obligation": owed_to(quarter.bjorn).key}, follow=True)
    [fact] = Fact.objects.filter(kind="obligation.help_asked")
    assert (fact.actor_key, fact.subject_key) == (quarter.freja.key, quarter.bjorn.key)
    assert "Björn" in text(answer)


@pytest.mark.parametrize("wanted", ["", "nonsense", "erik", "own"])
def test_nobody_outside_the_line_can_be_asked(quarter, wanted: str) -> None:
    asked = {"erik": owed_to(quarter.erik).key, "own": owed_to(quarter.astrid).key}.get(wanted, wanted)
    assert window(quarter.astrid).post("/line/", {"deed": "ask", "obligation": asked}).status_code == 404
    assert not Fact.objects.filter(kind="obligation.help_asked").exists()


def test_one_who_has_a_time_by_now_is_not_asked(quarter, now) -> None:
    chosen(quarter.camilla, quarter.erik, now)
    booked(quarter.camilla, quarter.erik, now)
    window(quarter.astrid).post("/line/", {"deed": "ask", "obligation": owed_to(quarter.camilla).key})
    assert not Fact.objects.filter(kind="obligation.help_asked").exists()


def test_one_whose_talk_is_only_planned_is_not_asked(quarter) -> None:
    owed = owed_to(quarter.bjorn)
    Obligation.objects.filter(pk=owed.pk).update(opens_on=date(2026, 5, 4))
    row = _row(_line(quarter.freja), quarter.bjorn)
    assert said(row, "timeliness") == "planned"
    assert f'name="obligation" value="{owed.key}"' not in row
    answer = window(quarter.freja).post("/line/", {"deed": "ask", "obligation": owed.key}, follow=True)
    assert "nothing to ask yet" in text(answer)
    assert not Fact.objects.filter(kind="obligation.help_asked").exists()


def test_days_away_are_noted_for_people_of_the_line_and_of_nobody_else(quarter) -> None:
    client, days = window(quarter.astrid), {"deed": "away", "start": "2026-05-04", "end": "2026-05-08"}
    assert client.get(f"/line/away/{quarter.bjorn.key}/").status_code == 200
    assert client.post(f"/line/away/{quarter.bjorn.key}/", days).status_code == 302
    assert Absence.objects.get(person=quarter.bjorn).end == date(2026, 5, 8)
    assert client.post(f"/line/away/{quarter.erik.key}/", days).status_code == 404
    assert client.post(f"/line/away/{quarter.bjorn.key}/", days).status_code == 400
    assert client.post(f"/line/away/{quarter.bjorn.key}/", {"start": "soon"}).status_code == 400
    assert client.post(f"/line/away/{quarter.bjorn.key}/").status_code == 400


@pytest.mark.parametrize("after", ["", "nonsense", "4b190083-f99f-474e-87ac-13163fb7cee5", "2026-04-01.7"])
def test_a_cursor_that_makes_no_sense_starts_from_the_top(quarter, after: str) -> None:
    page = text(window(quarter.astrid).get("/line/", {"after": after}))
    assert len(_keys(page)) == 2


def test_every_person_comes_once_over_the_pages(quarter, now) -> None:
    _hire_under(quarter.astrid, 30, now)
    client, seen, url = window(quarter.astrid), [], "/line/"
    while url:
        page = text(client.get(url))
        seen += re.findall(r'data-obligation="([^"]+)"', page)
        following = re.search(r'rel="next" href="(\?after=[^"]+)"', page)
        url = "/line/" + following[1] if following else ""
    assert len(seen) == len(set(seen)) == 32


@pytest.mark.parametrize("people", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_line(quarter, now, people: int) -> None:
    client = _a_leader_of(people, quarter.freja, now)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/line/")
    assert len(_keys(text(answer))) == min(people, 20)
    assert len(queries) == QUERIES
    assert len(answer.content) < 40_000


def _a_leader_of(people: int, above: Person, now: datetime) -> Client:
    leader = directory.hire(
        given_name="Lena", email="lena@example.org", hire_date=date(2025, 1, 1), manager=above, now=now
    )
    _hire_under(leader, people, now)
    return window(leader)


def _hire_under(leader: Person, number: int, now: datetime) -> None:
    for one in range(number):
        directory.hire(
            given_name=f"Person{one:02}", family_name="Efternamnsson-Långberg", email=f"person{one}@example.org",
            hire_date=date(2025, 1, 1), manager=leader, now=now, language="sv",
        )  # fmt: skip
    reckoning.signals(now=now)


def _warned(person: Person) -> None:
    ledger.warn(owed_to(person), now=AFTER_THE_QUARTER)


def _line(leader: Person) -> str:
    Person.objects.filter(pk=leader.pk).update(language="en")
    return text(window(leader).get("/line/"))


def _keys(page: str) -> set[UUID]:
    return {UUID(key) for key in re.findall(r'data-obligation="([^"]+)"', page)}


def _row(page: str, person: Person) -> str:
    [row] = re.findall(rf'<li class="row" data-obligation="{owed_to(person).key}".*?</li>', page, re.DOTALL)
    return str(row)


def _count(page: str, name: str) -> int:
    [value] = re.findall(rf'data-count="{name}".*?</svg>(\d+)', page, re.DOTALL)
    return int(value)
