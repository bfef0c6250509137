"""`rehearse`: a quarter with invented people through the real engine, ladder and letters, and what must always hold."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from leadership.cli.rehearsal import invariants, report, stage
from leadership.cli.rehearsal.life import Life
from leadership.lib.refusal import Refused
from leadership.obligations.models import Obligation
from leadership.outreach.models import Delivery, DemoMail
from leadership.people.models import Absence, Person
from policies.starters import T1, T3
from tests import templates

ROOT = Path(__file__).resolve().parents[2]
START, UNTIL = date(2026, 3, 30), date(2026, 4, 26)
SECTION = {**T3, "audience": {"include": [{"units": ["9b2f7c1e-5a43-4f6e-8a53-0f3f8f1f6d11"]}], "exclude": []}}


def play(people=14, **more):
    stage.build(people, [T1, SECTION], start=START, until=UNTIL, now=datetime.combine(START, time(0, 5), UTC))
    life = Life(START, UNTIL, **{"seed": 3, "outages": True, **more})
    life.live_all(lambda done, whole: None)
    return life


def broken(life):
    return {one.invariant for one in invariants.check(now=life.looked[-1], returns=life.returns())}


@pytest.mark.django_db
def test_however_people_live_every_invariant_holds_and_each_breach_of_one_is_seen():
    life = play()
    assert life.outages and broken(life) == set()
    told = report.of(start=START, until=UNTIL)
    assert [one["key"] for one in told["rhythms"]] == [T1["key"], T3["key"]]
    assert told["rhythms"][1]["concerned"] > 0
    assert told["rhythms"][1]["letters"]
    assert told["mails"] == DemoMail.objects.count() > 14
    assert all(len(one["longest_waits"]) <= 3 for one in told["rhythms"])

    for spoil, seen in BREACHES:
        undo = spoil(life)
        assert broken(life) >= {seen}, seen
        undo()
    assert broken(life) == set()


def a_letter_at_night(life):
    letter = Delivery.objects.filter(letter="digest", state="sent").first()
    return _changed(letter, sent_at=datetime.combine(letter.sent_at.date(), time(1), UTC))


def a_letter_on_leave(life):
    letter = Delivery.objects.filter(letter="digest", state="sent").first()
    day = letter.sent_at.date()
    absence = Absence.objects.create(person=letter.recipient, start=day, end=day)
    return absence.delete


def a_second_digest(life):
    first = Delivery.objects.filter(letter="digest", state="sent").first()
    second = Delivery.objects.filter(letter="digest", state="sent").exclude(pk=first.pk).first()
    return _changed(second, recipient=first.recipient, sent_at=first.sent_at)


def a_step_said_twice(life):
    first = Delivery.objects.filter(state="sent", obligation__isnull=False, data__has_key="step").first()
    other = Delivery.objects.filter(state="sent", obligation__isnull=False).exclude(pk=first.pk).first()
    return _changed(other, recipient=first.recipient, obligation=first.obligation, letter=first.letter, data=first.data)


def a_letter_that_never_left(life):
    letter = Delivery.objects.filter(state="sent", transactional=False).exclude(letter="digest").first()
    return _changed(letter, state="waiting", due_at=life.looked[-1] - timedelta(days=9))


def an_obligation_nobody_looks_at(life):
    owed = Obligation.objects.filter(state="open", person__is_active=True).first()
    return _changed(owed, next_action_at=None)


def two_at_once_after_an_outage(life):
    back = life.returns()[0]
    pair = list(Delivery.objects.filter(state="sent", obligation__isnull=False, transactional=False)[:2])
    undo = [_changed(one, made_at=back, recipient=pair[0].recipient, obligation=pair[0].obligation) for one in pair]
    return lambda: [step() for step in undo]


BREACHES = (
    (a_letter_at_night, "never_in_quiet_hours"),
    (a_letter_on_leave, "never_on_leave_or_in_a_pause"),
    (a_second_digest, "one_digest_a_day"),
    (a_step_said_twice, "nothing_twice"),
    (a_letter_that_never_left, "nobody_forgotten"),
    (an_obligation_nobody_looks_at, "nobody_forgotten"),
    (two_at_once_after_an_outage, "one_notice_after_an_outage"),
)


def _changed(row, **fields):
    """Changes a row behind everybody's back; returns how to undo it."""
    rows, before = type(row).objects.filter(pk=row.pk), {name: getattr(row, name) for name in fields}
    rows.update(**fields)
    return lambda: rows.update(**before)


def rehearse(folder, *words):
    """The command as HR calls it, beside a database of its own."""
    surroundings = {
        **os.environ,
        "DEMO": "1",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/live.sqlite3",
    }
    if not templates.copied(folder / "live.sqlite3"):
        templates.make_tables(surroundings)
    command = [sys.executable, "manage.py", "rehearse", "--json", *words]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def test_the_command_plays_it_apart_from_the_live_database(tmp_path):
    file = tmp_path / "rhythms.json"
    file.write_text(json.dumps({"policies": [T1]}))
    words = ["--from", "2026-03-31", "--until", "2026-04-03", "--people", "10", "--policies", str(file)]
    done = rehearse(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["invariants"]) == set(invariants.NAMES) and all(told["invariants"].values())
    assert (told["people"] >= 10, told["rhythms"][0]["letters"]["invitation"] >= 8) == (True, True)
    import sqlite3

    with sqlite3.connect(tmp_path / "live.sqlite3") as live:
        for table in ("people_person", "outreach_delivery", "policies_policy"):
            assert live.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


@pytest.mark.parametrize("people", [0, 9, 100_000])
def test_a_size_nobody_can_play_is_refused(people):
    with pytest.raises(Refused):
        stage.check(people)


@pytest.mark.django_db
def test_without_rhythms_of_its_own_the_quarterly_talk_is_rehearsed():
    assert [one["key"] for one in stage.adopted_here()] == [T1["key"]]
    assert Person.objects.count() == 0
