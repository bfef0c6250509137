"""What is done for a coach who carries too much becomes notices: to the coach, or to those who are asked for help."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from leadership.lib.instants import local_date
from leadership.outbox.models import Fact
from leadership.outreach.notices import Notice
from leadership.people import managers, room
from leadership.people.models import Organisation, Person

NEWS_FOR = timedelta(days=14)
TO_THE_COACH = {
    room.ASKED: "asked", room.COLLEAGUE: "colleague", room.PLACES: "places",
    "coach.closed": "closed", "coach.opened": "opened",
}  # fmt: skip


def of_person(fact: Fact, now: datetime) -> list[Notice]:
    """The notices a fact about a coach's room asks for; what a coach does about it alone is news to nobody."""
    coach = Person.objects.filter(key=fact.subject_key, is_active=True).first()
    if coach is None:
        return []
    if fact.kind == room.HELP:
        asked = {"coach": str(coach.key), "by": str(fact.actor_key)}
        return [_notice("room_help", fact, person, now, asked) for person in _asked_for_help(coach, fact)]
    if fact.kind not in TO_THE_COACH or fact.actor_key == coach.key:
        return []
    said = {"what": TO_THE_COACH[fact.kind], "by": str(fact.actor_key), **fact.data}
    return [_notice("room", fact, coach, now, said)]


def _asked_for_help(coach: Person, fact: Fact) -> list[Person]:
    """The coach's leader where the coach asks; where a leader does, or nobody is above, who looks after rhythms."""
    on = local_date(fact.at, coach.zone_info)
    leader = managers.leader_of(coach, on) if fact.actor_key == coach.key else None
    if leader is not None:
        return [leader]
    steward = Organisation.current().rhythm_steward
    caretakers = [steward] if steward is not None and steward.is_employed(on) else _hr(on)
    return [person for person in caretakers if person.key not in (coach.key, fact.actor_key)]


def _hr(on: date) -> list[Person]:
    return list(Person.objects.employed(on).filter(is_hr=True))


def _notice(letter: str, fact: Fact, person: Person, now: datetime, data: dict[str, Any]) -> Notice:
    return Notice(f"{letter}:{fact.pk}:{person.key}", letter, person, data=data, expires_at=now + NEWS_FOR)
