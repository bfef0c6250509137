"""`check_mail` and `mail`: one clear sentence for what is wrong, and the hold that an administrator lifts."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from leadership.outreach import deliver, guard, mailway
from tests.outreach.conftest import smtp  # noqa: F401 - a fixture
from tests.outreach.test_deliver import reset


def told(*words, exit_code=0):
    out = StringIO()
    if exit_code:
        with pytest.raises(SystemExit) as ended:
            call_command(*words, "--json", stdout=out)
        assert ended.value.code == exit_code
    else:
        call_command(*words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_way_out_and_back_is_proven_step_by_step(cast, smtp):  # noqa: F811
    steps = told("check_mail", "me@example.org")["steps"]
    assert [(step["step"], step["ok"]) for step in steps][-1] == ("letter", True)
    assert smtp.to("me@example.org")[0]["Subject"] == "A trial letter from Heard"
    assert smtp.to("me@example.org")[0]["Reply-To"] == "heard@example.org"


def test_what_is_wrong_is_said_in_one_sentence_with_the_remedy(cast, smtp, settings):  # noqa: F811
    settings.EMAIL_PORT = 9
    [error] = told("check_mail", "me@example.org", exit_code=1)["errors"]
    assert error["path"] == "connection"
    assert error["message"] == "The mail server 127.0.0.1 does not answer on port 9."
    assert "EMAIL_URL" in error["remedy"]
    assert mailway.now().trouble == "unreachable"


def test_a_demonstration_and_a_wrong_address_are_refused(db, smtp, settings):  # noqa: F811
    assert told("check_mail", "nonsense", exit_code=1)["errors"][0]["path"] == "address"
    settings.EMAIL_URL = "demo://"
    assert told("check_mail", "me@example.org", exit_code=1)["errors"][0]["path"] == "EMAIL_URL"


def test_mail_tells_what_waits_and_holds_and_releases(cast, now, smtp):  # noqa: F811
    reset(cast.bjorn, now)
    assert told("mail", "--hold") | {"oldest_due": 0} == {
        "leaves": False, "held": guard.ASKED, "switched_off": False, "trouble": "", "letters": {"waiting": 1},
        "oldest_due": 0, "bounced": 0,
    }  # fmt: skip
    assert deliver.run(now).held
    assert told("mail", "--release")["leaves"]
    assert deliver.run(now).sent == 1
    assert told("mail")["letters"] == {"sent": 1}
