"""What a round would be just now: whom it is about, the times found for them together, and why some have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from leadership.conversations import diaries, lengths, roundplan, slots
from leadership.conversations.availability import Asked
from leadership.conversations.diaries import Manner
from leadership.conversations.models import Conversation
from leadership.conversations.roundplan import Gives, Wish
from leadership.lib.instants import end_of_day, local_date
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.models import Policy

LEAD = timedelta(hours=24)
"""Nobody is offered a time sooner than this: they are to have a day to look at it."""
AT_LEAST, AT_MOST = timedelta(days=14), timedelta(days=42)
"""How far a round looks: to the day to be heard by, but at least and at most so far."""
NO_COACH, NOT_NOW, OTHERS = "no_coach", "not_now", "others"


@dataclass(frozen=True, slots=True)
class Placing:
    """One person of a round: a time with further ones for the offer, or the reason why there is none.

    Reasons are those of `slots.Reason`, and: no_coach, not_now (asked for quiet), others (every time of theirs was
    needed for somebody else), settled (a time has been set or offered meanwhile).
    """

    obligation: Obligation
    coach: Person | None
    start: datetime | None = None
    also: tuple[datetime, ...] = ()
    reason: str = ""


def without_a_time(policy: Policy, coach: Person | None = None) -> QuerySet[Obligation]:
    """What is open of the rhythm with no time set and none offered; with `coach`, of those who chose them."""
    offered = Conversation.objects.filter(asked_for=OuterRef("pk"), state="proposed")
    rows: QuerySet[Obligation] = Obligation.objects.filter(policy=policy, state="open", person__is_active=True)
    if coach is not None:
        rows = rows.filter(coach=coach).exclude(person=coach)
    rows = rows.exclude(Exists(offered)).select_related("person", "coach__coach_profile", "policy_version", "policy")
    return rows.order_by("due_on", "pk")


def preview(
    policy: Policy, *, now: datetime, coach: Person | None = None, beat: Callable[[], None] = lambda: None
) -> list[Placing]:
    """The round as it would be now; nothing is written. `beat` is called between one person and the next."""
    rows = list(without_a_time(policy, coach))
    reasons = {row.pk: reason for row in rows if (reason := _known_reason(row, now))}
    table = _Table([row for row in rows if row.pk not in reasons], now)
    wishes = []
    for row in table.rows:
        wish, none_because = table.wish(row)
        beat()
        if none_because:
            reasons[row.pk] = none_because
        else:
            wishes.append(wish)
    plan = roundplan.plan(wishes, table.gives(), minutes=table.minutes)
    return [_placing(row, plan, reasons.get(row.pk, OTHERS)) for row in rows]


def _known_reason(row: Obligation, now: datetime) -> str:
    """Why no time is even looked for."""
    if row.coach is None or not row.coach.is_active:
        return NO_COACH
    quiet = row.quiet_until
    return NOT_NOW if quiet and local_date(now, row.person.zone_info) < quiet else ""


class _Table:
    """The calendars of everybody in a round, read at once: as many queries for a thousand as for one."""

    def __init__(self, rows: Sequence[Obligation], now: datetime) -> None:
        self.rows, self.now = rows, now
        self.people = {person.pk: person for row in rows for person in (row.person, row.coach) if person}
        self.minutes = max((lengths.usual(row.terms) for row in rows), default=0)
        self.manner = diaries.manners(self.people.values(), now) if rows else {}
        everyone = list(self.people.values())
        self.known = diaries.known(everyone, self.manner, start=now, until=now + AT_MOST) if rows else None

    def wish(self, row: Obligation) -> tuple[Wish, str]:
        """What the two have in common, thinned; or the rule that leaves nothing."""
        assert row.coach is not None and self.known is not None
        due = end_of_day(row.due_on, row.person.zone_info)
        until = min(max(due, self.now + AT_LEAST), self.now + AT_MOST)
        asked = Asked(
            row.person, row.coach, self.minutes, self.now, start=self.now + LEAD, until=until, by="coach",
            obligation=row,
        )  # fmt: skip
        search = asked.search(self.known, self.manner)
        times = slots.free_times(search)
        zones = (row.person.zone_info, row.coach.zone_info)
        wish = Wish(row.pk, row.person_id, row.coach_id, roundplan.thinned(times, zones[0]), due, zones)
        return wish, "" if times else str(slots.none_because(search))

    def gives(self) -> Mapping[Hashable, Gives]:
        """What each of them gives as a coach a day and a week, and what they keep free around a talk."""
        return {pk: self._of(person, self.manner[pk]) for pk, person in self.people.items()}

    def _of(self, person: Person, manner: Manner) -> Gives:
        assert self.known is not None
        room = self.known.room_of(person, manner)
        return Gives(room.per_day, room.per_week, Counter(room.talks), manner.before + manner.after)


def _placing(row: Obligation, plan: roundplan.Plan, reason: str) -> Placing:
    start = plan.starts.get(row.pk)
    if start is None:
        return Placing(row, row.coach, reason=reason)
    return Placing(row, row.coach, start, tuple(plan.also.get(row.pk, ())))
