"""Rhythms tied to a day in a person's life (R10): so many days before or after it."""

from datetime import timedelta

from .almanac import DAY, day_of
from .dates import after_leave, dated, not_at_once, offered_while_away
from .periods import add_months

ANNIVERSARIES_AHEAD = timedelta(days=500)
FARTHEST = timedelta(days=900)


def anchors(life, say):
    """[(key, day, leave)]: each day the rhythm is tied to; the leave where it is one's start or end."""
    almanac, kind = life.almanac, say["anchor"]
    events = sorted(day_of(one) for one in life.person.get("events", {}).get(kind, []))
    if kind == "hire":
        return [("hire", almanac.hire, None)] if almanac.hire else []
    if kind == "contract_end":
        return [("contract_end", almanac.last_day, None)] if almanac.last_day else []
    if kind == "anniversary":
        return anniversaries(almanac.hire, life.on)
    if kind in ("leave_start", "leave_end"):
        return [(f"{kind}-{leave['key']}", day, leave) for leave, day in leaves(almanac, kind, say["min_days"])]
    if kind in ("role_change", "manager_change"):
        return [(f"{kind}-{number}", day, None) for number, day in enumerate(events, 1)]
    return [(f"custom-{say['date']}", say["date"], None)]


def anniversaries(hire, on):
    found, years = [], 1
    while hire is not None and add_months(hire, 12 * years) < on + ANNIVERSARIES_AHEAD:
        day = add_months(hire, 12 * years)
        found.append((f"anniversary-{day.year}", day, None))
        years += 1
    return found


def leaves(almanac, kind, least):
    for leave in sorted(almanac.counted + almanac.short, key=lambda one: one["start"]):
        if leave["end"] is None:
            if kind == "leave_start":
                yield leave, leave["start"]
        elif (leave["end"] - leave["start"]).days + 1 >= least:
            yield leave, leave["start"] if kind == "leave_start" else leave["end"] + DAY


def duties(life, say):
    made = []
    for key, anchor, leave in anchors(life, say):
        for slot, offset in enumerate(say["offsets"], 1):
            own = say | say["overrides"][slot - 1]
            duty = duty_of(life, own, anchor + offset * DAY, leave if offset <= 0 else None)
            if duty is not None:
                made.append(duty | {"policy": say["key"], "say": own, "cycle": key, "slot": slot})
    return made


def duty_of(life, say, target, own_leave):
    begins = target - say["before"] * DAY
    spoken_of = target if say["fresh"] else begins  # a later wording speaks of what opens in its time (decision 0010.7)
    if target > life.on + FARTHEST or not (say["since"] is None or say["since"] <= spoken_of):
        return None
    almanac = life.almanac
    due, excused_from = due_of(almanac.without(own_leave) if own_leave else almanac, say, target)
    opens = max(begins, say["since"]) if say["at_once"] else begins
    while opens <= due and not (life.belongs(say, opens) and opens not in life.muted_days[say["key"]]):
        opens += DAY
    if opens > due or (say["until"] is not None and opens >= say["until"]):
        return None
    duty = {"opens": opens, "due": due, "from": opens, "target": target, "excused_from": excused_from}
    for first, last in life.exemptions[say["key"]]:
        if first <= due <= last:  # R15
            duty["fell"] = first
    return offered_while_away(almanac, say, dated(almanac, say, duty))


def due_of(almanac, say, target):
    due, excused_from = almanac.forward_to_working_day(almanac.out_of_pause(target + say["after"] * DAY)), None
    if say["binding"] != "voluntary":
        due, excused_from = after_leave(almanac, say, due)
    if almanac.last_day is not None and due > almanac.last_day:
        due = almanac.plus(almanac.last_day + DAY, -1)
    return not_at_once(almanac, say, due), excused_from
