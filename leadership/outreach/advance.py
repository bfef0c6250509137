"""Obligations whose moment has come: a coach where nobody was chosen, the ladder's letters, the next look.

A step, its letters and the next look are one transaction, and only where nobody has changed the obligation meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from leadership.conversations import attempts, places, reckoning
from leadership.conversations.defaults import Defaults
from leadership.conversations.errors import CoachIsFull
from leadership.obligations import ledger, many
from leadership.obligations.around import Around, terms_of
from leadership.obligations.models import LIVE, Obligation
from leadership.obligations.moments import Moments
from leadership.obligations.standing import mover_of
from leadership.outreach import happenings, notices, steps, warnings
from leadership.outreach.days import is_away
from leadership.outreach.models import Delivery
from leadership.outreach.notices import Notice
from leadership.outreach.report import Report
from leadership.people.models import Person

log = logging.getLogger(__name__)

BATCH = 500
HANDOVER_FOR = timedelta(days=20)
READ = ("person__manager", "coach")
"""What is read with an obligation that is due."""


def due(report: Report, *, now: datetime, beat: Callable[[], None] = lambda: None) -> None:
    """Walks the ladders of all that are due at `now` (UTC), a batch at a time, and tells `report`."""
    for batch in _batches(now):
        _advance(batch, report, now)
        beat()


@dataclass(frozen=True)
class _Advance:
    """What one obligation needs now: letters, steps not taken, and when to look again."""

    owed: Obligation
    due: steps.Due
    notices: tuple[Notice, ...]
    next_action_at: datetime | None
    handed_over: bool = False


def _batches(now: datetime) -> Iterator[list[Obligation]]:
    """The obligations that are due, oldest first, each once in this tick: one that goes wrong does not come again."""
    seen = Q()
    while True:
        rows = Obligation.objects.waiting(now).filter(seen).order_by("next_action_at", "id")  # type: ignore[attr-defined]
        batch = list(rows.select_related(*READ)[:BATCH])
        if not batch:
            return
        last = batch[-1]
        yield batch
        seen = Q(next_action_at__gt=last.next_action_at) | Q(next_action_at=last.next_action_at, id__gt=last.pk)


def _advance(batch: list[Obligation], report: Report, now: datetime) -> None:
    """A batch at once; where something in it cannot even be read, each alone."""
    try:
        batch = _settled(batch, report, now)
        moments = Moments.of(batch)
    except Exception as error:
        if is_away(error):
            raise
        if len(batch) == 1:
            _note(report, batch[0], error)
            return
        for owed in batch:
            _advance([owed], report, now)
        return
    _walk(batch, moments, report, now)


def _walk(batch: list[Obligation], moments: Moments, report: Report, now: datetime) -> None:
    advances = []
    defaults = Defaults((owed for owed in batch if _waits_for_a_coach(owed, now)), now=now)
    for owed in batch:
        try:
            advances.append(_one(_with_coach(owed, defaults, now), moments, now))
        except Exception as error:
            if is_away(error):
                raise
            _note(report, owed, error)
    try:
        with transaction.atomic():
            written = _written(advances, now)
    except Exception as error:
        if is_away(error):
            raise
        _one_by_one(advances, report, now)
    else:
        _count(report, advances, *written)


def _settled(batch: list[Obligation], report: Report, now: datetime) -> list[Obligation]:
    """Rows whose day has come (to open, to close, to lapse) are reckoned first; the batch as it is afterwards."""
    turning = [owed for owed in batch if _turns(owed, now.astimezone(owed.person.zone_info).date())]
    if not turning:
        return batch
    report.mended(reckoning.settle(sorted({owed.person_id for owed in turning}), now=now).done)
    fresh = Obligation.objects.filter(pk__in=[owed.pk for owed in batch]).select_related(*READ)
    return list(fresh.order_by("next_action_at", "id"))


def _turns(owed: Obligation, today: date) -> bool:
    if owed.state == Obligation.State.PLANNED:
        return owed.opens_on <= today
    return owed.close_on is not None and owed.close_on < today


def _waits_for_a_coach(owed: Obligation, now: datetime) -> bool:
    """Nobody chosen when choose_by is over. Where the rhythm names its coach there is nothing to wait for."""
    if owed.state != Obligation.State.OPEN or owed.coach_id is not None or owed.choose_by is None:
        return False
    today = now.astimezone(owed.person.zone_info).date()
    return today > owed.choose_by or terms_of(owed).names_its_coach


def _with_coach(owed: Obligation, defaults: Defaults, now: datetime) -> Obligation:
    """The rhythm's default is asked, if there is one (R16)."""
    if not _waits_for_a_coach(owed, now):
        return owed
    coach = defaults.of(owed)
    if coach is None:
        return owed
    defaults.give(coach, owed)
    return _given(owed, coach, now)


