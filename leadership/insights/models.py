"""Figures that are kept: exact counts of large lines, counted anew from time to time, never counted up or down."""

from __future__ import annotations

from django.db import models

from leadership.people.models import Person


class LineCount(models.Model):
    """How many talks of the whole line of `leader` read as what, at `taken_at` (UTC): `counts` by word."""

    leader = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    counts = models.JSONField()
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"counts of {self.leader_id} at {self.taken_at:%Y-%m-%dT%H:%MZ}"


class Chore(models.Model):
    """What is done from time to time, and when it was last begun (UTC)."""

    name = models.CharField(max_length=40, unique=True)
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
