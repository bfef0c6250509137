"""`deliver_inbound FILE.eml…`: what became of each message."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from leadership.conversations import replies
from tests.samples import sample
from tests.web import memberpages


@pytest.fixture
def talk(cast, now):
    memberpages.at(now)
    memberpages.quarterly(now)
    return memberpages.booked(cast.bjorn, cast.astrid, now)


@pytest.fixture
def files(talk, now, tmp_path):
    said = {
        "uid": f"{talk.key}@example.org", "member": talk.member.email, "coach": talk.coach.email,
        "mailbox": "heard@example.org", "reply_to": replies.address_for(talk, talk.member), "start": talk.start,
        "end": talk.end, "stamp": now, "sequence": 0,
    }  # fmt: skip
    for name in ("thunderbird_accept", "forged_decline"):
        (tmp_path / f"{name}.eml").write_bytes(sample(name, **said))
    return [tmp_path / "thunderbird_accept.eml", tmp_path / "forged_decline.eml"]


def answered(*words):
    out = StringIO()
    call_command("deliver_inbound", *map(str, words), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_each_file_is_answered(talk, files):
    key = str(talk.key)
    assert answered(*files) == {
        "messages": [
            {"file": "thunderbird_accept.eml", "decision": "accepted", "conversation": key, "reason": None,
             "partstat": "ACCEPTED"},
            {"file": "forged_decline.eml", "decision": "ignored", "conversation": key, "reason": "unproven",
             "partstat": None},
        ]
    }  # fmt: skip


def test_a_file_that_is_not_there_changes_nothing(talk, files, tmp_path):
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("deliver_inbound", str(files[0]), str(tmp_path / "none.eml"), "--json", stdout=out)

    assert ended.value.code == 1
    assert json.loads(out.getvalue())["errors"][0]["path"] == "file"
    assert not talk.answers.exists()
