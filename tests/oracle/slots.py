"""What a calendar period or a campaign asks for (R8): count the days it applies, share, place the slots, move them.

Each wording of a policy has the cycles that begin in its time; applied at once, also the one that is running (B.6).
"""

from math import floor

from . import precedence
from .almanac import DAY, every_day
from .dates import after_leave, dated, not_at_once, offered_while_away
from .periods import period_of


def cycles(life, say):
    """Every cycle of this wording from the first that matters to the next that asks for something after today."""
    if say["kind"] == "campaign":
        return [cycle(life, say, f"campaign-{say['from']}", say["from"], say["to"])] if governs(say, say) else []
    found, day = [], life.beginning(say)
    while True:
        key, first, last = period_of(say["period"], say["fiscal"], day)
        if governs(say, {"from": first, "to": last}):
            found.append(cycle(life, say, key, first, last))
        if say["until"] is not None and last + DAY >= say["until"]:
            return found
        if first > life.on and ((found and found[-1]["duties"]) or (first - life.on).days > 800):
            return found
        day = last + DAY


def governs(say, days) -> bool:
    """Is the cycle of these days the wording's own?"""
    if say["until"] is not None and days["from"] >= say["until"]:
        return False
    return say["since"] is None or (days["to"] if say["fresh"] else days["from"]) >= say["since"]


def cycle(life, say, key, first, last):
    made = {"key": key, "first": first, "last": last, "duties": []}
    first_day = max(first, say["since"]) if say["at_once"] else first  # a wording applied at once counts from then on
    days = [day for day in every_day(first_day, last) if life.lies_open(say, day)]
    whole = [day for day in every_day(first, last) if day not in life.almanac.pause_days]
    length = (last - first).days + 1
    if not days or len(whole) * 2 < length:
        return made
    opening = days[0]
    if say["retired"] is not None and opening >= say["retired"]:
        return made  # nothing begins for anybody once the policy has ended
    if say["binding"] == "voluntary":  # a leave that begins later takes no offer away (decision 0005.1)
        days = [day for day in every_day(first_day, last) if life.lies_open(say, day, leave_by=opening)]
    asked = required(say, len(days), len(whole))
    known = [day for day in every_day(first_day, last) if life.lies_open(say, day, known_by=opening)]
    asked_before = required(say, len(known), len(whole)) if life.on >= first else asked
    end = min(last, life.almanac.last_day or last)
    if say["prorate"] == "none" and too_short(life, say, first, opening, end):
        return made
    for slot in range(1, asked + 1):
        made["duties"].append(place(life, say, made, (opening, end), (slot, asked)))
    for slot in range(asked + 1, asked_before + 1):
        fallen = place(life, say, made, (opening, last), (slot, asked_before))
        fallen["fell"] = falls_on(life, say, slot, opening, (first_day, last, len(whole)))
        made["duties"].append(fallen)
    return made


def counts_from(life, say, first, opening):
    """What was held under the wording before, in the same period and the same stretch in the audience, counts; where it
    took the place of a rival of its family in mid-period, all that was held in the period (B.6)."""
    begins = opening
    while begins > first and life.belongs(say, begins - DAY):
        begins -= DAY
    if begins > first and precedence.rivals(life, say, begins - DAY):
        return first
    return begins if say["at_once"] and first < say["since"] else opening


def falls_on(life, say, slot, opening, window):
    """The day of what takes the slot off: of all that begins after the opening (a leave, an exemption, the life after
    the last day), the first by which too few days are left."""
    first_day, last, whole = window
    begins = [leave["start"] for leave in life.almanac.counted] if say["leave_mode"] == "pause" else []
    begins += [first for first, _ in life.exemptions[say["key"]]]
    begins += [life.muted_since(say, day) for day in life.muted_days[say["key"]] if day > opening]
    gone = life.almanac.last_day + DAY if life.almanac.last_day is not None else None
    for day in sorted({day for day in begins if day > opening and (gone is None or day < gone)}):
        leave_by = opening if say["binding"] == "voluntary" else day
        left = [one for one in every_day(first_day, last) if life.lies_open(say, one, known_by=day, leave_by=leave_by)]
        if required(say, len(left), whole) < slot:
            return day
    return gone or last + DAY


def required(say, days, whole):
    count = say["count"]
    if say["prorate"] == "whole":
        return count if days == whole else 0
    if say["prorate"] == "none":
        return count if days else 0
    return floor((2 * count * days + whole) / (2 * whole))


def too_short(life, say, first, opening, end) -> bool:
    """With `none`, a window under 10 working days after joining creates no cycle."""
    joined = not life.belongs(say, first)
    return joined and sum(life.almanac.works(day) for day in every_day(opening, end)) < 10


def place(life, say, made, window, which):
    """Slot i of R in the window: its due, its opening, and what follows from them."""
    (opening, end), (slot, asked) = window, which
    length = (end - opening).days + 1
    due = end
    if say["spread"] == "even":
        share = slot * length
        due = opening + (share // asked + (1 if share % asked else 0) - 1) * DAY
    due, excused_from = life.almanac.out_of_pause(due), None
    if say["binding"] != "voluntary":
        due, excused_from = after_leave(life.almanac, say, due)
    due = not_at_once(life.almanac, say, due)
    before = made["duties"][-1]["due"] if made["duties"] else None
    opens = opening if say["spread"] == "end" or before is None else min(before + DAY, due)
    duty = {
        "policy": say["key"],
        "say": say,
        "cycle": made["key"],
        "slot": slot,
        "opens": opens,
        "due": due,
        "from": opening,
        "counts_from": counts_from(life, say, made["first"], opening),
        "excused_from": excused_from,
        "first": made["first"],
        "last": made["last"],
    }
    return offered_while_away(life.almanac, say, dated(life.almanac, say, duty))
