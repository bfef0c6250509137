"""One click and no more reminders; a look alone changes nothing (RFC 8058)."""

import pytest
from django.test import Client

from leadership.outreach import preferences, unsubscribing
from tests.web.memberpages import text


@pytest.fixture
def where(today):
    return f"/unsubscribe/{unsubscribing.token(today.erik, ['reminders'])}/"


def wants(person):
    kept = preferences.of(person)
    return kept.reminders_by_mail, kept.summaries_by_mail


def test_a_look_changes_nothing_and_asks(today, where):
    stranger = Client()
    for _ in range(2):
        page = text(stranger.get(where))
    assert stranger.head(where).status_code == 200
    assert "No more of them by mail" in page
    assert wants(today.erik) == (True, True)


def test_the_one_click_of_a_mail_program_needs_neither_cookie_nor_sign_in(today, where):
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = program.post(where, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert wants(today.erik) == (False, True)
    assert "sessionid" not in answer.cookies


def test_the_one_click_may_come_url_encoded_as_well(today, where):
    body = "List-Unsubscribe=One-Click"
    assert Client().post(where, body, content_type="application/x-www-form-urlencoded").status_code == 200
    assert wants(today.erik) == (False, True)


def test_the_button_on_the_page_does_the_same_and_there_is_a_way_back(today, where):
    client = Client()
    stopped = text(client.post(where, {"deed": "stop"}))
    assert "No more of them by mail, from now on." in stopped
    assert "Send them by mail again" in stopped
    client.post(where, {"deed": "resume"})
    assert wants(today.erik) == (True, True)


def test_an_address_nobody_wrote_is_not_known_and_guessing_is_slowed_down(today):
    client = Client()
    answers = [client.post(f"/unsubscribe/guess{n}/").status_code for n in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_the_page_speaks_the_language_of_its_person(today):
    where = f"/unsubscribe/{unsubscribing.token(today.camilla, preferences.KINDS)}/"
    assert "Brev via mejl" in text(Client().get(where))
