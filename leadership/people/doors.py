"""The verbs of a person's own door: the week, single dates, the rules of booking, hours open for whoever comes.

Each is one transaction with its Fact, which names fields and dates, never a place. Nothing agreed is changed by them: a
talk that is booked stays booked. The same again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, TypedDict, TypeVar, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.outbox import facts
from leadership.people import directory
from leadership.people.models import CoachProfile, DayHours, Door, OfficeHours, Person
from leadership.people.models.door import MOST_BUFFER, MOST_HORIZON, MOST_NOTICE, STEPS
from leadership.people.windows import Unwritable, Written, tidy, tidy_week

Kept = TypeVar("Kept")
LENGTHS_FROM, LENGTHS_TO = 5, 480


class Rules(TypedDict, total=False):
    """What may be said of a door, in minutes unless the name says otherwise; None: as is usual here. `per_day` and
    `per_week` are for those who coach."""

    before: int | None
    after: int | None
    notice: int | None
    horizon: int | None
    step: int | None
    lengths: list[int]
    opens_on: date | None
    per_day: int
    per_week: int


BOUNDS = {"before": (0, MOST_BUFFER), "after": (0, MOST_BUFFER), "notice": (0, MOST_NOTICE),
          "horizon": (1, MOST_HORIZON), "per_day": (1, 50), "per_week": (1, 200)}  # fmt: skip


def keep_week(person: Person, week: Mapping[str, Written], *, by: Person, now: datetime) -> Person:
    """The hours of an ordinary week, by the person's own clock, with places where they are said. Raises Refused."""
    written = _written("work_hours", week, lambda: tidy_week(week))
    return directory.change(person, now=now, by=by, work_hours=written)


@transaction.atomic
def keep_rules(person: Person, *, by: Person, now: datetime, **rules: Unpack[Rules]) -> Door:
    """Keeps what is said of the door; what is not mentioned stays. Raises Refused, naming each rule that cannot be."""
    _check(rules)
    door = Door.objects.select_for_update().filter(person=person).first() or Door(person=person)
    own = {name: value for name, value in rules.items() if not name.startswith("per_")}
    changed = [name for name, value in own.items() if getattr(door, name) != value]
    for name in changed:
        setattr(door, name, own[name])
    if changed or not door.pk:
        door.save()
    changed += _keep_caps(person, {name: value for name, value in rules.items() if name.startswith("per_")})
    if changed:
        _tell("door.changed", person, by=by, now=now, data={"fields": sorted(changed)})
    return door


@transaction.atomic
def set_day(person: Person, day: date, windows: Written, *, by: Person, now: datetime) -> DayHours:
    """These are the hours of that date, whatever the weekday's are; no windows: not at work. Raises Refused."""
    if day < now.astimezone(person.zone_info).date():
        raise refuse("day", day, _("This day has passed."), _("Choose today or a later day."))
    written = _written("windows", windows, lambda: tidy(windows))
    row, made = DayHours.objects.get_or_create(person=person, day=day, defaults={"windows": written})
    if made or row.windows != written:
        row.windows = written
        row.save()
        _tell("day_hours.set", person, by=by, now=now, data={"day": day.isoformat()})
    return row


@transaction.atomic
def clear_day(person: Person, day: date, *, by: Person, now: datetime) -> None:
    """The weekday's hours hold again on that date."""
    if DayHours.objects.filter(person=person, day=day).delete()[0]:
        _tell("day_hours.cleared", person, by=by, now=now, data={"day": day.isoformat()})


@transaction.atomic
def open_hours(
    coach: Person, *, weekday: int, opens: time, closes: time, minutes: int, first_day: date, by: Person,
    now: datetime, last_day: date | None = None, place: str = "",
) -> OfficeHours:  # fmt: skip
    """From `first_day` on whoever wants may drop in every week between these times. Raises Refused, also when they
    overlap hours the coach keeps open already."""
    row = OfficeHours(
        coach=coach, weekday=weekday, opens=opens, closes=closes, minutes=minutes, place=" ".join(place.split()),
        first_day=first_day, last_day=last_day,
    )  # fmt: skip
    _check_hours(row)
    same = OfficeHours.objects.filter(coach=coach, weekday=weekday, opens=opens, closes=closes, minutes=minutes)
    known = same.filter(first_day=first_day, last_day=last_day, place=row.place).first()
    if known:
        return known
    _refuse_overlap(row)
    row.save()
    _tell_hours("office_hours.opened", row, by=by, now=now)
    return row


