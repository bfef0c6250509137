"""`/me/sent/`: everything that was ever sent to the reader, and nothing of anybody else."""

from datetime import timedelta

import pytest

from leadership.outreach import deliver
from leadership.outreach.models import Delivery
from leadership.outreach.notices import Notice, write
from leadership.outreach.tick import tick
from tests.outreach.test_deliver import reset
from tests.scenery import window
from tests.web.memberpages import owed_to


@pytest.fixture
def letters(quarter, now):
    tick(now)
    deliver.run(now)
    reset(quarter.camilla, now)
    return quarter


def test_it_lists_what_was_sent_to_the_reader_alone(letters):
    page = window(letters.bjorn).get("/me/sent/").content.decode()
    sent = Delivery.objects.filter(recipient=letters.bjorn, state="sent").exclude(letter="digest")
    assert sent.exists()
    assert page.count("data-delivery=") == sent.count()
    others = Delivery.objects.exclude(recipient=letters.bjorn).values_list("key", flat=True)
    assert not [key for key in others if str(key) in page]


def test_what_waits_is_not_there_yet_and_notices_of_one_letter_are_each_named(letters, now):
    for number in range(2):
        notice = Notice(
            key=f"more:{number}",
            letter="not_booked",
            recipient=letters.camilla,
            obligation_id=owed_to(letters.camilla).pk,
        )
        write([notice], now=now)
    client = window(letters.camilla)
    before = client.get("/me/sent/").content.decode().count("data-delivery=")
    tomorrow = now + timedelta(days=1)
    deliver.run(tomorrow)
    page = client.get("/me/sent/").content.decode()
    assert page.count("data-delivery=") == before + 3
    assert page.count("data-together") >= 2


def test_whoever_has_got_nothing_is_told_so(cast):
    assert "data-delivery" not in window(cast.erik).get("/me/sent/").content.decode()


def test_the_number_of_statements_does_not_grow(letters, now, django_assert_max_num_queries):
    for number in range(60):
        reset(letters.bjorn, now, number)
    deliver.run(now)
    client = window(letters.bjorn)
    with django_assert_max_num_queries(9):
        assert client.get("/me/sent/?page=2").status_code == 200
