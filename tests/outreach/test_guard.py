"""A copy of the database writes to nobody: restored in place, restored elsewhere, or started under another address."""

import shutil

import pytest
from django.db import connection

from leadership.outreach import deliver, guard
from leadership.outreach.models import MailGuard
from tests.outreach.test_deliver import reset


@pytest.fixture
def real(settings, smtp, cast):
    """Not a demonstration: the guard is awake, and letters leave to a mail server."""
    return settings


@pytest.fixture
def embedded(real, tmp_path, monkeypatch):
    """An embedded database in a file, as far as the guard looks."""
    path = tmp_path / "heard.sqlite3"
    path.write_bytes(b"rows")
    monkeypatch.setattr(guard, "file", lambda: path)
    if connection.vendor != "sqlite":
        monkeypatch.setattr(guard, "place", lambda: f"file {path.stat().st_ino}")
    return path


def test_an_ordinary_installation_is_left_alone(real, cast, now, smtp):
    for number in range(3):
        reset(cast.bjorn, now, number)
        assert deliver.run(now).sent == 1
    assert guard.because() == ""


def test_a_database_under_another_address_is_held_until_an_administrator_says_so(real, cast, now, smtp):
    guard.look()
    real.SITE_URL = "https://staging.example.org"
    reset(cast.bjorn, now)
    assert deliver.run(now).held
    assert (guard.because(), smtp.taken) == (guard.MOVED, [])
    guard.release()
    assert deliver.run(now).sent == 1
    assert guard.look() == ""


def test_a_dump_restored_into_new_tables_is_held(real, cast, now, smtp, monkeypatch):
    guard.look()
    monkeypatch.setattr(guard, "place", lambda: "table 999")
    MailGuard.objects.update(place="table 1")
    reset(cast.bjorn, now)
    assert deliver.run(now).held
    assert guard.because() == guard.RESTORED


def test_a_file_copied_back_over_the_database_is_held(embedded, cast, now, smtp):
    """Same file, older rows: what is kept beside it has gone on."""
    guard.look()
    backup = MailGuard.objects.get().count
    for number in range(2):
        reset(cast.bjorn, now, number)
        deliver.run(now)
    MailGuard.objects.update(count=backup)
    reset(cast.bjorn, now, 9)
    assert deliver.run(now).held
    assert guard.because() == guard.RESTORED
    guard.release()
    assert deliver.run(now).sent == 1
    assert not deliver.run(now).held


def test_a_file_moved_elsewhere_is_held(embedded, cast, now):
    guard.look()
    shutil.copy(embedded, embedded.with_name("copy"))
    embedded.with_name("copy").rename(embedded)
    assert guard.look() == guard.RESTORED


def test_the_same_tables_are_the_same_place(db):
    assert guard.place() == guard.place()
    assert bool(guard.place()) == (connection.vendor == "postgresql" or guard.file() is not None)


def test_a_demonstration_may_be_copied(db, cast, settings):
    MailGuard.objects.create(pk=1, site_url="http://elsewhere", place="table 1")
    assert guard.look() == ""


def test_an_administrators_hold_stays_until_it_is_lifted(real, cast, now, smtp):
    reset(cast.bjorn, now)
    guard.hold()
    assert deliver.run(now).held
    assert guard.because() == guard.ASKED
    guard.release()
    assert deliver.run(now).sent == 1
