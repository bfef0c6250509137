"""What one period asks of one person (cadence.md R5, R8, R11): how many talks, in which window, due when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from policies.cadence import Period
from policies.dating import Slot, due_settled, with_dates
from policies.facts import TraceItem, Version
from policies.leaves import Away
from policies.standing import Standing
from policies.termparts import PerPeriod
from policies.terms import Terms
from policies.trace import because, spell
from policies.words import gettext_noop
from policies.workdays import ONE_DAY, Stretch

SHORTEST_WINDOW = 10
"""Working days a newcomer's window must have where a started period asks for all its talks."""

_CALENDAR = gettext_noop("Working days: the weekdays %(weekdays)s of the calendar of %(country)s, without pauses.")
_PERIOD = gettext_noop("%(key)s runs from %(start)s to %(end)s.")
_SHARE = gettext_noop(
    "The rhythm applies to you on %(days)s of the %(of)s days, which asks for %(required)s of %(count)s."
)
_DUE = gettext_noop(
    "Talk %(slot)s of %(required)s, from %(window_start)s to %(window_end)s: to be heard by %(due_on)s."
)
_OPENS_FIRST = gettext_noop("It opens on %(opens_on)s, the first day the rhythm applies to you in this period.")
_OPENS_NEXT = gettext_noop("It opens on %(opens_on)s, the day after the talk before it was due.")
_MUTED = gettext_noop("From %(from)s to %(to)s another rhythm of yours comes first (%(by)s).")
_APPLIED = gettext_noop(
    "The rhythm was changed on %(adopted_on)s; ten working days after that at the earliest: %(due_on)s."
)
_EXCUSED = {
    "muted": gettext_noop(
        "Another rhythm comes first; %(days)s of %(of)s days remain, too few for this talk: it is taken off."
    ),
    "leave": gettext_noop("Your leave leaves %(days)s of %(of)s days, too few for this talk: it is taken off."),
    "exemption": gettext_noop(
        "You are exempt; %(days)s of %(of)s days remain, too few for this talk: it is taken off."
    ),
    "end_date": gettext_noop("Your last day leaves %(days)s of %(of)s days, too few for this talk: it is taken off."),
}


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the period counts for the person: `days` of `of`, hence `required` of the policy's count."""

    days: int
    of: int
    required: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """One period for one person: its slots, or the reason there are none ("paused", "not_yet", "ended", "leave",
    "exemption", "muted", "short_window", "share", "audience", "family", "opt_in")."""

    version: int
    period: Period
    share: Share
    slots: tuple[Slot, ...]
    why_none: str
    trace: tuple[TraceItem, ...]

    def foreseen(self) -> Cycle:
        """A cycle that has not begun: what is known to fall away is not asked for in the first place."""
        kept = tuple(slot for slot in self.slots if slot.decided_on != date.min)
        return self if kept == self.slots else replace(self, slots=kept, why_none="" if kept else "share")

    def begun_before(self, end: date) -> Cycle:
        """Nothing begins for anybody once the policy has ended."""
        late = bool(self.slots) and self.slots[0].cycle_start >= end
        return replace(self, slots=(), why_none="retired") if late else self


@lru_cache(maxsize=65536)
def cycle_of(policy: str, version: Version, period: Period, standing: Standing) -> Cycle:
    """The cycle, remembered: people of equal standing share it."""
    return _Window(policy, version, period, standing).cycle()


