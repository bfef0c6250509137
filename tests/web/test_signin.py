"""The door: mail and password, a new password by mail, and nobody told who is on the list."""

import re

import pytest
from django.core.cache import cache

from leadership.outreach import deliver
from leadership.outreach.models import Delivery, DemoMail
from leadership.people import clock
from leadership.people.models import Person
from leadership.web.demo_mail import Letter
from tests.web.memberpages import text, window

PASSWORD = "four quiet words here"


@pytest.fixture
def quick(settings) -> None:
    """Hashes that take no time; in one test they are those of the installation."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture
def erik(quick, today) -> Person:
    return _with_a_password(today)


def _with_a_password(today) -> Person:
    cache.clear()
    today.erik.set_password(PASSWORD)
    today.erik.save()
    return today.erik


def sign_in(client, email: str, password: str):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_every_page_of_ours_asks_who_is_there(today) -> None:
    for address in ("/", "/talk/", "/me/", "/line/", "/coach/"):
        assert window().get(address)["Location"].startswith("/accounts/login/?next=")


def test_mail_and_password_lead_home(today) -> None:
    erik, client = _with_a_password(today), window()
    assert erik.password.startswith("scrypt")
    assert sign_in(client, "Erik@Example.org", PASSWORD)["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_and_a_stranger_get_the_same_answer(erik) -> None:
    answers = [text(sign_in(window(), email, "wrong")) for email in ("erik@example.org", "stranger@example.org")]
    errors = [re.findall(r'role="alert".*?</div></div>', answer, re.DOTALL) for answer in answers]
    assert errors[0] == errors[1] != []


def test_who_has_left_does_not_come_in(erik) -> None:
    Person.objects.filter(pk=erik.pk).update(is_active=False)
    client = window()
    sign_in(client, "erik@example.org", PASSWORD)
    assert client.get("/").status_code == 302


def test_guessing_passwords_is_stopped(erik) -> None:
    answers = {sign_in(window(), "erik@example.org", f"guess {number}").status_code for number in range(12)}
    last = sign_in(window(), "erik@example.org", PASSWORD)
    assert last.status_code in (200, 429)
    assert "Location" not in last
    assert answers <= {200, 429}


def test_signing_out_takes_a_press(erik) -> None:
    client = window(erik)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 302


def test_a_new_password_comes_by_mail_and_works_once(erik, now) -> None:
    client = window()
    assert client.post("/accounts/password/reset/", {"email": "erik@example.org"}).status_code == 302
    assert Delivery.objects.get().letter == "reset"
    link = _mailed_link()
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    answer = client.post(address, {"password1": "other quiet words", "password2": "other quiet words"})
    assert answer["Location"] == "/accounts/password/reset/key/done/"
    cache.clear()
    assert sign_in(window(), "erik@example.org", "other quiet words")["Location"] == "/"
    assert "used or is too old" in text(window().get(link, follow=True))


def test_a_stranger_who_asks_for_a_password_gets_the_same_page_and_no_letter(erik) -> None:
    pages = [
        re.sub(r'value="\w{64}"', "", text(window().post("/accounts/password/reset/", {"email": email}, follow=True)))
        for email in ("erik@example.org", "stranger@example.org")
    ]
    assert pages[0] == pages[1]
    assert Delivery.objects.count() == 1


def test_nobody_signs_up_by_themselves(today) -> None:
    assert window().get("/accounts/signup/").status_code == 404


def _mailed_link() -> str:
    deliver.run(clock.now())
    letter = Letter(DemoMail.objects.get()).text or ""
    return re.findall(r"http://[^/]+(/accounts/password/reset/key/\S+)", letter)[0]
