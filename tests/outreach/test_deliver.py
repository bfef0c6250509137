"""Sending over a real mail server: nothing lost, nothing doubled, whatever the server says."""

from datetime import timedelta

import pytest
from django.db import connection

from leadership.cli import cast as people
from leadership.outreach import bounces, causes, claims, days, deliver, finishing, letters, mailway, transports
from leadership.outreach.models import Delivery
from leadership.outreach.notices import Notice, write
from leadership.people.models import Organisation
from tests.conversations.crowd import alone, on_a_real_database, together
from tests.outreach.conftest import free_port


def reset(person, now, number=0):
    """The simplest letter there is, due at once."""
    notice = Notice(key=f"reset:{person.key}:{number}", letter="reset", recipient=person, transactional=True)
    write([notice], now=now)
    return Delivery.objects.get(unique_key=notice.key)


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


def by(seconds):
    """An SQL expression: so many seconds ago by the database's clock."""
    return {
        "sqlite": f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{seconds} seconds')",
        "postgresql": f"now() - interval '{seconds} seconds'",
    }[connection.vendor]


def a_minute_passes():
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE outreach_delivery SET tried_at = {by(61)} WHERE tried_at IS NOT NULL")


def its_worker_dies():
    """Whoever holds a lease now is dead, and the lease has run out."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE outreach_delivery SET leased_until = {by(1)} WHERE leased_until IS NOT NULL")


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
    assert finishing.wait_before(3, "a") == finishing.wait_before(3, "a")
    assert finishing.wait_before(3, "a") != finishing.wait_before(3, "b")


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

    def broken_for_bjorn(delivery, **more):
        if delivery.recipient_id == cast.bjorn.pk:
            raise KeyError("a secret word")
        return real(delivery, **more)

    poison, good = reset(cast.bjorn, now), reset(cast.camilla, now)
    monkeypatch.setattr(letters, "parcel", broken_for_bjorn)
    counts = deliver.run(now)
    assert (counts.sent, counts.failed) == (1, 1)
    assert state_of(good) == "sent"
    poison.refresh_from_db()
    assert poison.answer == "could not be written: KeyError"


@pytest.mark.parametrize("where", ["causes.judge", "transports.SmtpWire.send"])
def test_whatever_goes_wrong_with_one_letter_stops_no_other(cast, now, smtp, monkeypatch, where):
    module, _, name = where.partition(".")
    owner = {"causes": causes, "transports": transports.SmtpWire}[module]
    real = getattr(owner, name.rpartition(".")[2])

    def poisoned(*words, **more):
        if "bjorn" in str(getattr(words[-1], "recipient", "")) or getattr(words[-1], "recipient", None) == cast.bjorn:
            raise LookupError("a secret word")
        return real(*words, **more)

    monkeypatch.setattr(owner, name.rpartition(".")[2], poisoned)
    poison, good = reset(cast.bjorn, now), reset(cast.camilla, now)
    counts = deliver.run(now)
    assert (counts.sent, counts.failed) == (1, 1)
    assert (state_of(poison), state_of(good)) == ("failed", "sent")
    assert "secret" not in poison.answer


def test_notices_of_somebody_whose_calendar_cannot_be_read_fail_and_those_of_others_leave(cast, now, smtp):
    for person in (cast.bjorn, cast.camilla):
        write([Notice(key=f"note:{person.key}", letter="invitation", recipient=person)], now=now)
    cast.bjorn.work_hours = ["nonsense"]
    cast.bjorn.save(update_fields=["work_hours"])
    days.gather(now=now)
    states = dict(Delivery.objects.exclude(letter="digest").values_list("recipient__given_name", "state"))
    assert states == {"Björn": "failed", "Camilla": "waiting"}
    assert Delivery.objects.filter(letter="digest").get().recipient == cast.camilla


def test_what_was_to_be_said_in_a_letter_of_the_day_that_is_dropped_is_dropped_with_it(cast, now, smtp):
    for number in range(2):
        write([Notice(key=f"note:{number}", letter="invitation", recipient=cast.bjorn)], now=now)
    days.gather(now=now)
    cast.bjorn.email = ""
    cast.bjorn.save(update_fields=["email"])
    assert deliver.run(now).dropped == 1
    assert set(Delivery.objects.values_list("state", "reason")) == {("dropped", "no_address")}


def test_an_address_no_mail_server_can_take_fails_alone(cast, now, smtp):
    cast.bjorn.email = "björn@example.org"
    cast.bjorn.save(update_fields=["email"])
    poison, good = reset(cast.bjorn, now), reset(cast.camilla, now)
    assert deliver.run(now).failed == 1
    assert (state_of(poison), state_of(good)) == ("failed", "sent")


def test_a_server_that_cannot_be_reached_costs_one_letter_a_try_and_is_told(cast, now, smtp, settings):
    letters_due = [reset(cast.everybody[number], now, number) for number in range(5)]
    settings.EMAIL_PORT = free_port()
    counts = deliver.run(now)
    assert (counts.again, counts.unreachable) == (1, True)
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]
    assert mailway.now().trouble == "unreachable"
    settings.EMAIL_PORT = int(settings.EMAIL_URL.rpartition(":")[2])
    assert deliver.run(now).sent == 4
    assert mailway.now().trouble == ""
    assert deliver.run(now + timedelta(minutes=2)).sent == 1
    assert {state_of(one) for one in letters_due} == {"sent"}


def test_an_address_that_does_not_exist_is_remembered_until_it_works(cast, now, smtp):
    smtp.answers = ["550 5.1.1 no such mailbox", "554 5.7.1 looks like spam"]
    unknown, spam = reset(cast.bjorn, now), reset(cast.camilla, now)
    deliver.run(now)
    assert (state_of(unknown), state_of(spam)) == ("failed", "failed")
    assert [(one.person, one.address) for one in bounces.standing()] == [(cast.bjorn, "bjorn@example.org")]
    deliver.send_again(unknown, now=now)
    assert deliver.run(now).sent == 1
    assert bounces.standing() == []


def test_a_corrected_address_is_not_shown_as_one_that_bounces(cast, now):
    bounces.note(cast.bjorn, address="Bjorn@Example.org", answer="550 5.1.1 unknown", now=now)
    assert len(bounces.standing()) == 1
    cast.bjorn.email = "bjorn.holm@example.org"
    cast.bjorn.save(update_fields=["email"])
    assert bounces.standing() == []


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
    a_minute_passes()
    assert deliver.run(now).sent == 4


def test_the_rate_is_kept_by_many_workers_together_and_by_real_time(cast, now, smtp, settings):
    """Setting the clock of a demonstration on frees nothing; what was dropped or put off has cost nothing."""
    settings.MAIL_RATE_PER_MINUTE = 4
    for number in range(10):
        reset(cast.bjorn, now, number)
    claim = claims.take(now=now, limit=3)
    assert deliver.run(now).sent == 1
    assert deliver.run(now + timedelta(days=1)).sent == 0
    claims.give_back(claim, list(claim.deliveries))
    assert deliver.run(now).sent == 3


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
    its_worker_dies()
    alive = claims.take(now=now, limit=5)
    assert len(alive.deliveries) == 1
    assert not claims.finish(dead, dead.deliveries[0], state="sent")
    assert claims.finish(alive, alive.deliveries[0], state="sent")


def test_a_letter_whose_worker_died_is_taken_alone_and_after_five_deaths_put_aside(cast, now, smtp):
    deadly = reset(cast.bjorn, now)
    for _ in range(5):
        assert [one.pk for one in claims.take(now=now, limit=50).deliveries] == [deadly.pk]
        its_worker_dies()
    good = reset(cast.camilla, now)
    counts = deliver.run(now)
    assert (counts.sent, counts.failed) == (1, 1)
    assert (state_of(deadly), state_of(good)) == ("failed", "sent")
    assert deadly.answer == "could not be written: workers died with it 5 times"
    assert deliver.send_again(deadly, now=now)
    assert deliver.run(now).sent == 1


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
        counts = together([lambda: deliver.run(now, seconds=600)] * 3)
        states = alone(lambda: set(Delivery.objects.values_list("state", flat=True)))
    assert sum(one.sent for one in counts) == 120
    assert states == {"sent"}
    assert len({mail["Message-ID"] for mail in smtp.taken}) == len(smtp.taken) == 120
