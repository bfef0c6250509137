"""A personal rhythm: a member asks for more than a rhythm promises, never for less (A6; policies.personal).

The extra talks are the member's own: asked for, never overdue, seen by nobody but the pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.instants import local_date
from leadership.lib.refusal import refuse
from leadership.obligations.models import Wish
from leadership.obligations.ownword import tell
from leadership.people.models import Person
from policies.models import Policy
from policies.personal import wish_refused
from policies.termparts import Cadence, PerPeriod, Rolling
from policies.terms import Terms

CADENCES: Mapping[str, Cadence] = {
    Wish.Often.WEEK: Cadence(per_period=PerPeriod("week")),
    Wish.Often.FORTNIGHT: Cadence(rolling=Rolling(14, "day")),
    Wish.Often.MONTH: Cadence(per_period=PerPeriod("month")),
    Wish.Often.QUARTER: Cadence(per_period=PerPeriod("quarter")),
    Wish.Often.HALF_YEAR: Cadence(per_period=PerPeriod("half_year")),
}


def choices(terms: Terms) -> list[str]:
    """What a member may ask for in this rhythm, the most frequent first; empty where nothing more can be asked."""
    return [str(often) for often, cadence in CADENCES.items() if wish_refused(terms, cadence) is None]


@transaction.atomic
def wish(person: Person, policy: Policy, often: str, *, now: datetime) -> Wish:
    """From today (the member's) as often as that. Twice is once. Raises Refused when it is not more than is promised,
    or the rhythm does not let anybody ask for more."""
    today = local_date(now, person.zone_info)
    version = policy.in_force(today) if policy.state == Policy.State.ADOPTED else None
    if version is None or often not in choices(version.read()):
        message = _("That is not more than this rhythm promises already.")
        raise refuse("often", often, message, _("Choose one of those offered."))
    had = Wish.objects.filter(person=person, policy=policy).first()
    if had and had.often == often:
        return had
    asked, _made = Wish.objects.update_or_create(
        person=person, policy=policy, defaults={"often": often, "since": today}
    )
    tell("rhythm.more_wished", person, policy, now, often=often, since=today.isoformat())
    return asked


@transaction.atomic
def enough(person: Person, policy: Policy, *, now: datetime) -> None:
    """What the rhythm promises is enough again; the extra talks that are open are taken away. Twice is once."""
    if Wish.objects.filter(person=person, policy=policy).delete()[0]:
        tell("rhythm.more_unwished", person, policy, now)
