"""One piece of a forecast: some people reckoned, and what that adds to the tally.

The tally is plain JSON: `cycles` (of the two: talks, and how many people have their first and their last due on each
day), `weeks` (talks by Monday), `week_people` (of how many people), `coaches` (by id: new people, talks by Monday),
`without` (how many, and the first keys), `replay` (by month of the due day: asked, heard), `replay_people` (by month,
of how many people) and `people` (all talks heard, some, none, nothing asked).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from leadership.consultations.forecast_coaches import Desk, Desks, asks_nobody_in_particular, last_coaches
from leadership.consultations.forecast_replay import Heard, Replay
from leadership.consultations.forecast_weeks import Asked, Outlook
from leadership.consultations.models import Forecast
from leadership.conversations import talks
from leadership.obligations import facts_for
from leadership.people.models import Person
from policies.terms import Terms

Tally = dict[str, Any]
NAMED = 20
"""How many of those without a coach are kept by key."""


def empty() -> Tally:
    """Nobody counted yet."""
    return {
        "cycles": {},
        "weeks": {},
        "week_people": {},
        "coaches": {},
        "without": 0,
        "who": [],
        "replay": {},
        "replay_people": {},
        "people": {"all": 0, "some": 0, "none": 0, "nothing": 0},
    }


def reckon(forecast: Forecast, ids: Sequence[int], *, today: date, now: datetime) -> Tally:
    """The tally with these people (database ids) added."""
    tally: Tally = forecast.tally or empty()
    terms = Terms.parse(forecast.terms)
    outlook = _outlook(forecast, terms)
    replay = Replay(outlook, today)
    members = {row.pk: row for row in Person.objects.filter(pk__in=ids).select_related("manager", "unit")}
    desks = Desks.of(terms, {pk: one["new"] for pk, one in tally["coaches"].items()})
    last, spoken, anybody = last_coaches(ids), talks.of(ids), asks_nobody_in_particular(terms)
    desks.prepare([*last.values(), *_above(members.values())])
    for sheet in facts_for.sheets(Person.objects.filter(pk__in=ids), now=now):
        asked = outlook.of(sheet)
        ask(tally, asked)
        play(tally, replay.of(sheet, spoken.get(sheet.id, ())))
        if asked and not anybody:
            desk = desks.give(members[sheet.id], last.get(sheet.id))
            _given(tally, members[sheet.id], asked, desk)
    return tally


def _outlook(forecast: Forecast, terms: Terms) -> Outlook:
    version = forecast.version
    earlier = tuple(one for one in version.policy.facts().versions if one.effective_from < forecast.starts_on)
    return Outlook(terms, version.number, forecast.starts_on, earlier, facts_for.organisation())


def _above(members: Any) -> list[int | None]:
    return [pk for one in members for pk in (one.manager_id, one.manager.manager_id if one.manager else None)]


def ask(tally: Tally, asked: Sequence[Asked]) -> None:
    """Adds what one person would be asked for."""
    for cycle in {one.cycle for one in asked}:
        dues = sorted(one.due_on.isoformat() for one in asked if one.cycle == cycle)
        kept = tally["cycles"].setdefault(str(cycle), {"talks": 0, "firsts": {}, "lasts": {}})
        kept["talks"] += len(dues)
        _count(kept["firsts"], dues[:1])
        _count(kept["lasts"], dues[-1:])
    for one in asked:
        _add(tally["weeks"], one)
    _count(tally["week_people"], {monday.isoformat() for one in asked for monday in one.shares})


def _given(tally: Tally, member: Person, asked: Sequence[Asked], desk: Desk | None) -> None:
    if desk is None:
        tally["without"] += 1
        tally["who"] += [str(member.key)] if len(tally["who"]) < NAMED else []
        return
    kept = tally["coaches"].setdefault(str(desk.person.pk), {"new": 0, "weeks": {}})
    kept["new"] = desk.new
    for one in asked:
        _add(kept["weeks"], one)


def _add(weeks: dict[str, float], asked: Asked) -> None:
    for monday, share in asked.shares.items():
        weeks[monday.isoformat()] = weeks.get(monday.isoformat(), 0) + share


def _count(counts: dict[str, int], names: Iterable[str]) -> None:
    for name in names:
        counts[name] = counts.get(name, 0) + 1


def play(tally: Tally, replayed: Sequence[Heard]) -> None:
    """Adds what one person would have been asked for and heard."""
    _count(tally["replay_people"], {one.due_on.strftime("%Y-%m") for one in replayed})
    for one in replayed:
        row = tally["replay"].setdefault(one.due_on.strftime("%Y-%m"), [0, 0])
        row[0] += 1
        row[1] += one.was_heard
    heard = sum(one.was_heard for one in replayed)
    kind = "nothing" if not replayed else "all" if heard == len(replayed) else "some" if heard else "none"
    tally["people"][kind] += 1
