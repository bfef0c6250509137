"""A round: everyone of a rhythm who is still without a time gets one with the coach they chose, all planned together.

HR plans over all coaches, a coach over those who chose them. First there is a plan to look at, then offers go out in
the coaches' names; a time is booked only when the member takes it, as with every offer. Planning and sending may be
killed at any line and go on from there: a plan is written whole, each offer with its mark in one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from leadership.conversations import availability, booking, lengths, proposals
from leadership.conversations.errors import Changed, NotYours
from leadership.conversations.models import Conversation, Round, RoundPlace
from leadership.conversations.roundpreview import Placing, preview, without_a_time
from leadership.lib.instants import iso, parse_instant
from leadership.lib.refusal import Refused
from leadership.obligations.models import Obligation
from leadership.outbox import facts
from leadership.people.models import Person
from policies.models import Policy

BATCH = 200
SETTLED = "settled"
"""A time has been set or offered meanwhile, or the one planned is not free any more."""


def ask(policy: Policy, *, by: Person, now: datetime, coach: Person | None = None) -> Round:
    """A new round, to be planned; an earlier one of the same kind that was never sent is put aside.

    Raises `NotYours` unless `by` is HR, or the coach whose own round it is.
    """
    if not by.is_active or (coach != by if coach else not by.is_hr):
        raise NotYours(by.key)
    with transaction.atomic():
        Round.objects.filter(policy=policy, coach=coach, state__in=("asked", "planned")).update(state="dropped")
        made = Round.objects.create(policy=policy, coach=coach, made_by=by, made_at=now)
        _tell(made, "asked", by, now)
    return made


def plan(round_: Round, *, now: datetime, beat: Callable[[], None] = lambda: None) -> Round:
    """Finds the times and writes them down whole. Planned already: changes nothing."""
    placings = preview(round_.policy, now=now, coach=round_.coach, beat=beat)
    with transaction.atomic():
        if Round.objects.filter(pk=round_.pk, state="asked").update(state="planned", planned_at=now):
            RoundPlace.objects.bulk_create([_place(round_, placing) for placing in placings], batch_size=500)
            _tell(round_, "planned", None, now, placed=sum(placing.start is not None for placing in placings))
    round_.refresh_from_db()
    return round_


def send(round_: Round, *, by: Person, now: datetime) -> Round:
    """Lets the offers go out. Twice is once. Raises `NotYours`, `Changed` when there is no plan to send (any more)."""
    if not Round.objects.visible_to(by).filter(pk=round_.pk).exists():
        raise NotYours(by.key)
    with transaction.atomic():
        if Round.objects.filter(pk=round_.pk, state="planned").update(state="sending"):
            _tell(round_, "sent", by, now)
    round_.refresh_from_db()
    if round_.state not in ("sending", "sent"):
        raise Changed(round_.state)
    return round_


def drop(round_: Round, *, by: Person, now: datetime) -> Round:
    """Puts a plan aside that has not been sent. Raises `NotYours`, `Changed`."""
    if not Round.objects.visible_to(by).filter(pk=round_.pk).exists():
        raise NotYours(by.key)
    with transaction.atomic():
        if Round.objects.filter(pk=round_.pk, state__in=("asked", "planned")).update(state="dropped"):
            _tell(round_, "dropped", by, now)
    round_.refresh_from_db()
    if round_.state != "dropped":
        raise Changed(round_.state)
    return round_


def advance(*, now: datetime, limit: int = BATCH, beat: Callable[[], None] = lambda: None) -> int:
    """Plans the rounds that were asked for, and sends at most `limit` offers of those that are to go out. Returns how
    much was done; 0 when nothing waits."""
    done = 0
    for round_ in Round.objects.filter(state__in=("asked", "sending")).select_related("policy", "coach", "made_by"):
        if round_.state == "asked":
            plan(round_, now=now, beat=beat)
            done += 1
        elif done < limit:
            done += send_some(round_, now=now, limit=limit - done, beat=beat)
    return done


def send_some(
    round_: Round, *, now: datetime, limit: int = BATCH, beat: Callable[[], None] = lambda: None
) -> int:  # fmt: skip
    """Sends at most `limit` offers of a round that is being sent, and closes it when none is left."""
    waiting = round_.places.filter(outcome="", start__isnull=False).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:limit])
    for pk in ids:
        _send(pk, round_, now)
        beat()
    if not waiting.exists():
        _close(round_, now)
    return len(ids)


def made_for(coach: Person, round_: UUID) -> QuerySet[RoundPlace]:
    """The offers of HR's round (its key) that went out in the name of `coach`, by time."""
    places = RoundPlace.objects.visible_to(coach).filter(round__key=round_, round__coach=None)  # type: ignore[attr-defined]
    offered: QuerySet[RoundPlace] = places.filter(outcome="offered", conversation__isnull=False)
    return offered.select_related("conversation__member", "conversation__coach").order_by("start", "pk")


