"""In which unit a first rhythm is best tried: large enough to learn from, small enough to sit in one room."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from leadership.people.models import Unit

SMALLEST, LARGEST, BEST = 5, 40, 15
"""People in a pilot unit: fewer can be told apart in figures, more are hard to ask afterwards."""


def unit(*, on: date) -> tuple[Unit, int] | None:
    """The unit and how many people work in it on `on`: one with a listener of its own before one without, then the
    one whose size is nearest to fifteen, then the first by name. None when no unit fits."""
    here = Q(people__is_active=True, people__hire_date__lte=on) & (
        Q(people__last_day__isnull=True) | Q(people__last_day__gte=on)
    )
    listeners = here & Q(people__coach_profile__certified=True)
    counted = Unit.objects.annotate(
        size=Count("people", filter=here, distinct=True), listeners=Count("people", filter=listeners, distinct=True)
    )
    fitting = counted.filter(size__gte=SMALLEST, size__lte=LARGEST)
    found = sorted(fitting, key=lambda one: (not one.listeners, abs(one.size - BEST), one.name))
    return (found[0], found[0].size) if found else None
