"""Since when somebody is in an audience, where that is later than their first day (docs/reference/cadence.md R8, R9).

Kept only for audiences that a move can change (unit, role, tag, place, kind of employment, leading); what follows from
the calendar alone is computed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from leadership.obligations.audience import people_in
from leadership.obligations.facts_for import Organisation
from leadership.obligations.models import Stay
from leadership.obligations.sets import among
from policies.audience import Audience, Clause
from policies.facts import PolicyFacts

BATCH = 2000


def keep(ids: Collection[int], organisation: Organisation, *, on: date, newcomers: Collection[int] = ()) -> None:
    """Notes who of these people has entered or left which audience by `on`. `newcomers` are in it from their first
    day, as is everybody when the policy is new."""
    for policy in organisation.policies if ids else ():
        if not policy.versions or not moves_matter(policy.versions[-1].terms.audience):
            continue
        ordered = sorted(ids)
        is_new = not Stay.objects.filter(policy=organisation.policy_ids[policy.key]).exists()
        for start in range(0, len(ordered), BATCH):
            _keep(policy, organisation, ordered[start : start + BATCH], on, set(newcomers), is_new=is_new)


def moves_matter(audience: Audience) -> bool:
    """Whether anything but time can take a person in or out."""
    return any(map(_is_movable, audience.include + audience.exclude))


def _is_movable(clause: Clause) -> bool:
    parts = (clause.units, clause.roles, clause.tags, clause.locations, clause.employment_types)
    return any(parts) or clause.is_leader is not None


def _keep(
    policy: PolicyFacts, organisation: Organisation, ids: list[int], on: date, newcomers: set[int], *, is_new: bool
) -> None:
    pk = organisation.policy_ids[policy.key]
    audience = policy.versions[-1].terms.audience
    inside = dict(people_in(audience, on=on).filter(pk__in=among(ids)).values_list("pk", "hire_date"))
    known = set(Stay.objects.filter(policy=pk, person__in=among(ids)).values_list("person_id", flat=True))
    gone = known - inside.keys()
    if gone:
        Stay.objects.filter(policy=pk, person__in=gone).delete()
    entered = sorted(inside.keys() - known)
    Stay.objects.bulk_create(
        [
            Stay(person_id=person, policy_id=pk, since=inside[person] if is_new or person in newcomers else on)
            for person in entered
        ],
        ignore_conflicts=True,
    )
