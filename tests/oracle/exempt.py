"""An exemption that lasts past the due excuses; then the obligation returns (R15, R17; decision 0005.3)."""

from .almanac import DAY
from .dates import dated, offered_while_away

DATES = ("opens", "choose_by", "due", "overdue", "close", "excused_from")


def with_exemptions(life, say, duty):
    """Keeps beside the dates of the obligation what they become from the first day of each exemption on."""
    duty["turns"], now = [], {name: duty[name] for name in DATES}
    for first, last in life.exemptions[say["key"]]:
        if (
            duty.get("fell")
            or duty.get("waived")
            or last < now["due"]
            or (now["close"] is not None and first > now["close"])
        ):
            continue
        turn = {"first": first, "last": last, "for_good": now["close"] is not None and last >= now["close"]}
        if not turn["for_good"]:
            due = max(now["due"], life.almanac.plus(last + DAY, 5))
            moved = {"opens": now["opens"], "due": due, "excused_from": now["excused_from"]}
            now = offered_while_away(life.almanac, say, dated(life.almanac, say, moved))
        duty["turns"].append(turn | {"dates": now})
        if turn["for_good"]:
            break
    return duty


def seen_on(duty, day, held=True):
    """The dates as they stand on that day (while exempt: those it returns to, for a talk held meanwhile; until it
    is over the old ones, if nothing was held), and whether an exemption excuses it."""
    seen, last = {name: duty[name] for name in DATES}, None
    for turn in duty["turns"]:
        if turn["first"] <= day:
            last = turn
            if held or turn["last"] < day:
                seen = dict(turn["dates"])
    seen["exempt_since"] = last and last["first"]
    seen["exempt"] = lambda on: last is not None and (last["for_good"] or on <= last["last"])
    return seen
