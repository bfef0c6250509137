"""A round: many talks of one rhythm planned at once. What it plans becomes offers; nobody is booked without a yes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadership.conversations.models.talk import Conversation
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.models import Policy

if TYPE_CHECKING:
    from django.db.models.manager import Manager


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, reader: Person) -> RoundQuerySet:
        """A coach's own rounds; HR also those over all coaches."""
        if not reader.is_active:
            return self.none()
        return self.filter(Q(coach=reader) | Q(coach=None)) if reader.is_hr else self.filter(coach=reader)


class Round(models.Model):
    """Times for everyone of `policy` who has none yet; with `coach`, for those of that coach alone."""

    class State(models.TextChoices):
        ASKED = "asked", _("Being planned")
        PLANNED = "planned", _("Planned")
        SENDING = "sending", _("Offers go out")
        SENT = "sent", _("Offers are out")
        DROPPED = "dropped", _("Put aside")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    coach = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    made_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects: Manager[Round] = RoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=("asked", "sending")), name="round_with_something_to_do")
        ]

    def __str__(self) -> str:
        return f"round {self.key}"

    @property
    def name(self) -> str:
        """How facts name it."""
        return f"round:{self.key}"


class RoundPlaceQuerySet(models.QuerySet["RoundPlace"]):
    def visible_to(self, reader: Person) -> RoundPlaceQuerySet:
        """Who meets whom and when is for the two; of a plan, for the coach. HR reads counts alone."""
        return self.filter(coach=reader) if reader.is_active else self.none()


class RoundPlace(models.Model):
    """One person of a round: the time found and further ones for the offer, or why there is none (`reason`)."""

    class Outcome(models.TextChoices):
        WAITS = "", _("Not sent yet")
        OFFERED = "offered", _("Offered")
        REFUSED = "refused", _("Not possible any more")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="places")
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="+")
    coach = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    start = models.DateTimeField(null=True)
    also = models.JSONField(default=list)
    """Further starts for the offer (ISO, UTC)."""
    reason = models.CharField(max_length=30, blank=True, default="")
    """Why no time was found, or why what was found could not be offered any more; a word of ours."""
    outcome = models.CharField(max_length=8, choices=Outcome, default="", blank=True)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: Manager[RoundPlace] = RoundPlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "obligation"], name="a_round_places_each_once"),
            models.CheckConstraint(
                condition=Q(start__isnull=False, coach__isnull=False) | ~Q(reason=""),
                name="a_round_finds_a_time_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"place {self.pk} of round {self.round_id}"
