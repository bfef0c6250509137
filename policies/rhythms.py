"""Deeds on policies: create, edit, suspend, resume, retire. What a policy says is its terms; adoption decides when it
binds.

Every deed is one transaction with its fact; what was adopted never changes, an edit makes a new draft beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leadership.lib.instants import local_date
from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.outbox import facts
from leadership.people.models import Organisation, Person
from policies.changes import material
from policies.models import Policy, PolicyVersion, Theme
from policies.naming import with_keys
from policies.precedence import circles, conflicts
from policies.refusals import read_terms, said
from policies.terms import Terms

PAGES = frozenset({"new", "year", "mix", "start", "talks"})
"""Keys no rhythm may have, because a page has this address."""


@transaction.atomic
def create(terms: Mapping[str, Any], *, by: Person | None, now: datetime) -> Policy:
    """A new draft policy with its first version. Raises Refused with everything that is wrong with the terms."""
    read = read_terms(with_keys(terms))
    if read.key in PAGES:
        raise refuse("key", read.key, _("This key is the address of a page."), _("Choose another key."))
    if Policy.objects.filter(key=read.key).exists():
        raise refuse("key", read.key, _("There is already a rhythm with this key."), _("Choose another key."))
    _refuse_conflicts(read)
    policy = Policy.objects.create(key=read.key, created_by=by, created_at=now)
    _write(policy, 1, read)
    _tell("policy.created", policy, by=by, now=now, data={"version": 1})
    return policy


@transaction.atomic
def edit(policy: Policy, terms: Mapping[str, Any], *, by: Person | None, now: datetime) -> PolicyVersion:
    """Changes the draft, or starts a new draft beside what is adopted. Raises Refused when the terms are wrong, the
    policy is retired, or someone else changed it meanwhile."""
    read = read_terms(with_keys({**terms, "key": policy.key}))
    if policy.state == Policy.State.RETIRED:
        raise refuse("policy", policy.key, _("This rhythm has been retired."), _("Create a new one."))
    _refuse_conflicts(read)
    latest = policy.latest()
    turn(policy, **_back_to_draft(policy, latest.read(), read))
    version = _rewrite(latest, read) if latest.adopted_at is None else _write(policy, latest.number + 1, read)
    _tell("policy.edited", policy, by=by, now=now, data={"version": version.number})
    return version


@transaction.atomic
def retire(policy: Policy, *, by: Person | None, now: datetime, stop_open: bool, because: str) -> Policy:
    """From today no cycle begins; with `stop_open` what is open is cancelled too. The reason is shown to everyone.
    Raises Refused without a reason, or when it is retired already."""
    if not because.strip():
        raise refuse("because", "", _("A rhythm is not retired without a reason."), _("Say why, in a sentence."))
    if policy.state == Policy.State.RETIRED:
        raise refuse("policy", policy.key, _("This rhythm has been retired."), _("Nothing more to do."))
    today = local_date(now, Organisation.current().zone)
    turn(
        policy, state=Policy.State.RETIRED, retired_on=today, stop_open=stop_open, retired_because=because.strip()[:500]
    )
    data = {"on": today.isoformat(), "stop_open": stop_open}
    _tell("policy.retired", policy, by=by, now=now, data=data, signals=("reconcile", "outreach"))
    return policy


@transaction.atomic
def suspend(policy: Policy, *, by: Person | None, now: datetime, because: str) -> Policy:
    """From today no cycle begins until it is resumed; what is open is held as planned. Raises Refused without a
    reason, or when the rhythm is not in force."""
    if not because.strip():
        raise refuse("because", "", _("A rhythm is not put on hold without a reason."), _("Say why, in a sentence."))
    if policy.state != Policy.State.ADOPTED:
        raise refuse("policy", policy.key, _("Only a rhythm in force can be put on hold."), _("Look at it again."))
    today = local_date(now, Organisation.current().zone)
    turn(policy, state=Policy.State.SUSPENDED, suspended_on=today, suspended_because=because.strip()[:500])
    _tell("policy.suspended", policy, by=by, now=now, data={"on": today.isoformat()}, signals=("reconcile",))
    return policy


@transaction.atomic
def resume(policy: Policy, *, by: Person | None, now: datetime) -> Policy:
    """Cycles begin again; nobody becomes late by it (R17). Raises Refused when it is not on hold."""
    if policy.state != Policy.State.SUSPENDED:
        raise refuse("policy", policy.key, _("This rhythm is not on hold."), _("Nothing more to do."))
    turn(policy, state=Policy.State.ADOPTED, suspended_on=None, suspended_because="")
    _tell("policy.resumed", policy, by=by, now=now, data={}, signals=("reconcile",))
    return policy


def _back_to_draft(policy: Policy, old: Terms, new: Terms) -> dict[str, Any]:
    """A proposal that is changed in what it promises is a draft again (docs/reference/cadence.md B.6)."""
    if policy.state == Policy.State.PROPOSED and material(old, new):
        return {"state": Policy.State.DRAFT}
    return {}


def against_others(terms: Terms) -> list[Refusal]:
    """The circle of supersedes in which these terms would stand with the policies in force."""
    kept = Policy.objects.filter(state__in=(Policy.State.ADOPTED, Policy.State.SUSPENDED)).exclude(key=terms.key)
    others = [policy.facts().versions[-1:] for policy in kept.prefetch_related("versions")]
    found = circles([*(version.terms for versions in others for version in versions), terms])
    return said(problem for problem in found if dict(problem.params).get("key") == terms.key)


def among_themselves(terms: Sequence[Terms], *, adopting: bool) -> list[tuple[str, Refusal]]:
    """What is wrong with these policies seen together with those in force: circles of supersedes, and, where they are
    to be adopted, floors weakened; each with the key of the one that would have to change."""
    mine = {one.key for one in terms}
    kept = Policy.objects.filter(state__in=(Policy.State.ADOPTED, Policy.State.SUSPENDED)).exclude(key__in=mine)
    others = [policy.facts().versions[-1:] for policy in kept.prefetch_related("versions")]
    look = conflicts if adopting else circles
    found = look([*(version.terms for versions in others for version in versions), *terms])
    named = [(dict(problem.params)["key"], problem) for problem in found]
    return [(key, said([problem])[0]) for key, problem in named if key in mine]


def _refuse_conflicts(terms: Terms) -> None:
    if found := against_others(terms):
        raise Refused(*found)


def _write(policy: Policy, number: int, terms: Terms) -> PolicyVersion:
    return PolicyVersion.objects.create(policy=policy, number=number, terms=terms.as_dict(), theme=_theme(terms))


def _rewrite(version: PolicyVersion, terms: Terms) -> PolicyVersion:
    version.terms, version.theme = terms.as_dict(), _theme(terms)
    version.save(update_fields=["terms", "theme"])
    return version


def _theme(terms: Terms) -> Theme | None:
    return Theme.objects.filter(key=terms.theme).first() if terms.theme else None


def turn(policy: Policy, **changes: Any) -> None:
    """Changes the policy's row if nobody changed it since it was read. Raises Refused otherwise."""
    same = Policy.objects.filter(pk=policy.pk, version=policy.version)
    if not same.update(version=F("version") + 1, **changes):
        raise refuse("policy", policy.key, _("Someone else changed this rhythm just now."), _("Look at it again."))
    policy.refresh_from_db()


def _tell(
    kind: str,
    policy: Policy,
    *,
    by: Person | None,
    now: datetime,
    data: Mapping[str, Any],
    signals: tuple[str, ...] = (),
) -> None:
    actor = by.key if by else None
    facts.write(kind, at=now, actor=actor, object=f"policy:{policy.key}", data=data, signals=signals)
