"""What is to be said and what was said: one `Delivery` is one letter to one person, once."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadership.conversations.models import Conversation
from leadership.lib.fields import EncryptedTextField
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.models import Policy


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, reader: Person) -> DeliveryQuerySet:
        """HR and the technical administrator see that a letter was sent; everyone sees their own."""
        if not reader.is_active:
            return self.none()
        return self if reader.is_hr or reader.is_admin else self.filter(recipient=reader)


class Delivery(models.Model):
    """An intent to say something, written in the transaction of its cause; `unique_key` makes it once.

    `due_at` (UTC) is the recipient's next allowed moment; after `expires_at` it is dropped, not sent late.
    `lease_token` and `leased_until` (database clock) belong to the worker that is sending it; `tried_at` (database
    clock) is when it was last taken to be sent, and `crashes` how many workers died with it in their hands.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not needed any more")
        FAILED = "failed", _("Could not be delivered")

    class Transport(models.TextChoices):
        MAIL = "mail", _("mail")
        CHAT = "chat", _("chat")
        CALENDAR = "calendar", _("calendar")

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
    tried_at = models.DateTimeField(null=True)
    crashes = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    letter_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="bundled")
    """The delivery in whose letter this one was said (several notices of one day leave as one)."""
    transport = models.CharField(max_length=8, choices=Transport, default=Transport.MAIL)
    seen_at = models.DateTimeField(null=True)
    """When its recipient first saw it in the app."""

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_waiting_by_due"),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="waiting", letter_of__isnull=True),
                name="delivery_alone_by_due",
            ),
            models.Index(fields=["leased_until"], condition=Q(leased_until__isnull=False), name="delivery_leased"),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="waiting", letter_of__isnull=True, transactional=False) & ~Q(letter="digest"),
                name="delivery_loose_by_due",
            ),
            models.Index(fields=["id"], condition=Q(state="failed"), name="delivery_failed"),
            models.Index(fields=["tried_at"], condition=Q(tried_at__isnull=False), name="delivery_by_tried"),
            models.Index(
                fields=["letter", "made_at"],
                condition=Q(letter="leader_told") | Q(letter="hr_told"),
                name="delivery_told_above",
            ),
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


class Preferences(models.Model):
    """How one person wants to be reached, decided by nobody else. Without a row: all by mail, summaries on Monday.

    Where mail is off, a notice waits in the app, in the same words. Letters about a booked talk always leave.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    reminders_by_mail = models.BooleanField(_("reminders by mail"), default=True)
    summaries_by_mail = models.BooleanField(_("summaries by mail"), default=True)
    summary_day = models.PositiveSmallIntegerField(_("day of the weekly summary"), default=0)
    """Monday is 0."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(summary_day__lte=6), name="a_summary_has_a_day_of_the_week")]

    def __str__(self) -> str:
        return f"preferences of {self.person_id}"


class SeldomAsked(models.Model):
    """Somebody wants a voluntary rhythm to ask them less often: every other time, without a nudge."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "policy"], name="less_often_is_said_once")]

    def __str__(self) -> str:
        return f"{self.policy_id} asks {self.person_id} less often"


class ChatPlace(models.Model):
    """Where chat reaches one person, or (without a person) the whole organisation: an incoming webhook.

    The address is a secret: whoever has it can write there. A person may instead have a user name (`handle`) that the
    organisation's own Mattermost webhook reaches. `says_subject` off: the message says only that there is one.
    """

    class Service(models.TextChoices):
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Microsoft Teams"
        MATTERMOST = "mattermost", "Mattermost"

    person = models.OneToOneField(Person, null=True, on_delete=models.CASCADE, related_name="+")
    service = models.CharField(max_length=10, choices=Service)
    address = EncryptedTextField(blank=True, default="")
    handle = models.CharField(max_length=64, blank=True, default="")
    says_subject = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=Q(person__isnull=True), name="the_organisation_has_one_place_per_service"
            ),
            models.CheckConstraint(
                condition=~Q(address="") | (~Q(handle="") & Q(person__isnull=False)),
                name="a_chat_place_has_an_address_or_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} place {self.pk}"


class Heartbeat(models.Model):
    """One worker's last sign of life, written by its pulse in real time. `worker`: its machine and its guardian."""

    worker = models.CharField(max_length=100, unique=True, default="")
    beat_at = models.DateTimeField()
    ticked_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"heartbeat {self.worker} {self.beat_at:%Y-%m-%dT%H:%M:%SZ}"


class MailWay(models.Model):
    """How the way out looked last: `trouble` is empty, or one of `mailcheck.TROUBLES`; `answer` is the server's own
    words. `looked_at` and `since` are real time, by the database's clock."""

    looked_at = models.DateTimeField()
    since = models.DateTimeField()
    trouble = models.CharField(max_length=20, blank=True, default="")
    answer = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_way_out")]

    def __str__(self) -> str:
        return self.trouble or "open"


class WayIn(models.Model):
    """How the mailbox that answers come to looked last (`fetching`): `trouble` is empty, or one of `imap.TROUBLES`;
    `answer` is the server's own words. `looked_at` and `since` are real time, by the database's clock."""

    looked_at = models.DateTimeField()
    since = models.DateTimeField()
    trouble = models.CharField(max_length=20, blank=True, default="")
    answer = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_way_in")]

    def __str__(self) -> str:
        return self.trouble or "open"


class MailGuard(models.Model):
    """Which installation this database last wrote letters for, so that a copy of it writes none (`guard`)."""

    site_url = models.CharField(max_length=300, blank=True, default="")
    place = models.CharField(max_length=120, blank=True, default="")
    count = models.PositiveBigIntegerField(default=0)
    because = models.CharField(max_length=20, blank=True, default="")
    """Why letters are held back: restored, moved or asked; empty when they are not."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_mail_guard")]

    def __str__(self) -> str:
        return self.because or "open"


class Bounce(models.Model):
    """An address from which letters come back. It counts as long as the person has that address."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="bounce")
    address = models.CharField(max_length=320)
    at = models.DateTimeField()
    answer = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"bounce {self.pk}"


class DemoMail(models.Model):
    """A letter of the demo installation, kept as the bytes a mail server would have got."""

    sent_at = models.DateTimeField()
    recipient = models.CharField(max_length=320)
    raw = models.BinaryField()

    def __str__(self) -> str:
        return f"mail {self.pk}"
