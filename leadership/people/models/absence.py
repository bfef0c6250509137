"""When people are away, and when the whole organisation rests. The kind of an absence is never stored."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models.person import Person


class Absence(models.Model):
    """`person` is away from `start` to `end`, both included, dates in the person's zone; no end: not known yet."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    start = models.DateField(_("first day away"))
    end = models.DateField(_("last day away"), null=True, blank=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="absence_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["person", "start"], name="absence_by_person")]

    def __str__(self) -> str:
        return f"absence {self.key}"


class Pause(models.Model):
    """The whole organisation rests from `start` to `end`, both included: no notices, clocks stand still."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    label = models.CharField(_("name"), max_length=120, blank=True, default="")

    class Meta:
        ordering = ["start"]
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="pause_ends_after_it_starts")]

    def __str__(self) -> str:
        return self.label or f"{self.start}–{self.end}"
