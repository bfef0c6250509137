"""`busy PERSON --from I --until I`: what takes the person's time, by where it comes from; never what it is."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser

from leadership.calendars.models import BusyTime, Source
from leadership.conversations.models import Occupied
from leadership.lib.door import Door, instant
from leadership.lib.instants import iso
from leadership.lib.refusal import refuse
from leadership.people import clock
from leadership.people.models import Person

USUAL = timedelta(days=14)


class Command(Door):
    help = "Lists the stretches in which a person is busy: talks and offers of ours, and calendars kept elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="e-mail address or employee id")
        parser.add_argument("--from", dest="start", type=instant, help="first instant (default: now)")
        parser.add_argument("--until", type=instant, help="end, exclusive (default: two weeks later)")

    def answer(self, **options: Any) -> dict[str, Any]:
        start = options["start"] or clock.now()
        until = options["until"] or start + USUAL
        if until <= start:
            raise refuse("until", iso(until), "The search ends before it begins.", "Give a later instant.")
        person = Person.objects.named(options["person"])
        ours = Occupied.objects.filter(person=person, end__gt=start, start__lt=until).values_list("start", "end")
        theirs = BusyTime.objects.touching(start, until).filter(source__person=person).values_list("start", "end")
        found = [*((*one, "talk") for one in ours), *((*one, "calendar") for one in theirs)]
        return {
            "person": person.email or person.employee_id,
            "busy": [{"start": iso(begin), "end": iso(end), "of": of} for begin, end, of in sorted(found)],
            "calendars": [_state(source) for source in Source.objects.filter(person=person)],
        }


def _state(source: Source) -> dict[str, Any]:
    fetched = iso(source.fetched_at) if source.fetched_at else None
    return {"key": str(source.key), "state": source.state, "problem": source.problem, "fetched_at": fetched}
