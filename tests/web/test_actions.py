"""Links in letters: looking changes nothing, pressing acts, twice is once, and each does its one thing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from leadership.accounts import links
from leadership.accounts.models import ActionLink
from leadership.conversations import moments
from leadership.conversations.models import Conversation
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from tests.web.memberpages import TUESDAY, at, booked, chosen, deeds, offered, owed_to, starts, text, window

NOON = TUESDAY + timedelta(hours=2)
AFTERWARDS = TUESDAY + timedelta(hours=3)
TEN = "2026-04-14T08:00:00Z"


@pytest.fixture
def link(now):
    """The address under which `person` may do `purpose` about something, for thirty days."""

    def make(person, purpose, about, start=None):
        token = links.make(
            person=person,
            purpose=purpose,
            object=links.about(about.name, start),
            key=uuid4(),
            now=now,
            expires_at=now + timedelta(days=30),
        )
        return f"/a/{token}/"

    return make


@pytest.fixture
def erik_owed(quarter, now):
    return chosen(quarter.erik, quarter.astrid, now)


def everything() -> tuple[list[object], list[object], int]:
    rows = Obligation.objects.order_by("pk").values_list("state", "version", "coach")
    return list(rows), list(Conversation.objects.values_list("state", "version")), Fact.objects.count()


@pytest.mark.parametrize("purpose", links.PURPOSES)
def test_looking_changes_nothing(quarter, link, erik_owed, now, purpose) -> None:
    """Scanners of mail press every link."""
    talk = offered(quarter.erik, quarter.astrid, now, TUESDAY, obligation=erik_owed)
    about = talk if purpose in ("accept", "decline", "held", "not_held") else owed_to(quarter.erik)
    address, before = link(quarter.erik, purpose, about), everything()
    assert window().get(address).status_code == 200
    assert window().head(address).status_code == 200
    assert everything() == before


def test_from_the_letter_to_booked_in_two_presses(quarter, link) -> None:
    address = link(quarter.erik, "choose", owed_to(quarter.erik))
    assert str(quarter.astrid.key) in text(window().get(address))
    times = starts(text(window().post(address, {"deed": "choose", "coach": str(quarter.astrid.key)})))
    assert times
    answer = text(window().post(address, {"deed": "book", "start": times[0]}))
    assert 'data-state="booked"' in answer
    assert owed_to(quarter.erik).state == "booked"


def test_one_press_on_a_time_in_the_letter_books_it_and_the_second_press_does_nothing_more(
    quarter, link, erik_owed
) -> None:
    address = link(quarter.erik, "book", erik_owed, TUESDAY)
    assert "Book Tue 14 Apr 10:00" in text(window().get(address))
    assert [window().post(address).status_code for _ in range(2)] == [200, 200]
    assert Conversation.objects.get().start == TUESDAY


def test_a_time_that_is_taken_meanwhile_is_followed_by_others(quarter, link, erik_owed, now) -> None:
    address = link(quarter.erik, "book", erik_owed, TUESDAY)
    booked(quarter.camilla, quarter.astrid, now)
    answer = window().post(address)
    assert answer.status_code == 409
    others = starts(text(answer))
    assert others
    assert TEN not in others
    assert window().post(address, {"deed": "book", "start": others[0]}).status_code == 200


def test_one_press_takes_an_offered_time(quarter, link, erik_owed, now) -> None:
    talk = offered(quarter.erik, quarter.astrid, now, TUESDAY, NOON, obligation=erik_owed)
    address = link(quarter.erik, "accept", talk, NOON)
    assert [window().post(address).status_code for _ in range(2)] == [200, 200]
    talk.refresh_from_db()
    assert (talk.state, talk.start) == ("booked", NOON)


def test_declining_asks_for_no_reason(quarter, link, erik_owed, now) -> None:
    talk = offered(quarter.erik, quarter.astrid, now, TUESDAY, obligation=erik_owed)
    answer = window().post(link(quarter.erik, "decline", talk), {"deed": "decline", "wish": "another_time"})
    assert answer.status_code == 200
    talk.refresh_from_db()
    assert talk.state == "declined"


@pytest.mark.parametrize(("purpose", "state"), [("held", "held"), ("not_held", "not_held")])
def test_did_you_talk_is_answered_from_the_letter(quarter, link, erik_owed, now, purpose, state) -> None:  # noqa: PLR0917
    talk = booked(quarter.erik, quarter.astrid, now, obligation=erik_owed)
    at(AFTERWARDS)
    moments.advance(now=AFTERWARDS)
    address = link(quarter.erik, purpose, talk)
    assert deeds(text(window().get(address))) == {purpose}
    assert [window().post(address, {"deed": purpose}).status_code for _ in range(2)] == [200, 200]
    talk.refresh_from_db()
    assert talk.state == state


def test_we_have_met_counts_a_talk_that_nobody_had_booked(quarter, link, erik_owed) -> None:
    at(AFTERWARDS)
    address = link(quarter.erik, "confirm", erik_owed)
    assert 'type="date"' in text(window().get(address))
    assert window().post(address, {"deed": "held", "day": "2026-04-13"}).status_code == 200
    assert owed_to(quarter.erik).state == "fulfilled"
    assert owed_to(quarter.erik).credited_on.isoformat() == "2026-04-13"


class TestWhatWouldHelp:
    """The page behind M4: a new time, another coach, a shorter talk, not now."""

    def test_it_offers_four_ways(self, quarter, link, erik_owed) -> None:
        page = text(window().get(link(quarter.erik, "help", erik_owed)))
        assert all(f"?want={way}" in page for way in ("time", "coach", "short"))
        assert "not_now" in deeds(page)

    def test_a_new_time(self, quarter, link, erik_owed) -> None:
        address = link(quarter.erik, "help", erik_owed)
        start = starts(text(window().get(address, {"want": "time"})))[0]
        window().post(address, {"deed": "book", "start": start, "minutes": "30"})
        assert Conversation.objects.get().minutes == 30

    def test_a_shorter_talk(self, quarter, link, erik_owed) -> None:
        address = link(quarter.erik, "help", erik_owed)
        page = text(window().get(address, {"want": "short"}))
        assert "20 minutes" in page
        window().post(address, {"deed": "book", "start": starts(page)[0], "minutes": "20"})
        assert Conversation.objects.get().minutes == 20

    def test_another_coach_and_then_a_time(self, quarter, link, erik_owed) -> None:
        address = link(quarter.erik, "help", erik_owed)
        assert str(quarter.freja.key) in text(window().get(address, {"want": "coach"}))
        answer = window().post(address, {"deed": "choose", "coach": str(quarter.freja.key)})
        assert owed_to(quarter.erik).coach == quarter.freja
        assert starts(text(answer))

    def test_not_now(self, quarter, link, erik_owed) -> None:
        address = link(quarter.erik, "help", erik_owed)
        assert [window().post(address, {"deed": "not_now"}).status_code for _ in range(2)] == [200, 200]
        assert owed_to(quarter.erik).quiet_until is not None

    def test_the_coach_may_hand_it_on(self, quarter, link, erik_owed) -> None:
        address = link(quarter.astrid, "handover", erik_owed)
        assert window().get(address).status_code == 200
        window().post(address, {"deed": "handover"})
        assert owed_to(quarter.erik).coach is None


def test_a_link_does_its_own_thing_only(quarter, link, erik_owed) -> None:
    for purpose in ("open", "not_now", "confirm"):
        answer = window().post(link(quarter.erik, purpose, erik_owed), {"deed": "book", "start": TEN})
        assert answer.status_code == 400
    assert not Conversation.objects.exists()


def test_the_coach_cannot_decide_for_the_member(quarter, link, erik_owed) -> None:
    address = link(quarter.astrid, "help", erik_owed)
    assert window().post(address, {"deed": "book", "start": TEN}).status_code == 400
    assert window().post(address, {"deed": "choose", "coach": str(quarter.freja.key)}).status_code == 400
    assert owed_to(quarter.erik).coach == quarter.astrid


def test_an_unknown_link_is_not_there_and_an_old_one_is_gone(quarter, link, erik_owed, now) -> None:
    address = link(quarter.erik, "choose", erik_owed)
    assert window().get("/a/nothing-like-a-token/").status_code == 404
    at(now + timedelta(days=31))
    for answer in (window().get(address), window().post(address, {"deed": "not_now"})):
        assert answer.status_code == 410
        assert "This link has had its day" in text(answer)
    assert owed_to(quarter.erik).quiet_until is None


def test_a_link_of_somebody_who_is_no_longer_part_of_it_is_gone(quarter, link, erik_owed, now) -> None:
    address = link(quarter.astrid, "handover", erik_owed)
    chosen(quarter.erik, quarter.freja, now)
    assert window().post(address, {"deed": "handover"}).status_code == 410
    assert owed_to(quarter.erik).coach == quarter.freja


def test_the_page_speaks_its_persons_language_whoever_is_signed_in(quarter, link, now) -> None:
    address = link(quarter.erik, "choose", owed_to(quarter.erik))
    assert "Hello, Erik" in text(window(quarter.bjorn).get(address))


def test_the_token_itself_is_not_kept(quarter, link, erik_owed) -> None:
    token = link(quarter.erik, "choose", erik_owed).split("/")[2]
    assert token not in str(list(ActionLink.objects.values()))
