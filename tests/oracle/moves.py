"""Whose move it is (R16), and by when a coach or leader answers (B.2, answer_within): silence counted day by day."""

from .almanac import DAY, day_of
from .life import Life
from .wording import chooses

OTHER = {"member": "coach", "coach": "member"}


def turn(case, row):
    """(who, since, how often silence has passed it on, by when a coach answers) for an open or unconfirmed obligation.

    `case["pair"]`: what the two have done about it so far.
    """
    life = Life({name: value for name, value in case.items() if name != "pair"})
    say, pair = words_of(life, row), {name: day_of(day) for name, day in case["pair"].items() if name.endswith("_on")}
    pair |= {name: who for name, who in case["pair"].items() if not name.endswith("_on")}
    who, since, passed = mover(life, say, row, pair)
    promised = who == "coach" and say["answer_within"] is not None
    return who, since, passed, life.almanac.plus(since, say["answer_within"]) if promised else None


def words_of(life, row):
    say = life.policies[row["policy"]]["wordings"][row["version"] - 1]
    if say["kind"] != "anchored":
        return say
    own = say | say["overrides"][row["slot"] - 1]
    return own | {"chooses": chooses(own, own["choice"])}


def mover(life, say, row, pair):
    opens, choose_by = day_of(row["opens_on"]), day_of(row["choose_by"])
    if row["state"] == "unconfirmed":
        talk = next(one for one in life.talks if one["key"] == row["talk"])
        who, since, _ = silent_since(life, talk["day"], "member", 5, most=1)
        return who, since, 0
    if "offered_by" in pair:
        return OTHER[pair["offered_by"]], pair["offered_on"], 0
    if "coach_on" not in pair:
        if say["chooses"] and life.on <= choose_by:
            return "member", opens, 0
        found = "owner" if pair.get("pool_owner") else "hr"
        return found, choose_by + DAY if say["chooses"] else opens, 0
    first = "member" if say["initiative"] == "inbound" else "coach"
    begins = pair.get("returned_on", max(pair["coach_on"], opens))
    return silent_since(life, begins, pair.get("returned_to", first), say["handover"])


def silent_since(life, begins, who, patience, most=10**6):
    """Walks from the day the turn began to today: after so many silent working days it is the other one's, and their
    silence is counted anew."""
    since, passed, silent, day = begins, 0, 0, begins
    while day < life.on:
        day += DAY
        if silent == patience and passed < most:
            who, since, passed, silent = OTHER[who], day, passed + 1, 0
        elif life.almanac.works(day):
            silent += 1
    return who, since, passed
