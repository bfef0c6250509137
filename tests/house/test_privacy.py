"""What two people want to talk about reaches no letter, no log, no Fact and no table in the clear."""

import logging
from email import message_from_bytes, policy

import pytest
from django.apps import apps
from django.db import connection

from leadership.outbox.models import Fact
from leadership.outreach.models import Delivery, DemoMail
from leadership.web.logs import WithoutKeys
from tests.scenery import TOPIC, window

pytestmark = pytest.mark.django_db


def test_no_letter_says_it(scene):
    for mail in DemoMail.objects.all():
        letter = message_from_bytes(bytes(mail.raw), policy=policy.default)
        texts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
        assert not any(TOPIC in str(text) for text in texts)


def test_no_fact_and_no_delivery_holds_words_names_or_addresses(scene):
    names = {name for person in scene.cast.everybody for name in (person.given_name, person.family_name, person.email)}
    kept = [*map(str, Fact.objects.values_list("object", "data")), *map(str, Delivery.objects.values_list("data"))]
    assert not [text for text in kept if TOPIC in text or any(name in text for name in names)]


def test_no_column_of_any_table_holds_it_in_the_clear(scene):
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table}")
            assert not any(TOPIC in str(value) for row in cursor.fetchall() for value in row), table


def test_no_log_says_it_even_when_a_form_that_carries_it_is_refused(scene, caplog):
    caplog.set_level(logging.DEBUG)
    key = scene.owed["Camilla"].key
    answer = window(scene.cast.camilla).post(
        f"/obligations/{key}/book/", {"deed": "book", "start": "2026-04-15T03:00:00Z", "topic": TOPIC}
    )
    assert answer.status_code >= 400
    assert caplog.records
    assert not any(TOPIC in str(vars(record)) for record in caplog.records)


def test_a_log_never_holds_a_link_that_opens_something(scene):
    said = ("Conflict", f"/a/{scene.links['choose']}/")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", said, None)
    record.request = "the whole request, with its address"
    assert WithoutKeys().filter(record)
    assert record.getMessage() == "Conflict: /a/…/"
    assert not hasattr(record, "request")
