"""On which days a policy applies to the person (B.2 audience, B.4, R15), asked one day at a time."""

from .almanac import day_of


def in_audience(say, person, almanac, day) -> bool:
    if not almanac.employed(day) or not has_leader(say, person):
        return False
    include, exclude = say["audience"].get("include", []), say["audience"].get("exclude", [])
    if any(meets(clause, person, almanac, day) for clause in exclude):
        return False
    if include and not any(meets(clause, person, almanac, day) for clause in include):
        return False
    since = day_of(person.get("audience_since", {}).get(say["key"]))
    if since is not None and day < since:
        return False
    if say["opt_in"]:
        asked = day_of(person.get("opted_in", {}).get(say["key"]))
        return asked is not None and asked <= day
    return True


def has_leader(say, person) -> bool:
    """A rhythm whose subject is the leader is about those who have such a leader (decision 0010)."""
    leaders = {"own_manager": person.get("manager"), "skip_manager": person.get("skip_manager")}
    asked = [one for one in say["eligible"] if one not in say["exclude"]]
    return say["subject"] == "member" or any(leaders.get(one) for one in asked)


def meets(clause, person, almanac, day) -> bool:
    for name, wanted in clause.items():
        if name == "units" and not set(wanted) & set(person.get("units", [])):
            return False
        if name in ("roles", "tags") and not set(wanted) & set(person.get(name, [])):
            return False
        if name in ("locations", "employment_types", "persons"):
            own = {"locations": "location", "employment_types": "employment_type", "persons": "key"}[name]
            if person.get(own) not in wanted:
                return False
        if name == "is_leader" and person.get("is_leader", False) != wanted:
            return False
        if name == "tenure_days" and not _long_enough(wanted, almanac, day):
            return False
    return True


def _long_enough(wanted, almanac, day) -> bool:
    if almanac.hire is None:
        return False
    tenure = (day - almanac.hire).days
    return wanted.get("min", 0) <= tenure and (wanted.get("max") is None or tenure <= wanted["max"])


def exempt(say, exemptions, day) -> bool:
    return any(one["policy"] == say["key"] and day_of(one["from"]) <= day <= day_of(one["to"]) for one in exemptions)


def in_force(say, day) -> bool:
    return say["effective_from"] is None or say["effective_from"] <= day
