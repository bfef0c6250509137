"""The command line before there is anything to work on: it says in one sentence what is missing, and what to do."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from leadership.cli.management.commands import demo
from leadership.lib.refusal import Refused

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DEMO", "SECRET_KEY", "NOTE_KEYS", "DATABASE_URL", "EMAIL_URL", "MAIL_FROM", "SITE_URL")


def run(*words, **told):
    surroundings = {name: value for name, value in os.environ.items() if name not in OURS}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=surroundings | told, capture_output=True, text=True, check=False)


def test_production_is_the_default_and_names_the_setting_it_lacks_in_one_sentence():
    done = run("ledger")
    assert done.returncode == 1
    assert done.stderr == "SECRET_KEY is not set. Set it to at least 50 random characters.\n"


def test_with_json_a_setting_that_is_wrong_is_a_refusal_on_stdout_without_passwords():
    done = run("ledger", "--json", DEMO="1", DATABASE_URL="mysql://heard:sesame@db.example.org/heard")
    assert done.returncode == 1
    (error,) = json.loads(done.stdout)["errors"]
    assert (error["path"], error["value"]) == ("DATABASE_URL", "mysql://heard:…@db.example.org/heard")
    assert "postgres://USER:PASSWORD@HOST" in error["remedy"]


def test_a_database_without_tables_is_told_with_the_command_that_makes_them(tmp_path):
    done = run("ledger", "--json", DEMO="1", VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    (error,) = json.loads(done.stdout)["errors"]
    assert (error["path"], error["remedy"]) == ("migrations", "Run `manage.py migrate`.")


def test_a_database_that_is_not_there_is_told_as_such(tmp_path):
    done = run("ledger", "--json", DEMO="1", VAR_DIR=str(tmp_path), DATABASE_URL=f"postgres://x@/x?host={tmp_path}")
    assert done.returncode == 1
    (error,) = json.loads(done.stdout)["errors"]
    assert (error["path"], error["message"]) == ("DATABASE_URL", "The database does not answer.")


def test_the_demo_says_so_when_its_port_is_taken_before_it_makes_anything(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = taken.getsockname()[1]
        with pytest.raises(Refused, match="is not free"):
            demo.Command().answer()


def test_the_demo_serves_this_machine_only(settings):
    settings.SITE_URL = "http://192.168.1.5:8000"
    with pytest.raises(Refused, match="serves this machine only"):
        demo.Command().answer()
