"""Holds the engine's rows against the oracle's."""

from policies import case as engine
from tests.policies.holiday_lookup import lookup

from .answer import answer

FIELDS = ("state", "timeliness", "opens_on", "choose_by", "due_on", "overdue_from", "close_on", "credited_on")
ENDED = ("excused", "cancelled", "none")


def differences(case: dict) -> list:
    """Every row and field in which the two answer differently: [(row, field, engine, oracle)]."""
    theirs = {name_of(one): one for one in engine.run(case, lookup)["rows"]}
    ours = {name_of(one): one for one in answer(case)}
    found = []
    asked = {name[:2] for name, row in ours.items() if row["state"] != "none"}
    for name, row in theirs.items():
        if row["state"] == "none" and name[:2] not in asked:
            continue
        if name not in ours:
            found.append((name, "row", row["state"], None))
            continue
        fields = FIELDS[:2] if row["state"] in ENDED else FIELDS
        for field in fields:
            mine = ours[name].get(field)
            mine = mine.isoformat() if hasattr(mine, "isoformat") else mine
            if mine != row[field]:
                found.append((name, field, row[field], mine))
    for name, row in ours.items():
        if name not in theirs and row["state"] in ("open", "booked", "unconfirmed") and is_here(case):
            found.append((name, "row", None, row["state"]))
    return found


def is_here(case):
    """Before the first day and after the last nothing need be listed."""
    person, on = case["person"], case["on"]
    return person.get("hire", on) <= on <= (person.get("last_day") or on)


def name_of(row):
    return row["policy"], row["cycle_key"], row["slot"]
