"""What there is where two have no time in common: when the next one is, and the next times of other coaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from leadership.conversations import availability, choosing, eligibility
from leadership.conversations.models import NotWith
from leadership.people.models import Person
from leadership.web import freetimes, spoken
from leadership.web.spoken import TimeOption

if TYPE_CHECKING:
    from leadership.web.picker import Meeting

LOOKED_AT = 12
"""So many other coaches are looked at, in as many statements as one."""
COACHES, TIMES = 3, 3


@dataclass(frozen=True)
class Other:
    """Another coach and the next times with them; `url` takes one, by POST where the coach must be chosen first."""

    coach: Person
    times: list[TimeOption]
    url: str
    chooses: bool


@dataclass(frozen=True)
class Instead:
    """The next free time of the two in words, empty where the next year holds none, and others who have time."""

    next_free: str
    others: list[Other]


def of(meeting: Meeting, *, now: datetime) -> Instead:
    """What to say on an empty booker. Others are offered to the member alone, where the choice is the member's."""
    return Instead(_next_free(meeting, now), list(_others(meeting, now)))


def _next_free(meeting: Meeting, now: datetime) -> str:
    found = availability.next_free(
        meeting.member, meeting.coach, minutes=meeting.minutes, now=now, by=meeting.by, ignoring=meeting.moving
    )
    if found is None:
        return ""
    zone = meeting.clock
    said = spoken.span(found, found + timedelta(minutes=meeting.minutes), zone, now.astimezone(zone).date())
    return f"{said} ({spoken.zone_name(zone)})"


def _others(meeting: Meeting, now: datetime) -> list[Other]:
    coaches = _candidates(meeting, now)
    found = availability.free_with_each(
        meeting.member, coaches, minutes=meeting.minutes, now=now, obligation=meeting.obligation
    )
    free = sorted((coach for coach in coaches if found[coach.pk].times), key=lambda one: found[one.pk].times[0])
    return [_other(meeting, coach, found[coach.pk]) for coach in free[:COACHES]]


def _candidates(meeting: Meeting, now: datetime) -> list[Person]:
    """Whom the member could choose instead: those the rhythm accepts, else coaches who are open for new people."""
    if meeting.moving or meeting.by != "member":
        return []
    obligation = meeting.obligation
    if obligation is None:
        people = eligibility.coaches().filter(coach_profile__accepting=True)
        people = people.exclude(pk__in=NotWith.objects.visible_to(meeting.reader).values("other"))
        return list(people.exclude(pk__in=[meeting.member.pk, meeting.coach.pk])[:LOOKED_AT])
    if obligation.terms.coach.choice != "member":
        return []
    suggested = [one.coach for one in choosing.suggestions(obligation, now=now, n=LOOKED_AT)]
    return [coach for coach in suggested if coach.pk != meeting.coach.pk]


def _other(meeting: Meeting, coach: Person, free: availability.FreeTimes) -> Other:
    found = freetimes.Found(
        meeting.reader, meeting.member, coach, meeting.minutes, free.times, places=free.places, zone=meeting.zone
    )
    options = found.options(found.times[:TIMES])
    if meeting.obligation:
        return Other(coach, options, reverse("coach_choice", args=[meeting.obligation.key]), chooses=True)
    return Other(coach, options, meeting.url.replace(str(meeting.coach.key), str(coach.key)), chooses=False)
