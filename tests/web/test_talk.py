"""A talk whenever somebody wants one: a kind, a person, a time; or one that has been, noted afterwards."""

import re
from datetime import UTC, datetime

import pytest

from leadership.conversations import proposals
from leadership.conversations.models import Conversation
from leadership.outreach import deliver
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from tests.outreach.conftest import mails_of
from tests.web.memberpages import TUESDAY, offered, owed_to, starts, text, window


def times_url(coach) -> str:
    return f"/talk/one_on_one/{coach.key}/"


def test_each_kind_of_talk_says_what_it_is_for(today) -> None:
    page = text(window(today.erik).get("/talk/"))
    assert "Time with someone who listens, about what you want to bring." in page
    assert "?type=one_on_one" in page


def test_whoever_is_under_no_rhythm_books_within_three_clicks(today) -> None:
    client = window(today.erik)
    assert times_url(today.astrid) in text(client.get("/talk/", {"type": "one_on_one"}))
    start = starts(text(client.get(times_url(today.astrid))))[0]
    answer = client.post(times_url(today.astrid), {"deed": "book", "start": start})
    talk = Conversation.objects.get()
    assert answer["Location"] == f"/conversations/{talk.key}/"
    assert (talk.member, talk.coach, talk.initiated_by, talk.asked_for) == (today.erik, today.astrid, "member", None)


def test_several_times_are_offered_for_a_talk_of_ones_own_and_taken_with_one_press(today, now) -> None:
    """Erik asks Astrid; she takes one of the five. Another kind of talk between the two is another offer."""
    erik, astrid = window(today.erik), window(today.astrid)
    offer_url = f"{times_url(today.astrid)}offer/"
    assert offer_url in text(erik.get(times_url(today.astrid)))
    times = re.findall(r'name="start" value="([^"]+)"', text(erik.get(offer_url, {"minutes": "45"})))
    answer = erik.post(offer_url, {"start": times[:5], "minutes": "45"})
    talk = Conversation.objects.get()
    assert answer["Location"] == f"/conversations/{talk.key}/"
    assert (talk.initiated_by, talk.asked_for, talk.minutes, talk.offers.count()) == ("member", None, 45, 5)
    erik.post(offer_url.replace("one_on_one", "peer"), {"start": times[5:6]})
    assert Conversation.objects.filter(state="proposed").count() == 2

    assert erik.post(offer_url, {"start": times[:6]}).status_code == 400
    tick(now)
    deliver.run(now)
    assert set(Delivery.objects.values_list("letter", "recipient__given_name")) == {("offer", "Astrid")}
    address = re.findall(r"/a/[^/]+/", mails_of(today.astrid)[-1].get_body(("plain",)).get_content())[0]
    window().post(address, {"deed": "accept"})
    assert Conversation.objects.get(state="booked").offers.filter(held=True).count() == 0
    assert astrid.get(f"/conversations/{talk.key}/").status_code == 200


def test_who_asked_on_their_own_finds_the_way_back_once_the_times_have_passed(today, now) -> None:
    talk = offered(today.erik, today.astrid, now, TUESDAY)
    proposals.decline(talk, by=today.erik, now=now)
    page = text(window(today.erik).get(f"/conversations/{talk.key}/"))
    assert f'href="{times_url(today.astrid)}"' in page
    assert times_url(today.astrid) not in text(window(today.astrid).get(f"/conversations/{talk.key}/"))


def test_it_is_counted_where_a_rhythm_asks_for_such_a_talk(quarter) -> None:
    window(quarter.erik).post(times_url(quarter.astrid), {"deed": "book", "start": "2026-04-14T08:00:00Z"})
    assert owed_to(quarter.erik).state == "booked"


def test_any_colleague_can_be_found_by_name(today) -> None:
    page = text(window(today.erik).get("/talk/", {"type": "peer", "words": "camilla"}))
    assert str(today.camilla.key) in page
    assert str(today.astrid.key) not in page


def test_nobody_talks_with_themselves(today) -> None:
    assert window(today.erik).get(times_url(today.erik)).status_code == 404


def test_a_kind_nobody_knows_is_not_there(today) -> None:
    assert window(today.erik).get(f"/talk/shouting/{today.astrid.key}/").status_code == 404


def past(coach, day: str, **said) -> dict[str, str]:
    return {"coach": str(coach.key), "type": "one_on_one", "day": day, "at": "10:00", "minutes": "30", **said}


def test_a_talk_that_was_is_noted_with_its_day_and_nothing_else(today) -> None:
    answer = window(today.erik).post("/talk/past/", past(today.astrid, "2026-03-20"))
    talk = Conversation.objects.get()
    assert answer["Location"] == f"/conversations/{talk.key}/"
    assert (talk.start, talk.state) == (datetime(2026, 3, 20, 9, 0, tzinfo=UTC), "held")


@pytest.mark.parametrize(
    ("day", "at"), [("2026-02-20", "10:00"), ("2026-04-02", "10:00"), ("2026-04-01", "23:00"), ("soon", "10:00")]
)
def test_only_the_last_thirty_days_can_be_noted(today, day, at) -> None:
    answer = window(today.erik).post("/talk/past/", past(today.astrid, day, at=at))
    assert answer.status_code == 400
    assert not Conversation.objects.exists()
