"""Rolling rhythms (R9): a clock that starts at a base, and is wound anew by every talk that counts."""

from math import ceil

from .almanac import DAY, every_day
from .dates import after_leave, dated, not_at_once
from .periods import add_months
from .wording import worded_on

FAR_AHEAD = 1500 * DAY


def first_base(life, say):
    """The first day on which a rolling wording is in force in the present stretch in the audience, if there is any."""
    entered = stretch_begins(life, say) if any(one["kind"] == "rolling" for one in say["wordings"]) else None
    if entered is None:
        return None
    begins = [max(entered, one["since"] or entered) for one in say["wordings"] if one["kind"] == "rolling"]
    here = [day for day in sorted(begins) if still_here(life, day)]
    here = [day for day in here if not retired_by(say, day)]
    return next((day for day in here if worded_on(say, day)["kind"] == "rolling"), None)


def retired_by(say, day):
    """Nothing of the policy begins any more."""
    return say["retired"] is not None and day >= say["retired"]


def stretch_begins(life, say):
    """The first day of the present stretch in the audience; else of the next one, else of the last there was."""
    here = before = None
    for day in every_day(life.beginning(say), life.on + 800 * DAY):
        if day > life.on and here is not None:
            break
        if not life.belongs(say, day):
            here = None if still_here(life, day) else here
        elif here is None:
            here = before = day
    return here or before


def still_here(life, day):
    return life.almanac.last_day is None or day <= life.almanac.last_day


def duty_since(life, say, base):
    """The obligation of this wording that follows from the base, None if there is none."""
    almanac = life.almanac
    span = interval(say, base, life.person.get("fte", 1))
    due = after(life, say, base, span)
    resting_for_good = due is None
    if resting_for_good:
        due = after(life, say, base, span, ignore_open_leave=True)
    if due is None:
        return None  # another rhythm comes first, and nobody knows until when
    due = almanac.forward_to_working_day(due)
    if say["leave_mode"] == "offer" and say["binding"] != "voluntary":
        due, _ = after_leave(almanac, say, due)
    elif say["leave_mode"] != "offer" and not almanac.gone_for_good(due):
        while (leave := almanac.leave_on(due)) is not None and leave["end"] is not None:  # decision 0005.4
            due = almanac.plus(leave["end"] + DAY, 0)
    due = not_at_once(almanac, say, due)
    duty = {
        "policy": say["key"],
        "say": say,
        "cycle": f"since-{base}",
        "slot": 1,
        "base": base,
        "from": base,
        "opens": max(base, due - ceil(span / 3) * DAY),
        "due": due,
        "excused_from": None,
    }
    return dated(almanac, say, duty)


def interval(say, base, fte):
    if say["unit"] == "month":
        days = (add_months(base, say["every"]) - base).days
    else:
        days = say["every"] * {"day": 1, "week": 7}[say["unit"]]
    return ceil(days / fte) if say["fte_scaling"] else days


def after(life, say, base, span, ignore_open_leave=False):
    here, left = base, span
    while left:
        here += DAY
        if not stopped(life, say, here, ignore_open_leave):
            left -= 1
        if here >= life.on + FAR_AHEAD:
            return None
    return here


def stopped(life, say, day, ignore_open_leave):
    if day in life.almanac.pause_days or day in life.exempt_days[say["key"]] or day in life.muted_days[say["key"]]:
        return True
    if say["leave_mode"] == "offer":
        return False
    leave = life.almanac.leave_on(day)
    return leave is not None and not (ignore_open_leave and leave["end"] is None)
