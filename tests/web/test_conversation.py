"""One conversation: the two see it, each deed is there when it makes sense, and does what it says."""

from datetime import timedelta

import pytest

from leadership.conversations import moments, proposals
from leadership.people import directory
from tests.web.memberpages import TUESDAY, at, booked, chosen, deeds, offered, owed_to, starts, text, window

NOON = TUESDAY + timedelta(hours=2)
AFTERWARDS = TUESDAY + timedelta(hours=3)


@pytest.fixture
def talk(quarter, now):
    """Erik's talk with Astrid on Tuesday the 14th at ten, for what he is owed."""
    chosen(quarter.erik, quarter.astrid, now)
    return booked(quarter.erik, quarter.astrid, now, topic="The new role", obligation=owed_to(quarter.erik))


@pytest.fixture
def offer(quarter, now):
    """Astrid offers Erik ten or twelve o'clock that day."""
    obligation = chosen(quarter.erik, quarter.astrid, now)
    return offered(quarter.erik, quarter.astrid, now, TUESDAY, NOON, obligation=obligation)


def passed(talk) -> None:
    at(AFTERWARDS)
    moments.advance(now=AFTERWARDS)


def act(person, talk, **said):
    return window(person).post(f"/conversations/{talk.key}/", said)


def state_of(talk) -> str:
    talk.refresh_from_db()
    return talk.state


def test_it_says_when_where_and_what_it_counts_for(quarter, talk) -> None:
    page = text(window(quarter.erik).get(f"/conversations/{talk.key}/"))
    assert "Tuesday 14 April, 10:00–10:30 (Stockholm time)" in page
    assert "The new role" in page
    assert 'href="/rhythms/quarterly-coach-talk/">Quarterly coach talk</a>' in page
    assert deeds(page) == {"cancel"}


def test_each_reads_it_by_their_own_clock_with_the_others_beside_it(quarter, talk, now) -> None:
    directory.change(quarter.erik, now=now, zone="America/New_York")
    page = text(window(quarter.erik).get(f"/conversations/{talk.key}/"))
    assert "Tuesday 14 April, 04:00–04:30 (New York time)" in page
    assert "(Stockholm" in page


def test_for_everybody_but_the_two_it_does_not_exist(quarter, talk) -> None:
    for stranger in (quarter.freja, quarter.david, quarter.bjorn, quarter.camilla):
        assert window(stranger).get(f"/conversations/{talk.key}/").status_code == 404
        assert window(stranger).get(f"/conversations/{talk.key}/move/").status_code == 404
        assert act(stranger, talk, deed="cancel").status_code == 404
    assert state_of(talk) == "booked"


def test_moving_asks_for_a_time_and_a_word_and_keeps_the_talk(quarter, talk) -> None:
    client, url = window(quarter.erik), f"/conversations/{talk.key}/move/"
    assert "2026-04-14T08:00:00Z" not in starts(text(client.get(url)))[:5]
    assert deeds(text(client.get(url, {"start": "2026-04-14T10:00:00Z"}))) == {"move"}
    assert (
        client.post(url, {"deed": "move", "start": "2026-04-14T10:00:00Z"})["Location"] == f"/conversations/{talk.key}/"
    )
    talk.refresh_from_db()
    assert (talk.start, talk.sequence, talk.state) == (NOON, 1, "booked")


def test_cancelling_leaves_the_obligation_open_and_the_way_to_another_time(quarter, talk) -> None:
    act(quarter.astrid, talk, deed="cancel")
    assert state_of(talk) == "cancelled"
    assert owed_to(quarter.erik).state == "open"
    page = text(window(quarter.erik).get(f"/conversations/{talk.key}/"))
    assert f"/obligations/{owed_to(quarter.erik).key}/book/" in page


def test_taking_an_offered_time_books_it(quarter, offer) -> None:
    page = text(window(quarter.erik).get(f"/conversations/{offer.key}/"))
    assert starts(page) == ["2026-04-14T08:00:00Z", "2026-04-14T10:00:00Z"]
    act(quarter.erik, offer, deed="accept", start="2026-04-14T10:00:00Z")
    offer.refresh_from_db()
    assert (offer.state, offer.start) == ("booked", NOON)


def test_after_a_counter_offer_the_one_who_began_may_accept(quarter, offer, now) -> None:
    erik, astrid = quarter.erik, quarter.astrid
    countered = proposals.offer(
        member=erik, coach=astrid, starts=[TUESDAY + timedelta(hours=4)], minutes=30, type=offer.type, by=erik,
        now=now, obligation=offer.asked_for,
    )  # fmt: skip
    assert countered.pk == offer.pk
    assert "accept" in deeds(text(window(astrid).get(f"/conversations/{offer.key}/")))
    assert "accept" not in deeds(text(window(erik).get(f"/conversations/{offer.key}/")))


def test_the_one_who_offered_sees_the_times_and_waits(quarter, offer) -> None:
    page = text(window(quarter.astrid).get(f"/conversations/{offer.key}/"))
    assert not starts(page)
    assert act(quarter.astrid, offer, deed="accept", start="2026-04-14T08:00:00Z").status_code == 400
    assert state_of(offer) == "proposed"


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [
        ("another_time", "/conversations/{talk}/"),
        ("someone_else", "/obligations/{row}/coach/"),
        ("not_now", "/conversations/{talk}/"),
    ],
)
def test_declining_takes_a_wish_and_no_reason(quarter, offer, wish, leads_to) -> None:
    answer = act(quarter.erik, offer, deed="decline", wish=wish)
    assert answer["Location"] == leads_to.format(talk=offer.key, row=owed_to(quarter.erik).key)
    assert state_of(offer) == "declined"


def test_held_when_the_member_says_so(quarter, talk) -> None:
    passed(talk)
    assert {"held", "not_held"} <= deeds(text(window(quarter.erik).get(f"/conversations/{talk.key}/")))
    act(quarter.erik, talk, deed="held")
    assert state_of(talk) == "held"
    assert owed_to(quarter.erik).state == "fulfilled"


def test_the_coachs_word_stands_until_the_member_says_otherwise(quarter, talk) -> None:
    passed(talk)
    act(quarter.astrid, talk, deed="held")
    assert state_of(talk) == "held_provisional"
    act(quarter.erik, talk, deed="not_held")
    assert state_of(talk) == "not_held"
    assert owed_to(quarter.erik).state == "open"


def test_nothing_is_held_before_it_has_begun(quarter, talk) -> None:
    answer = act(quarter.erik, talk, deed="held")
    assert answer.status_code == 400
    assert "has not begun yet" in text(answer)
    assert state_of(talk) == "booked"


def test_a_deed_nobody_knows_is_refused(quarter, talk) -> None:
    assert act(quarter.erik, talk, deed="explode").status_code == 400
