"""Home says what is due, by when, whose step it is, and offers what is one click away."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadership.consultations import proposing, speaking
from leadership.conversations import moments
from leadership.people import directory
from leadership.people.models import Person
from policies import rhythms
from policies.models import ConversationType
from policies.starters import T1, T5
from tests.web.memberpages import (
    TUESDAY,
    adopted,
    at,
    booked,
    card_of,
    chosen,
    deeds,
    offered,
    owed_to,
    said,
    starts,
    text,
    window,
)

QUERIES = 14
"""All of home at its fullest: session, person, clock and organisation; cards, talks and offers; three for whose turn it
is; three for the free times on the first card; one for what is talked over."""


def test_a_card_says_what_by_when_and_whose_step_it_is(quarter) -> None:
    home = text(window(quarter.erik).get("/"))
    card = card_of(home, owed_to(quarter.erik))
    assert "To be heard by 30 June" in card
    assert "You choose a coach, by 24 April" in card
    shown = ("policy", "state", "timeliness", "next-mover")
    assert [said(card, name) for name in shown] == ["quarterly-coach-talk", "open", "on_track", "member"]


def test_with_a_coach_the_first_three_common_times_are_buttons_on_the_card(quarter, now) -> None:
    chosen(quarter.camilla, quarter.astrid, now)
    card = card_of(text(window(quarter.camilla).get("/")), owed_to(quarter.camilla))
    assert starts(card) == ["2026-04-02T08:15:00Z", "2026-04-02T08:30:00Z", "2026-04-02T08:45:00Z"]
    assert "not_now" in deeds(card)


def test_offered_times_wait_on_the_card_they_were_offered_for(quarter, now) -> None:
    obligation = chosen(quarter.camilla, quarter.astrid, now)
    offered(quarter.camilla, quarter.astrid, now, TUESDAY, TUESDAY + timedelta(hours=2), obligation=obligation)
    card = card_of(text(window(quarter.camilla).get("/")), obligation)
    assert starts(card) == ["2026-04-14T08:00:00Z", "2026-04-14T10:00:00Z"]
    assert "accept" in deeds(card)
    assert said(card, "next-mover") == "member"


def test_a_booked_card_says_when_and_with_whom_and_asks_nothing(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    talk = booked(quarter.erik, quarter.astrid, now)
    card = card_of(text(window(quarter.erik).get("/")), owed_to(quarter.erik))
    assert "Tuesday 14 April, 10:00–10:30 (Stockholm time)" in card
    assert "Astrid Berg" in card
    assert f"/conversations/{talk.key}/move/" in card
    assert (said(card, "state"), said(card, "next-mover")) == ("booked", "nobody")


def test_after_the_talk_the_card_asks_whether_it_was_held(quarter, now) -> None:
    chosen(quarter.camilla, quarter.astrid, now)
    booked(quarter.camilla, quarter.astrid, now)
    at(TUESDAY + timedelta(hours=3))
    moments.advance(now=TUESDAY + timedelta(hours=3))
    card = card_of(text(window(quarter.camilla).get("/")), owed_to(quarter.camilla))
    assert said(card, "state") == "unconfirmed"
    assert {"held", "not_held"} <= deeds(card)


def test_a_talk_of_ones_own_accord_stands_among_those_coming_up(today, now) -> None:
    talk = booked(today.erik, today.astrid, now)
    home = text(window(today.erik).get("/"))
    assert f'data-conversation="{talk.key}"' in home
    assert "Coming up" in home


def test_where_nothing_is_owed_home_says_what_comes_next(today) -> None:
    home = text(window(today.erik).get("/"))
    assert "No rhythm asks anything of you" in home
    assert "/talk/" in home


def test_what_was_heard_stays_as_a_line_of_history(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    talk = booked(quarter.erik, quarter.astrid, now)
    at(TUESDAY + timedelta(hours=3))
    moments.advance(now=TUESDAY + timedelta(hours=3))
    window(quarter.erik).post(f"/conversations/{talk.key}/", {"deed": "held"})
    home = text(window(quarter.erik).get("/"))
    assert "Counted from your talk on 14 April" in home
    [row] = re.findall(rf'<li[^>]*data-obligation="{owed_to(quarter.erik).key}"[^>]*>', home)
    assert (said(row, "state"), said(row, "timeliness"), said(row, "next-mover")) == ("fulfilled", "held", "nobody")


def test_a_set_time_after_the_day_is_told_as_set_and_not_as_to_be_found(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    later = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    at(later)
    card = card_of(text(window(quarter.erik).get("/")), owed_to(quarter.erik))
    assert "A talk counts until" in card
    booked(quarter.erik, quarter.astrid, later, later + timedelta(days=2))
    assert "The plan was 30 June, and now a time is set." in text(window(quarter.erik).get("/"))


def test_nobody_sees_the_card_of_another(quarter) -> None:
    assert str(owed_to(quarter.camilla).key) not in text(window(quarter.erik).get("/"))
    assert str(owed_to(quarter.camilla).key) not in text(window(quarter.astrid).get("/"))


@pytest.mark.parametrize("rows", [1, 4])
def test_the_number_of_queries_does_not_grow_with_the_rows(quarter, now, rows: int) -> None:
    for number in range(1, rows):
        _another_rhythm(number, now)
    for number in range(rows):
        offered(quarter.erik, _hired(f"Offering{number}", now), now, TUESDAY + timedelta(days=number))
        booked(quarter.erik, _hired(f"Booked{number}", now), now, datetime(2026, 5, 4 + number, 8, 0, tzinfo=UTC))
    chosen(quarter.erik, quarter.astrid, now)
    client = window(quarter.erik)
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/")
    home = text(response)
    assert (home.count("data-obligation"), home.count("data-conversation")) == (rows, 2 * rows)
    assert len(queries) == QUERIES
    assert len(response.content) < 40_000


def _another_rhythm(number: int, now: datetime) -> None:
    kind = ConversationType.objects.all()[number].key
    adopted({**T1, "key": f"another-{number}", "types": [kind], "coach": {"eligible": ["anyone"]}}, now)


def _hired(name: str, now: datetime) -> Person:
    address = f"{name.lower()}@example.org"
    return directory.hire(given_name=name, email=address, hire_date=now.date() - timedelta(days=400), now=now)


def test_an_open_proposal_that_concerns_the_reader_is_a_calm_line_until_they_have_spoken(quarter, now) -> None:
    draft = rhythms.create({**T5, "review_on": "2027-01-15"}, by=quarter.david, now=now)
    proposal = proposing.propose(draft, by=quarter.david, now=now)
    page = text(window(quarter.erik).get("/"))
    assert f'data-proposal="{proposal.key}"' in page and "Your voice is heard until" in page
    speaking.say(proposal, "consent", by=quarter.erik, now=now)
    assert "data-proposal" not in text(window(quarter.erik).get("/"))
    assert "data-proposal" in text(window(quarter.astrid).get("/"))
