"""Sending over a real mail server: nothing lost, nothing doubled, whatever the server says."""

from datetime import timedelta

import pytest
from django.db import connection

from leadership.cli import cast as people
from leadership.outreach import claims, deliver, letters
from leadership.outreach.models import Delivery
from leadership.outreach.notices import Notice, write
from leadership.people.models import Organisation
from tests.conversations.crowd import alone, on_a_real_database, together


def reset(person, now, number=0):
    """The simplest letter there is, due at once."""
    notice = Notice(key=f"reset:{person.key}:{number}", letter="reset", recipient=person, transactional=True)
    write([notice], now=now)
    return Delivery.objects.get(unique_key=notice.key)


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


def test_a_letter_that_the_server_takes_is_sent_once(cast, now, smtp):
    letter = reset(cast.bjorn, now)
    assert deliver.run(now).sent == 1
    assert deliver.run(now).sent == 0
    assert state_of(letter) == "sent"
    assert len(smtp.to("bjorn@example.org")) == 1


def test_a_batch_leaves_over_one_connection_in_the_order_it_was_written(cast, now, smtp):
    for number in range(60):
        reset(cast.everybody[number % 6], now, number)
    assert deliver.run(now).sent == 60
    assert len(smtp.taken) == 60
    assert len({mail["Message-ID"] for mail in smtp.taken}) == 60


def test_a_temporary_refusal_is_tried_again_after_a_minute_then_five_then_fifteen(cast, now, smtp):
    letter = reset(cast.bjorn, now)
    waits = []
    for _ in range(4):
        smtp.answers = ["451 busy"]
        assert deliver.run(now).again == 1
        letter.refresh_from_db()
        waits.append((letter.due_at - now) / timedelta(minutes=1))
        assert letter.answer.startswith("451 busy")
        assert deliver.run(letter.due_at - timedelta(seconds=1)).sent == 0
        now = letter.due_at
    for wait, least in zip(waits, (1, 5, 15, 60), strict=True):
        assert least <= wait <= least * 1.2
    assert deliver.run(now).sent == 1


def test_the_wait_is_the_same_for_the_same_try_so_that_two_machines_agree():
    assert deliver.wait_before(3, "a") == deliver.wait_before(3, "a")
    assert deliver.wait_before(3, "a") != deliver.wait_before(3, "b")


def test_what_the_server_will_never_take_fails_with_its_answer_and_can_be_sent_again(cast, now, smtp):
    smtp.answers = ["550 no such mailbox"]
    letter = reset(cast.bjorn, now)
    assert deliver.run(now).failed == 1
    letter.refresh_from_db()
    assert (letter.state, letter.answer) == ("failed", "550 no such mailbox")
    assert deliver.run(now + timedelta(days=1)).sent == 0
    assert deliver.send_again(letter, now=now)
    assert deliver.run(now).sent == 1
    assert not deliver.send_again(letter, now=now)


def test_after_two_days_of_temporary_refusals_it_is_given_up_and_shown(cast, now, smtp):
    letter = reset(cast.bjorn, now)
    smtp.answers = ["451 busy"] * 40
    moment, end = now, now + timedelta(days=3)
    while moment < end and state_of(letter) == "waiting":
        deliver.run(moment)
        moment += timedelta(minutes=30)
    assert state_of(letter) == "failed"
    assert letter.answer.startswith("451")
    assert timedelta(days=2) <= moment - now <= timedelta(days=2, hours=12)


def test_an_answer_that_was_lost_leads_to_the_same_letter_again_never_to_a_lost_one(cast, now, smtp):
    letter = reset(cast.bjorn, now)
    smtp.answers = ["drop"]
    assert deliver.run(now).again == 1
    letter.refresh_from_db()
    assert deliver.run(letter.due_at).sent == 1
    first, second = smtp.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_nothing_is_lost_or_doubled_while_the_server_drops_answers_and_is_busy(cast, now, smtp):
    for number in range(80):
        reset(cast.everybody[number % 6], now, number)
    smtp.answers = ["250 ok", "451 busy", "250 ok", "drop", "250 ok", "421 going away"] * 20
    moment = now
    for _ in range(40):
        deliver.run(moment)
        moment += timedelta(minutes=20)
    copies = [mail["Message-ID"] for mail in smtp.taken]
    assert Delivery.objects.filter(state="sent").count() == 80
    assert len(set(copies)) == 80
    assert len(copies) - 80 <= 20


