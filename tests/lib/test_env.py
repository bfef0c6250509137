"""Settings from the environment: typed, and wrong ones are named with their remedy."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from leadership.lib import env
from leadership.lib.bound import Cursor


@pytest.mark.parametrize("text", ["1", "true", "YES", " on "])
def test_a_yes_is_a_yes(text):
    assert env.flag("X", source={"X": text}) is True


@pytest.mark.parametrize("text", ["0", "false", "No", ""])
def test_a_no_is_a_no(text):
    assert env.flag("X", default=True, source={"X": text}) is False


def test_a_flag_that_is_not_set_has_its_default():
    assert env.flag("X", default=True, source={}) is True


def test_neither_yes_nor_no_is_refused_by_name():
    with pytest.raises(ImproperlyConfigured, match=r"X='maybe' is neither yes nor no\. Write X=1 or X=0"):
        env.flag("X", source={"X": "maybe"})


@pytest.mark.parametrize("text", ["0", "65536", "eighty", "-1", "8.5"])
def test_a_number_outside_its_range_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="whole number from 1 to 65535"):
        env.number("PORT", default=8000, least=1, most=65535, source={"PORT": text})


def test_a_number_may_be_either_end_of_its_range():
    ends = [env.number("PORT", default=8000, least=1, most=65535, source={"PORT": text}) for text in ("1", "65535")]

    assert ends == [1, 65535]


def test_a_text_without_default_must_be_given():
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY is not set\. Make one\."):
        env.text("SECRET_KEY", default=None, remedy="Make one.", source={})


def test_postgresql_keeps_its_connections_and_checks_them():
    settings = env.database("postgres://u:p@db.example.org:5432/heard?sslmode=require")

    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert (settings["HOST"], settings["NAME"], settings["CONN_HEALTH_CHECKS"]) == ("db.example.org", "heard", True)
    kept = {"server_side_binding": True, "prepare_threshold": 5, "cursor_factory": Cursor}
    assert settings["OPTIONS"] == {"sslmode": "require", **kept}


def test_behind_a_pool_nothing_is_left_prepared_on_a_connection():
    settings = env.database("postgres://u:p@db.example.org:6432/heard?sslmode=require&prepared=no")

    assert settings["OPTIONS"] == {"sslmode": "require"}


def test_neither_prepared_nor_unprepared_is_refused_by_name():
    with pytest.raises(ImproperlyConfigured, match="prepared='perhaps' is neither yes nor no"):
        env.database("postgres://u:p@db.example.org:6432/heard?prepared=perhaps")


def test_a_socket_directory_is_kept():
    settings = env.database("postgres://heard@/heard?host=/run/postgresql")

    assert "/run/postgresql" in (settings["HOST"], settings.get("OPTIONS", {}).get("host"))


def test_the_embedded_database_takes_its_lock_at_the_start(tmp_path):
    options = env.database(f"sqlite:///{tmp_path / 'new' / 'heard.sqlite3'}")["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert (tmp_path / "new").is_dir()


@pytest.mark.parametrize("url", ["mysql://u:p@db/heard", "nonsense", ""])
def test_another_database_is_refused_with_the_remedy(url):
    with pytest.raises(ImproperlyConfigured, match="sqlite:////var/lib"):
        env.database(url)


def test_keys_are_read_newest_first_and_checked():
    one, two = Fernet.generate_key().decode(), Fernet.generate_key().decode()

    assert env.keys("NOTE_KEYS", default=None, source={"NOTE_KEYS": f"{one}, {two}"}) == [one, two]
    with pytest.raises(ImproperlyConfigured, match="not a Fernet key"):
        env.keys("NOTE_KEYS", default=None, source={"NOTE_KEYS": "short"})


def test_a_kept_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    path = tmp_path / "secret"
    first = env.kept_secret(path, lambda: "made")

    assert env.kept_secret(path, lambda: "made anew") == first == "made"
    assert path.stat().st_mode & 0o077 == 0


def test_networks_are_parted_by_commas_and_none_by_default():
    said = {"CALENDAR_NETWORKS": "10.20.0.0/16, fd00::/8"}

    assert [str(network) for network in env.networks("CALENDAR_NETWORKS", source=said)] == ["10.20.0.0/16", "fd00::/8"]
    assert env.networks("CALENDAR_NETWORKS", source={}) == ()


@pytest.mark.parametrize("written", ["here", "10.20.0.1/16", "10.0.0.0/99"])
def test_what_is_no_network_is_refused_with_the_remedy(written):
    with pytest.raises(ImproperlyConfigured, match=r"CALENDAR_NETWORKS.*10\.20\.0\.0/16"):
        env.networks("CALENDAR_NETWORKS", source={"CALENDAR_NETWORKS": written})
