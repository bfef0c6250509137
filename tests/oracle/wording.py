"""What a policy says, with the defaults of B.2 filled in: a plain dictionary per policy."""

from .almanac import day_of
from .periods import NOMINAL
from .personal import OWN

TYPES = {  # B.3: minutes, who may hold it when the policy names nobody, exclusive group
    "one_on_one": (20, ["certified", "own_manager"], None),
    "development": (60, ["own_manager"], "annual"),
    "performance": (60, ["own_manager"], "annual"),
    "pay": (30, ["own_manager"], "annual"),
    "peer": (20, ["peer", "other_unit"], None),
    "onboarding": (30, ["own_manager"], None),
    "return": (30, ["own_manager"], None),
    "skip_level": (30, ["skip_manager"], None),
    "stay": (30, ["skip_manager", "certified"], None),  # "or chosen": among those who are certified
}

LAST_STEP = {"seasonal": 20, "anchored": 10, "frequent": 0}  # B.5: the last dated step of the escalation


def understood(policy: dict, fiscal) -> dict:
    """The newest wording of the policy, with all of them under `wordings`, oldest first (B.6, versions).

    Each knows `since` when it holds (None: ever), `until` (the first day of the next), and whether it was `at_once`
    applied to running cycles. `effective_from` is the policy's own, the day of the first.
    """
    life = ("retired_on", "stop_open", "versions")
    usual = {name: value for name, value in policy.items() if name not in life}
    wordings = [_worded(usual | one, fiscal) for one in policy.get("versions", [{}])]
    end = day_of(policy.get("retired_on"))
    later = [one for one in wordings[1:] if end is None or one["since"] < end]
    wordings = [wordings[0], *later]  # words that would hold only once it has ended never do
    for nth, (one, after) in enumerate(zip(wordings, [*wordings[1:], None], strict=True)):
        one |= {"nth": nth, "until": after and after["since"], "effective_from": wordings[0]["since"]}
        one |= {"opt_in": wordings[-1]["binding"] == "opt_in", "fresh": one is wordings[0] or one["at_once"]}
        one |= {"rule": wordings[-1]["held_rule"], "retired": day_of(policy.get("retired_on"))}
        one["stops_open"] = one["retired"] is not None and policy.get("stop_open", False)
        if one["retired"] is not None:
            one["until"] = min(one["until"] or one["retired"], one["retired"])
    return wordings[-1] | {"wordings": wordings}


def worded_on(say, day):
    """The wording in force on that day."""
    known = [one for one in say["wordings"] if one["since"] is None or one["since"] <= day]
    return (known or say["wordings"])[-1]


def _worded(policy: dict, fiscal) -> dict:
    (kind, cadence), *_ = policy.get("cadence", {"per_period": {}}).items()
    say = {
        "key": policy["key"],
        "types": policy.get("types", ["one_on_one"]),
        "kind": kind,
        "subject": policy.get("subject", "member"),
        "binding": policy.get("binding", "compulsory"),
        "prorate": policy.get("prorate", "share"),
        "leave_mode": policy.get("leave_mode", "pause"),
        "since": day_of(policy.get("effective_from")),
        "at_once": policy.get("apply_now", False),
        "mode": policy.get("mode", "any"),
        "fte_scaling": policy.get("fte_scaling", False),
        "min_minutes": policy.get("min_minutes"),
        "held_rule": policy.get("held_rule", "member_or_uncontested"),
        "family": policy.get("family"),
        "supersedes": policy.get("supersedes", []),
        "audience": policy.get("audience", {}),
        "fiscal": fiscal,
        "count": cadence.get("count", 1),
    }
    say |= {"per_period": _period, "rolling": _rolling, "campaign": _campaign, "anchored": _anchored}[kind](cadence)
    for name in ("grace", "close_after"):
        say[name] = policy.get(name, say[name])
    if "close_after" not in policy and say["close_after"] is not None:
        say["close_after"] = max(say["close_after"], say["grace"])  # never shorter than the grace (decision 0010)
    if policy.get("min_gap", "auto") != "auto":
        say["min_gap"] = policy["min_gap"]
    say["between"] = say["length"] / say["count"]
    if kind in ("anchored", "campaign"):  # what comes once in a life counts as a year (decision 0012.26)
        say["between"] = 365 / len(cadence.get("offsets", range(say["count"])))
    say["steps"] = [0, LAST_STEP[say["class"]]]
    if "escalation" in policy:
        say["steps"] = [one["offset"] for one in policy["escalation"]]
    coach = policy.get("coach", {})
    say["choose_by"] = coach.get("choose_by", say["choose_by"])
    say["eligible"] = coach.get("eligible") or _eligible(say["types"], say["subject"])
    say["exclude"] = coach.get("exclude", [])
    say["group"] = (
        None
        if policy["key"].startswith(OWN)
        else policy.get("credit", {}).get("exclusive_group") or _group(say["types"])
    )
    say |= {"kind": "silent"} if policy.get("silent") else {}
    return say | moves(policy, say)


