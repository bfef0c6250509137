"""What a coach says of themselves, and whether they are offered to new people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leadership.outbox import facts
from leadership.people.models import CoachProfile, Person


@transaction.atomic
def set_accepting(coach: Person, accepting: bool, *, by: Person, now: datetime) -> CoachProfile:
    """Opens or closes the coach's door for new people; those who have this coach keep them. Writes once per change; a
    coach is told when somebody else does it."""
    profile, _made = CoachProfile.objects.get_or_create(person=coach)
    if profile.accepting != accepting:
        profile.accepting = accepting
        profile.save(update_fields=["accepting"])
        kind = "coach.opened" if accepting else "coach.closed"
        told = ("outreach",) if by != coach else ()
        facts.write(kind, at=now, actor=by.key, subject=coach.key, object=f"person:{coach.key}", signals=told)
    return profile
