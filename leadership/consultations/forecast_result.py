"""What a finished run says: talks, hours, peaks, coaches, who is left out, the first week that breaks.

Hours are the talk with the quarter of an hour around it. A coach's room in a week is the number of talks they take a
week. It is red when a coach would have more people than fit, or more than 25; when somebody would have no coach; or
when there is a week in which a coach's talks do not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from leadership.consultations import enough
from leadership.consultations.forecast_coaches import Desk, Desks
from leadership.consultations.forecast_piece import Tally
from leadership.consultations.forecast_weeks import minutes
from leadership.consultations.models import Forecast
from leadership.conversations import numbers
from leadership.conversations.models import Conversation
from leadership.lib.instants import at_local
from leadership.people.models import Organisation
from policies.terms import Terms

MOST_PEOPLE = 25
SHOWN = 15
"""How many coaches the table of the busiest holds."""
SLACK = 0.001
AROUND = numbers.BUFFER_BEFORE + numbers.BUFFER_AFTER


def of(forecast: Forecast, tally: Tally, *, today: date) -> dict[str, Any]:
    """The result in plain JSON: keys, counts, dates, never a name."""
    terms, n_min = Terms.parse(forecast.terms), Organisation.current().n_min
    hours = (minutes(terms) + AROUND) / 60
    desks = Desks.of(terms, {pk: one["new"] for pk, one in tally["coaches"].items()})
    booked = _booked(tally)
    loads = [_load(desks.by_id[int(pk)], one["weeks"], booked.get(int(pk), {})) for pk, one in tally["coaches"].items()]
    loads.sort(key=lambda load: (-(load["people"] / max(load["capacity"], 1)), -load["peak"], load["key"]))
    found = {
        "people": forecast.total,
        "cycles": [_cycle(tally["cycles"][name], n_min) for name in sorted(tally["cycles"])],
        "minutes": minutes(terms),
        "weeks": _weeks(tally, loads, hours),
        "hours_a_month": _hours_a_month(tally, hours),
        "coach_count": len(loads),
        "coaches": [_shown(load, hours) for load in loads[:SHOWN]],
        "over_25": sum(load["people"] > MOST_PEOPLE for load in loads),
        "over_room": sum(load["people"] > load["capacity"] for load in loads),
        "without": tally["without"],
        "who": tally["who"],
        "breaks": _first_break(loads),
        "replay": [[month, *tally["replay"][month]] for month in sorted(tally["replay"])],
        "replay_people": tally["replay_people"],
        "heard": tally["people"],
    }
    return found | {"red": list(_red(found))}


def _cycle(kept: Mapping[str, Any], n_min: int) -> dict[str, Any]:
    """Talks, of how many people; the first and the last day on which one is due; and the days by which enough people
    have one, and from which enough still have (`n_min`; empty where so few are asked)."""
    firsts, lasts = kept["firsts"], kept["lasts"]
    return {
        "talks": kept["talks"],
        "people": sum(firsts.values()),
        "first": min(firsts),
        "last": max(lasts),
        "first_of_enough": enough.reached(sorted(firsts.items()), n_min),
        "last_of_enough": enough.reached(sorted(lasts.items(), reverse=True), n_min),
    }


def _load(desk: Desk, weeks: Mapping[str, float], booked: Mapping[str, int]) -> dict[str, Any]:
    """One coach's weeks: the talks of this rhythm and those booked already, against what they take a week."""
    talks = {week: share + booked.get(week, 0) for week, share in weeks.items()}
    busiest = max(talks, key=lambda week: (talks[week], week), default="")
    full = sorted(week for week, count in talks.items() if count > desk.per_week + SLACK)
    return {
        "key": str(desk.person.key),
        "people": desk.people,
        "capacity": desk.capacity,
        "per_week": desk.per_week,
        "peak": talks.get(busiest, 0.0),
        "peak_week": busiest,
        "breaks": full[0] if full else "",
        "weeks": talks,
    }


def _shown(load: Mapping[str, Any], hours: float) -> dict[str, Any]:
    kept = {name: load[name] for name in ("key", "people", "capacity", "peak_week", "breaks")}
    return kept | {
        "peak_hours": round(load["peak"] * hours, 1),
        "room_hours": round(load["per_week"] * hours, 1),
        "hours": [[week, round(count * hours, 1)] for week, count in sorted(load["weeks"].items())],
        "over": load["people"] > min(load["capacity"], MOST_PEOPLE) or bool(load["breaks"]),
    }


def _booked(tally: Tally) -> dict[int, dict[str, int]]:
    """Talks that coaches have booked in these weeks already, by coach and Monday."""
    if not tally["weeks"]:
        return {}
    zone = Organisation.current().zone
    first = at_local(date.fromisoformat(min(tally["weeks"])), time(0), zone)
    booked = Conversation.objects.filter(state="booked", start__gte=first)
    found: dict[int, dict[str, int]] = {}
    for coach, start in booked.values_list("coach", "start"):
        monday = _monday(start, zone).isoformat() if start else ""
        weeks = found.setdefault(coach, {})
        weeks[monday] = weeks.get(monday, 0) + 1
    return found


def _monday(start: datetime, zone: Any) -> date:
    day = start.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def _weeks(tally: Tally, loads: list[dict[str, Any]], hours: float) -> list[dict[str, Any]]:
    """By week: people and talks, hours of the coaches, and the hours those coaches have."""
    room = sum(load["per_week"] for load in loads) * hours
    return [
        {
            "week": week,
            "people": tally["week_people"][week],
            "talks": round(count, 2),
            "hours": round(count * hours, 1),
            "room": round(room, 1),
        }
        for week, count in sorted(tally["weeks"].items())
    ]


def _hours_a_month(tally: Tally, hours: float) -> float:
    if not tally["weeks"]:
        return 0.0
    first, last = (date.fromisoformat(one(tally["weeks"])) for one in (min, max))
    weeks = (last - first).days // 7 + 1
    return float(round(sum(tally["weeks"].values()) * hours / weeks * 52 / 12, 1))


def _first_break(loads: list[dict[str, Any]]) -> dict[str, str] | None:
    full = sorted((load["breaks"], load["key"]) for load in loads if load["breaks"])
    return {"week": full[0][0], "coach": full[0][1]} if full else None


def _red(found: Mapping[str, Any]) -> Iterator[str]:
    for name in ("over_room", "over_25", "without", "breaks"):
        if found[name]:
            yield name
