"""What happens in somebody's working life that a rhythm may be anchored to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadership.people.models.person import Person


class Passage(models.Model):
    """`person` got a new role or a new manager on `on`, a date of theirs. Kept for good: rhythms count them (R7)."""

    class Kind(models.TextChoices):
        ROLE_CHANGE = "role_change", _("New role")
        MANAGER_CHANGE = "manager_change", _("New manager")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=16, choices=Kind)
    on = models.DateField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "on"], name="a_person_passes_once_a_day_into_each")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person_id} on {self.on}"