def waiting_for(coaches: Collection[int], keys: Collection[str]) -> QuerySet[RoundPlace]:
    """The offers of HR's rounds (by key) in the name of these coaches (ids) that nobody has answered, by time."""
    waiting = RoundPlace.objects.filter(round__key__in=keys, round__coach=None, outcome="offered", coach__in=coaches)
    found = waiting.filter(coach__is_active=True, conversation__state="proposed").order_by("start", "pk")
    return found.select_related("round", "conversation__member", "obligation__policy_version")


def take_back(places: Iterable[RoundPlace], *, by: Person, now: datetime) -> int:
    """The coach `by` takes back offers that were made in their name and wait for an answer; returns how many. What has
    been answered meanwhile stays as it is."""
    return sum(_taken_back(place, by, now) for place in places if place.conversation)


def _taken_back(place: RoundPlace, by: Person, now: datetime) -> bool:
    talk = place.conversation
    if talk is None or talk.state != "proposed" or talk.offered_by != "coach":
        return False
    try:
        booking.cancel(talk, by=by, now=now)
    except Changed:
        return False
    return True


@transaction.atomic
def _close(round_: Round, now: datetime) -> None:
    """Every offer is out; each coach in whose name HR's round has made some is told of them."""
    closed = Round.objects.filter(pk=round_.pk, state="sending").update(state="sent", sent_at=now)
    if not closed or round_.coach_id is not None:
        return
    offered = round_.places.filter(outcome="offered").order_by("coach__key")
    for coach in offered.values_list("coach__key", flat=True).distinct():
        facts.write(
            "round.offered", at=now, actor=round_.made_by.key, subject=coach, object=round_.name,
            data={"policy": str(round_.policy.key)}, signals=("outreach",),
        )  # fmt: skip


def progress(round_: Round) -> tuple[int, int]:
    """How many offers are out or were refused, and how many there are in all."""
    outcomes = Counter(round_.places.filter(start__isnull=False).values_list("outcome", flat=True))
    return sum(outcomes.values()) - outcomes[""], sum(outcomes.values())


def _place(round_: Round, placing: Placing) -> RoundPlace:
    return RoundPlace(
        round=round_, obligation=placing.obligation, coach=placing.coach, start=placing.start,
        also=[iso(start) for start in placing.also], reason=placing.reason,
    )  # fmt: skip


def _send(pk: int, round_: Round, now: datetime) -> None:
    """One offer and its mark, in one transaction; what has become impossible is marked with the reason."""
    try:
        with transaction.atomic():
            place = RoundPlace.objects.select_for_update(of=("self",)).get(pk=pk)
            if place.outcome:
                return
            talk = _offered(place, round_, now)
            RoundPlace.objects.filter(pk=pk).update(outcome="offered", conversation=talk)
    except Refused:
        RoundPlace.objects.filter(pk=pk, outcome="").update(outcome="refused", reason=SETTLED)


def _offered(place: RoundPlace, round_: Round, now: datetime) -> Conversation:
    """The planned time with the further ones that are still free. Raises Refused when the planned one is not."""
    still = without_a_time(round_.policy).filter(pk=place.obligation_id, coach=place.coach)
    row = still.first()
    if row is None or place.start is None or row.coach is None:
        raise Changed(place.obligation_id)
    minutes = lengths.usual(row.terms)
    also = [start for start in map(parse_instant, place.also) if _is_free(row, start, minutes, now)]
    return proposals.offer(
        member=row.person, coach=row.coach, starts=[place.start, *also], minutes=minutes, type=lengths.type_of(row),
        by=row.coach, now=now, obligation=row, mode=booking.usual_mode(row.person, row.coach),
        planned_by=round_.made_by,
    )  # fmt: skip


def _is_free(row: Obligation, start: datetime, minutes: int, now: datetime) -> bool:
    assert row.coach is not None
    try:
        availability.require_free(
            row.person, row.coach, starts=[start], minutes=minutes, now=now, by="coach", obligation=row
        )
    except Refused:
        return False
    return True


def _tell(round_: Round, deed: str, by: Person | None, now: datetime, **told: object) -> None:
    data = {"policy": str(round_.policy.key), "coach": str(round_.coach.key) if round_.coach else None, **told}
    facts.write(f"round.{deed}", at=now, actor=by.key if by else None, object=round_.name, data=data)
