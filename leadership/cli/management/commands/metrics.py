"""`metrics`: the figures somebody may see, as they had been rolled up by a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from leadership.insights import rollup
from leadership.insights import sight as seeing
from leadership.insights.catalogue import NOT_YET
from leadership.insights.cells import is_hidden
from leadership.insights.sight import Figure, Line, Point
from leadership.lib.door import Door, day
from leadership.lib.instants import local_date
from leadership.lib.refusal import refuse
from leadership.people import clock
from leadership.people.models import Organisation, Person


class Command(Door):
    help = "Shows the figures, as far as the person may see them; what is hidden there is hidden here."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", metavar="PERSON", dest="reader", help="whose eyes it is seen with; HR's without it")
        parser.add_argument("--on", type=day, metavar="DATE", help="what had been rolled up by then; today without it")

    def answer(self, **options: Any) -> dict[str, Any]:
        reader, on = options["reader"], options["on"]
        now, organisation = clock.now(), Organisation.current()
        today = local_date(now, organisation.zone)
        if on is not None and on > today:
            raise refuse("on", on.isoformat(), "That day lies ahead.", f"Ask for {today} or before.")
        who = Person.objects.named(reader) if reader else None
        if who is not None and not who.is_active:
            raise refuse("as", reader, "This person is not here any more and sees nothing.", "Ask as somebody else.")
        rollup.roll_up(now=now)
        asked = on or today
        seen = seeing.figures(who, on=asked, n_min=organisation.n_min)
        return {
            "as": who.email or who.employee_id if who else None,
            "on": asked,
            "n_min": organisation.n_min,
            "figures": [_figure(figure) for figure in seen.figures],
            "last_heard": list(seen.distribution),
            "uncovered": seen.uncovered,
            "line": _line(who, asked, is_today=asked == today) if who else None,
            "not_yet": {code: str(title) for code, title in NOT_YET.items()},
        }

    def tell(self, result: dict[str, Any]) -> str:
        if not result["figures"]:
            return "Nothing has been rolled up yet."
        return "\n".join(f"{one['code']:4} {one['title']:36} {one['of']:9} {_said(one)}" for one in result["figures"])


def _figure(figure: Figure) -> dict[str, Any]:
    entry, latest = figure.entry, figure.latest
    return {
        "name": entry.name,
        "code": entry.code,
        "title": str(entry.title),
        "definition": str(entry.definition),
        "unit": entry.unit,
        "of": latest.key,
        "as_of": latest.as_of,
        "whole": latest.cell,
        "groups": figure.groups,
        "past": _past(figure.past),
    }


def _past(points: Iterable[Point]) -> list[dict[str, Any]]:
    return [{"of": point.key, "as_of": point.as_of, "whole": point.cell} for point in points]


def _line(leader: Person, on: date, *, is_today: bool) -> dict[str, Any] | None:
    """The leader's own line; None for those who lead nobody. People are looked at one by one today alone: of an earlier
    day it is not known who had been heard by then."""
    people = Person.objects.in_line_of(leader, on=on).filter(is_active=True).order_by()
    keys = list(people.values_list("pk", flat=True)[: seeing.LIVE + 1])
    if not keys:
        return None
    line: Line = seeing.line(leader, on=on, people=keys if is_today and len(keys) <= seeing.LIVE else None)
    past = {name: _past(points) for name, points in {**line.figures, **line.heard}.items()}
    support = [{"of": point.key, "unit": unit, "whole": point.cell} for point, unit in line.support]
    own = [{"of": key, "heard": heard} for key, heard in line.own]
    return {"now": line.now, "past": past, "own": own, "support": support}


def _said(figure: dict[str, Any]) -> str:
    cell = figure["whole"]
    return "hidden" if is_hidden(cell) else f"{cell['value']:g} (n = {cell['n']})"
