"""The verbs of being away: note, change, remove. Dates only; why somebody is away is nobody's business here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leadership.lib.refusal import refuse
from leadership.outbox import facts
from leadership.people.models import Absence, Person


@transaction.atomic
def note(person: Person, *, start: date, end: date | None, now: datetime, by: Person | None = None) -> Absence:
    """`person` is away from `start` to `end`, both included, in their own zone; no end: not known yet.

    Raises Refused when the end is before the start, or the days overlap an absence noted before.
    """
    _check(person, start, end)
    absence = Absence.objects.create(person=person, start=start, end=end)
    _tell("absence.noted", absence, now=now, by=by, signals=("reconcile", "stepping_aside"))
    return absence


@transaction.atomic
def change(absence: Absence, *, start: date, end: date | None, now: datetime, by: Person | None = None) -> Absence:
    """Other days for an absence noted before. Raises Refused as `note` does."""
    if (absence.start, absence.end) == (start, end):
        return absence
    _check(absence.person, start, end, besides=absence)
    absence.start, absence.end = start, end
    absence.save()
    _tell("absence.changed", absence, now=now, by=by, signals=("reconcile", "stepping_aside"))
    return absence


@transaction.atomic
def remove(absence: Absence, *, now: datetime, by: Person | None = None) -> None:
    """The absence does not happen after all."""
    _tell("absence.removed", absence, now=now, by=by)
    absence.delete()


def away(person: Person, on: date) -> bool:
    """Whether `person` is away on `on`, their own date."""
    return person.pk in away_of([person.pk], on)


def away_of(ids: Iterable[int], on: date) -> frozenset[int]:
    """Those of the people who are away on `on`; one query."""
    return frozenset(Absence.objects.filter(covering(on), person__in=list(ids)).values_list("person_id", flat=True))


def covering(start: date, end: date | None = None) -> Q:
    """Absences that touch the days from `start` to `end` (both included; None: `start` alone)."""
    return Q(start__lte=end or start) & (Q(end__isnull=True) | Q(end__gte=start))


def _check(person: Person, start: date, end: date | None, *, besides: Absence | None = None) -> None:
    if end is not None and end < start:
        raise refuse("end", end, _("The last day away is before the first."), _("Choose a later day."))
    others = Absence.objects.filter(covering(start, end or date.max), person=person)
    other = (others.exclude(pk=besides.pk) if besides else others).first()
    if other is not None:
        named = {"name": person.given_name, "start": date_format(other.start)}
        message = _("%(name)s is noted as away from %(start)s already, and the days overlap.") % named
        raise refuse("start", start, message, _("Change that absence."))


def _tell(
    kind: str, absence: Absence, *, now: datetime, by: Person | None, signals: tuple[str, ...] = ("reconcile",)
) -> None:
    facts.write(
        kind,
        at=now,
        actor=by.key if by else None,
        subject=absence.person.key,
        object=f"absence:{absence.key}",
        data={"start": absence.start.isoformat(), "end": absence.end.isoformat() if absence.end else None},
        signals=signals,
    )
