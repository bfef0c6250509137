"""`slots MEMBER COACH`: the times at which the two could talk, by which rules, or why there is none and when the next
is; `--why INSTANT`: what is in the way of one time."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from leadership.conversations import availability, diaries, slots
from leadership.conversations.availability import Asked
from leadership.conversations.diaries import Manner
from leadership.conversations.numbers import LONGEST, SHORTEST
from leadership.conversations.wallclock import places_of
from leadership.conversations.why_not import why_not
from leadership.lib.door import Door, day, instant
from leadership.lib.instants import iso
from leadership.lib.refusal import refuse
from leadership.people import clock
from leadership.people.models import Person
from leadership.people.models.door import STEPS

AS_IF = {
    "before": "before", "after": "after", "step": "step", "per_day": "per_day", "per_week": "per_week",
    "notice": "own_notice", "horizon": "own_horizon",
}  # fmt: skip
"""Rules that may be tried out, as if both had said so, and what they are called inside."""


class Command(Door):
    help = "Lists the times at which a member and a coach could talk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("member", help="e-mail address or employee id")
        parser.add_argument("coach", help="e-mail address or employee id")
        parser.add_argument("--from", dest="start", type=instant, help="first instant, such as 2026-05-04T06:00Z")
        parser.add_argument("--until", type=instant, help="end of the search, exclusive")
        parser.add_argument("--minutes", type=int, default=30, help="how long the talk is")
        parser.add_argument("--by", choices=["member", "coach", "answer"], default="member", help="who asks for a time")
        parser.add_argument("--why", type=instant, help="what is in the way of this one time")
        parser.add_argument("--reader", help="who asks why: one of the two (default: the member)")
        parser.add_argument("--others", nargs="+", default=[], metavar="COACH", help="the next times of these as well")
        for name in AS_IF:
            parser.add_argument(f"--{name.replace('_', '-')}", type=int, help="as if this were the rule")
        parser.add_argument("--opens-on", type=day, help="as if the coach's door were closed before this day")

    def answer(self, **options: Any) -> dict[str, Any]:
        asked = _asked(options)
        manner = _manner(asked, options)
        if options["why"]:
            return _why(asked, options)
        known = availability.gathered(asked, manner)
        search = asked.search(known, manner)
        times = slots.free_times(search)
        places = places_of(asked.coach.work_hours, known.own_days[asked.coach.pk], str(asked.coach.zone))
        said = {moment: place for moment in times if (place := places.at(moment))}
        return {
            "times": [iso(time) for time in times],
            "none_because": None if times else slots.none_because(search),
            "next_free": None if times else _iso(_next(asked)),
            "places": {iso(moment): place for moment, place in said.items()},
            "rules": _rules(asked, manner, search),
            **_others(asked, options["others"]),
        }


def _asked(options: dict[str, Any]) -> Asked:
    now, start, until, minutes = clock.now(), options["start"], options["until"], options["minutes"]
    if not SHORTEST <= minutes <= LONGEST:
        raise refuse("minutes", minutes, "A talk does not last that long.", f"Choose {SHORTEST} to {LONGEST}.")
    if until and until <= (start or now):
        raise refuse("until", iso(until), "The search ends before it begins.", "Give a later instant.")
    member, coach = (Person.objects.named(who) for who in (options["member"], options["coach"]))
    if member == coach:
        raise refuse("coach", options["coach"], "Nobody talks with themselves.", "Name two people.")
    return Asked(member, coach, minutes, now, start, until, options["by"])


def _manner(asked: Asked, options: dict[str, Any]) -> dict[int, Manner]:
    """How the two may be booked, with what is tried out in place of it."""
    tried = {inside: options[name] for name, inside in AS_IF.items() if options[name] is not None}
    if options["step"] is not None and options["step"] not in STEPS:
        raise refuse("step", options["step"], "Talks cannot begin so.", f"Choose one of {STEPS} minutes.")
    wrong = [name for name, inside in AS_IF.items() if tried.get(inside, 0) < 0]
    if wrong:
        raise refuse(wrong[0], options[wrong[0]], "No rule is below zero.", "Write 0 or more.")
    if options["opens_on"]:
        tried["opens_on"] = options["opens_on"]
    return {pk: replace(one, **tried) for pk, one in diaries.manners(asked.people, asked.now).items()}


def _why(asked: Asked, options: dict[str, Any]) -> dict[str, Any]:
    reader = Person.objects.named(options["reader"]) if options["reader"] else asked.member
    if reader not in asked.people:
        raise refuse("reader", options["reader"], "This is for the two to know.", "Name the member or the coach.")
    found = why_not(asked, start=options["why"], reader=reader)
    return {"start": iso(options["why"]), "free": not found, "why": [asdict(one) for one in found]}


def _next(asked: Asked) -> datetime | None:
    more = {"by": asked.by, "start": asked.start}
    return availability.next_free(asked.member, asked.coach, minutes=asked.minutes, now=asked.now, **more)


def _others(asked: Asked, named: list[str]) -> dict[str, Any]:
    coaches = [Person.objects.named(who) for who in named]
    if not coaches:
        return {}
    found = availability.free_with_each(
        asked.member, coaches, minutes=asked.minutes, now=asked.now, until=asked.until, by=asked.by
    )
    return {"others": {coach.email: [iso(time) for time in found[coach.pk].times[:5]] for coach in coaches}}


def _rules(asked: Asked, manner: dict[int, Manner], search: slots.Search) -> dict[str, Any]:
    def own(person: Person) -> dict[str, Any]:
        return {"zone": str(person.zone), "before": manner[person.pk].before, "after": manner[person.pk].after}

    room, rules = search.room, search.rules
    return {
        "minutes": rules.minutes, "step": rules.step, "notice": rules.notice, "horizon": rules.horizon,
        "until": _iso(search.closes), "member": own(asked.member), "coach": own(asked.coach),
        "per_day": room.per_day, "per_week": room.per_week, "lengths": list(manner[asked.coach.pk].lengths),
        "door_opens_on": room.door_opens_on.isoformat() if room.door_opens_on else None,
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
