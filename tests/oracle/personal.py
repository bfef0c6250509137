"""More than is promised: a rhythm of the member's own beside the policy, in its words but for the cadence and what
follows from that. It binds nobody (opt_in), stands outside families and groups, and its cycles are called `own-`."""

from .periods import NOMINAL

OWN = "own of "
FOLLOWS = ("cadence", "binding", "min_gap", "grace", "close_after", "prorate", "fte_scaling", "escalation", "apply_now")
FOLLOWS += ("handover_after", "answer_within")
OF_THE_POLICY = ("supersedes", "credit", "family", "effective_from")


def spelled_out(case: dict) -> dict:
    """The case with each wish as a policy beside the one it goes beyond."""
    wishes = case["person"].get("personal", {})
    policies, person = [one for one in case["policies"] if one["key"] in wishes], dict(case["person"])
    person["opted_in"] = person.get("opted_in", {}) | {OWN + key: wish["since"] for key, wish in wishes.items()}
    added = [own for policy in policies if (own := beside(policy, wishes[policy["key"]]))]
    exempt = [one | {"policy": OWN + one["policy"]} for one in case.get("exemptions", []) if one["policy"] in wishes]
    return case | {
        "policies": [also_muting(one, wishes) for one in case["policies"]] + added,
        "person": person,
        "exemptions": [*case.get("exemptions", []), *exempt],
        "skips": [own_skip(one) for one in case.get("skips", [])],
    }


def beside(policy, wish):
    """The wish in the words of each wording from the one in force when it was said; those that promise as much
    themselves are silent, and end what was asked for beyond the one before."""
    life = {name: policy[name] for name in ("key", "retired_on", "stop_open") if name in policy}
    usual = {name: value for name, value in policy.items() if name not in (*life, "versions")}
    wordings = [usual | one for one in policy.get("versions", [{}])]
    spoken = [one for one in wordings if one.get("effective_from", "") > wish["since"]]
    before = [one for one in wordings if one not in spoken]
    made = [beyond(one, wish) for one in [*before[-1:], *spoken]]
    while made and made[0].get("silent"):
        made = made[1:]
    return life | {"key": OWN + policy["key"], "versions": made} if made else None


def beyond(wording, wish):
    words = {name: value for name, value in wording.items() if name not in (*FOLLOWS, *OF_THE_POLICY)}
    words["coach"] = {name: value for name, value in wording.get("coach", {}).items() if name != "choose_by"}
    cadence = {kind: value for kind, value in wish.items() if kind != "since"}
    since = max(wish["since"], wording.get("effective_from", wish["since"]))
    silent = {} if is_more(wording, cadence) else {"silent": True}
    return words | silent | {"cadence": cadence, "binding": "opt_in", "effective_from": since}


def is_more(wording, cadence):
    """Asked for of a steady rhythm, more often than it promises, where the rhythm lets people ask (B.2, personal)."""
    promised = every(wording.get("cadence", {"per_period": {}}))
    if promised is None or not wording.get("personal", True) or wording.get("subject") == "leader":
        return False
    return every(cadence) < promised


def every(cadence):
    """Days from one talk to the next, None for what comes once."""
    if "per_period" in cadence:
        return NOMINAL[cadence["per_period"].get("period", "quarter")] / cadence["per_period"].get("count", 1)
    if "rolling" in cadence:
        return cadence["rolling"]["every"] * {"day": 1, "week": 7, "month": 30}[cadence["rolling"].get("unit", "day")]
    return None


def also_muting(policy, wishes):
    """Whatever mutes the policy mutes what goes beyond it."""
    muted = policy.get("supersedes", [])
    return policy | {"supersedes": [*muted, *(OWN + key for key in muted if key in wishes)]} if muted else policy


def own_skip(skip):
    if not skip["cycle_key"].startswith("own-"):
        return skip
    return skip | {"policy": OWN + skip["policy"], "cycle_key": skip["cycle_key"].removeprefix("own-")}


def named_again(row):
    """The row under the policy's own key."""
    if not row["policy"].startswith(OWN):
        return row
    return row | {"policy": row["policy"].removeprefix(OWN), "cycle_key": f"own-{row['cycle_key']}"}
