"""The dates around a due: choose_by (R2), overdue_from (R14, R4), close_on (R14); the move of a due by leave (R11)."""

from .almanac import DAY


def after_leave(almanac, say, due):
    """(due, excused_from): the due moved by counted leave, and the day from which it is excused instead (R11)."""
    while (leave := almanac.leave_on(due)) is not None:
        if leave["end"] is None:
            return due, due + 91 * DAY
        back = leave["end"] + DAY
        if (back - due).days > 90 and not (say["kind"] == "rolling" and say["leave_mode"] == "offer"):
            return due, due
        due = almanac.plus(back, 10)
    return due, None


def not_at_once(almanac, say, due):
    """A wording applied at once gives ten working days at least (B.6, R17)."""
    return max(due, almanac.plus(say["since"], 10)) if say["at_once"] else due


def choose_by(almanac, say, opens, due):
    wanted = almanac.calendar_plus(opens, say["choose_by"])
    cap = almanac.calendar_plus(due, -5)
    return min(wanted, cap if cap > opens else due)


def overdue_from(almanac, say, due):
    """The first overdue day, None when nobody knows it."""
    if almanac.gone_for_good(due):
        return None
    end = almanac.plus(due, say["grace"], skipping=True)
    return None if end is None else sheltered(almanac, end + DAY)


def sheltered(almanac, day):
    """An overdue day inside a leave moves to the day after the first working day back (R4; decision 0005.5)."""
    while (leave := almanac.short_leave_on(day) or almanac.leave_on(day)) is not None:
        if leave["end"] is None:
            return None
        day = almanac.plus(leave["end"], 1) + DAY
    return day


def close_on(almanac, say, due, overdue):
    """The last day on which it can be held; None: it never closes, or nobody knows."""
    if say["binding"] == "voluntary":
        return due
    if say["kind"] == "rolling" or overdue is None:
        return None
    counted, here = 0, due
    while counted < say["close_after"]:
        here += DAY
        if almanac.gone_for_good(here):
            return None
        if here not in almanac.pause_days and not almanac.away(here):
            counted += 1
    steps = say["steps"] if say["binding"] == "compulsory" else []  # opt_in is never overdue
    walked = [almanac.calendar_plus(overdue, step, skipping=True) for step in steps]
    return None if None in walked else max(here, overdue, *walked)


def offered_while_away(almanac, say, duty):
    """`leave_mode: offer`: called like everybody else, so it closes like for everybody, and only then is excused."""
    if say["leave_mode"] == "offer" and duty["excused_from"] is not None:
        here, counted = duty["due"], 0
        while counted < say["close_after"]:
            here += DAY
            counted += here not in almanac.pause_days
        if almanac.gone_for_good(duty["due"]):  # decided 91 days after the due, and not before it would have closed
            return duty | {"overdue": None, "close": None, "excused_from": max(duty["excused_from"], here + DAY)}
        duty |= {"overdue": None, "close": here, "excused_from": here + DAY}
    return duty


def dated(almanac, say, duty):
    """Fills in what follows from opens and due."""
    duty["choose_by"] = choose_by(almanac, say, duty["opens"], duty["due"])
    grace_ends = overdue_from(almanac, say, duty["due"])
    duty["close"] = close_on(almanac, say, duty["due"], grace_ends)
    duty["overdue"] = grace_ends if say["binding"] == "compulsory" else None
    return duty
