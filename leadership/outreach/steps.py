"""The ladder of each obligation: which of its letters are due at a moment, and which are pointless (B.5).

A step is due at local midnight of its date, where the member is. Several due at once collapse to the latest for each
recipient, so that an outage is followed by one letter, not by a burst.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from leadership.lib.instants import at_local, end_of_day
from leadership.obligations.models import Obligation
from leadership.outreach import recipients
from leadership.outreach.notices import Notice, speaks_to_leader
from leadership.people.models import Person
from policies.ladder import Step

LEADER_FOR = timedelta(days=60)
"""How long a letter to those above waits for the pair to be warned before it is given up."""


@dataclass(frozen=True)
class Due:
    """What the ladder says at one moment: letters to write, and steps not taken as (key, reason)."""

    notices: tuple[Notice, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()


def due(owed: Obligation, steps: Iterable[Step], *, now: datetime) -> Due:
    """The steps between the last look and `now` (UTC) as letters."""
    reached = [step for step in steps if _is_reached(step, owed, now)]
    notices: dict[int, Notice] = {}
    dropped: list[tuple[str, str]] = []
    for step in reached:
        reason = pointless(step, owed, now)
        if reason:
            dropped.append((f"reminder:{owed.key}:{step.key}", reason))
            continue
        for to, person in _recipients(step, owed, now):
            earlier = notices.get(person.pk)
            if earlier:
                dropped.append((earlier.key, "collapsed"))
            notices[person.pk] = _notice(step, owed, to, person)
    return Due(tuple(notices.values()), tuple(dropped))


def pointless(step: Step, owed: Obligation, now: datetime) -> str:
    """Why the step is not taken any more; empty when it is."""
    today = now.astimezone(owed.person.zone_info).date()
    if owed.state != Obligation.State.OPEN:
        waits = owed.state == Obligation.State.UNCONFIRMED and step.letter in ("leader_told", "hr_told")
        return "" if waits else {"booked": "booked", "unconfirmed": "held", "fulfilled": "held"}.get(owed.state, "over")
    if step.only_if == "no_coach" and owed.coach_id is not None:
        return "coach_chosen"
    if owed.quiet_until and today < owed.quiet_until and step.on <= owed.due_on:
        return "not_now"
    if step.on <= owed.due_on < today:
        return "too_late"
    return ""


def _is_reached(step: Step, owed: Obligation, now: datetime) -> bool:
    moment = at_local(step.on, time(0), owed.person.zone_info)
    return moment <= now and (owed.acted_until is None or moment > owed.acted_until)


def _recipients(step: Step, owed: Obligation, now: datetime) -> list[tuple[str, Person]]:
    """Who gets the step, each person once; the role that is named first counts."""
    on = now.astimezone(owed.person.zone_info).date()
    found: dict[int, tuple[str, Person]] = {}
    to = step.to | {"coach"} if step.letter == "not_booked" and speaks_to_leader(owed) else step.to
    for role in ("member", "coach", "leader", "hr"):
        for person in _named(role, owed, on) if role in to else ():
            found.setdefault(person.pk, (role, person))
    return list(found.values())


def _named(role: str, owed: Obligation, on: date) -> list[Person]:
    """Where the rhythm speaks to leaders, whoever is heard is asked nothing: the leader sees to it."""
    if role == "member":
        return [] if speaks_to_leader(owed) else [owed.person]
    if role == "coach":
        return [owed.coach] if owed.coach else []
    return recipients.told_above(owed, on=on) if role == "leader" else recipients.stewards(owed, on=on)


def _notice(step: Step, owed: Obligation, to: str, person: Person) -> Notice:
    return Notice(
        key=f"reminder:{owed.key}:{step.key}:{person.key}",
        letter=step.letter,
        recipient=person,
        obligation_id=owed.pk,
        data={"step": step.key, "on": step.on.isoformat(), "to": to},
        expires_at=_expiry(step, owed),
    )


def _expiry(step: Step, owed: Obligation) -> datetime:
    """A reminder that could not leave while it made sense is dropped, not sent late."""
    zone = owed.person.zone_info
    if step.on <= owed.due_on:
        return end_of_day(owed.due_on, zone)
    patience = LEADER_FOR if step.letter in ("leader_told", "hr_told") else timedelta()
    return end_of_day(max(owed.close_on or step.on, step.on), zone) + patience
