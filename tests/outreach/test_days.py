"""At most one letter a day to one person, whatever comes together, on the recipient's own day."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from leadership.outreach import days, deliver
from leadership.outreach.models import Delivery
from leadership.outreach.notices import Notice, write
from leadership.outreach.tick import tick
from tests.outreach.conftest import mails_of, text_of

MORNING = datetime(2026, 4, 1, 8, tzinfo=UTC)


def ask(person, owed, now, number=0):
    key = f"help:{person.pk}:{number}"
    notice = Notice(key=key, letter="help_asked", recipient=person, obligation_id=owed.pk, data={"by": None})
    write([notice], now=now)
    return Delivery.objects.get(unique_key=notice.key)


@pytest.fixture
def owed(quarterly, cast, now):
    tick(now)
    Delivery.objects.all().delete()
    return cast.camilla.obligations.get(cycle_key="2026-Q2")


def states(*deliveries):
    return [Delivery.objects.get(pk=one.pk).state for one in deliveries]


def test_one_notice_leaves_as_itself(owed, cast):
    notice = ask(cast.camilla, owed, MORNING)
    assert deliver.run(MORNING).sent == 1
    [mail] = mails_of(cast.camilla)
    assert mail["Subject"] == "Vad skulle hjälpa?"
    assert states(notice) == ["sent"]


def test_several_notices_leave_as_one_letter_that_names_them_all(owed, cast):
    notices = [ask(cast.camilla, owed, MORNING, number) for number in range(3)]
    deliver.run(MORNING)
    [mail] = mails_of(cast.camilla)
    assert mail["Subject"] == "Vad skulle hjälpa? (och 2 saker till)"
    assert text_of(mail).count("- Vad skulle hjälpa?") == 3
    assert states(*notices) == ["sent"] * 3


def test_what_comes_later_that_day_waits_for_the_next_working_day(owed, cast):
    ask(cast.camilla, owed, MORNING)
    deliver.run(MORNING)
    later = ask(cast.camilla, owed, MORNING + timedelta(hours=3), 2)
    deliver.run(MORNING + timedelta(hours=3))
    assert states(later) == ["waiting"]
    later.refresh_from_db()
    assert later.due_at == datetime(2026, 4, 2, 6, tzinfo=UTC)
    deliver.run(later.due_at)
    assert states(later) == ["sent"]


def test_the_database_holds_that_there_is_one_letter_a_day(owed, cast):
    for hour in range(10):
        ask(cast.camilla, owed, MORNING + timedelta(hours=hour), hour)
        deliver.run(MORNING + timedelta(hours=hour))
    keys = Counter(Delivery.objects.filter(letter="digest").values_list("unique_key", flat=True))
    assert keys == {f"digest:{cast.camilla.key}:2026-04-01": 1}
    assert len(mails_of(cast.camilla)) == 1


def test_a_letter_that_could_not_leave_in_time_waits_for_the_morning_and_the_notice_is_said_once(
    owed, cast, smtp, settings
):
    evening = datetime(2026, 4, 1, 15, 58, tzinfo=UTC)
    notice = ask(cast.camilla, owed, evening)
    smtp.answers = ["451 busy"]
    assert deliver.run(evening).again == 1
    assert deliver.run(evening + timedelta(minutes=5)).sent == 0
    assert deliver.run(datetime(2026, 4, 2, 6, 0, tzinfo=UTC)).sent == 1
    assert states(notice) == ["sent"]
    assert len(smtp.taken) == 1


def test_a_notice_that_lost_its_cause_while_it_waited_is_dropped_and_the_rest_leaves(owed, cast):
    keep, gone = ask(cast.camilla, owed, MORNING, 1), ask(cast.camilla, owed, MORNING, 2)
    days.gather(now=MORNING)
    Delivery.objects.filter(pk=gone.pk).update(expires_at=MORNING)
    deliver.run(MORNING)
    assert states(keep, gone) == ["sent", "dropped"]
    assert mails_of(cast.camilla)[0]["Subject"] == "Vad skulle hjälpa?"


def test_when_nothing_is_left_to_say_no_letter_leaves_and_the_day_is_still_free(owed, cast):
    gone = ask(cast.camilla, owed, MORNING, 1)
    days.gather(now=MORNING)
    Delivery.objects.filter(pk=gone.pk).update(expires_at=MORNING)
    deliver.run(MORNING)
    assert mails_of(cast.camilla) == []
    later = ask(cast.camilla, owed, MORNING + timedelta(hours=1), 2)
    deliver.run(MORNING + timedelta(hours=1))
    assert states(later) == ["sent"]


def test_a_failed_letter_of_the_day_is_shown_and_sent_again_for_its_notice(owed, cast, smtp):
    smtp.answers = ["550 no such mailbox"]
    notice = ask(cast.camilla, owed, MORNING)
    deliver.run(MORNING)
    notice.refresh_from_db()
    assert (notice.state, notice.answer) == ("failed", "550 no such mailbox")
    assert deliver.send_again(notice, now=MORNING)
    deliver.run(MORNING)
    assert states(notice) == ["sent"]
