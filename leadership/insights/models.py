"""Figures that are kept: exact counts of large lines, counted anew from time to time and never counted up or down; the
figures of quarters and months as they were rolled up; and what teams said where a rhythm is followed up by talking."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models import Person
from policies.models import Policy


class LineCount(models.Model):
    """How many talks of the whole line of `leader` read as what, at `taken_at` (UTC): `counts` by word, of all rhythms
    (key "") and of each."""

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


class Kind(models.TextChoices):
    QUARTER = "quarter", _("Quarter")
    MONTH = "month", _("Month")


class Snapshot(models.Model):
    """The organisation's figures of one interval, `as_of` the day (the organisation's) they were rolled up.

    `figures` holds what may be shown and nothing else: a cell with fewer than the smallest group of people in it, or
    one that could be reckoned from others, is `{"hidden": true}` here already. Written once, whole, never added to.
    """

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=20)
    start = models.DateField()
    end = models.DateField()
    as_of = models.DateField()
    n_min = models.PositiveSmallIntegerField()
    figures = models.JSONField()

    class Meta:
        ordering = ["end"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="an_interval_is_rolled_up_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class LineSnapshot(models.Model):
    """The figures of one leader's line in the same interval, for that leader and whoever shares the line."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="lines")
    leader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    figures = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "leader"], name="a_line_is_rolled_up_once")]
        indexes = [models.Index(fields=["leader"], name="line_snapshot_by_leader")]

    def __str__(self) -> str:
        return f"line of {self.leader_id} in {self.snapshot_id}"


class Dialogue(models.Model):
    """A conversation in a team about a question that follows up a rhythm: when, and with how many. Never who said it.

    Whoever wrote it down is not kept.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="dialogues")
    metric = models.SlugField(max_length=60)
    held_on = models.DateField()
    people = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(people__gte=2), name="a_dialogue_is_between_people")]

    def __str__(self) -> str:
        return f"dialogue {self.key}"


class Said(models.Model):
    """One theme of such a conversation, in a sentence."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="themes")
    text = models.CharField(max_length=280)

    class Meta:
        ordering = ["text", "id"]

    def __str__(self) -> str:
        return f"theme {self.pk}"
