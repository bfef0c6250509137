"""The oracle's answer to a case: a row for every obligation, with its state and timeliness today (R14, B.6)."""

from datetime import date

from . import personal, precedence
from .almanac import DAY
from .credits import told
from .exempt import seen_on
from .life import PLANNED, Life
from .talks import answered, unconfirmed


def answer(case: dict) -> list:
    life = Life(personal.spelled_out(case))
    rows = []
    for track in told(life).values():
        for duty in track["duties"]:
            if "target" in duty and duty["target"] > life.on + PLANNED and not duty.get("pending"):
                continue
            rows.append(row(life, duty["say"], duty))
        rows += [nothing(track["say"], cycle) for cycle in track["cycles"] if not cycle["duties"]]
    return [personal.named_again(one) for one in rows]


def nothing(say, cycle):
    return {"policy": say["key"], "cycle_key": cycle["key"], "slot": 0, "state": "none", "timeliness": "none"}


def row(life, say, duty):
    credit = duty.get("credit")
    seen = seen_on(duty, credit["day"]) if credit else seen_on(duty, life.on, held=False)
    state = state_of(life, say, duty, seen)
    return {
        "policy": duty["policy"],
        "cycle_key": duty["cycle"],
        "slot": duty["slot"],
        "state": state,
        "timeliness": timeliness(life, say, duty, seen, state),
        "opens_on": seen["opens"],
        "choose_by": seen["choose_by"],
        "due_on": seen["due"],
        "overdue_from": seen["overdue"],
        "close_on": seen["close"],
        "credited_on": credit["day"] if credit else None,
    }


def state_of(life, say, duty, seen):
    on, last_day, over = life.on, life.almanac.last_day, over_from(duty, seen)
    if duty.get("credit"):
        return "fulfilled"
    if reworded(life, duty, seen) or taken_away(life, say, duty, seen) or stopped(life, say, duty, seen):
        return "cancelled"
    if last_day is not None and on > last_day and (over is None or over > last_day):
        return "excused"
    if "waived" in duty and on >= duty["waived"] and (over is None or duty["waived"] <= over):
        return "excused"
    if unconfirmed(duty):
        return "unconfirmed"
    if (duty.get("fell") and (say["kind"] != "anchored" or on >= duty["fell"])) or seen["exempt"](on):
        return "excused"
    if seen["excused_from"] is not None and on >= seen["excused_from"]:
        return "excused"
    if duty.get("pending"):
        return duty["pending"]["worth"][duty["say"]["rule"]]
    if over is not None and on >= over:
        return "missed" if say["binding"] == "compulsory" else "lapsed"
    if say["kind"] == "rolling" and say["binding"] == "voluntary" and on > seen["due"]:
        return "lapsed"
    return "planned" if on < seen["opens"] else "open"


def over_from(duty, seen):
    """The first day on which it has closed, None if it never does."""
    return seen["close"] and answered(duty, seen["close"] + DAY)


def taken_away(life, say, duty, seen):
    """The rhythm no longer speaks of the person, who is still here, and that began before the obligation closed."""
    left = precedence.left_on(life, duty)
    if left is None:
        return False
    over = over_from(duty, seen)
    before = [
        answered(duty, duty.get("fell")),
        answered(duty, seen["excused_from"]),
        duty.get("waived"),
        *(answered(duty, turn["first"]) for turn in duty["turns"] if turn["for_good"]),
    ]
    if any(day is not None and day <= left for day in before) or spared_since_before(life, duty, left):
        return False
    return life.almanac.employed(left) and (over is None or left <= over)


def spared_since_before(life, duty, day):
    """An exemption that began before that day still holds: what is excused is over, and nothing else ends it."""
    return any(answered(duty, turn["first"]) < day and life.on <= turn["last"] for turn in duty["turns"])


def stopped(life, say, duty, seen):
    """The policy has ended, and with it what was open, unless something else had ended that before."""
    if not duty["say"]["stops_open"] or duty["say"]["retired"] > life.on:
        return False
    return not ended_before(life, duty, seen, duty["say"]["retired"])


def reworded(life, duty, seen):
    """Other words have taken its place at once, before anything else ended it."""
    day = duty.get("replaced")
    return day is not None and day <= life.on and not ended_before(life, duty, seen, day)


def ended_before(life, duty, seen, day):
    before = [duty.get("waived"), life.almanac.last_day and life.almanac.last_day + DAY]
    fell = duty.get("fell")
    if fell is not None and duty["say"]["kind"] != "anchored":
        fell = date.min  # what falls because R falls has fallen at once
    held_back = [fell, seen["excused_from"], seen["close"] and seen["close"] + DAY]
    held_back += [seen["exempt_since"]] if seen["exempt"](life.on) else []
    before += [answered(duty, one) for one in held_back]
    return any(one is not None and one < day for one in before)


def timeliness(life, say, duty, seen, state):
    on, due = life.on, seen["due"]
    if state == "fulfilled":
        return "held" if duty["credit"]["day"] <= due else "held_late"
    if state not in ("planned", "open", "booked", "unconfirmed"):
        return "closed"
    if life.almanac.away(on) and say["binding"] != "voluntary":
        return "resting"
    if on < seen["opens"]:
        return "planned"
    if seen["overdue"] is not None and on >= seen["overdue"]:
        return "overdue"
    if on > due and say["binding"] != "voluntary":
        return "late"
    third = ((due - seen["opens"]).days + 1) // 3
    soon = max(life.almanac.plus(due, -10), due - third * DAY)
    return "due_soon" if on >= soon else "on_track"
