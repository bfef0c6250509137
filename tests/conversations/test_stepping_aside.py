"""A coach is away: their talks are called off, new times stand in their place, and each member is told once."""

from datetime import date
from email import message_from_bytes, policy

import pytest

from leadership.conversations import choosing, proposals, stepping_aside
from leadership.conversations.models import Conversation
from leadership.outreach import deliver, happenings
from leadership.outreach.models import Delivery, DemoMail
from leadership.people import absences
from leadership.people.models import CoachProfile
from tests.conversations.conftest import april


@pytest.fixture
def talk(cast, booked, owed):
    return booked(cast.camilla, cast.erik, april(14, "10:00"), obligation=owed(cast.camilla))


def _away(cast, now, end, start=date(2026, 4, 13)):
    absences.note(cast.erik, start=start, end=end, now=now)
    return stepping_aside.act(now=now)


def _letters(person, after=0):
    return list(Delivery.objects.filter(recipient=person, pk__gt=after).values_list("letter", flat=True))


def test_times_after_the_days_away_take_the_place_of_the_talk(cast, talk, owed, now):
    assert _away(cast, now, date(2026, 4, 17)) == 1
    talk.refresh_from_db()
    instead = Conversation.objects.get(state="proposed")
    assert (talk.state, talk.cancelled_by, instead.coach, instead.asked_for) == (
        "cancelled", "", cast.erik, owed(cast.camilla),
    )  # fmt: skip
    days = [time.start.date() for time in instead.offers.all()]
    assert len(days) == 3 and not any(date(2026, 4, 13) <= day <= date(2026, 4, 17) for day in days)
    assert stepping_aside.act(now=now) == 0


def test_the_member_is_told_once_in_a_letter_that_holds_the_new_times(cast, talk, now):
    happenings.tell(now=now)
    deliver.run(now)
    last = Delivery.objects.latest("pk").pk
    _away(cast, now, date(2026, 4, 17))
    happenings.tell(now=now)
    assert _letters(cast.camilla, after=last) == ["cancelled"]
    deliver.run(now)
    raw = DemoMail.objects.filter(recipient=cast.camilla.email).latest("pk").raw
    said = message_from_bytes(bytes(raw), policy=policy.default).get_body(("plain",)).get_content()
    assert "Erik Dahl" in said and said.count("/a/") >= 4


def test_without_a_time_before_the_day_the_next_coach_takes_over_or_the_member_chooses(cast, talk, owed, now):
    _away(cast, now, None, start=date(2026, 4, 1))
    assert owed(cast.camilla).coach != cast.erik
    assert owed(cast.camilla).state == "open"
    happenings.tell(now=now)
    assert "choose_coach" not in _letters(cast.camilla)


def test_times_offered_on_days_away_are_offered_anew(cast, owed, one_on_one, now):
    choosing.choose(owed(cast.bjorn), coach=cast.erik, by=cast.bjorn, now=now)
    proposals.offer(member=cast.bjorn, coach=cast.erik, starts=[april(14, "10:00")], minutes=30, type=one_on_one,
                    by=cast.erik, now=now, obligation=owed(cast.bjorn))  # fmt: skip
    _away(cast, now, date(2026, 4, 17))
    assert Conversation.objects.get(state="cancelled").start is None
    assert Conversation.objects.get(state="proposed").offers.count() == 3


def test_talks_on_other_days_and_talks_as_a_member_stay(cast, booked, now):
    booked(cast.camilla, cast.erik, april(20, "10:00"))
    CoachProfile.objects.update_or_create(person=cast.astrid)
    booked(cast.erik, cast.astrid, april(14, "10:00"))
    assert _away(cast, now, date(2026, 4, 17)) == 0
    assert set(Conversation.objects.values_list("state", flat=True)) == {"booked"}
