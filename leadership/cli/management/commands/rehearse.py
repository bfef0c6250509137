"""`rehearse`: a year in minutes, over a generated organisation in a database of its own; yours is only asked for its
rhythms."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import SUPPRESS
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser

from leadership.cli import rhythmfile
from leadership.cli.rehearsal import invariants, report, stage
from leadership.cli.rehearsal.life import Life
from leadership.lib.door import Door, day
from leadership.lib.refusal import Refusal, Refused, refuse

LONGEST = timedelta(days=3 * 366)
SHOWN = 20
BAR = 30
SAID = {
    "nobody_forgotten": "Nobody is forgotten",
    "nothing_twice": "Nothing is said twice",
    "never_in_quiet_hours": "Nobody is written to in quiet hours or on a day off",
    "never_on_leave_or_in_a_pause": "Nobody is written to on leave or in a pause",
    "one_digest_a_day": "At most one letter of the day",
    "one_notice_after_an_outage": "At most one notice about a talk after an outage",
}


class Command(Door):
    help = "Plays rhythms through with invented people, without writing to anybody: what would be sent, who is heard."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", type=day, required=True, dest="start", metavar="DATE", help="the first day")
        parser.add_argument("--until", type=day, required=True, metavar="DATE", help="the last day")
        parser.add_argument("--people", type=int, required=True, metavar="N", help="how many people to invent")
        parser.add_argument("--policies", type=Path, metavar="FILE", help="these rhythms; without it, those adopted")
        parser.add_argument("--outages", action="store_true", help="let the worker fail for days now and then")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, another year; 1 without it")
        parser.add_argument("--inside", type=Path, help=SUPPRESS)

    def answer(self, **options: Any) -> dict[str, Any]:
        start, until, people = options["start"], options["until"], options["people"]
        inside: Path | None = options["inside"]
        _check(start, until, people)
        if inside is not None:
            rhythms = json.loads((inside / "rhythms.json").read_text(encoding="utf-8"))
            life = Life(start, until, seed=options["seed"], outages=options["outages"])
            return self._play(life, rhythms, people)
        given = options["policies"]
        rhythms = rhythmfile.read(given)[0] if given else stage.adopted_here()
        return _apart(rhythms, start, until, people, options)

    def tell(self, result: dict[str, Any]) -> str:
        lines = [f"{result['people']} people, {result['from']} to {result['until']}: {result['mails']} mails.", ""]
        for one in result["rhythms"]:
            share = "nothing was due" if one["coverage"] is None else f"{one['coverage']:.0%} heard of {one['due']}"
            lines += [f"{one['title']}: {one['concerned']} concerned, {share}"]
            lines += [f"  {letter:<16}{count:>6}" for letter, count in one["letters"].items()]
            lines += [f"  waited {one['days']} days: {one['person']} ({one['cycle']})" for one in one["longest_waits"]]
        lines += ["", *(f"{'holds' if not found else 'BROKEN':<8}{SAID[name]}" for name, found in _by(result))]
        return "\n".join([*lines, *(f"  {one['invariant']}: {one['seen']}" for one in result["broken"][:SHOWN])])

    def _play(self, life: Life, rhythms: Sequence[Mapping[str, Any]], people: int) -> dict[str, Any]:
        begin = datetime.combine(life.start, time(0, 5), UTC)
        stage.build(people, rhythms, start=life.start, until=life.until, now=begin)
        life.live_all(self._progress)
        away = [(outage.first, outage.last) for outage in life.outages]
        broken = invariants.check(now=life.looked[-1], returns=life.returns())
        return {
            **report.of(start=life.start, until=life.until),
            "happened": life.happened,
            "outages": [{"from": first, "until": last} for first, last in away],
            "invariants": {name: not any(one.invariant == name for one in broken) for name in invariants.NAMES},
            "broken": [vars(one) for one in broken],
        }

    def _progress(self, done: int, whole: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == whole else ""
            self.stderr.write(f"\r[{'#' * (done * BAR // whole):<{BAR}}] {done * 100 // whole:3} %{end}", ending="")


def _by(result: Mapping[str, Any]) -> list[tuple[str, bool]]:
    return [(name, not holds) for name, holds in result["invariants"].items()]


def _check(start: date, until: date, people: int) -> None:
    stage.check(people)
    if not start < until <= start + LONGEST:
        raise refuse("until", until, "A rehearsal ends after it begins, within three years.", f"It begins on {start}.")


def _apart(
    rhythms: Sequence[Mapping[str, Any]], start: date, until: date, people: int, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Another process with surroundings of its own: neither this database nor this mail server can be reached in it."""
    with tempfile.TemporaryDirectory(prefix="heard-rehearsal-") as name:
        folder = Path(name)
        (folder / "rhythms.json").write_text(json.dumps(rhythms), encoding="utf-8")
        surroundings = _surroundings(folder)
        _manage(["migrate", "-v0"], surroundings)
        _manage(["createcachetable"], surroundings)
        words = ["rehearse", "--json", "--inside", name, "--from", str(start), "--until", str(until)]
        words += ["--people", str(people), "--seed", str(options["seed"]), *["--outages"] * bool(options["outages"])]
        return _answered(_manage(words, surroundings))


def _surroundings(folder: Path) -> dict[str, str]:
    theirs = ("DATABASE_URL", "EMAIL_URL", "MAIL_FROM", "SITE_URL", "SECRET_KEY", "NOTE_KEYS", "MAIL_SENDING",
              "MAIL_RATE_PER_MINUTE", "VAR_DIR", "LOG_LEVEL")  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name not in theirs}
    own = {"DEMO": "1", "VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'rehearsal.sqlite3'}"}
    return kept | own | {"EMAIL_URL": "demo://", "LOG_LEVEL": "ERROR"}


def _manage(words: Sequence[str], surroundings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    return subprocess.run(command, env=dict(surroundings), stdout=subprocess.PIPE, text=True, check=False)


def _answered(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one JSON object it printed; its refusals are ours."""
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise refuse("rehearse", done.returncode, "The rehearsal broke off.", "The reason is on stderr.") from error
    if "errors" in told:
        raise Refused(*(Refusal(**one) for one in told["errors"]))
    return told