def _given(owed: Obligation, coach: Person, now: datetime) -> Obligation:
    def deed() -> Obligation:
        attempts.lock([coach])
        places.require(coach, owed.person, most=terms_of(owed).coach.max_open)
        return ledger.choose_coach(owed, coach, by=None, now=now)

    try:
        return attempts.attempt(deed)
    except CoachIsFull:
        return owed


def _one(owed: Obligation, moments: Moments, now: datetime) -> _Advance:
    if owed.state not in LIVE:
        return _Advance(owed, steps.Due(), (), None)
    walked = moments.steps(owed) if owed.state != Obligation.State.PLANNED else ()
    due = steps.due(owed, walked, now=now)
    handed = _handed_over(owed, moments.around, now)
    due, notices = _one_to_each(due, [*_first_steps(owed, due, now), *handed], now)
    return _Advance(owed, due, notices, moments.next_for(owed, after=now), bool(handed))


def _one_to_each(due: steps.Due, others: Sequence[Notice], now: datetime) -> tuple[steps.Due, tuple[Notice, ...]]:
    """About one talk a person is told one thing at a time, however late we look (I9): a warning if there is one, else
    whose move it is. What is not said is written down as over, so that it is not said tomorrow."""
    to = {notice.recipient.pk for notice in others}
    outdone = [one for one in due.notices if one.recipient.pk in to and one.letter not in warnings.WARNING]
    ladder = [one for one in due.notices if one not in outdone]
    first = {one.recipient.pk for one in ladder}
    rest = [replace(one, expires_at=now) if one.recipient.pk in first else one for one in others]
    dropped = (*due.dropped, *((one.key, "collapsed") for one in outdone))
    return replace(due, notices=tuple(ladder), dropped=dropped), (*ladder, *rest)


def _first_steps(owed: Obligation, due: steps.Due, now: datetime) -> list[Notice]:
    """A cycle that opens with a coach already in place: the coach is asked when the member is invited."""
    if any(notice.letter == "invitation" for notice in due.notices):
        return happenings.first_step(owed, now=now)
    return []


def _handed_over(owed: Obligation, around: Around, now: datetime) -> list[Notice]:
    """Silence has passed the move on: only the first time sends a notice (R16)."""
    if owed.state != Obligation.State.OPEN or owed.coach is None:
        return []
    today = now.astimezone(owed.person.zone_info).date()
    turn = mover_of(owed, today, around)
    is_new = turn.flips == 1 and turn.notice_due_on is not None and turn.notice_due_on <= today
    if turn.role == "member" and notices.speaks_to_leader(owed):
        return []
    if not is_new or (owed.quiet_until and today < owed.quiet_until):
        return []
    key = f"handover:{owed.key}"
    if Delivery.objects.filter(unique_key=key).exists():
        return []
    return [
        Notice(
            key=key,
            letter="handed_over",
            recipient=owed.coach if turn.role == "coach" else owed.person,
            obligation_id=owed.pk,
            data={"to": turn.role},
            expires_at=now + HANDOVER_FOR,
        )
    ]


def _written(advances: Sequence[_Advance], now: datetime) -> tuple[int, list[str]]:
    """Writes steps, letters and next looks of those nobody changed meanwhile; how many letters, and keys withdrawn."""
    mine = _as_read(advances)
    many.touch({one.owed.pk: one.next_action_at for one in mine}, acted_until=now)
    told = {(one.owed.pk, notice.recipient.pk) for one in mine for notice in one.due.notices}
    withdrawn = notices.withdraw(told, reason="collapsed") if told else []
    for one in mine:
        if one.handed_over:
            ledger.hand_over(one.owed, now=now)
    return notices.write([notice for one in mine for notice in one.notices], now=now), withdrawn


def _as_read(advances: Sequence[_Advance]) -> list[_Advance]:
    """Those nobody has changed since they were read; they stay so until the transaction ends."""
    rows = Obligation.objects.filter(pk__in=[one.owed.pk for one in advances]).order_by("pk").select_for_update()
    now_is = {pk: (state, version) for pk, state, version in rows.values_list("pk", "state", "version")}
    return [one for one in advances if now_is.get(one.owed.pk) == (one.owed.state, one.owed.version)]


def _one_by_one(advances: Sequence[_Advance], report: Report, now: datetime) -> None:
    """Something in the batch cannot be written: each alone, so that only that one is held up."""
    for one in advances:
        try:
            with transaction.atomic():
                written = _written([one], now)
        except Exception as error:
            if is_away(error):
                raise
            _note(report, one.owed, error)
        else:
            _count(report, [one], *written)


def _count(report: Report, advances: Sequence[_Advance], written: int, withdrawn: Sequence[str]) -> None:
    report.written += written
    report.drop([(key, "collapsed") for key in withdrawn])
    for one in advances:
        report.drop(one.due.dropped)


def _note(report: Report, owed: Obligation, error: Exception) -> None:
    log.exception("obligation could not be advanced", extra={"obligation": str(owed.key)}, exc_info=error)
    report.errors.append({"object": owed.name, "error": f"{type(error).__name__}: {error}"})
