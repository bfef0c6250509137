"""`slots MEMBER COACH --from I --until I --minutes N`: the times at which the two could talk, or why there is none."""

from typing import Any

from django.core.management.base import CommandParser

from leadership.conversations import availability
from leadership.conversations.numbers import LONGEST, SHORTEST
from leadership.lib.door import Door, instant
from leadership.lib.instants import iso
from leadership.lib.refusal import refuse
from leadership.people import clock
from leadership.people.models import Person


class Command(Door):
    help = "Lists the times at which a member and a coach could talk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("member", help="e-mail address or employee id")
        parser.add_argument("coach", help="e-mail address or employee id")
        parser.add_argument("--from", dest="start", type=instant, help="first instant, such as 2026-05-04T06:00Z")
        parser.add_argument("--until", type=instant, help="end of the search, exclusive")
        parser.add_argument("--minutes", type=int, default=30, help="how long the talk is")

    def answer(self, **options: Any) -> dict[str, Any]:
        now, start, until, minutes = clock.now(), options["start"], options["until"], options["minutes"]
        if not SHORTEST <= minutes <= LONGEST:
            raise refuse("minutes", minutes, "A talk does not last that long.", f"Choose {SHORTEST} to {LONGEST}.")
        if until and until <= (start or now):
            raise refuse("until", iso(until), "The search ends before it begins.", "Give a later instant.")
        two = [Person.objects.named(who) for who in (options["member"], options["coach"])]
        if two[0] == two[1]:
            raise refuse("coach", options["coach"], "Nobody talks with themselves.", "Name two people.")
        free = availability.free_times(*two, minutes=minutes, now=now, start=start, until=until)
        return {"times": [iso(time) for time in free.times], "none_because": free.none_because}
