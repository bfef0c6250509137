"""Rhythms for those who ask: a member joins, and leaves whenever they like, without a reason (B.5, opt_in)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.instants import local_date
from leadership.lib.refusal import refuse
from leadership.obligations.models import OptIn
from leadership.obligations.ownword import tell
from leadership.people.models import Person
from policies.models import Policy


@transaction.atomic
def join(person: Person, policy: Policy, *, now: datetime) -> OptIn:
    """From today (the member's) the rhythm is theirs. Twice is once. Raises Refused where the rhythm is not for those
    who ask, or is not in force."""
    today = local_date(now, person.zone_info)
    version = policy.in_force(today) if policy.state == Policy.State.ADOPTED else None
    if version is None or version.read().binding != "opt_in":
        remedy = _("Look at the rhythm's page for what it asks.")
        raise refuse("policy", policy.key, _("Nobody needs to ask for this rhythm."), remedy)
    asked, is_new = OptIn.objects.get_or_create(person=person, policy=policy, defaults={"since": today})
    if is_new:
        tell("rhythm.joined", person, policy, now, since=today.isoformat())
    return asked


@transaction.atomic
def leave(person: Person, policy: Policy, *, now: datetime) -> None:
    """The member is in it no longer; what is open of it is taken away. Twice is once."""
    if OptIn.objects.filter(person=person, policy=policy).delete()[0]:
        tell("rhythm.left", person, policy, now)
