"""The verbs of standing in for a leader: set and remove."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.refusal import refuse
from leadership.outbox import facts
from leadership.people.models import Person, StandIn


@transaction.atomic
def set(
    leader: Person, *, person: Person, start: date, now: datetime, end: date | None = None, by: Person | None = None
) -> StandIn:
    """`person` stands in for `leader` from `start` to `end`, both included; no end: until further notice.

    Raises Refused when both are the same, the person has left, or the end is before the start.
    """
    if leader == person:
        raise refuse("person", person.name, _("Nobody stands in for themselves."), _("Choose somebody else."))
    if not person.is_active:
        raise refuse("person", person.name, _("%(name)s has left.") % {"name": person.name}, _("Choose somebody else."))
    if end is not None and end < start:
        raise refuse("end", end, _("The last day is before the first."), _("Choose a later day."))
    stand_in = StandIn.objects.create(leader=leader, person=person, start=start, end=end)
    _tell("stand_in.set", stand_in, now=now, by=by)
    return stand_in


@transaction.atomic
def remove(stand_in: StandIn, *, now: datetime, by: Person | None = None) -> None:
    """From here on nobody stands in, not in the past either."""
    _tell("stand_in.removed", stand_in, now=now, by=by)
    stand_in.delete()


def _tell(kind: str, stand_in: StandIn, *, now: datetime, by: Person | None) -> None:
    facts.write(
        kind,
        at=now,
        actor=by.key if by else None,
        subject=stand_in.leader.key,
        object=f"stand_in:{stand_in.key}",
        data={
            "person": str(stand_in.person.key),
            "start": stand_in.start.isoformat(),
            "end": stand_in.end.isoformat() if stand_in.end else None,
        },
    )
