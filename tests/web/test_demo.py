"""The demonstration: one click to be somebody, a clock to move, every letter to read; nothing in production."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.test import Client

from leadership.outreach.models import DemoMail
from leadership.people import clock
from tests.web.memberpages import text, window

ADDRESSES = ("/demo/", "/demo/mail/", "/demo/mail.json", "/demo/gallery/")


@pytest.fixture
def letter(db, now):
    """A letter with text, HTML and an invitation, and one for somebody else."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "A time that is yours", "heard@example.org", "bjorn@example.org"
    mail["Message-ID"] = "<one@example.org>"
    mail.set_content("Hej Björn!")
    mail.add_alternative("<html><head></head><body><p>Hej <b>Björn</b></p></body></html>", subtype="html")
    mail.add_attachment(
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", maintype="text", subtype="calendar", filename="invite.ics"
    )
    DemoMail.objects.create(sent_at=now, recipient="camilla@example.org", raw=bytes(mail))
    return DemoMail.objects.create(sent_at=now, recipient="bjorn@example.org", raw=bytes(mail))


def test_one_click_signs_in(today) -> None:
    client = window()
    assert client.post("/demo/", {"person": "Camilla@example.org"})["Location"] == "/"
    assert client.get("/").wsgi_request.user == today.camilla


def test_a_program_signs_in_with_one_post_and_a_form_of_another_site_does_not(today) -> None:
    program, browser = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    assert program.post("/demo/", {"person": "camilla@example.org"}).status_code == 302
    for said in ({"origin": "https://elsewhere.example.com"}, {"sec-fetch-site": "cross-site"}):
        assert browser.post("/demo/", {"person": "camilla@example.org"}, headers=said).status_code == 403


def test_a_stranger_is_refused_with_the_list(today) -> None:
    answer = window().post("/demo/", {"person": "nobody@example.org"})
    assert answer.status_code == 400
    assert "bjorn@example.org" in text(answer)


def test_the_clock_moves_on(today) -> None:
    before = clock.now()
    window().post("/demo/", {"deed": "advance", "step": "week"})
    assert timedelta(days=7) <= clock.now() - before < timedelta(days=7, minutes=1)
    assert window().post("/demo/", {"deed": "advance", "step": "century"}).status_code == 400


def test_every_letter_is_read_as_html_as_text_and_as_an_invitation(letter) -> None:
    client, address = window(), f"/demo/mail/{letter.pk}/"
    assert "A time that is yours" in text(client.get("/demo/mail/"))
    page = text(client.get(address))
    assert "Hej Björn!" in page
    assert f'src="{address}html/"' in page
    html = client.get(f"{address}html/")
    assert "<b>Björn</b>" in text(html)
    assert "default-src 'none'" in html["Content-Security-Policy"]
    assert "script-src" not in html["Content-Security-Policy"]
    assert client.get(f"{address}invite.ics").content.startswith(b"BEGIN:VCALENDAR")


def test_the_mail_is_there_for_programs_too(letter) -> None:
    mails = window().get("/demo/mail.json", {"to": "bjorn@example.org"}).json()["mails"]
    assert len(mails) == 1
    assert set(mails[0]) == {"id", "sent_at", "from", "to", "subject", "message_id", "text", "html", "ics", "headers"}
    assert (mails[0]["to"], mails[0]["message_id"]) == ("bjorn@example.org", "<one@example.org>")
    assert mails[0]["sent_at"] == "2026-04-01T08:00:00Z"
    assert mails[0]["ics"].startswith("BEGIN:VCALENDAR")
    assert mails[0]["headers"]["Subject"] == "A time that is yours"


@pytest.mark.parametrize("address", ADDRESSES)
def test_in_production_there_is_no_demonstration(today, settings, address) -> None:
    settings.DEMO = False
    for client in (window(), window(today.david)):
        assert client.get(address).status_code == 404
        assert client.post(address, {"person": "david@example.org"}).status_code == 404
