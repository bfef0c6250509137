"""Reading a cadence: exactly one of per_period, rolling, anchored and campaign (docs/reference/cadence.md B.2)."""

from __future__ import annotations

from typing import Any

from policies.cadence import PERIODS, UNIT_DAYS
from policies.partreading import read_agenda, read_kinds
from policies.reading import EARLIEST, Reader, as_date
from policies.termparts import Anchored, Cadence, Campaign, Offset, OffsetCoach, PerPeriod, Rolling
from policies.words import gettext_noop

KINDS = ("per_period", "rolling", "anchored", "campaign")
MOST_PER_PERIOD = {"week": 5, "month": 10, "quarter": 30, "tertial": 40, "half_year": 60, "year": 120}
LONGEST_INTERVAL = {"day": 730, "week": 104, "month": 24}
LONGEST_CAMPAIGN = 366
ANCHORS = (
    "hire",
    "anniversary",
    "leave_start",
    "leave_end",
    "role_change",
    "manager_change",
    "contract_end",
    "custom",
)
LEAVE_ANCHORS = ("leave_start", "leave_end")

_ONE_CADENCE = gettext_noop("A rhythm needs exactly one cadence.")
_WRITE_CADENCE = gettext_noop(
    "Write one of cadence.per_period, cadence.rolling, cadence.anchored and cadence.campaign."
)
_NO_EVERY = gettext_noop("%(path)s is missing: a rolling rhythm needs its interval.")
_WRITE_EVERY = gettext_noop("Write for example every: 14, unit: day.")
_NO_OFFSETS = gettext_noop("%(path)s is missing: an anchored rhythm needs the days of its talks.")
_WRITE_OFFSETS = gettext_noop('Write for example offsets: [{"day": 30}, {"day": 60}].')
_NO_DAY = gettext_noop("%(path)s is missing: a talk needs its distance from the anchor.")
_WRITE_DAY = gettext_noop("Write a number of calendar days, for example 30, or -20 for twenty days before.")
_TWICE = gettext_noop("%(path)s names day %(value)s, as another of the offsets does.")
_ONCE = gettext_noop("Give every talk a day of its own.")
_NO_DATE = gettext_noop("%(path)s is missing: the anchor custom needs its date.")
_WRITE_DATE = gettext_noop("Write it as YYYY-MM-DD, for example 2026-06-30.")
_ONLY_CUSTOM = gettext_noop("%(path)s has no effect with the anchor %(anchor)s.")
_DROP_DATE = gettext_noop("Leave date out, or choose the anchor custom.")
_DROP_MIN_DAYS = gettext_noop("Leave min_days out, or choose the anchor leave_start or leave_end.")
_BACKWARDS = gettext_noop("%(path)s, %(value)s, lies before from, %(start)s.")
_TURN = gettext_noop("Put the earlier date in from and the later one in to.")
_TOO_LONG = gettext_noop("With from %(start)s and to %(value)s the campaign is longer than a year.")
_SHORTEN = gettext_noop("Choose an earlier to, or a rhythm per period.")


def read_cadence(reader: Reader) -> Cadence:
    """The cadence; one quarterly talk where none is written."""
    if not reader.has("cadence"):
        reader.take("cadence")
        return Cadence(per_period=PerPeriod())
    inner = reader.inner("cadence")
    written = [kind for kind in KINDS if inner.has(kind)]
    if len(written) != 1:
        reader.refuse("cadence", reader.take("cadence"), _ONE_CADENCE, _WRITE_CADENCE)
    cadence = _READERS[written[0]](inner) if written else Cadence(per_period=PerPeriod())
    for kind in KINDS:
        inner.take(kind)
    inner.finish()
    return cadence


def _per_period(reader: Reader) -> Cadence:
    one = reader.inner("per_period")
    period = one.choice("period", PERIODS, "quarter")
    count = one.whole("count", 1, MOST_PER_PERIOD[period]) or 1
    spread = one.choice("spread", ("even", "end"), "even")
    one.finish()
    return Cadence(per_period=PerPeriod(period, count, spread))


