"""Reading ledger and calendar into the rows that figures are made from; a fixed number of queries each.

Intervals are days of the organisation; a talk lies in the interval in which it began, by the organisation's clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from leadership.consultations.models import Proposal
from leadership.conversations import places
from leadership.conversations.models import Conversation, OfferedTime, PulseTally
from leadership.conversations.pulse import SUNDAY
from leadership.insights import last_heard, metrics
from leadership.insights.crowd import Crowd
from leadership.insights.periods import Interval
from leadership.insights.rows import Answers, Booking, Listener, Offer, Owed, Rest, Talk, Voices
from leadership.lib.instants import at_local, local_date
from leadership.obligations.models import LIVE, Obligation, ObligationQuerySet
from leadership.people import workcalendar
from leadership.people.models import CoachProfile, Organisation, Person
from policies.facts import Pause
from policies.models import PolicyVersion
from policies.organisation import org_facts
from policies.workdays import WorkCalendar, calendar_of

NINETY_DAYS = timedelta(days=90)
CHUNK = 5000
COUNTS = ("asked", "held", "people")
DUE = ("first_due", "last_due")
ROLLING = "since-"
"""How the keys of rolling cycles begin (R7)."""


def compulsory() -> ObligationQuerySet:
    """What compulsory rhythms ask for: the talks that count in coverage."""
    return ObligationQuerySet(Obligation).promised().filter(policy_version__in=_binding())


def _binding() -> list[int]:
    """The wordings that are compulsory, which a rhythm is unless it says otherwise."""
    versions = PolicyVersion.objects.values_list("pk", "terms__binding")
    return [pk for pk, binding in versions if binding in (None, "compulsory")]


def binding_rhythms() -> set[str]:
    """The keys of rhythms that have never been anything but compulsory."""
    versions = list(PolicyVersion.objects.values_list("pk", "policy__key"))
    binding = set(_binding())
    return {key for _pk, key in versions} - {key for pk, key in versions if pk not in binding}


def due_in(interval: Interval) -> ObligationQuerySet:
    return compulsory().filter(due_on__gte=interval.start, due_on__lte=interval.end)


def undecided(interval: Interval, on: date) -> bool:
    """Whether anything due in the interval may still be decided on `on`: open and not yet past its last day, or its
    fair warning where it has no last day."""
    waits = Q(close_on__gte=on) | Q(close_on__isnull=True, overdue_from__gte=on)
    return due_in(interval).filter(waits, state__in=LIVE).exists()


def owed(interval: Interval) -> list[Owed]:
    """What was due in the interval, whatever became of it."""
    rows = due_in(interval).values_list("person_id", "state", "due_on", "credited_on", "reason")
    return [Owed(*row) for row in rows.iterator(chunk_size=CHUNK)]


def talks(interval: Interval, crowd: Crowd) -> list[Talk]:
    """What was held in the interval."""
    held = Conversation.objects.held().filter(**_begun_in(interval))
    rows = held.values_list("member_id", "coach_id", "initiated_by", "minutes").iterator(chunk_size=CHUNK)
    return [Talk(member, coach, by, crowd.is_outside(member, coach), minutes) for member, coach, by, minutes in rows]


def bookings(interval: Interval) -> list[Booking]:
    """What was booked in the interval, whatever became of it."""
    rows = Conversation.objects.filter(**_within("booked_at", interval)).values_list(
        "member_id", "state", "moved_count"
    )
    return [Booking(member, state == "cancelled", times > 0) for member, state, times in rows.iterator(CHUNK)]


def rests(interval: Interval) -> list[Rest]:
    """How long each move rested in talks that were agreed in the interval, in the organisation's working days."""
    rows = Conversation.objects.filter(**_within("booked_at", interval), asked_for__isnull=False)
    wanted = ("member_id", "initiated_by", "made_at", "booked_at", "asked_for__opens_on", "asked_for__coach_chosen_on")
    between, zone = cache(partial(_between, _working_days())), Organisation.current().zone
    found: list[Rest] = []
    for member, by, made_at, booked_at, opens_on, chosen_on in rows.values_list(*wanted).iterator(CHUNK):
        made, booked = local_date(made_at, zone), local_date(booked_at, zone)
        asked = max(opens_on, chosen_on or opens_on)
        found.append(Rest(member, by, between(asked, made)))
        if booked_at > made_at:
            found.append(Rest(member, "coach" if by == "member" else "member", between(made, booked)))
    return found


