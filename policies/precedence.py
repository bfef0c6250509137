"""Which of several policies comes first (docs/reference/cadence.md B.6): who mutes whom, what no unit may weaken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from policies.facts import PolicyFacts
from policies.problems import Problem
from policies.terms import Terms
from policies.words import gettext_noop

STRENGTH = {"opt_in": 0, "voluntary": 1, "compulsory": 2}

_CIRCLE = gettext_noop("%(path)s of %(key)s leads back to it in a circle: %(value)s.")
_BREAK = gettext_noop("Take one of them out of supersedes: of two rhythms only one can come first.")
_WEAKER = {
    "cadence": gettext_noop("“%(key)s” would come less often than “%(floor)s”, which is the floor for everyone."),
    "binding": gettext_noop("“%(key)s” would bind less than “%(floor)s”, which is the floor for everyone."),
    "min_minutes": gettext_noop(
        "In “%(key)s” a shorter talk would count than in “%(floor)s”, which is the floor for everyone."
    ),
    "grace": gettext_noop(
        "In “%(key)s” a late talk would be seen later than in “%(floor)s”, which is the floor for everyone."
    ),
    "coach.choice": gettext_noop(
        "In “%(key)s” people could choose less freely than in “%(floor)s”, which is the floor for everyone."
    ),
    "supersedes": gettext_noop("“%(key)s” would mute “%(floor)s”, which is the floor for everyone."),
}
_STRONGER = {
    "cadence": gettext_noop(
        "Make these talks as frequent, or more so, or give them a family of their own beside the floor."
    ),
    "binding": gettext_noop("Write binding: %(binding)s, or give it a family of its own beside the floor."),
    "min_minutes": gettext_noop(
        "Ask for at least %(minutes)s minutes, or give it a family of its own beside the floor."
    ),
    "grace": gettext_noop("Choose %(grace)s working days or fewer, or give it a family of its own beside the floor."),
    "coach.choice": gettext_noop("Let the member choose, or give it a family of its own beside the floor."),
    "supersedes": gettext_noop("Leave “%(floor)s” out of supersedes: a unit may add to a floor, not mute it."),
}


def levels(policies: Sequence[PolicyFacts]) -> list[list[PolicyFacts]]:
    """The policies in order of muting: those of one level are muted only by levels before it. A circle, which no set of
    adopted policies has (`conflicts`), is cut where it closes."""
    muters = _muters(policies)
    if not muters:
        return [list(policies)]
    depth: dict[str, int] = {}
    for policy in policies:
        _depth(policy.key, muters, depth, ())
    return [[one for one in policies if depth[one.key] == n] for n in range(max(depth.values()) + 1)]


def muters_of(policies: Sequence[PolicyFacts]) -> Mapping[str, frozenset[str]]:
    """By key of the muted policy, the keys of those that supersede it and are not themselves behind it."""
    depth = {one.key: n for n, level in enumerate(levels(policies)) for one in level}
    found = _muters(policies)
    return {key: frozenset(by for by in keys if depth[by] < depth[key]) for key, keys in found.items()}


def _muters(policies: Sequence[PolicyFacts]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    muting = [policy for policy in policies if policy.versions and policy.versions[-1].terms.supersedes]
    known = {policy.key for policy in policies} if muting else set()
    for policy in muting:
        for key in policy.versions[-1].terms.supersedes:
            if key in known:
                found.setdefault(key, set()).add(policy.key)
    return found


def _depth(key: str, muters: Mapping[str, set[str]], depth: dict[str, int], above: tuple[str, ...]) -> int:
    if key not in depth:
        line = (*above, key)
        deepest = [_depth(by, muters, depth, line) for by in sorted(muters.get(key, ())) if by not in line]
        depth[key] = max(deepest, default=-1) + 1
    return depth[key]


def is_protected(floor: Terms | None, rival: Terms | None) -> bool:
    """Whether a rival of the same family would weaken a floor, which then stays in force beside it."""
    return bool(floor and rival and floor.floor and not rival.floor and next(weaknesses(floor, rival), None))


def weaknesses(floor: Terms, other: Terms) -> Iterator[str]:
    """The fields in which `other` asks less than the floor."""
    if other.cadence.interval_days > floor.cadence.interval_days:
        yield "cadence"
    if STRENGTH[other.binding] < STRENGTH[floor.binding]:
        yield "binding"
    if (other.min_minutes or 0) < (floor.min_minutes or 0):
        yield "min_minutes"


def conflicts(terms: Sequence[Terms]) -> tuple[Problem, ...]:
    """What is wrong with policies only when they are seen together: circles of supersedes, and floors weakened by
    units. One problem per policy and field; `path` begins with the policy's key in brackets."""
    return (*circles(terms), *weakened(terms))


def circles(terms: Sequence[Terms]) -> Iterator[Problem]:
    """One problem for each policy that stands in a circle of supersedes; `params` hold its key."""
    following = {one.key: one.supersedes for one in terms}
    for one in terms:
        circle = _way_back(one.key, one.key, following, ())
        if circle:
            yield Problem("supersedes", " → ".join(circle), _CIRCLE, _BREAK, (("key", one.key),))


def _way_back(
    start: str, here: str, following: Mapping[str, tuple[str, ...]], way: tuple[str, ...]
) -> tuple[str, ...] | None:
    for key in following.get(here, ()):
        if key == start:
            return (*way, here, start)
        if key not in way and key != here:
            found = _way_back(start, key, following, (*way, here))
            if found:
                return found
    return None


def weakened(terms: Sequence[Terms]) -> Iterator[Problem]:
    """One problem for each way in which one of the policies asks for less than a floor whose place it would take, or
    mutes it as a unit's; `params` hold the keys of both (`key`, `floor`). A rhythm of its own family stands beside the
    floor and weakens nothing."""
    floors = [one for one in terms if one.floor]
    for other in terms:
        for floor in floors if not other.floor else ():
            for field in _against(floor, other):
                yield Problem(field, _written(other, field), _WEAKER[field], _STRONGER[field], _named(floor, other))


def _named(floor: Terms, other: Terms) -> tuple[tuple[str, str], ...]:
    return (
        ("key", other.key), ("floor", floor.key), ("binding", floor.binding),
        ("minutes", str(floor.min_minutes or 0)), ("grace", str(floor.grace)),
    )  # fmt: skip


def _is_of_a_unit(terms: Terms) -> bool:
    return any(clause.units for clause in terms.audience.include)


def _against(floor: Terms, other: Terms) -> Iterator[str]:
    """The fields in which the other would weaken the floor."""
    mutes = floor.key in other.supersedes
    if not mutes and (floor.family is None or floor.family != other.family):
        return
    found = [*weaknesses(floor, other), *_looser(floor, other)]
    yield from found
    if mutes and not found and _is_of_a_unit(other):
        yield "supersedes"


def _looser(floor: Terms, other: Terms) -> Iterator[str]:
    """What displaces no floor, and yet is less than people were promised."""
    if other.grace > floor.grace:
        yield "grace"
    freely = set(other.coach.eligible) <= {*floor.coach.eligible, "own_manager"} or other.coach.choice == "member"
    if not freely:
        yield "coach.choice"


def _written(terms: Terms, field: str) -> str:
    if field == "coach.choice":
        return terms.coach.choice
    return terms.cadence.kind if field == "cadence" else str(getattr(terms, field))
