"""Upload, look, take in: nothing changes before HR says so, and what is taken is what was seen."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leadership.outbox.models import Fact
from leadership.people import directory
from leadership.people.models import Person, StaffList
from tests.people.lists import csv_of, person

URL = "/people/import/"


@pytest.fixture
def hr(cast, client):
    client.force_login(cast.david, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def upload(client, content, **more):
    return client.post(URL, {"file": SimpleUploadedFile("staff.csv", content), **more})


def preview(client, rows, **more):
    return client.get(upload(client, csv_of(rows), **more)["location"])


def hidden(answer, deed="take"):
    fields = re.findall(r'name="(list|seen)" value="([^"]+)"', answer.content.decode())
    return {**dict(fields), "deed": deed}


def test_the_preview_shows_what_would_change_and_changes_nothing(hr, cast):
    rows = [
        person(1, Manager="erik@example.org", Shoes="44"),
        person(2, Manager="nobody", Shoes=""),
        {**person(3), "E-mail": "bjorn@example.org", "Manager": "erik@example.org", "Shoes": ""},
    ]
    answer = preview(hr, rows)
    page = answer.content.decode()

    assert answer.context["counts"] == {"added": 1, "changed": 1, "left": 0, "unchanged": 0, "without_manager": 0}
    assert "Given1 Family1" in page
    assert [(error.row, error.column, error.value) for error in answer.context["errors"]] == [(3, "Manager", "nobody")]
    assert "Shoes" in page
    assert Person.objects.count() == 6


def test_confirming_takes_what_was_seen_and_forgets_the_file(hr, cast):
    answer = hr.post(URL, hidden(preview(hr, [person(1)])), follow=True)

    assert Person.objects.get(employee_id="1").is_active
    assert not StaffList.objects.exists()
    assert answer.redirect_chain[-1][0] == "/people/"
    assert Fact.objects.get(kind="person.imported").actor_key == cast.david.key


def test_a_whole_list_lets_those_it_does_not_mention_leave(hr, cast):
    keep = [{"e-mail": f"{name}@example.org"} for name in ("freja", "astrid", "erik", "camilla")]
    answer = preview(hr, keep, whole="on")
    assert answer.context["counts"]["left"] == 1

    hr.post(URL, hidden(answer))
    assert not Person.objects.get(email="bjorn@example.org").is_active
    assert Person.objects.get(email="david@example.org").is_active


def test_without_the_tick_a_list_is_a_part(hr, cast):
    assert preview(hr, [person(1)]).context["counts"]["left"] == 0


def test_when_many_would_leave_it_must_be_said_twice(hr, cast, now):
    for number in range(20):
        directory.hire(given_name=f"P{number}", email=f"x{number}@example.org", hire_date=now.date(), now=now)
    answer = preview(hr, [{"e-mail": "freja@example.org"}], whole="on")
    assert 'name="many_may_leave"' in answer.content.decode()

    hr.post(URL, hidden(answer))
    assert Person.objects.filter(is_active=True).count() == 26
    hr.post(URL, hidden(answer) | {"many_may_leave": "1"})
    assert Person.objects.filter(is_active=True).count() == 2


def test_when_the_organisation_has_changed_since_it_is_shown_again(hr, cast, now):
    answer = preview(hr, [{"e-mail": "bjorn@example.org", "title": "Architect", "location": "Åbo"}])
    directory.change(cast.bjorn, title="Architect", now=now)
    again = hr.post(URL, hidden(answer), follow=True)
    cast.bjorn.refresh_from_db()

    assert cast.bjorn.location == "Helsinki"
    assert "list=" in again.redirect_chain[-1][0]
    assert hidden(again) != hidden(answer)


def test_thinking_again_forgets_the_file(hr, cast):
    hr.post(URL, hidden(preview(hr, [person(1)]), deed="forget"))

    assert not StaffList.objects.exists()
    assert Person.objects.count() == 6


def test_the_same_list_again_finds_nothing_to_do(hr, cast):
    hr.post(URL, hidden(preview(hr, [person(1)])))
    answer = preview(hr, [person(1)])

    assert answer.context["plan"].is_empty
    assert 'value="take"' not in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"given name\nAnna\n", b"\x00\x01\x02", b"PK\x03\x04broken", b"email\n"])
def test_what_cannot_be_read_is_said_at_the_file(hr, cast, content):
    answer = upload(hr, content)

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


@pytest.mark.parametrize("said", [{}, {"deed": "take"}, {"deed": "take", "list": "x"}, {"deed": "forget", "list": "x"}])
def test_an_answer_without_its_file_is_no_error_of_ours(hr, cast, said):
    assert hr.post(URL, said).status_code in {302, 422}


def test_a_list_is_its_owners_alone(hr, cast, client, now):
    location = upload(hr, csv_of([person(1)]))["location"]
    cast.erik.is_hr = True
    cast.erik.save()
    client.force_login(cast.erik, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "Given1" not in client.get(location).content.decode()


def test_a_long_preview_stays_light(hr, cast):
    rows = [person(number, Manager="nobody" if number % 2 else "") for number in range(600)]
    answer = preview(hr, rows)

    assert answer.context["counts"]["added"] == 300
    assert answer.context["more_errors"] == 240
    assert len(answer.content) < 40_000
