"""What happened, for ever: one row per change, in keys, dates and words of our own, never a name or a free text."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

LET_GO = "obligation.let_go"
"""The one kind that is asked for by object; an index of all objects would be paid for by every fact there is."""


class Fact(models.Model):
    """Something that happened at `at` (UTC), done by `actor_key` (None: the system), about `subject_key`.

    Append-only. `object` names the thing, such as `obligation:<key>`; `data` holds keys, dates, numbers and enums.
    Because no foreign key leads out of here, erasing a person leaves the history countable.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor_key = models.UUIDField(null=True)
    subject_key = models.UUIDField(null=True)
    object = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_key", "id"], name="fact_by_subject"),
            models.Index(fields=["object"], condition=Q(kind=LET_GO), name="fact_of_letting_go"),
            models.Index(fields=["kind", "id"], name="fact_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object}"


class Signal(models.Model):
    """A fact that `reader` has yet to act on: written with the fact, deleted when acted on, so none is missed."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="signals")
    reader = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "fact"], name="a_reader_is_signalled_once")]

    def __str__(self) -> str:
        return f"signal of fact {self.fact_id} to {self.reader}"
