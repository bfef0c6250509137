"""What a rehearsal says: per rhythm what was sent, whether people were heard, and who waited longest."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from leadership.cli.rehearsal import stage
from leadership.obligations.models import Obligation
from leadership.outreach.models import Delivery, DemoMail
from leadership.people.models import Person
from policies.models import Policy

LONGEST = 3
HEARD = ("fulfilled",)
COUNTED = ("fulfilled", "missed", "lapsed", "open", "unconfirmed", "booked")


def of(*, start: date, until: date) -> dict[str, Any]:
    """Figures of the whole, and of each rhythm."""
    names = stage.titles(Policy.objects.all())
    return {
        "from": start,
        "until": until,
        "people": Person.objects.count(),
        "mails": DemoMail.objects.count(),
        "rhythms": [_rhythm(policy, names[policy.pk], until) for policy in Policy.objects.order_by("pk")],
    }


def _rhythm(policy: Policy, title: str, until: date) -> dict[str, Any]:
    owed = Obligation.objects.filter(policy=policy).exclude(state="planned")
    states = Counter(owed.values_list("state", flat=True))
    over = owed.filter(due_on__lt=until, state__in=COUNTED)
    heard = over.filter(state__in=HEARD).count()
    said = Delivery.objects.filter(obligation__policy=policy, state=Delivery.State.SENT)
    letters = Counter(said.exclude(unique_key__startswith="seen:").values_list("letter", flat=True))
    return {
        "key": policy.key,
        "title": title,
        "concerned": owed.values("person").distinct().count(),
        "states": dict(sorted(states.items())),
        "due": over.count(),
        "heard": heard,
        "coverage": round(heard / over.count(), 3) if over.count() else None,
        "letters": dict(letters.most_common()),
        "longest_waits": _waits(owed, until),
    }


def _waits(owed: Any, until: date) -> list[dict[str, Any]]:
    """Those who waited longest from the day it opened until they were heard, or still wait; all of them invented."""
    rows = owed.filter(state__in=COUNTED, opens_on__lte=until).select_related("person")
    waits = [
        {"person": one.person.name, "cycle": one.cycle_key, "days": ((one.credited_on or until) - one.opens_on).days,
         "heard": one.credited_on}
        for one in rows.iterator()
    ]  # fmt: skip
    return sorted(waits, key=lambda one: -one["days"])[:LONGEST]
