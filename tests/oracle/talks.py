"""Which talks count, and how far (R12), and whom and what a policy lets count (R13, first half)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from .almanac import DAY, day_of
from .wording import TYPES

RULES = ("member_or_uncontested", "both", "member")


def understood(case, almanac, on):
    """Every talk with its local day and, for each held_rule, what it is worth today: held, provisional, contested,
    unconfirmed, unanswered, booked, not_held."""
    told = []
    for one in case.get("talks", []):
        zone = ZoneInfo(one.get("zone") or case["person"].get("zone", "Europe/Stockholm"))
        start = datetime.fromisoformat(one["start"].replace("Z", "+00:00"))
        talk = dict(one, day=start.astimezone(zone).date(), instant=start, key=one.get("key", one["start"]))
        talk["worth"] = {rule: worth(talk, almanac, on, rule) for rule in RULES}
        talk["waits_until"] = waits_until(talk, almanac)
        told.append(talk)
    return sorted(told, key=lambda talk: (talk["instant"], talk["key"]))


def worth(talk, almanac, on, rule):
    waits = "unconfirmed" if on <= almanac.plus(talk["day"], 10) else "unanswered"
    if talk.get("held") is None:
        return "booked" if talk["day"] > on else waits
    if not talk["held"]:
        settled = waits_until(talk, almanac)
        return "not_held" if settled is None or on > settled else "unconfirmed"
    by, contested, objection = talk.get("confirmed_by"), day_of(talk.get("contested_on")), None
    if by == "coach":
        objection = almanac.plus(day_of(talk.get("confirmed_on")) or talk["day"], 5)
        if contested is not None and contested <= objection:
            return "contested"
    if rule == "member" and by == "coach":
        return waits
    if rule == "both" and by in ("member", "coach") and waits == "unconfirmed":
        return waits
    return "provisional" if objection is not None and on <= objection else "held"


def waits_until(talk, almanac):
    """The last day on which a talk that is over waits for its answer; None where nobody knows."""
    said = day_of(talk.get("confirmed_on"))
    if talk.get("held") is not False:
        return almanac.plus(talk["day"], 10)
    if said is None:
        return None
    settled = almanac.plus(said, 5) if talk.get("confirmed_by") == "coach" else said - DAY
    return min(almanac.plus(talk["day"], 10), settled)


def kinds_of(talk, person, org):
    if talk.get("coach_kinds") is not None:
        return set(talk["coach_kinds"])
    kinds = set()
    if talk["coach"] == person.get("manager"):
        kinds.add("own_manager")
    if talk["coach"] == person.get("skip_manager"):
        kinds.add("skip_manager")
    if talk["coach"] in org.get("certified", []):
        kinds.add("certified")
    return kinds


def could_credit(say, talk, case) -> bool:
    """Type, coach, duration and mode (R13); the rest depends on the obligation."""
    if talk["type"] not in say["types"]:
        return False
    kinds = kinds_of(talk, case["person"], case.get("org", {}))
    if talk["coach"] == case["person"].get("key") or kinds & set(say["exclude"]):
        return False
    if "anyone" not in say["eligible"] and not kinds & set(say["eligible"]):
        return False
    least = say["min_minutes"] if say["min_minutes"] is not None else TYPES[talk["type"]][0]
    if talk["minutes"] < least and not talk.get("covered_by_both"):
        return False
    return say["mode"] in ("any", talk.get("mode", "remote"))


def unconfirmed(duty) -> bool:
    """Its talk is over and waits for an answer; so it is not over itself, whatever else has happened (B.6)."""
    return bool(duty.get("pending")) and duty["pending"]["worth"][duty["say"]["rule"]] == "unconfirmed"


def answered(duty, day):
    """The day, or the first on which no talk for it waits any more: till then it does not close and is not excused."""
    talk = duty["pending"] if unconfirmed(duty) else duty.get("waited")
    return day if talk is None or day is None else max(day, talk["waits_until"] + DAY)
