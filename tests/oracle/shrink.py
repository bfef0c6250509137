"""Makes a case on which the two disagree as small as it can be: leaves out whatever the disagreement does not need."""

import copy

from .agree import differences

KEPT = {("on",), ("policies",), ("person",), ("org",), ("person", "country"), ("person", "zone")}


def smallest(case: dict, disagree=None) -> dict:
    disagree = disagree or _same_kind(case)
    again = True
    while again:
        again = False
        for path in list(_paths(case)):
            smaller = without(case, path)
            if smaller is not None and disagree(smaller):
                case, again = smaller, True
                break
    return case


def _same_kind(case):
    """Disagreeing in the same field as the whole case does first."""
    field, *told = differences(case)[0][1:]

    def disagree(smaller):
        try:
            found = [one[1:] for one in differences(smaller)]
            return any(one[0] == field and (field not in ("state", "row") or one[1:] == tuple(told)) for one in found)
        except Exception:
            return False

    return disagree


def without(case, path):
    if path in KEPT or (path[0] in ("talks", "leaves", "skips") and len(path) > 2):
        return None
    smaller = copy.deepcopy(case)
    here = smaller
    for step in path[:-1]:
        here = here[step]
    del here[path[-1]]
    return smaller


def _paths(value, here=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield (*here, name)
        yield from _paths(inner, (*here, name))
