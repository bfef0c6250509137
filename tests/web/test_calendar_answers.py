"""What calendars say about a talk, on the conversation's page, at home and from letters: one press answers it."""

from datetime import timedelta

import pytest

from leadership.accounts import links
from leadership.calendars import connecting
from leadership.calendars.models import Copy
from leadership.conversations import replies
from leadership.lib.instants import iso
from leadership.outreach import copies
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from tests.web import memberpages
from tests.web.memberpages import deeds, starts, text, window

HOUR = timedelta(hours=1)


@pytest.fixture
def talk(quarter, now):
    return memberpages.booked(quarter.bjorn, quarter.astrid, now)


@pytest.fixture
def page(talk):
    """The conversation's page, for the one named."""
    return lambda person: text(window(person).get(f"/conversations/{talk.key}/"))


def post(talk, person, deed, **said):
    return window(person).post(f"/conversations/{talk.key}/", {"deed": deed, **said}, follow=True)


def answered(talk, person, now, **more):
    said = {"partstat": "TENTATIVE", "sequence": talk.sequence, "dtstamp": now, "said_at": now, **more}
    return talk.answers.create(person=person, **said)


def dragged(talk, person, now, **more):
    source = connecting.subscribe(person, url="https://calendar.example.org/b.ics", name="Jobbet", now=now)
    said = {"start": talk.start, "end": talk.end, "sequence": talk.sequence, "written_at": now, "differs": "moved",
            "seen_start": talk.start + HOUR, **more}  # fmt: skip
    return Copy.objects.create(source=source, conversation_key=talk.key, **said)


# --- somebody asks for another time -----------------------------------------------------------------------------------


def test_another_time_is_offered_to_the_other_one_who_takes_it_with_one_press(talk, quarter, now, page):
    answered(talk, quarter.bjorn, now, proposed_start=talk.start + HOUR)
    before = talk.start

    assert {"grant", "keep_time"} <= deeds(page(quarter.astrid))
    assert "grant" not in deeds(page(quarter.bjorn))
    assert "Björn frågar efter en annan tid" in text(window(quarter.astrid).get("/"))
    assert "frågar efter en annan tid" not in text(window(quarter.bjorn).get("/"))
    for _ in range(2):
        post(talk, quarter.astrid, "grant", start=iso(before + HOUR))
    talk.refresh_from_db()
    assert (talk.start, talk.sequence) == (before + HOUR, 1)
    assert "grant" not in deeds(page(quarter.astrid))


def test_a_time_nobody_asks_for_any_more_is_not_granted(talk, quarter, now):
    answered(talk, quarter.bjorn, now, proposed_start=talk.start + HOUR)

    assert post(talk, quarter.bjorn, "grant", start=iso(talk.start + HOUR)).status_code == 409
    assert post(talk, quarter.astrid, "grant", start=iso(talk.start + 2 * HOUR)).status_code == 409
    talk.refresh_from_db()
    assert talk.sequence == 0


def test_the_time_is_kept_and_whoever_asked_is_told_once(talk, quarter, now, page):
    answered(talk, quarter.bjorn, now, proposed_start=talk.start + HOUR)
    for _ in range(2):
        post(talk, quarter.astrid, "keep_time")
    tick(now)

    told = Delivery.objects.filter(letter="time_kept").values_list("recipient", flat=True)
    assert list(told) == [quarter.bjorn.pk]
    assert replies.wish(talk, quarter.astrid, now=now) is None


def test_a_time_that_is_not_free_is_said_to_be_so_and_others_are_there(talk, quarter, now, page):
    answered(talk, quarter.bjorn, now, proposed_start=talk.start + 12 * HOUR)

    assert "grant" not in deeds(page(quarter.astrid))
    assert len(starts(page(quarter.astrid))) == 3


def test_who_declined_is_offered_other_times_and_one_press_moves_the_talk(talk, quarter, now, page):
    answered(talk, quarter.bjorn, now, partstat="DECLINED")
    offered = starts(page(quarter.bjorn))

    assert len(offered) == 3
    assert starts(page(quarter.astrid)) == []
    assert "passar dig inte" in text(window(quarter.bjorn).get("/"))
    window(quarter.bjorn).post(f"/conversations/{talk.key}/move/", {"deed": "move", "start": offered[0]})
    talk.refresh_from_db()
    assert (iso(talk.start), talk.sequence) == (offered[0], 1)


