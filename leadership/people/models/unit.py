"""Units: the tree that audiences and figures speak of. Who leads whom is the manager tree, not this one."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from leadership.lib.fields import BytewiseField

STEP = 8
"""Characters per level of a path: the row's id in base 36, padded with zeros."""


class Unit(models.Model):
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = BytewiseField(max_length=STEP * 24, db_index=True, blank=True, default="")
    co_leaders = models.ManyToManyField("people.Person", blank=True, related_name="co_led_units")

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def subtree(self) -> Q:
        """Units of this unit and below."""
        return Q(path__gte=self.path, path__lt=self.path + "~")


def step(row_id: int) -> str:
    """The piece of a path that stands for the row `row_id`."""
    digits = ""
    while row_id:
        row_id, digit = divmod(row_id, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits.rjust(STEP, "0")