def offers(interval: Interval) -> list[Offer]:
    """Times members suggested in the interval; those that still wait for an answer are left out."""
    suggested = Conversation.objects.filter(
        Exists(OfferedTime.objects.filter(conversation=OuterRef("pk"), counter=False)),
        **_within("made_at", interval),
        initiated_by="member",
    ).exclude(state="proposed")
    rows = suggested.values_list("member_id", "coach_id", "state", "offered_by")
    return [Offer(member, coach, state != "expired" or by == "coach") for member, coach, state, by in rows]


def listeners(on: date) -> list[Listener]:
    """Everyone who is open for choice on `on`."""
    profiles = CoachProfile.objects.filter(accepting=True, person__is_active=True).values_list("person_id", "capacity")
    room = dict(profiles)
    pairs, minutes = places.pairs_of(room.keys()), minutes_held(on)
    return [Listener(one, len(pairs[one]), room[one], minutes.get(one, 0)) for one in room]


def minutes_held(on: date) -> Mapping[int, int]:
    """Minutes of held talks in the ninety days before `on`, by coach."""
    first = datetime.combine(on - NINETY_DAYS, time(), UTC)
    held = Conversation.objects.held().filter(start__gte=first, start__lt=datetime.combine(on, time(), UTC))
    return dict(held.values_list("coach_id").annotate(minutes=Sum("minutes")).values_list("coach_id", "minutes"))


def voices(interval: Interval) -> list[Voices]:
    """Consultations about proposals that ended in the interval."""
    ended = Proposal.objects.filter(**_within("ended_at", interval), kind=Proposal.Kind.CHANGE).annotate(
        asked=Count("invitations", distinct=True),
        spoke=Count("voices", distinct=True),
        raised=Count("voices__concerns", distinct=True),
        answered=Count("voices__concerns", distinct=True, filter=Q(voices__concerns__answered_at__isnull=False)),
    )
    return [Voices(*row) for row in ended.values_list("asked", "spoke", "raised", "answered")]


def answers(interval: Interval, question: str, counted: Collection[int], by: str) -> dict[str, Answers]:
    """What was answered in the weeks whose Sunday lies in the interval, `by` unit or rhythm ("": of none), and how many
    answers were one of `counted`."""
    weeks = {"week__gte": interval.start - SUNDAY, "week__lte": interval.end - SUNDAY}
    said = PulseTally.objects.filter(**weeks, question=question, count__gt=0).order_by().values_list(by)
    part = Coalesce(Sum("count", filter=Q(value__in=counted)), 0)
    return {group or "": Answers(n, of) for group, n, of in said.annotate(n=Sum("count"), of=part)}


def days_since_heard(crowd: Crowd) -> dict[int, int]:
    """Days on the crowd's day since each of those employed was last heard; of those who never were, since they came or
    the first compulsory rhythm took effect, whichever is later."""
    midnight = at_local(crowd.on, time(), Organisation.current().zone)
    last = _last_talks(Conversation.objects.held().filter(start__lt=midnight))
    return _days(((one, crowd.seats[one].first_day) for one in crowd.employed), last, crowd.on)


def days_of(people: Collection[int], on: date) -> dict[int, int]:
    """The same for a few people as it is now, on their leader's date."""
    first_days = Person.objects.employed(on).filter(pk__in=people).values_list("pk", "hire_date")
    return _days(first_days, last_heard.of(people), on)