def link(talk, person, purpose, now, start=None):
    about = {"object": links.about(talk.name, start), "key": talk.key, "now": now, "expires_at": now + 99 * HOUR}
    return f"/a/{links.make(person=person, purpose=purpose, **about)}/"


def test_the_letters_link_moves_the_talk_to_its_own_time_and_to_no_other(talk, quarter, now):
    address, wished = link(talk, quarter.astrid, "move", now, talk.start + HOUR), talk.start + HOUR
    stranger = window()

    assert "move" in deeds(text(stranger.get(address)))
    for _ in range(2):
        assert stranger.post(address, {"deed": "move", "start": iso(wished + HOUR)}).status_code == 200
    talk.refresh_from_db()
    assert (talk.start, talk.sequence) == (wished, 1)


def test_the_letters_other_link_keeps_the_time(talk, quarter, now):
    answered(talk, quarter.bjorn, now, proposed_start=talk.start + HOUR)
    address = link(talk, quarter.astrid, "keep_time", now)

    assert deeds(text(window().get(address))) == {"keep_time"}
    assert window().post(address, {"deed": "move"}).status_code == 400
    assert window().post(address, {"deed": "keep_time"}).status_code == 200
    assert replies.wish(talk, quarter.astrid, now=now) is None


# --- the own calendar says otherwise ----------------------------------------------------------------------------------


def test_a_talk_dragged_elsewhere_is_asked_about_at_home_and_on_its_page(talk, quarter, now, page):
    dragged(talk, quarter.bjorn, now)

    assert {"calendar_move", "calendar_keep", "cancel"} <= deeds(page(quarter.bjorn))
    assert "Jobbet" in page(quarter.bjorn)
    assert "calendar_keep" not in deeds(page(quarter.astrid))
    assert "Din kalender säger något annat" in text(window(quarter.bjorn).get("/"))


@pytest.mark.parametrize("answer", [("calendar_move", HOUR, "booked"), ("calendar_keep", 0 * HOUR, "booked"),
                                    ("cancel", 0 * HOUR, "cancelled")])  # fmt: skip
def test_each_answer_does_what_it_says_and_ends_the_question(talk, quarter, now, page, answer):
    deed, later, state = answer
    dragged(talk, quarter.bjorn, now)
    before = talk.start
    post(talk, quarter.bjorn, deed)
    talk.refresh_from_db()

    assert (talk.start, talk.state) == (before + later, state)
    assert copies.question(talk, quarter.bjorn, now=now) is None
    assert "calendar_keep" not in deeds(page(quarter.bjorn))


def test_a_talk_that_is_gone_over_there_can_be_kept_or_cancelled_but_not_moved(talk, quarter, now, page):
    dragged(talk, quarter.bjorn, now, differs="removed", seen_start=None)

    assert "calendar_move" not in deeds(page(quarter.bjorn))
    assert post(talk, quarter.bjorn, "calendar_move").status_code == 409


# --- which calendar takes the talks -----------------------------------------------------------------------------------


def test_a_calendar_is_chosen_and_let_go_on_ones_own_page(talk, quarter, now):
    source = connecting.subscribe(quarter.bjorn, url="https://calendar.example.org/b.ics", name="Jobbet", now=now)
    mine = window(quarter.bjorn)
    assert mine.post("/me/calendars/", {"deed": "choose", "source": source.key}).status_code == 404

    source.kind = "caldav"
    source.save()
    assert "choose" in deeds(text(mine.get("/me/calendars/")))
    mine.post("/me/calendars/", {"deed": "choose", "source": source.key})
    assert "stop" in deeds(text(mine.get("/me/calendars/")))
    assert Delivery.objects.get(letter="calendar").conversation == talk
    mine.post("/me/calendars/", {"deed": "stop", "source": source.key})
    assert "choose" in deeds(text(mine.get("/me/calendars/")))
    assert window(quarter.astrid).post("/me/calendars/", {"deed": "choose", "source": source.key}).status_code == 404
