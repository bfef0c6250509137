"""`/healthz` and `/readyz`: red within five minutes when work is due and nothing moves."""

from datetime import timedelta

import pytest
from django.db import connection

from leadership.outreach import deliver, heartbeat, resets
from leadership.outreach.models import Delivery, Heartbeat
from leadership.people import clock
from leadership.people.models import Organisation
from leadership.web.logs import WithoutKeys


@pytest.fixture
def visitor(client, db):
    Organisation.current()
    return client


def ready(visitor):
    answer = visitor.get("/readyz")
    return answer.status_code, answer.json()


def silent_for(minutes):
    past = {
        "sqlite": f"datetime('now', '-{minutes} minutes')",
        "postgresql": f"now() - interval '{minutes} minutes'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE outreach_heartbeat SET beat_at = {past}")


def test_the_web_is_up_when_it_answers(visitor):
    assert visitor.get("/healthz").status_code == 200
    assert visitor.head("/healthz").status_code == 200


def test_an_installation_whose_worker_never_ran_is_not_ready_and_says_what_to_do(visitor):
    status, told = ready(visitor)
    assert status == 503
    assert "manage.py worker" in told["worker"]


def test_a_beating_heart_and_nothing_due_is_ready(visitor):
    heartbeat.beat()
    assert ready(visitor) == (
        200,
        {"ready": True, "database": "ok", "migrations": "ok", "worker": "ok", "letters": "ok"},
    )


def test_a_worker_silent_for_five_minutes_turns_it_red(visitor):
    heartbeat.beat()
    silent_for(3)
    assert ready(visitor)[0] == 200
    silent_for(5)
    assert ready(visitor)[0] == 503


def test_one_worker_gone_deaf_beside_one_that_is_well_is_told_and_does_not_turn_it_red(visitor):
    heartbeat.beat(worker="well")
    heartbeat.beat(worker="deaf")
    _beats_seconds_ago("deaf", 600)
    status, told = ready(visitor)
    assert (status, told["ready"], told["worker"]) == (200, True, "ok, but 1 of 2 are silent, see /delivery/")
    heartbeat.forget(["deaf"])
    assert ready(visitor)[1]["worker"] == "ok"


def test_a_letter_due_for_five_minutes_that_nobody_tried_turns_it_red(visitor, cast):
    heartbeat.beat()
    resets.ask(cast.bjorn, now=clock.now() - timedelta(minutes=5))
    status, told = ready(visitor)
    assert (status, told["worker"]) == (503, "ok")
    assert "due for" in told["letters"]
    deliver.run(clock.now())
    assert ready(visitor)[0] == 200


def test_letters_held_back_on_purpose_or_waiting_for_a_busy_server_are_no_trouble(visitor, cast, settings):
    heartbeat.beat()
    resets.ask(cast.bjorn, now=clock.now() - timedelta(minutes=30))
    settings.MAIL_SENDING = False
    assert ready(visitor)[0] == 200
    settings.MAIL_SENDING = True
    Delivery.objects.update(attempts=2)
    assert ready(visitor)[0] == 200


def test_there_is_one_heartbeat_for_each_worker_however_often_it_beats(db):
    for worker in ("one", "two", "one"):
        heartbeat.ticked(worker=worker)
    assert Heartbeat.objects.count() == 2
    assert heartbeat.age() < timedelta(seconds=30)


def test_a_worker_that_has_gone_deaf_shows_beside_one_that_is_well_and_is_forgotten_after_a_day(db):
    heartbeat.beat(worker="well")
    heartbeat.beat(worker="deaf")
    _beats_seconds_ago("deaf", 600)
    assert [(one.worker, one.is_well) for one in heartbeat.signs()] == [("well", True), ("deaf", False)]
    assert heartbeat.age() < timedelta(seconds=30)
    assert heartbeat.age("deaf") > timedelta(seconds=500)
    assert heartbeat.forget() == 0
    _beats_seconds_ago("deaf", 90_000)
    assert heartbeat.forget() == 1
    assert heartbeat.forget(["well"]) == 1
    assert heartbeat.age() is None


def _beats_seconds_ago(worker, seconds):
    past = {"sqlite": f"datetime('now', '-{seconds} seconds')", "postgresql": f"now() - interval '{seconds} seconds'"}
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE outreach_heartbeat SET beat_at = {past[connection.vendor]} WHERE worker = '{worker}'")


def test_both_are_there_for_get_only(visitor):
    assert visitor.post("/healthz").status_code == 405
    assert visitor.post("/readyz").status_code == 405


def test_not_ready_is_an_answer_and_no_error_in_the_log(visitor, caplog):
    kept = WithoutKeys()
    assert ready(visitor)[0] == 503
    assert [record for record in caplog.records if kept.filter(record)] == []


def test_a_probe_on_the_machine_itself_asks_without_https_and_without_the_sites_name(visitor, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert visitor.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 301
    for address in ("/healthz", "/readyz"):
        assert visitor.get(address, headers={"host": "127.0.0.1:8000"}).status_code in (200, 503)