def _days(first_days: Iterable[tuple[int, date]], last: Mapping[int, date], on: date) -> dict[int, int]:
    promised = _first_promise()
    found = {}
    for person, first_day in first_days:
        since = last.get(person) or max(first_day, promised or first_day)
        found[person] = max(0, (on - since).days)
    return found


def _last_talks(held: QuerySet[Conversation]) -> dict[int, date]:
    """The day each person was last heard, as member, by the clock of the talk's own zone (R1)."""
    latest: dict[int, date] = {}
    rows: Iterator[Any] = held.order_by().values_list("member_id", "zone").annotate(last=Max("start")).iterator(CHUNK)
    for member, zone, start in rows:
        day = local_date(start, zone)
        latest[member] = max(day, latest.get(member, day))
    return latest


def first_due() -> date | None:
    """The first day anything compulsory was due: there are no figures of earlier times."""
    return compulsory().order_by("due_on").values_list("due_on", flat=True).first()


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle of a rhythm: how many of its talks are `held`, how many were `asked` for, of how many `people`, and the
    first and last day on which one was due."""

    policy: str
    key: str
    counts: Counter[str]
    first_due: date
    last_due: date


def cycles(first: date, last: date) -> Iterator[Cycle]:
    """Every cycle with talks due between the two days, but those of each person's own (rolling). One query."""
    rows = asked_of_everyone().filter(due_on__gte=first, due_on__lte=last).exclude(cycle_key__startswith=ROLLING)
    for policy, key, *counts, first_due, last_due in _counted(rows, ("policy__key", "cycle_key"), DUE):
        yield Cycle(policy, key, Counter(dict(zip(COUNTS, counts, strict=True))), first_due, last_due)


def progress_of_rolling(interval: Interval) -> dict[str, Counter[str]]:
    """The same by rhythm, for talks of rolling rhythms due in the interval. One query."""
    rows = asked_of_everyone().filter(due_on__gte=interval.start, due_on__lte=interval.end)
    counted = _counted(rows.filter(cycle_key__startswith=ROLLING), ("policy__key",))
    return {policy: Counter(dict(zip(COUNTS, counts, strict=True))) for policy, *counts in counted}


def asked_of_everyone() -> ObligationQuerySet:
    """What rhythms of any kind asked for or offered; without what was excused, cancelled, or has not begun."""
    return ObligationQuerySet(Obligation).promised().exclude(state__in=metrics.ASIDE)


def _counted(rows: ObligationQuerySet, by: Sequence[str], more: Sequence[str] = ()) -> Iterator[Any]:
    counted = rows.order_by().values_list(*by).annotate(
        asked=Count("pk"), held=Count("pk", filter=Q(state="fulfilled")), people=Count("person", distinct=True),
        first_due=Min("due_on"), last_due=Max("due_on"),
    )  # fmt: skip
    return counted.values_list(*by, *COUNTS, *more).iterator(CHUNK)


def _first_promise() -> date | None:
    adopted = PolicyVersion.objects.filter(adopted_at__isnull=False, pk__in=_binding())
    return adopted.order_by(F("effective_from").asc(nulls_last=True)).values_list("effective_from", flat=True).first()


def _begun_in(interval: Interval) -> dict[str, datetime]:
    return _within("start", interval)


def _within(field: str, interval: Interval) -> dict[str, datetime]:
    zone = Organisation.current().zone
    first, after = at_local(interval.start, time(), zone), at_local(interval.end + timedelta(days=1), time(), zone)
    return {f"{field}__gte": first, f"{field}__lt": after}


def _working_days() -> WorkCalendar:
    """Monday to Friday in the organisation's calendar."""
    organisation = Organisation.current()
    pauses = tuple(Pause(rest.start, rest.end) for rest in org_facts().pauses)
    return calendar_of(workcalendar.book(), organisation.country, organisation.subdiv, frozenset(range(5)), pauses)


def _between(days: WorkCalendar, start: date, end: date) -> int:
    return days.between(start, end) if end > start else 0
