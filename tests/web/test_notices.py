"""What was said to me stands in the app in the words of the letters, new until I have looked."""

import re

import pytest

from leadership.outreach import deliver, preferences
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from leadership.people.models import Person
from tests.web.memberpages import text, window


@pytest.fixture
def invited(quarter, now):
    """Everybody has been invited; Erik, who reads English, gets no mail."""
    preferences.stop(quarter.erik, ["reminders"], now=now)
    tick(now)
    deliver.run(now)
    return quarter


def test_a_notice_is_new_until_it_has_been_looked_at(invited):
    client = window(invited.erik)
    assert "Notices (1)" in text(client.get("/"))
    assert 'data-new="yes"' in text(client.get("/notices/"))
    again = text(client.get("/notices/"))
    assert 'data-new="yes"' not in again
    assert 'data-new="no"' in again
    assert "Notices (" not in text(client.get("/"))


def test_it_says_what_the_letter_says_and_its_button_leads_to_the_page(invited):
    client = window(invited.erik)
    page = text(client.get("/notices/"))
    assert "A time that is yours this quarter" in page
    letter = text(client.get(re.findall(r'href="(/notices/[0-9a-f-]+/)"', page)[0]))
    assert "It is your time: to be heard, get sparring and agree on next steps." in letter
    assert re.search(r'href="/obligations/[0-9a-f-]+/coach/"', letter)
    assert "/a/" not in letter


def test_whoever_has_letters_in_finnish_reads_them_in_finnish_here_too(invited):
    Person.objects.filter(pk=invited.erik.pk).update(language="fi")
    client = window(Person.objects.get(pk=invited.erik.pk))
    page = text(client.get("/notices/"))
    assert '<p class="row__title" lang="fi">' in page
    assert "Hetki, joka on sinun tänä neljännesvuonna" in page
    letter = text(client.get(re.findall(r'href="(/notices/[0-9a-f-]+/)"', page)[0]))
    assert '<html lang="en"' in letter
    assert '<h1 lang="fi">' in letter
    assert "Se on sinun aikaasi: tulla kuulluksi, saada sparrausta ja sopia seuraavista askelista." in letter
    assert "itse valitun coachin kanssa" in letter


def test_a_head_request_marks_nothing(invited):
    client = window(invited.erik)
    assert client.head("/notices/").status_code == 200
    assert Delivery.objects.filter(recipient=invited.erik, seen_at__isnull=False).count() == 0


def test_nobody_reads_the_notices_of_another(invited):
    key = Delivery.objects.filter(recipient=invited.erik).exclude(letter="digest").first().key
    assert window(invited.camilla).get(f"/notices/{key}/").status_code == 404
    assert window(invited.david).get(f"/notices/{key}/").status_code == 404


def test_what_has_been_settled_since_says_so(invited, now):
    row = Delivery.objects.filter(recipient=invited.erik).exclude(letter="digest").get()
    Delivery.objects.filter(pk=row.pk).update(letter="handed_over")
    assert "This has been settled since" in text(window(invited.erik).get(f"/notices/{row.key}/"))


def test_with_nothing_said_the_page_says_what_will_come(today):
    assert "Nothing has been said yet" in text(window(today.erik).get("/notices/"))