class _Window:
    """One period being looked at; sets of day numbers keep the counting plain."""

    def __init__(self, policy: str, version: Version, period: Period, standing: Standing) -> None:
        self.policy, self.version, self.period, self.standing = policy, version, period, standing
        self.terms: Terms = version.terms
        self.cadence = asked_of(version.terms)
        self.whole = _numbers(period.start, period.end)
        self.worked = self.whole - _of(standing.days.pauses)

    def cycle(self) -> Cycle:
        spanned = self.worked & self._spanned()
        counting = self._left(spanned)
        start = date.fromordinal(min(counting)) if counting else None
        if len(self.worked) * 2 < len(self.whole) or start is None:
            return self._none(self._share(counting), self._why_empty(spanned))
        expected = self._share(self._left(spanned, leave_by=start, exempt_by=start, ending=False))
        share = self._share(self._left(spanned, leave_by=start) if self.terms.binding == "voluntary" else counting)
        if self._is_short(start) or not expected.required:
            return self._none(share, "short_window" if self._is_short(start) else "share")
        slots = self._slots(start, expected, share)
        return Cycle(self.version.number, self.period, share, slots, "", self._opening_trace(share))

    def _slots(self, start: date, expected: Share, share: Share) -> tuple[Slot, ...]:
        end = min(self.period.end, self.standing.last_day or self.period.end)
        slots: list[Slot] = []
        for number in range(1, expected.required + 1):
            kept = number <= share.required
            window = (start, end) if kept else (start, self.period.end)
            slot = self._framed(number, window, share if kept else expected, slots[-1] if slots else None)
            slots.append(slot if kept else self._excused(slot, share))
        return tuple(slots)

    def _framed(self, number: int, window: Stretch, share: Share, before: Slot | None) -> Slot:
        due = self._due(number, window, share.required)
        given = {"window_start": window[0], "window_end": window[1], "slot": number, "required": share.required}
        trace = (
            *self._opening_trace(share),
            because("R8", _DUE, given | {"spread": self.cadence.spread}, {"due_on": due}),
        )
        slot = Slot(
            self.policy, self.version.number, self.terms, self.period.key, number,
            window[0], self.period.end, window[0], due, due, credit_from=self._credit_from(window[0]), trace=trace,
        )  # fmt: skip
        slot = applied_now(due_settled(slot, self.standing), self.version, self.standing)
        return with_dates(self._opened(slot, before), self.standing)

    def _credit_from(self, start: date) -> date | None:
        """What was held for a rival whose place the policy took in mid-period, or under the wording before, counts."""
        entered = self.standing.entered(start)
        if entered in self.standing.taken_over and entered > self.period.start:
            return self.period.start
        follows = self.version.apply_now and self.period.start < self.version.effective_from
        return max(self.period.start, entered or start) if follows else None

    def _opened(self, slot: Slot, before: Slot | None) -> Slot:
        """Slot i opens the day after slot i−1's moved due, never after its own; with `end` all open at once."""
        if before is None or self.cadence.spread == "end":
            note = because("R8", _OPENS_FIRST, {"window_start": slot.cycle_start}, {"opens_on": slot.cycle_start})
            return replace(slot, trace=(*slot.trace, note))
        opens = min(before.due_on + ONE_DAY, slot.due_on)
        note = because("R8", _OPENS_NEXT, {"previous_due": before.due_on, "due_on": slot.due_on}, {"opens_on": opens})
        return replace(slot, opens_on=opens, trace=(*slot.trace, note))

    def _due(self, number: int, window: Stretch, required: int) -> date:
        if self.cadence.spread == "end":
            return window[1]
        length = (window[1] - window[0]).days + 1
        return window[0] + timedelta(days=-(-number * length // required) - 1)

    def _excused(self, slot: Slot, share: Share) -> Slot:
        since, reason = self._taken_off(slot)
        note = because("R11", _EXCUSED[reason], {"days": share.days, "of": share.of}, {"required": share.required})
        return replace(slot, excused=reason, excused_from=since, decided_on=date.min, trace=(*slot.trace, note))

    def _begins(self, start: date) -> dict[str, list[date]]:
        """The days on which something begins, after the window has opened, that takes days away, by what it is."""
        found = {
            "muted": [first for first, _ in self.standing.muted],
            "leave": [one.start for one in self._away()],
            "exemption": [first for first, _ in self.standing.exempt],
        }
        after = self.period.end + ONE_DAY
        return {reason: [day for day in days if start < day < after] for reason, days in found.items()}

    def _taken_off(self, slot: Slot) -> tuple[date, str]:
        """The day from which so much is taken away that the talk is not asked for any more (talks before it count), and
        what takes it: muting, leave, an exemption, the last day."""
        spanned = self.worked & self._spanned()
        opened, binds = slot.cycle_start, self.terms.binding != "voluntary"
        gone = (self.standing.last_day or self.period.end) + ONE_DAY
        begins = [(day, reason) for reason, days in self._begins(opened).items() for day in days if day < gone]
        for day, reason in sorted(begins, key=lambda one: one[0]):
            left = self._left(spanned, leave_by=day if binds else opened, exempt_by=day, ending=False)
            if self._share(left).required < slot.slot:
                return day, reason
        return gone, "end_date"

    def _share(self, days: set[int]) -> Share:
        of, inside, count = len(self.worked), len(days), self.cadence.count
        if not inside:
            return Share(0, of, 0)
        if self.terms.prorate == "share":
            return Share(inside, of, (2 * count * inside + of) // (2 * of))
        whole = self.terms.prorate == "none" or inside == of
        return Share(inside, of, count if whole else 0)

    def _spanned(self) -> set[int]:
        spanned: set[int] = set()
        for start, end in self.standing.spans:
            last = min(end or self.period.end, self.period.end)
            spanned |= _numbers(max(start, self._first_day()), last)
        return spanned

    def _first_day(self) -> date:
        """A wording applied at once speaks of the days from then on."""
        start = self.period.start
        return max(start, self.version.effective_from) if self.version.apply_now else start

    def _away(self) -> Iterator[Away]:
        """Counted leave; where the talk is offered all the same, none."""
        if self.terms.leave_mode == "pause":
            yield from (one for one in self.standing.away if one.counted)

    def _left(
        self, spanned: set[int], *, leave_by: date | None = None, exempt_by: date | None = None, ending: bool = True
    ) -> set[int]:
        """The days that count: minus leave, exemptions, muted days and the time after the last day.

        `leave_by`, `exempt_by`: only what begins by then takes days away, as it looked when the window opened.
        """
        left, end = set(spanned), self.period.end
        for away in self._away():
            if leave_by is None or away.start <= leave_by:
                left -= _numbers(away.start, min(away.end or end, end))
        for first, last in (*self.standing.exempt, *self.standing.muted):
            if exempt_by is None or first <= exempt_by:
                left -= _numbers(first, min(last, end))
        if ending and self.standing.last_day:
            left -= _numbers(self.standing.last_day + ONE_DAY, end)
        return left

    def _is_short(self, start: date) -> bool:
        joined = self.standing.entered(start)
        if self.terms.prorate != "none" or joined is None or joined <= self.period.start:
            return False
        days, end = self.standing.days, min(self.period.end, self.standing.last_day or self.period.end)
        return days.is_workday(start) + days.between(start, end) < SHORTEST_WINDOW

    def _why_empty(self, spanned: set[int]) -> str:
        if len(self.worked) * 2 < len(self.whole):
            return "paused"
        if self.standing.last_day and self.standing.last_day < self.period.start:
            return "ended"
        if not spanned:
            entered = self.standing.entered(self.period.start)
            return "not_yet" if entered and entered > self.period.end else self.standing.why_not or "audience"
        if not spanned - _of(self.standing.muted):
            return "muted"
        exempt = spanned - _of(self.standing.exempt)
        return "leave" if exempt else "exemption"

    def _none(self, share: Share, why: str) -> Cycle:
        return Cycle(self.version.number, self.period, share, (), why, self._opening_trace(share))

    def _opening_trace(self, share: Share) -> tuple[TraceItem, ...]:
        return (*self._period_trace(share), *self._muted_trace())

    def _muted_trace(self) -> Iterator[TraceItem]:
        for first, last in self.standing.muted:
            if first <= self.period.end and last >= self.period.start:
                given = {"by": self.standing.muted_by, "from": first, "to": last}
                yield because("B.6", _MUTED, given, {})

    def _period_trace(self, share: Share) -> tuple[TraceItem, ...]:
        period = self.period
        applies = {"days": share.days, "of": share.of, "count": self.cadence.count, "prorate": self.terms.prorate}
        return (
            calendar_note(self.standing),
            because(
                "R5", _PERIOD, {"period": period.kind, "key": period.key}, {"start": period.start, "end": period.end}
            ),
            because("R8", _SHARE, applies, {"required": share.required}),
        )


def asked_of(terms: Terms) -> PerPeriod:
    """What a period asks for; a campaign is one period, spread to its end."""
    campaign = terms.cadence.campaign
    return PerPeriod("campaign", campaign.count, "end") if campaign else terms.cadence.per_period or PerPeriod()


def applied_now(slot: Slot, version: Version, standing: Standing) -> Slot:
    """Ten working days at least where a new wording is applied to running cycles at once (B.6, R17)."""
    if not version.apply_now:
        return slot
    floor = standing.days.plus(version.effective_from, 10)
    if slot.due_on >= floor:
        return slot
    note = because("R17", _APPLIED, {"adopted_on": version.effective_from, "plus": 10}, {"due_on": floor})
    return replace(slot, due_on=floor, trace=(*slot.trace, note))


def calendar_note(standing: Standing) -> TraceItem:
    """Which days are working days for the person: what every ⊕ of the trace counts in."""
    days = standing.days
    weekdays = " ".join(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[n] for n in sorted(days.pattern))
    given = {"country": days.country, "subdiv": days.subdiv, "weekdays": weekdays, "pauses": spell(days.pauses)}
    return because("R2", _CALENDAR, given, {})


def _numbers(start: date, end: date) -> set[int]:
    return set(range(start.toordinal(), end.toordinal() + 1))


def _of(stretches: tuple[Stretch, ...]) -> set[int]:
    return {number for start, end in stretches for number in _numbers(start, end)}
