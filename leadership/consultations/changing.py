"""Editing: mended words hold at once as a minor version, a changed promise is a new draft to be talked over (B.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leadership.consultations.models import EarlierWording
from leadership.lib.refusal import refuse
from leadership.outbox import facts
from leadership.people.models import Person
from policies import rhythms
from policies.changes import material
from policies.models import Policy, PolicyVersion
from policies.naming import with_keys
from policies.refusals import read_terms
from policies.terms import Terms, missing_for_adoption


@dataclass(frozen=True, slots=True)
class Changed:
    """The version that was written; `at_once`: its words hold already, no one needs to be asked. `material` names the
    fields of the promise that differ from what is in force."""

    version: PolicyVersion
    at_once: bool
    material: tuple[str, ...] = ()


@transaction.atomic
def change(policy: Policy, terms: Mapping[str, Any], *, by: Person | None, now: datetime) -> Changed:
    """Changes an adopted rhythm's words at once, or writes a draft of another promise. A draft stays a draft.
    Raises Refused when the terms are wrong, or somebody else changed the rhythm meanwhile."""
    latest = policy.latest()
    read = read_terms(with_keys({**terms, "key": policy.key}))
    differing = material(latest.read(), read)
    if latest.adopted_at is None or differing or policy.state == Policy.State.RETIRED:
        return Changed(rhythms.edit(policy, terms, by=by, now=now), False, differing)
    return Changed(reword(latest, read, by=by, now=now), True)


@transaction.atomic
def reword(version: PolicyVersion, terms: Terms, *, by: Person | None, now: datetime) -> PolicyVersion:
    """Other words for the same promise, from now on; how it read before is kept. Raises Refused when what everybody
    may read would be missing."""
    missing = missing_for_adoption(terms)
    if missing:
        message = _("A rhythm in force keeps its purpose, its context, a metric and a review date.")
        raise refuse(missing[0].path, "", message, _("Write it."))
    if terms == version.read():
        return version
    EarlierWording.objects.create(version=version, terms=version.terms, until=now, changed_by=by)
    version.terms = terms.as_dict()
    version.save(update_fields=["terms"])
    Policy.objects.filter(pk=version.policy_id).update(version=F("version") + 1)
    data = {"version": version.number, "minor": minor_of(version)}
    actor = by.key if by else None
    facts.write("policy.reworded", at=now, actor=actor, object=f"policy:{version.policy.key}", data=data)
    return version


def minor_of(version: PolicyVersion) -> int:
    """How often the words of this version were changed."""
    return EarlierWording.objects.filter(version=version).count()


def label_of(version: PolicyVersion) -> str:
    """The version as it is called: "2", or "2.1" once its words were mended."""
    minor = minor_of(version)
    return f"{version.number}.{minor}" if minor else str(version.number)
