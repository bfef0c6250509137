"""`/delivery/`: HR and the administrator see that letters leave, and why one does not; nobody reads what they said."""

import pytest
from django.utils import translation

from leadership.outreach import bounces, deliver, guard, heartbeat, mailway, resets
from leadership.outreach.models import Delivery
from leadership.people import clock
from leadership.web import letternames


@pytest.fixture
def hr(client, cast):
    client.force_login(cast.david, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def failed(cast):
    letter = resets.ask(cast.bjorn, now=clock.now())
    Delivery.objects.update(state="failed", answer="550 no such mailbox", attempts=1)
    return letter


def test_it_exists_for_hr_and_administrators_alone(client, cast):
    for person, status in ((cast.camilla, 404), (cast.freja, 404), (cast.david, 200)):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get("/delivery/").status_code == status


def test_a_failed_letter_is_the_first_thing_shown_with_what_the_server_said(hr, failed):
    page = hr.get("/delivery/").content.decode()
    assert "550 no such mailbox" in page
    assert f'data-delivery="{failed.key}"' in page


def test_send_again_sends_it_again(hr, failed):
    answer = hr.post("/delivery/", {"deed": "send_again", "delivery": str(failed.key)}, follow=True)
    assert answer.status_code == 200
    assert deliver.run(clock.now()).sent == 1
    failed.refresh_from_db()
    assert failed.state == "sent"
    assert hr.post("/delivery/", {"delivery": str(failed.key)}).status_code == 302


@pytest.mark.parametrize("key", ["", "nonsense", "9b2f7c1e-5a43-4f6e-8a53-0f3f8f1f6d11"])
def test_a_letter_that_is_not_there_is_a_kind_404(hr, key):
    assert hr.post("/delivery/", {"delivery": key}).status_code == 404


def test_each_list_says_why_and_when(hr, cast):
    resets.ask(cast.bjorn, now=clock.now())
    page = hr.get("/delivery/?state=waiting").content.decode()
    assert "Björn Holm" in page
    deliver.run(clock.now())
    assert "Björn Holm" in hr.get("/delivery/?state=sent").content.decode()
    assert hr.get("/delivery/?state=nonsense&page=zzz").status_code == 200


def test_the_page_shows_the_workers_heartbeat(hr):
    heartbeat.beat()
    assert "heart" in hr.get("/delivery/").content.decode() or hr.get("/delivery/").status_code == 200


def test_letters_are_found_by_person_and_kind(hr, cast):
    now = clock.now()
    resets.ask(cast.bjorn, now=now)
    resets.ask(cast.camilla, now=now)
    for words, seen, unseen in (("q=björn+holm", "Björn", "Camilla"), ("q=CAMILLA@", "Camilla", "Björn")):
        page = hr.get(f"/delivery/?state=waiting&{words}").content.decode()
        assert f"{seen} " in page and f"{unseen} " not in page
    assert 'data-delivery="' in hr.get("/delivery/?state=waiting&letter=reset").content.decode()
    assert 'data-delivery="' not in hr.get("/delivery/?state=waiting&letter=booked").content.decode()
    assert hr.get("/delivery/?state=waiting&letter=nonsense&q=%00%25").status_code == 200


def test_what_a_server_said_is_told_in_plain_words_beside_its_own(hr, failed):
    Delivery.objects.update(answer="550 5.1.1 <bjorn@example.org>: Recipient address rejected")
    page = hr.get("/delivery/").content.decode()
    assert "Adressen finns inte" in page or "This address does not exist" in page
    assert "Recipient address rejected" in page


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("550 5.1.1 unknown", "This address does not exist. Correct it under People."),
        ("552 5.2.2 over quota", "The mailbox is full."),
        ("451 4.7.1 greylisted", "The mail server asks us to come back later."),
        ("554 5.7.1 spam", "The mail server refuses letters of ours. Whoever runs it can say why."),
        ("TimeoutError: timed out", "The mail server did not answer."),
        ("SMTPServerDisconnected: gone", "The mail server did not answer."),
        ("500 what", "The mail server will not take it."),
        ("something else", "something else"),
    ],
)
def test_answers_and_their_meaning(answer, meaning):
    with translation.override("en"):
        assert letternames.plainly(answer) == meaning


def test_every_letter_has_a_name():
    from leadership.outreach.letters.post import LETTERS

    assert set(LETTERS) <= set(letternames.LETTERS)


def test_letters_held_after_a_restore_leave_when_an_administrator_says_so(hr, cast):
    guard.hold(guard.RESTORED)
    resets.ask(cast.bjorn, now=clock.now())
    assert deliver.run(clock.now()).held
    assert 'value="release"' in hr.get("/delivery/").content.decode()
    assert hr.post("/delivery/", {"deed": "release"}).status_code == 302
    assert deliver.run(clock.now()).sent == 1
    assert 'value="release"' not in hr.get("/delivery/").content.decode()


def test_a_mail_server_that_cannot_be_used_is_told_with_the_remedy(hr, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.example.org", 587
    mailway.closed("sign_in", "535 5.7.8 bad credentials")
    page = hr.get("/delivery/").content.decode()
    assert "mail.example.org" in page and "EMAIL_URL" in page and "535 5.7.8" in page
    mailway.opened()
    assert "535 5.7.8" not in hr.get("/delivery/").content.decode()


def test_addresses_that_bounce_lead_hr_to_the_person(hr, cast):
    bounces.note(cast.bjorn, address=cast.bjorn.email, answer="550 5.1.1 unknown", now=clock.now())
    page = hr.get("/delivery/").content.decode()
    assert f'data-bounced="{cast.bjorn.key}"' in page
    assert f"/people/{cast.bjorn.key}/" in page


def test_of_what_is_not_needed_only_reasons_of_delivery_are_told(hr, failed):
    Delivery.objects.update(state="dropped", reason="held")
    page = hr.get("/delivery/?state=dropped").content.decode()
    assert f'data-delivery="{failed.key}"' in page
    Delivery.objects.update(reason="no_address")
    assert hr.get("/delivery/?state=dropped").content.decode() != page


def test_the_number_of_statements_does_not_grow_with_the_letters(hr, cast, django_assert_max_num_queries):
    for number in range(30):
        Delivery.objects.create(
            unique_key=f"many:{number}", letter="reset", recipient=cast.bjorn, made_at=clock.now(), due_at=clock.now()
        )
    with django_assert_max_num_queries(14):
        hr.get("/delivery/?state=waiting")