def _rolling(reader: Reader) -> Cadence:
    one = reader.inner("rolling")
    unit = one.choice("unit", tuple(UNIT_DAYS), "day")
    if not one.has("every"):
        one.refuse("every", "", _NO_EVERY, _WRITE_EVERY)
    every = one.whole("every", 1, LONGEST_INTERVAL[unit])
    one.finish()
    return Cadence(rolling=Rolling(every or 1, unit))


def _anchored(reader: Reader) -> Cadence:
    one = reader.inner("anchored")
    anchor, on = _anchor(one)
    offsets = _offsets(one)
    before, after = one.whole("before", 0, 180), one.whole("after", 0, 180)
    min_days = one.whole("min_days", 1, 3650)
    if min_days is not None and anchor not in LEAVE_ANCHORS:
        one.refuse("min_days", min_days, _ONLY_CUSTOM, _DROP_MIN_DAYS, anchor=anchor)
    if anchor in LEAVE_ANCHORS and min_days is None:
        min_days = 14
    one.finish()
    return Cadence(
        anchored=Anchored(anchor, offsets, 7 if before is None else before, 7 if after is None else after, min_days, on)
    )


def _anchor(one: Reader) -> tuple[str, Any]:
    """The anchor and, where it is `custom`, its date; a date as the anchor says both at once."""
    one.required("anchor")
    if (day := as_date(one.take("anchor"))) is not None and not one.has("date"):
        return "custom", day
    anchor = one.choice("anchor", ANCHORS, "hire")
    on = one.day("date")
    if anchor == "custom" and not one.has("date"):
        one.refuse("date", "", _NO_DATE, _WRITE_DATE)
    if anchor != "custom" and one.has("date"):
        one.refuse("date", one.take("date"), _ONLY_CUSTOM, _DROP_DATE, anchor=anchor)
    return anchor, on or EARLIEST if anchor == "custom" else None


def _offsets(one: Reader) -> tuple[Offset, ...]:
    items = one.each("offsets")
    if not items:
        one.refuse("offsets", "", _NO_OFFSETS, _WRITE_OFFSETS)
    offsets: list[Offset] = []
    for path, item in items:
        inner = Reader({"day": item} if isinstance(item, int) else item, path, one.problems)
        offset = _offset(inner)
        if offset.day in [other.day for other in offsets]:
            inner.refuse("day", offset.day, _TWICE, _ONCE)
        offsets.append(offset)
    return tuple(offsets)


def _offset(inner: Reader) -> Offset:
    if inner.readable and not inner.has("day"):
        inner.refuse("day", "", _NO_DAY, _WRITE_DAY)
    day = inner.whole("day", -3650, 3650) or 0
    coach = _offset_coach(inner) if inner.has("coach") else None
    agenda = read_agenda(inner) if inner.has("agenda") else None
    binding = inner.choice("binding", ("compulsory", "voluntary"), "compulsory") if inner.has("binding") else None
    for name in ("coach", "agenda", "binding"):
        inner.take(name)
    inner.finish()
    return Offset(day, coach, agenda, binding)


def _offset_coach(inner: Reader) -> OffsetCoach | None:
    coach = inner.inner("coach")
    eligible = read_kinds(coach, "eligible")
    coach.finish()
    return OffsetCoach(eligible) if eligible else None


def _campaign(reader: Reader) -> Cadence:
    one = reader.inner("campaign")
    one.required("from")
    one.required("to")
    start, end = one.day("from"), one.day("to")
    count = one.whole("count", 1, 60) or 1
    one.finish()
    if not start or not end:
        return Cadence(campaign=Campaign(EARLIEST, EARLIEST, count))
    campaign = Campaign(start, end, count)
    if campaign.days < 1:
        one.refuse("to", end, _BACKWARDS, _TURN, start=start)
    elif campaign.days > LONGEST_CAMPAIGN:
        one.refuse("to", end, _TOO_LONG, _SHORTEN, start=start)
    return Cadence(campaign=campaign)


_READERS = {"per_period": _per_period, "rolling": _rolling, "anchored": _anchored, "campaign": _campaign}
