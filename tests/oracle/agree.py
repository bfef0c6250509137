"""Holds the engine's rows against the oracle's."""

from policies import case as engine
from policies.casereading import CaseReading
from policies.hearing import local_day
from policies.mover import next_mover
from policies.terms import at_slot
from policies.workdays import calendar_of
from tests.policies.holiday_lookup import lookup

from .almanac import day_of
from .answer import answer
from .moves import turn

FIELDS = ("state", "timeliness", "opens_on", "choose_by", "due_on", "overdue_from", "close_on", "credited_on")
ENDED = ("excused", "cancelled", "none")


def differences(case: dict) -> list:
    """Every row and field in which the two answer differently: [(row, field, engine, oracle)]."""
    asked_of_it = {name: value for name, value in case.items() if name != "pair"}
    theirs = {name_of(one): one for one in engine.run(asked_of_it, lookup)["rows"]}
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
    found += list(moves(asked_of_it, case, theirs.values())) if "pair" in case else []
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


def moves(given, case, rows):
    """The open ones of which they say that somebody else moves next, or answers by another day."""
    facts = CaseReading(given, lookup).facts()
    for row in rows:
        if row["state"] not in ("open", "unconfirmed") or row["cycle_key"].startswith("own"):
            continue
        one = engines_turn(facts, case, row)
        theirs, mine = (one.role, one.since, one.flips, one.answer_by), turn(case, row)
        if theirs != mine:
            yield name_of(row), "turn", theirs, mine


def engines_turn(facts, case, row):
    person, pair = facts["person"], case["pair"]
    policy = next(one for one in facts["policies"] if one.key == row["policy"])
    terms = next(one.terms for one in policy.versions if one.number == row["version"])
    talk = next((one for one in facts["talks"] if one.key == row["talk"]), None)
    return next_mover(
        at_slot(terms, row["slot"]),
        state=row["state"],
        opens_on=day_of(row["opens_on"]),
        choose_by=day_of(row["choose_by"]),
        on=facts["on"],
        days=calendar_of(lookup, person.country, person.subdiv, person.work_pattern, facts["org"].pauses),
        coach_since=day_of(pair.get("coach_on")),
        offered_by=pair.get("offered_by"),
        offered_on=day_of(pair.get("offered_on")),
        returned_to=None if talk else pair.get("returned_to"),
        returned_on=None if talk else day_of(pair.get("returned_on")),
        ended_on=talk and local_day(talk, person.zone),
        pool_owner=pair.get("pool_owner", False),
    )