def test_a_server_that_is_down_costs_nothing(cast, now, smtp, settings):
    letter = reset(cast.bjorn, now)
    settings.EMAIL_PORT = 9
    counts = deliver.run(now)
    assert (counts.again, counts.failed) == (1, 0)
    assert state_of(letter) == "waiting"


def test_a_letter_that_cannot_be_written_fails_alone_and_names_no_words(cast, now, smtp, monkeypatch):
    real = letters.parcel

    def broken_for_bjorn(delivery, *, now):
        if delivery.recipient_id == cast.bjorn.pk:
            raise KeyError("a secret word")
        return real(delivery, now=now)

    poison, good = reset(cast.bjorn, now), reset(cast.camilla, now)
    monkeypatch.setattr(letters, "parcel", broken_for_bjorn)
    counts = deliver.run(now)
    assert (counts.sent, counts.failed) == (1, 1)
    assert state_of(good) == "sent"
    poison.refresh_from_db()
    assert poison.answer == "could not be written: KeyError"


def test_sending_can_be_switched_off_and_a_restored_backup_mails_nobody(cast, now, smtp, settings):
    reset(cast.bjorn, now)
    settings.MAIL_SENDING = False
    assert deliver.run(now).held
    settings.MAIL_SENDING = True
    Organisation.current()
    Organisation.objects.update(mail_held=True)
    assert deliver.run(now).held
    assert smtp.taken == []
    Organisation.objects.update(mail_held=False)
    assert deliver.run(now).sent == 1


def test_no_more_letters_leave_in_a_minute_than_allowed(cast, now, smtp, settings):
    settings.MAIL_RATE_PER_MINUTE = 4
    for number in range(10):
        reset(cast.bjorn, now, number)
    assert deliver.run(now).sent == 4
    assert deliver.run(now).sent == 0
    assert deliver.run(now + timedelta(seconds=61)).sent == 4


def test_a_person_who_has_left_or_has_no_address_is_not_written_to(cast, now, smtp):
    gone, silent = reset(cast.bjorn, now), reset(cast.camilla, now)
    cast.bjorn.is_active = False
    cast.bjorn.save(update_fields=["is_active"])
    cast.camilla.email = ""
    cast.camilla.save(update_fields=["email"])
    assert deliver.run(now).dropped == 2
    gone.refresh_from_db()
    silent.refresh_from_db()
    assert (gone.reason, silent.reason) == ("person_gone", "no_address")


def test_an_expired_letter_is_dropped_not_sent_late(cast, now, smtp):
    letter = reset(cast.bjorn, now)
    Delivery.objects.update(expires_at=now)
    assert deliver.run(now).dropped == 1
    letter.refresh_from_db()
    assert letter.reason == "expired"


def test_two_claims_never_hold_the_same_letter(cast, now):
    for number in range(10):
        reset(cast.bjorn, now, number)
    first, second = claims.take(now=now, limit=6), claims.take(now=now, limit=50)
    assert len(first.deliveries) == 6
    assert len(second.deliveries) == 4
    assert not {one.pk for one in first.deliveries} & {one.pk for one in second.deliveries}


def test_a_lease_that_ran_out_passes_on_and_the_late_worker_can_finish_nothing(cast, now):
    reset(cast.bjorn, now)
    dead = claims.take(now=now, limit=5)
    assert claims.take(now=now, limit=5).deliveries == ()
    past = {"sqlite": "datetime('now', '-1 second')", "postgresql": "now() - interval '1 second'"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE outreach_delivery SET leased_until = {past}")
    alive = claims.take(now=now, limit=5)
    assert len(alive.deliveries) == 1
    assert not claims.finish(dead, dead.deliveries[0], state="sent")
    assert claims.finish(alive, alive.deliveries[0], state="sent")


def test_letters_given_back_count_as_never_tried(cast, now):
    letter = reset(cast.bjorn, now)
    claim = claims.take(now=now, limit=5)
    claims.give_back(claim, list(claim.deliveries))
    letter.refresh_from_db()
    assert (letter.attempts, letter.lease_token) == (0, None)


@pytest.mark.django_db(transaction=True)
def test_three_workers_at_once_send_each_letter_once(now, smtp, tmp_path):
    cast = people.seed(now=now)
    for number in range(120):
        reset(cast.everybody[number % 6], now, number)
    with on_a_real_database(tmp_path):
        counts = together([lambda: deliver.run(now)] * 3)
        states = alone(lambda: set(Delivery.objects.values_list("state", flat=True)))
    assert sum(one.sent for one in counts) == 120
    assert states == {"sent"}
    assert len({mail["Message-ID"] for mail in smtp.taken}) == len(smtp.taken) == 120
