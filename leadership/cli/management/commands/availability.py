"""`availability PERSON [--set FILE]`: how somebody may be booked, as one JSON object; what FILE says is kept first."""

import json
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from leadership.lib import door as lib_door
from leadership.lib.refusal import refuse
from leadership.people import clock, doors
from leadership.people.models import CoachProfile, DayHours, Door, OfficeHours, Person

RULES = ("before", "after", "notice", "horizon", "step", "lengths", "opens_on", "per_day", "per_week")
PARTS = ("week", "days", "rules", "open_hours")


class Command(lib_door.Door):
    help = "Shows, or sets, working hours, single dates, rules of booking and hours open for whoever drops in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="e-mail address or employee id")
        parser.add_argument("--set", dest="file", help="a JSON file with week, days, rules, open_hours; - is stdin")

    @transaction.atomic
    def answer(self, **options: Any) -> dict[str, Any]:
        person, now = Person.objects.named(options["person"]), clock.now()
        if options["file"]:
            _keep(person, _read(options["file"]), now)
        return _shown(person)


def _read(name: str) -> dict[str, Any]:
    try:
        said = json.loads(sys.stdin.read() if name == "-" else Path(name).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise refuse("file", name, "The file cannot be read.", f"Give a JSON file ({error}).") from error
    if not isinstance(said, dict) or set(said) - set(PARTS):
        raise refuse("file", name, "The file says something else.", f"Give an object with {', '.join(PARTS)}.")
    return said


def _keep(person: Person, said: dict[str, Any], now: datetime) -> None:
    """What is not mentioned stays; `open_hours` replaces those there are, a day of null is an ordinary one again."""
    who: dict[str, Any] = {"by": person, "now": now}
    try:
        if "week" in said:
            doors.keep_week(person, said["week"], **who)
        for day, windows in said.get("days", {}).items():
            on = date.fromisoformat(day)
            if windows is None:
                doors.clear_day(person, on, **who)
            else:
                doors.set_day(person, on, windows, **who)
        if "rules" in said:
            doors.keep_rules(person, **who, **_rules(said["rules"]))
        if "open_hours" in said:
            _open(person, said["open_hours"], who)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise refuse(
            "file", repr(error), "Something in it has another form.", "Look at what the command shows."
        ) from error


def _rules(said: dict[str, Any]) -> Any:
    opens_on = said.get("opens_on")
    return {**said, **({"opens_on": opens_on and date.fromisoformat(opens_on)} if "opens_on" in said else {})}


def _open(person: Person, rows: list[dict[str, Any]], who: dict[str, Any]) -> None:
    for row in OfficeHours.objects.filter(coach=person):
        doors.close_hours(row, **who)
    for said in rows:
        opens, closes = time.fromisoformat(said["opens"]), time.fromisoformat(said["closes"])
        first = date.fromisoformat(said["first_day"])
        last = date.fromisoformat(said["last_day"]) if said.get("last_day") else None
        place = str(said.get("place", ""))
        doors.open_hours(
            person, weekday=int(said["weekday"]), minutes=int(said["minutes"]), first_day=first, last_day=last,
            place=place, opens=opens, closes=closes, **who,
        )  # fmt: skip


def _shown(person: Person) -> dict[str, Any]:
    door = Door.objects.filter(person=person).first() or Door(person=person)
    profile = CoachProfile.objects.filter(person=person).first()
    rules: dict[str, Any] = {name: getattr(door, name) for name in RULES if hasattr(door, name)}
    rules["opens_on"] = door.opens_on.isoformat() if door.opens_on else None
    if profile:
        rules |= {"per_day": profile.per_day, "per_week": profile.per_week}
    return {
        "person": person.email or person.employee_id,
        "zone": str(person.zone),
        "week": person.work_hours,
        "days": {row.day.isoformat(): row.windows for row in DayHours.objects.filter(person=person)},
        "rules": rules,
        "open_hours": [_hours(row) for row in OfficeHours.objects.filter(coach=person)],
    }


def _hours(row: OfficeHours) -> dict[str, Any]:
    return {
        "weekday": row.weekday, "opens": f"{row.opens:%H:%M}", "closes": f"{row.closes:%H:%M}", "minutes": row.minutes,
        "place": row.place, "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat() if row.last_day else None,
    }  # fmt: skip
