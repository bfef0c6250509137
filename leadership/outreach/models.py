"""What is to be said and what was said: one `Delivery` is one letter to one person, once."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadership.conversations.models import Conversation
from leadership.obligations.models import Obligation
from leadership.people.models import Person


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, reader: Person) -> DeliveryQuerySet:
        """HR and the technical administrator see that a letter was sent; everyone sees their own."""
        if not reader.is_active:
            return self.none()
        return self if reader.is_hr or reader.is_admin else self.filter(recipient=reader)


class Delivery(models.Model):
    """An intent to say something, written in the transaction of its cause; `unique_key` makes it once.

    `due_at` (UTC) is the recipient's next allowed moment; after `expires_at` it is dropped, not sent late.
    `lease_token` and `leased_until` (database clock) belong to the worker that is sending it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not needed any more")
        FAILED = "failed", _("Could not be delivered")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unique_key = models.CharField(max_length=200, unique=True)
    letter = models.CharField(max_length=40)
    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deliveries")
    obligation = models.ForeignKey(Obligation, null=True, on_delete=models.CASCADE, related_name="deliveries")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="deliveries")
    data = models.JSONField(default=dict)
    """Keys, dates, sequence numbers the letter needs; texts and names are read when it is written out."""
    transactional = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=60, blank=True, default="")
    answer = models.CharField(max_length=300, blank=True, default="")
    """What the mail server said last, for HR; never what the letter said."""
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    letter_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="bundled")
    """The delivery in whose letter this one was said (several notices of one day leave as one)."""

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_waiting_by_due"),
            models.Index(fields=["recipient", "-id"], name="delivery_by_recipient"),
            models.Index(fields=["obligation"], name="delivery_by_obligation"),
            models.Index(fields=["conversation", "id"], name="delivery_by_conversation"),
        ]

    def __str__(self) -> str:
        return self.unique_key

    @property
    def message_id(self) -> str:
        """The part of Message-ID before the @: the same for every copy of this letter."""
        return str(self.key)


class Heartbeat(models.Model):
    """The worker's last sign of life, written by the pulse in real time."""

    beat_at = models.DateTimeField()
    ticked_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_heartbeat")]

    def __str__(self) -> str:
        return f"heartbeat {self.beat_at:%Y-%m-%dT%H:%M:%SZ}"


class DemoMail(models.Model):
    """A letter of the demo installation, kept as the bytes a mail server would have got."""

    sent_at = models.DateTimeField()
    recipient = models.CharField(max_length=320)
    raw = models.BinaryField()

    def __str__(self) -> str:
        return f"mail {self.pk}"
