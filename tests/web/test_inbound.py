"""/inbound/mail/: mail services post what came back, with the secret; without it there is nothing here."""

import pytest

from leadership.calendars.models import Inbound
from leadership.conversations import replies
from tests.samples import sample
from tests.web import memberpages

SECRET = "a-secret-of-this-installation"


@pytest.fixture
def post(quarter, now, client, settings):
    settings.INBOUND_SECRET = SECRET
    talk = memberpages.booked(quarter.bjorn, quarter.astrid, now)
    raw = sample(
        "exchange_decline", uid=f"{talk.key}@example.org", member=talk.member.email, start=talk.start, end=talk.end,
        reply_to=replies.address_for(talk, talk.member), stamp=now, sequence=0,
    )  # fmt: skip

    def call(secret=SECRET, body=raw):
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        return client.post("/inbound/mail/", body, content_type="message/rfc822", headers=headers)

    call.talk = talk
    return call


def test_a_message_is_taken(post):
    answer = post()

    assert (answer.status_code, answer.json()) == (200, {"decision": "declined", "reason": None})
    assert post().json() == {"decision": "ignored", "reason": "repeated"}


@pytest.mark.parametrize("secret", ["", "guess", SECRET + "x"])
def test_without_the_secret_there_is_nothing_here(post, secret):
    assert post(secret).status_code == 404
    assert not Inbound.objects.exists()


def test_without_a_secret_in_the_settings_nobody_gets_in(post, settings):
    settings.INBOUND_SECRET = ""
    assert post("").status_code == 404
    assert post(" ").status_code == 404


def test_an_empty_message_is_answered_with_the_remedy(post):
    answer = post(body=b" ")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["remedy"]


def test_the_two_see_the_answer_and_its_words_and_nobody_else(post, quarter):
    post()
    page = f"/conversations/{post.talk.key}/"
    for person in (quarter.bjorn, quarter.astrid):
        shown = memberpages.text(memberpages.window(person).get(page))
        assert "Jag är på resa." in shown
        assert "Den här tiden passar inte" in shown
    assert memberpages.window(quarter.freja).get(page).status_code == 404


def test_looking_is_not_allowed(client, db):
    assert client.get("/inbound/mail/").status_code == 405
