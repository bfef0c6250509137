"""What a rhythm would ask of people and coaches, kept with the version it was reckoned for."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models import Person
from policies.models import PolicyVersion


class Forecast(models.Model):
    """One run of the engine over everybody concerned, person by person in the order of their id up to `last_id`.

    `terms` is the wording that was reckoned with, `starts_on` the day from which it would hold. `tally` is the
    reckoning under way, `result` what came of it (keys, counts, dates; never a name). `reason`: why to go on although
    it is red.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Being reckoned")
        DONE = "done", _("Ready")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="forecasts")
    terms = models.JSONField()
    starts_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    tally = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    reason = models.TextField(blank=True, default="")
    reason_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="a_forecast_is_not_more_than_done"),
        ]

    def __str__(self) -> str:
        return f"forecast {self.key}"

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def is_red(self) -> bool:
        """Whether it needs a written reason to go on."""
        return bool(self.result.get("red"))
