"""`/delivery/`: HR and the administrator see that letters leave, and why one does not; nobody reads what they said."""

import pytest

from leadership.outreach import deliver, heartbeat, resets
from leadership.outreach.models import Delivery
from leadership.people import clock


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


def test_the_number_of_statements_does_not_grow_with_the_letters(hr, cast, django_assert_max_num_queries):
    for number in range(30):
        Delivery.objects.create(
            unique_key=f"many:{number}", letter="reset", recipient=cast.bjorn, made_at=clock.now(), due_at=clock.now()
        )
    with django_assert_max_num_queries(14):
        hr.get("/delivery/?state=waiting")
