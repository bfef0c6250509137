"""The clock of a demo or test installation, kept in the database so that all processes agree."""

from __future__ import annotations

from datetime import timedelta

from django.db import models


class ClockSetting(models.Model):
    """How far this installation's clock is ahead of (or behind) real time; no row: real time."""

    ahead = models.DurationField(default=timedelta)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_clock")]

    def __str__(self) -> str:
        return f"{self.ahead} ahead"
