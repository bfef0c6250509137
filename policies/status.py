"""The state of one obligation on a day: what has happened to it, what time has done (docs/reference/cadence.md B.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policies.crediting import Book
from policies.dating import Slot
from policies.facts import Row, TraceItem
from policies.hearing import Heard
from policies.leaves import counted_on
from policies.standing import Standing
from policies.timeliness import timeliness
from policies.trace import because
from policies.words import gettext_noop
from policies.workdays import ONE_DAY

_HELD = gettext_noop("Counted from your talk on %(day)s.")
_PROVISIONAL = gettext_noop("Your coach noted the talk on %(day)s as held; it is final after %(final_after)s.")
_BOOKED = gettext_noop("Booked for %(day)s.")
_UNCONFIRMED = gettext_noop("The talk on %(day)s waits for an answer: was it held?")
_ENDED = {
    "left": gettext_noop("Your employment ended on %(last)s, so nothing more is asked."),
    "exemption": gettext_noop("You are exempt from this rhythm at the moment."),
    "retired": gettext_noop("The rhythm ended on %(from)s."),
    "audience": gettext_noop("The rhythm no longer speaks of you from %(from)s."),
    "family": gettext_noop("A rhythm made more closely for you has taken its place from %(from)s."),
    "replaced": gettext_noop("The rhythm was changed on %(from)s; what it asks now takes the place of this talk."),
    "closed": gettext_noop("The time for this talk ended on %(last)s."),
}

_WAITS = frozenset({"closed", "exemption", "leave", "muted", "end_date"})
"""What ends nothing while a talk that is over waits for its answer (B.6: from open, planned and booked only)."""

End = tuple[date, str, str]
"""The first day of the new state, the state, the reason."""


def row_of(slot: Slot, book: Book, on: date) -> Row:
    """The row of the obligation on `on`, the member's today."""
    credit = book.credits.get(slot.name)
    slot = slot if credit else book.as_of(slot, on, over=True)
    if credit:
        return _row(slot, book, on, "fulfilled", one=credit)
    booking = book.bookings.get(slot.name)
    end = _ended(slot, book, on)
    if end:
        return _row(slot, book, on, end[1], reason=end[2], end=end)
    if booking:
        return _row(slot, book, on, booking.verdict, one=booking)
    return _row(slot, book, on, "planned" if on < slot.opens_on else "open")


def ended_by(slot: Slot, book: Book, on: date) -> date | None:
    """The first day on which it is over, None while it is not (or since the time its window opened: date.min)."""
    end = _ended(book.as_of(slot, on, over=True), book, on)
    return end[0] if end else None


def _ended(slot: Slot, book: Book, on: date) -> End | None:
    """What ended it first, if anything has by now."""
    until = book.waits_until(slot)
    return min((end for one in _ends(slot, book, on) if (end := _held_back(one, until))[0] <= on), default=None)


def _held_back(end: End, waits_until: date | None) -> End:
    """What ends nothing while a talk waits for its answer does so on the day after at the earliest."""
    if waits_until is None or end[2] not in _WAITS:
        return end
    return max(end[0], waits_until + ONE_DAY), end[1], end[2]


def _ends(slot: Slot, book: Book, on: date) -> Iterator[End]:
    standing, policy = book.standing, book.policy
    if slot.excused and slot.decided_on:
        yield slot.decided_on, "excused", slot.excused
    if standing.last_day:
        yield standing.last_day + ONE_DAY, "excused", "left"
    yield from _exemptions(slot, book, on)
    if policy.retired_on and policy.stop_open:
        yield policy.retired_on, "cancelled", "retired"
    if slot.replaced_on:
        yield slot.replaced_on, "cancelled", "replaced"
    if _is_left(slot, standing, on):
        yield _span_end(slot, book) + ONE_DAY, "cancelled", standing.why_not or "audience"
    if slot.close_on:
        state = "lapsed" if slot.terms.binding in ("voluntary", "opt_in") else "missed"
        yield slot.close_on + ONE_DAY, state, "closed"


def _is_left(slot: Slot, standing: Standing, on: date) -> bool:
    """The audience of anchored talks is asked for when they open; later only a closer rhythm ends them (R10)."""
    if standing.applies_on(on) or slot.cycle_start > on:
        return False
    return slot.terms.cadence.anchored is None or standing.why_not == "family"


def _exemptions(slot: Slot, book: Book, on: date) -> Iterator[End]:
    """Whoever is exempt past the due is asked nothing meanwhile; what outlasts the close stays excused."""
    for first, last in book.standing.exempt:
        in_time = slot.close_on is None or first <= slot.close_on
        returns = slot.close_on is None or last < slot.close_on
        if in_time and slot.due_on <= last and (on <= last or not returns):
            yield first, "excused", "exemption"


def _span_end(slot: Slot, book: Book) -> date:
    ends = [end for start, end in book.standing.spans if start <= slot.cycle_start and end and end >= slot.cycle_start]
    return ends[0] if ends else slot.cycle_start - ONE_DAY


def _row(
    slot: Slot, book: Book, on: date, state: str, *, reason: str = "", one: Heard | None = None, end: End | None = None
) -> Row:
    credited_on = one.day if one and state == "fulfilled" else None
    return Row(
        policy=slot.policy,
        version=slot.version,
        cycle_key=slot.cycle_key,
        slot=slot.slot,
        state=state,
        timeliness=_timeliness(slot, book, on, state, credited_on),
        opens_on=slot.opens_on,
        choose_by=slot.choose_by,
        due_on=slot.due_on,
        overdue_from=slot.overdue_from,
        close_on=slot.close_on,
        credited_on=credited_on,
        talk=one.talk.key if one else None,
        provisional=bool(one and one.provisional),
        reason=reason,
        trace=(*slot.trace, *_last_notes(slot, book, one, end)),
    )


def _timeliness(slot: Slot, book: Book, on: date, state: str, credited_on: date | None) -> str:
    resting = slot.terms.binding != "voluntary" and counted_on(book.standing.away, on) is not None
    return timeliness(
        state=state,
        on=min(on, slot.due_on) if slot.terms.binding == "voluntary" else on,
        opens_on=slot.opens_on,
        due_on=slot.due_on,
        overdue_from=slot.overdue_from,
        days=book.standing.days,
        credited_on=credited_on,
        resting=resting,
    )


def _last_notes(slot: Slot, book: Book, one: Heard | None, end: End | None) -> Iterator[TraceItem]:
    if slot.name in book.notes:
        yield book.notes[slot.name]
    if one is not None and one.verdict == "held":
        yield because("R13", _HELD, {"day": one.day, "talk": one.talk.key}, {"credited_on": one.day})
        if one.provisional:
            given = {"day": one.day, "confirmed_on": one.talk.confirmed_on or one.day, "plus": 5}
            yield because("R12", _PROVISIONAL, given, {"final_after": one.final_after or one.day})
    elif one is not None:
        message = _BOOKED if one.verdict == "booked" else _UNCONFIRMED
        yield because("R13", message, {"day": one.day, "talk": one.talk.key}, {"state": one.verdict})
    if end is not None and end[2] in _ENDED:
        last = _last_day(slot, end)
        yield because("B.6", _ENDED[end[2]], {"from": end[0], "last": last}, {"state": end[1]})


def _last_day(slot: Slot, end: End) -> date:
    """The last day before it ended; of one that closed, the day its time was over."""
    if end[2] == "closed" and slot.close_on:
        return slot.close_on
    return end[0] - ONE_DAY if end[0] > date.min else end[0]
