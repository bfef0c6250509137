"""More than is promised: a rhythm of the member's own beside the policy, in its words but for the cadence and what
follows from that. It binds nobody (opt_in), stands outside families and groups, and its cycles are called `own-`."""

OWN = "own of "
FOLLOWS = ("cadence", "binding", "min_gap", "grace", "close_after", "prorate", "fte_scaling", "escalation")
OF_THE_POLICY = ("supersedes", "credit", "family", "effective_from")


def spelled_out(case: dict) -> dict:
    """The case with each wish as a policy beside the one it goes beyond."""
    wishes = case["person"].get("personal", {})
    policies, person = [one for one in case["policies"] if one["key"] in wishes], dict(case["person"])
    person["opted_in"] = person.get("opted_in", {}) | {OWN + key: wish["since"] for key, wish in wishes.items()}
    added = [beside(policy, wishes[policy["key"]]) for policy in policies]
    exempt = [one | {"policy": OWN + one["policy"]} for one in case.get("exemptions", []) if one["policy"] in wishes]
    return case | {
        "policies": [also_muting(one, wishes) for one in case["policies"]] + added,
        "person": person,
        "exemptions": [*case.get("exemptions", []), *exempt],
        "skips": [own_skip(one) for one in case.get("skips", [])],
    }


def beside(policy, wish):
    words = {name: value for name, value in policy.items() if name not in (*FOLLOWS, *OF_THE_POLICY)}
    words["coach"] = {name: value for name, value in policy.get("coach", {}).items() if name != "choose_by"}
    cadence = {kind: value for kind, value in wish.items() if kind != "since"}
    since = max(wish["since"], policy.get("effective_from", wish["since"]))
    return words | {"key": OWN + policy["key"], "cadence": cadence, "binding": "opt_in", "effective_from": since}


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
