"""The organisation's own settings: HR changes them on a page, and a wrong answer is told at its field."""

from datetime import UTC, datetime, time

import pytest

from leadership.outbox.models import Fact
from leadership.people import clock
from leadership.people.models import Organisation
from tests.web import memberpages

PAGE = "/people/organisation/"
SAID = {
    "name": "Nordljus", "language": "sv", "zone": "Europe/Helsinki", "country": "Finland", "subdiv": "",
    "fiscal_start_month": "9", "fiscal_start_day": "1", "quiet_from": "17:30", "quiet_until": "08:30", "n_min": "6",
    "rhythm_steward": "freja@example.org", "consultation_days": "12",
}  # fmt: skip


@pytest.fixture
def hr(cast, client, now):
    clock.set_to(now)
    client.force_login(cast.david, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_what_hr_keeps_holds_for_the_organisation_and_is_in_its_history(hr, cast):
    assert hr.post(PAGE, SAID).status_code == 302
    found = Organisation.current()
    assert (found.name, found.country, str(found.zone), found.rhythm_steward) == (
        "Nordljus", "FI", "Europe/Helsinki", cast.freja,
    )  # fmt: skip
    assert (found.fiscal_start_month, found.quiet_from, found.n_min) == (9, time(17, 30), 6)
    fact = Fact.objects.get(kind="organisation.changed")
    assert fact.actor_key == cast.david.key
    assert "Nordljus" not in str(fact.data)


def test_the_same_answers_again_write_nothing(hr):
    hr.post(PAGE, SAID)
    assert 'value="Nordljus"' in hr.get(PAGE).content.decode()
    hr.post(PAGE, SAID)
    assert Fact.objects.filter(kind="organisation.changed").count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("country", "Atlantis"), ("zone", "Europe/Atlantis"), ("n_min", "2"), ("fiscal_start_month", "13"),
     ("rhythm_steward", "nobody@example.org"), ("quiet_from", "late"), ("name", "")],
)  # fmt: skip
def test_a_wrong_answer_is_told_at_its_field_and_nothing_changes(hr, name, value):
    answer = hr.post(PAGE, {**SAID, name: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors[name]
    assert Organisation.current().name != "Nordljus"


def test_a_moved_fiscal_year_says_from_when_it_holds_until_it_does(hr):
    memberpages.quarterly(datetime(2026, 4, 1, 8, tzinfo=UTC))
    assert 'id="fiscal"' not in hr.get(PAGE).content.decode()
    hr.post(PAGE, {**SAID, "language": "en"})
    page = hr.get(PAGE).content.decode()
    assert "31 december" in page
    assert "1 september 2027" in page
    clock.set_to(datetime(2027, 9, 1, 8, tzinfo=UTC))
    assert 'id="fiscal"' not in hr.get(PAGE).content.decode()


def test_the_page_exists_for_hr_alone(cast, client):
    client.force_login(cast.freja, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, SAID).status_code == 404
