"""HR takes back a talk that was noted by mistake: seen by day and kind, with a trace, credits reckoned anew."""

from datetime import UTC, datetime, timedelta

import pytest

from leadership.conversations import holding
from leadership.conversations.models import Credit
from leadership.outbox.models import Fact
from tests.web.memberpages import TUESDAY, at, booked, owed_to, text, window


@pytest.fixture
def held(quarter, now):
    talk = booked(quarter.camilla, quarter.erik, now)
    at(TUESDAY + timedelta(days=1))
    return holding.confirm(talk, by=quarter.camilla, now=TUESDAY + timedelta(hours=2))


def url(person) -> str:
    return f"/people/{person.key}/talks/"


def test_a_correction_opens_again_what_the_talk_had_counted_for(quarter, held) -> None:
    assert owed_to(quarter.camilla).state == "fulfilled"
    client = window(quarter.david)
    client.post(url(quarter.camilla), {"conversation": str(held.key), "reason": "not_held"})
    held.refresh_from_db()
    assert (held.state, owed_to(quarter.camilla).state) == ("voided", "open")
    assert Credit.objects.filter(withdrawn_at=None).count() == 0


def test_hr_sees_when_and_what_kind_but_not_with_whom_and_looking_leaves_a_trace(quarter, held) -> None:
    page = text(window(quarter.david).get(url(quarter.camilla)))
    assert f'data-conversation="{held.key}"' in page
    assert "Erik" not in page
    read = Fact.objects.get(kind="person.talks_read")
    assert (read.actor_key, read.subject_key) == (quarter.david.key, quarter.camilla.key)


def test_a_reason_that_is_none_and_a_talk_of_somebody_else_are_refused(quarter, held) -> None:
    client = window(quarter.david)
    client.post(url(quarter.camilla), {"conversation": str(held.key), "reason": "because"})
    held.refresh_from_db()
    assert held.state == "held"
    answer = client.post(url(quarter.bjorn), {"conversation": str(held.key), "reason": "not_held"})
    assert answer.status_code == 404


def test_after_the_close_what_was_published_stays(quarter, held) -> None:
    at(datetime(2026, 9, 1, 8, tzinfo=UTC))
    window(quarter.david).post(url(quarter.camilla), {"conversation": str(held.key), "reason": "not_held"})
    held.refresh_from_db()
    assert (held.state, owed_to(quarter.camilla).state) == ("voided", "fulfilled")


@pytest.mark.parametrize("reader", ["camilla", "erik", "astrid", "freja"])
def test_to_everybody_else_the_page_does_not_exist(quarter, held, reader) -> None:
    assert window(getattr(quarter, reader)).get(url(quarter.camilla)).status_code == 404


def test_the_two_see_that_it_was_taken_back_and_how_to_note_it_again(quarter, held) -> None:
    window(quarter.david).post(url(quarter.camilla), {"conversation": str(held.key), "reason": "not_held"})
    for person in (quarter.camilla, quarter.erik):
        page = text(window(person).get(f"/conversations/{held.key}/"))
        assert page.count('href="/talk/past/"') == 1
        assert "Tillbakataget av HR" in page or "Taken back by HR" in page
