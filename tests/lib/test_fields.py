"""Encrypted text, and text in the order of its bytes."""

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from leadership.lib.fields import EncryptedTextField
from leadership.people.models import Person, StaffList, Unit

pytestmark = pytest.mark.django_db


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM people_stafflist")
        return cursor.fetchone()[0]


def keep(cast, now, text):
    return StaffList.objects.create(uploaded_by=cast.david, uploaded_at=now, content=text)


def test_what_is_stored_cannot_be_read_and_what_is_read_is_what_was_written(cast, now):
    row = keep(cast, now, "Åsa är borta")

    assert "Åsa" not in stored()
    row.refresh_from_db()
    assert row.content == "Åsa är borta"


def test_nothing_written_stays_nothing(cast, now):
    keep(cast, now, "")

    assert stored() == ""


def test_an_older_key_still_reads_and_the_newest_writes(cast, now, settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.NOTE_KEYS = [old]
    keep(cast, now, "before")
    settings.NOTE_KEYS = [new, old]

    assert StaffList.objects.get().content == "before"
    assert Fernet(new).decrypt(EncryptedTextField().get_prep_value("after").encode()) == b"after"


def test_a_prefix_is_a_range_whatever_the_databases_language(db):
    for path in ("0000000a", "0000000a0000000b", "0000000a0000000z", "0000000b"):
        Unit.objects.create(name=path, path=path)

    below = Unit.objects.filter(path__gte="0000000a", path__lt="0000000a~").order_by("path")
    assert [unit.path for unit in below] == ["0000000a", "0000000a0000000b", "0000000a0000000z"]
    assert Person._meta.get_field("path").db_parameters(connection)["collation"] in {"C", "BINARY"}