def moves(policy, say):
    """Who moves first, and what silence does (B.2 initiative, handover_after, answer_within, coach.choice)."""
    coach = policy.get("coach", {})
    frequent = say["class"] == "frequent"
    handover = policy.get("handover_after", min(2 if frequent else 10, max(1, say["window"])))
    return {
        "initiative": policy.get("initiative", "outbound"),
        "handover": None if handover == "off" else handover,
        "answer_within": policy.get("answer_within"),
        "choice": coach.get("choice", "member"),
        "chooses": chooses(say, coach.get("choice", "member")),
    }


def chooses(say, choice):
    """Whether the member is asked to choose: not where a leader is the subject, or one leader alone may listen."""
    one_leader = set(say["eligible"]) - set(say["exclude"]) in ({"own_manager"}, {"skip_manager"})
    return say["subject"] == "member" and choice == "member" and not one_leader


def _period(cadence):
    period, count = cadence.get("period", "quarter"), cadence.get("count", 1)
    frequent = period in ("week", "month")
    return {
        "period": period,
        "spread": cadence.get("spread", "even"),
        "grace": 2 if frequent else 5,
        "close_after": min(NOMINAL[period] // 2, 120),
        "min_gap": NOMINAL[period] // (4 * count),
        "choose_by": 3 if frequent else 15,
        "class": "frequent" if frequent else "seasonal",
        "length": NOMINAL[period],
        "window": NOMINAL[period],
    }


def _rolling(cadence):
    every, unit = cadence["every"], cadence.get("unit", "day")
    days = every * {"day": 1, "week": 7, "month": 30}[unit]
    frequent = every == 1 if unit == "month" else days <= 31
    return {
        "every": every,
        "unit": unit,
        "grace": 2 if frequent else 5,
        "close_after": None,
        "min_gap": 1,
        "choose_by": 3,
        "class": "frequent" if frequent else "seasonal",
        "length": days,
        "window": days,
    }


def _campaign(cadence):
    first, last = day_of(cadence["from"]), day_of(cadence["to"])
    length = (last - first).days + 1
    return {
        "from": first,
        "to": last,
        "spread": "end",
        "grace": 5,
        "close_after": 30,
        "min_gap": length // (4 * cadence.get("count", 1)),
        "choose_by": 15,
        "class": "seasonal",
        "length": length,
        "window": length,
    }


def _anchored(cadence):
    return {
        "anchor": cadence["anchor"],
        "date": day_of(cadence.get("date")),
        "offsets": [one["day"] for one in cadence["offsets"]],
        "overrides": [_override(one) for one in cadence["offsets"]],
        "before": cadence.get("before", 7),
        "after": cadence.get("after", 7),
        "min_days": cadence.get("min_days", 14),
        "grace": 5,
        "close_after": 30,
        "min_gap": 0,
        "choose_by": 3,
        "class": "anchored",
        "length": 365,
        "window": cadence.get("before", 7) + cadence.get("after", 7),
    }


def _override(offset):
    """What one offset says otherwise: whether it binds, and who may hold the talk."""
    said = {"binding": offset["binding"]} if "binding" in offset else {}
    return said | ({"eligible": offset["coach"]["eligible"]} if "coach" in offset else {})


def _eligible(types, subject):
    usual = TYPES[types[0]][1] if len(types) == 1 else ["certified", "own_manager"]
    if subject == "member":
        return usual
    return [one for one in usual if one in ("own_manager", "skip_manager")] or ["own_manager"]


def _group(types):
    groups = {TYPES[one][2] for one in types}
    return groups.pop() if len(groups) == 1 else None
