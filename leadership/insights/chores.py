"""What is done from time to time, whoever comes first: the row says when it was last begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from leadership.insights.models import Chore


def begin(name: str, *, now: datetime, every: timedelta) -> bool:
    """Whether it is time, and nobody else has begun: then it counts as begun at `now` (UTC). A clock that was set back
    does not keep anything waiting."""
    fresh = Q(begun_at__gt=now - every, begun_at__lte=now)
    if Chore.objects.filter(fresh, name=name).exists():
        return False
    made = Chore.objects.get_or_create(name=name, defaults={"begun_at": now})[1]
    return made or bool(Chore.objects.filter(name=name).exclude(fresh).update(begun_at=now))


def any_due(names: Mapping[str, timedelta], *, now: datetime) -> bool:
    """Whether it is time for one of these, each as often as it says. One query."""
    begun = dict(Chore.objects.filter(name__in=list(names)).values_list("name", "begun_at"))
    return any(name not in begun or not now - every < begun[name] <= now for name, every in names.items())
