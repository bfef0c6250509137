"""Logs are JSON with keys and numbers: no names, no addresses, no texts, whatever an error says."""

import io
import json
import logging

import pytest

from leadership.outreach import causes, deliver
from leadership.web.logs import Keys, WithoutKeys
from tests.outreach.conftest import smtp  # noqa: F401 - a fixture
from tests.outreach.test_deliver import reset


@pytest.fixture
def log():
    """What the installation writes, as lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Keys("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(WithoutKeys())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def test_an_error_is_told_by_kind_and_place_never_by_its_words(log):
    try:
        try:
            raise KeyError("björn@example.org")
        except KeyError as cause:
            raise ValueError("Björn Holm wants to talk about the harbour") from cause
    except ValueError:
        logging.getLogger("x").exception("something went wrong", extra={"delivery": "k"})
    written = log.getvalue()
    told = json.loads(written)
    assert told["message"] == "something went wrong"
    assert told["exc_info"].startswith("ValueError < KeyError at tests/web/test_logs.py:")
    assert not [word for word in ("björn", "Holm", "harbour") if word.casefold() in written.casefold()]


def test_sending_names_letters_by_key_and_nobody_by_name(log, cast, now, smtp, monkeypatch):  # noqa: F811
    logging.getLogger("leadership").setLevel(logging.INFO)
    smtp.answers = ["250 ok", "550 5.1.1 <camilla@example.org> unknown", "451 busy"]
    real = causes.judge

    def spoilt(delivery, *, now):
        if delivery.recipient == cast.david:
            raise LookupError("David Ek")
        return real(delivery, now=now)

    monkeypatch.setattr(causes, "judge", spoilt)
    keys = [str(reset(person, now).key) for person in (cast.bjorn, cast.camilla, cast.erik, cast.david)]
    deliver.run(now)
    written = log.getvalue()
    assert keys[0] in written and keys[1] in written and keys[3] in written
    names = [part for person in cast.everybody for part in (person.given_name, person.family_name, person.email)]
    assert not [name for name in names if name in written]
    assert all(json.loads(line) for line in written.splitlines())
