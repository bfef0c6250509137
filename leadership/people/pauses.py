"""The verbs of resting together: a pause holds for the whole organisation (docs/reference/cadence.md R3)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.refusal import refuse
from leadership.outbox import facts
from leadership.people.models import Pause, Person


@transaction.atomic
def set(*, start: date, end: date, now: datetime, label: str = "", by: Person | None = None) -> Pause:
    """The organisation rests from `start` to `end`, both included. Pauses may overlap; together they are one.

    Raises Refused when the end is before the start or the pause is longer than 120 days.
    """
    if end < start:
        raise refuse("end", end, _("The pause ends before it starts."), _("Choose a later day."))
    if (end - start).days >= 120:
        raise refuse("end", end, _("A pause is at most 120 days long."), _("Choose an earlier day."))
    pause = Pause.objects.create(start=start, end=end, label=label.strip())
    _tell("pause.set", pause, now=now, by=by)
    return pause


@transaction.atomic
def remove(pause: Pause, *, now: datetime, by: Person | None = None) -> None:
    """The pause does not happen after all."""
    _tell("pause.removed", pause, now=now, by=by)
    pause.delete()


def _tell(kind: str, pause: Pause, *, now: datetime, by: Person | None) -> None:
    facts.write(
        kind,
        at=now,
        actor=by.key if by else None,
        object=f"pause:{pause.key}",
        data={"start": pause.start.isoformat(), "end": pause.end.isoformat()},
        signals=("reconcile",),
    )
