"""Standing in for a leader for a while."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from leadership.people.models.person import Person


class StandIn(models.Model):
    """`person` stands in for `leader` from `start` to `end`, both included; no end: until further notice."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    leader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stand_ins")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stands_in")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(leader=F("person")), name="nobody_stands_in_for_themselves"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="standing_in_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"stand-in from {self.start}"
