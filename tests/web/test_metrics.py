"""`/metrics`: off unless a token is set, for its bearer alone, and nobody is named in it."""

import pytest

from leadership.outreach import deliver, heartbeat, resets
from leadership.outreach.models import Delivery
from leadership.people import clock


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = "a-long-secret"
    return {"headers": {"Authorization": "Bearer a-long-secret"}}


def figures(answer):
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.split() for line in lines)}


def test_it_is_not_there_unless_it_is_switched_on(client, db):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer wrong", "a-long-secre", "Bearer ä"])
def test_without_the_token_it_is_not_there(client, db, token, given):
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_it_says_how_letters_and_worker_are(client, cast, token):
    heartbeat.beat()
    resets.ask(cast.bjorn, now=clock.now())
    seen = figures(client.get("/metrics", **token))
    assert seen["heard_worker_heartbeat_age_seconds"] < 60
    assert (seen["heard_letters_waiting"], seen["heard_letters_due"], seen["heard_letters_failed"]) == (1, 1, 0)
    deliver.run(clock.now())
    assert figures(client.get("/metrics", **token))["heard_letters_sent_last_hour"] == 1
    Delivery.objects.update(state="failed", answer="550 bjorn@example.org unknown")
    answer = client.get("/metrics", **token)
    assert figures(answer)["heard_letters_failed"] == 1
    assert "bjorn" not in answer.content.decode().lower()


def test_every_figure_is_explained_as_prometheus_reads_it(client, cast, token):
    answer = client.get("/metrics", **token)
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    text = answer.content.decode()
    for name in figures(answer):
        assert f"# HELP {name} " in text
        assert f"# TYPE {name} gauge" in text
    assert client.post("/metrics").status_code == 405