@transaction.atomic
def close_hours(row: OfficeHours, *, by: Person, now: datetime) -> None:
    """Nobody drops in any more; whoever has a time keeps it."""
    _tell_hours("office_hours.closed", row, by=by, now=now)
    row.delete()


def _check(rules: Mapping[str, Any]) -> None:
    found = [*_out_of_bounds(rules)]
    step, lengths = rules.get("step"), rules.get("lengths") or []
    if step is not None and step not in STEPS:
        known = ", ".join(map(str, STEPS))
        found.append(Refusal("step", str(step), _("Talks cannot begin so."), _("Choose one of %s minutes.") % known))
    for length in lengths:
        if not LENGTHS_FROM <= length <= LENGTHS_TO:
            found.append(Refusal("lengths", str(length), _("A talk does not last that long."),
                                 _("Choose one of the lengths offered.")))  # fmt: skip
    if found:
        raise Refused(*found)


def _out_of_bounds(rules: Mapping[str, Any]) -> list[Refusal]:
    return [
        Refusal(name, str(rules[name]), _("This number cannot be kept."), _("Write %(low)d to %(high)d.") % {
            "low": low, "high": high,
        })
        for name, (low, high) in BOUNDS.items()
        if rules.get(name) is not None and not low <= rules[name] <= high
    ]  # fmt: skip


def _keep_caps(person: Person, caps: Mapping[str, Any]) -> list[str]:
    """How many talks a coach gives; whoever has no coach's profile has none to keep."""
    profile = CoachProfile.objects.filter(person=person).first() if caps else None
    if caps and profile is None:
        raise refuse("per_day", "", _("Only those who coach say how many talks they give."), _("Leave it out."))
    changed = [name for name, value in caps.items() if getattr(profile, name) != value]
    if profile and changed:
        for name in changed:
            setattr(profile, name, caps[name])
        profile.save(update_fields=changed)
    return changed


def _check_hours(row: OfficeHours) -> None:
    length = (row.closes.hour - row.opens.hour) * 60 + row.closes.minute - row.opens.minute
    if length < row.minutes:
        raise refuse("closes", row.closes, _("Nobody fits into so short a time."), _("Let it end later."))
    try:
        row.full_clean(exclude=["coach"])
    except ValidationError as error:
        raise Refused(*directory.refusals_of(error, row)) from error


def _refuse_overlap(row: OfficeHours) -> None:
    others = OfficeHours.objects.filter(
        coach=row.coach, weekday=row.weekday, opens__lt=row.closes, closes__gt=row.opens
    )
    if others.between(row.first_day, row.last_day or date.max).exists():
        message = _("You keep your door open at that time already.")
        raise refuse("opens", row.opens, message, _("Close those hours first, or choose another time."))


def _written(path: str, said: object, write: Callable[[], Kept]) -> Kept:
    try:
        return write()
    except Unwritable as fault:
        message, remedy = _words(fault.code)
        raise refuse(path, said, message, f"{remedy} ({fault})") from fault


def _words(code: str) -> tuple[str, str]:
    """What is wrong with a window and what helps, in the reader's language."""
    overlap = _("Two stretches of one day overlap."), _("Let one end before the next begins.")
    known = {
        "ends_first": (_("A stretch ends before it begins."), _("Write for example 09:00 to 17:00.")),
        "overlap": overlap,
        "too_many": (_("There are too many stretches in one day."), _("Write at most six.")),
        "long_place": (_("The place is too long."), _("A few words are enough.")),
    }
    return known.get(code) or (_("These hours cannot be read."), _("Write for example 09:00 to 17:00."))


def _tell_hours(kind: str, row: OfficeHours, *, by: Person, now: datetime) -> None:
    last = row.last_day.isoformat() if row.last_day else None
    data = {"weekday": row.weekday, "first_day": row.first_day.isoformat(), "last_day": last}
    _tell(kind, row.coach, by=by, now=now, data=data)


def _tell(kind: str, person: Person, *, by: Person, now: datetime, data: Mapping[str, Any]) -> None:
    facts.write(kind, at=now, actor=by.key, subject=person.key, object=f"person:{person.key}", data=dict(data))
