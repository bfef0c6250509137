"""Calendars kept elsewhere, our talks in them, the feed that others may subscribe to, and the mail that comes back.

Of foreign events only start and end are kept, never a title or a text. Addresses and passwords are encrypted;
credentials carry the scheme, host and port they belong to and are used nowhere else.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadership.calendars import guard
from leadership.lib.fields import EncryptedTextField
from leadership.people.models import Person

if TYPE_CHECKING:
    from django.db.models.manager import Manager

STALE_AFTER = timedelta(minutes=5)
"""A page that shows free times asks for news of a calendar read longer ago than this."""
DAILY = timedelta(days=1)
RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long to wait after the first, second, … failure in a row; the last one repeats."""


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, reader: Person) -> SourceQuerySet:
        """The owner's own, and nobody else's (docs/reference/access.md)."""
        return self.filter(person=reader) if reader.is_active else self.none()

    def due(self, now: datetime) -> SourceQuerySet:
        """What is to be read at `now`: its time has come, or somebody asked and it was not tried since."""
        waiting = Q(asked_at__isnull=False) & (Q(tried_at__isnull=True) | Q(tried_at__lt=models.F("asked_at")))
        stays = {"person__is_active": True, "leaving_at__isnull": True}
        return self.filter(Q(next_at__lte=now) | waiting, **stays).order_by("next_at", "id")


class Grant(models.Model):
    """Leave that `person` gave us with a provider to read and write their calendars; taken back by disconnecting."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=9, choices=[("google", "Google"), ("microsoft", "Microsoft 365")])
    refresh_token = EncryptedTextField()
    access_token = EncryptedTextField(blank=True, default="")
    expires_at = models.DateTimeField(null=True)
    """Until when the access token is good; then it is renewed."""
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"leave {self.pk} with {self.provider}"

    def keep(self, access: str, refresh: str, expires_at: datetime) -> None:
        """Keeps new tokens: providers may end the old refresh token when they give a new one."""
        self.access_token, self.refresh_token, self.expires_at = access, refresh, expires_at
        kept = {"access_token": access, "refresh_token": refresh, "expires_at": expires_at}
        Grant.objects.filter(pk=self.pk).update(**kept)


class Source(models.Model):
    """A calendar of `person` kept elsewhere, read for busy time. Instants in UTC."""

    class Kind(models.TextChoices):
        ICS = "ics", _("Calendar address")
        CALDAV = "caldav", _("CalDAV account")
        GOOGLE = "google", "Google"
        MICROSOFT = "microsoft", "Microsoft 365"

    class State(models.TextChoices):
        WAITING = "waiting", _("Not read yet")
        READ = "read", _("Read")
        FAILING = "failing", _("Could not be read")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_sources")
    kind = models.CharField(max_length=9, choices=Kind)
    name = models.CharField(max_length=100)
    """What the owner calls it."""
    url = EncryptedTextField()
    """The calendar's address, a secret of its own where the address alone opens it."""
    username = EncryptedTextField(blank=True, default="")
    password = EncryptedTextField(blank=True, default="")
    grant = models.ForeignKey(Grant, null=True, on_delete=models.CASCADE, related_name="sources")
    """The leave it is read and written with, at Google or Microsoft."""
    origin = models.CharField(max_length=300)
    """Scheme, host and port for which the password was given."""
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=20, blank=True, default="")
    failures = models.PositiveSmallIntegerField(default=0)
    etag = models.CharField(max_length=300, blank=True, default="")
    """What the server called the state last read: an ETag, or a CalDAV sync token."""
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    """When it was last read well; the busy time is of then."""
    reaches_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    takes_talks = models.BooleanField(default=False)
    """Whether its owner's talks are written into it; one calendar of a person at most."""
    leaving_at = models.DateTimeField(null=True)
    """When its owner took it away; it is gone as soon as their talks are out of it (`leaving`)."""

    objects: Manager[Source] = SourceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["next_at"], name="calendar_source_by_next")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(takes_talks=True), name="one_calendar_of_a_person_takes_the_talks"
            )
        ]

    def __str__(self) -> str:
        return f"calendar {self.key}"

    @property
    def can_take_talks(self) -> bool:
        """Whether it is of a kind that can be written to."""
        return self.kind != self.Kind.ICS

    @property
    def credentials(self) -> tuple[str, str] | None:
        """User name and password, where there are any and the address is still the one they were given for."""
        return (self.username, self.password) if self.username and guard.origin_of(self.url) == self.origin else None

    def wait_after_failure(self) -> timedelta:
        """How long until the next try, after the failure now being counted."""
        return RETRIES[min(self.failures, len(RETRIES)) - 1]


class CopyQuerySet(models.QuerySet["Copy"]):
    def visible_to(self, reader: Person) -> CopyQuerySet:
        """The owner's own."""
        return self.filter(source__person=reader) if reader.is_active else self.none()

    def asking(self, now: datetime) -> CopyQuerySet:
        """Copies about which their owner is asked: altered over there, the talk still ahead."""
        return self.exclude(differs="").filter(answered_at__isnull=True, start__gt=now)


class Copy(models.Model):
    """A talk of ours as one event in `source`: how it was written last, and what was found there since.

    The talk itself lives on a higher floor; here is its key. `start` and `end` (UTC) are what was written.
    """

    class Differs(models.TextChoices):
        MOVED = "moved", _("moved")
        REMOVED = "removed", _("removed")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="copies")
    conversation_key = models.UUIDField()
    place = EncryptedTextField(blank=True, default="")
    """Its address or id over there."""
    etag = models.CharField(max_length=300, blank=True, default="")
    sequence = models.PositiveIntegerField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    written_at = models.DateTimeField()
    differs = models.CharField(max_length=7, choices=Differs, blank=True, default="")
    """Altered over there, not here: a question to its owner, never a change of the talk."""
    seen_start = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    """When its owner answered that question; what they said is being done."""

    objects: Manager[Copy] = CopyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "conversation_key"], name="a_talk_is_copied_once"),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="a_copy_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["conversation_key"], name="copy_by_conversation")]

    def __str__(self) -> str:
        return f"copy of conversation {self.conversation_key}"


class BusyTimeQuerySet(models.QuerySet["BusyTime"]):
    def visible_to(self, reader: Person) -> BusyTimeQuerySet:
        """The owner's own; others only ever learn which times are free for both."""
        return self.filter(source__person=reader) if reader.is_active else self.none()

    def touching(self, start: datetime, until: datetime) -> BusyTimeQuerySet:
        return self.filter(start__lt=until, end__gt=start)


class BusyTime(models.Model):
    """One stretch (UTC) in which a foreign calendar says its owner is busy."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="busy")
    start = models.DateTimeField()
    end = models.DateTimeField()

    objects: Manager[BusyTime] = BusyTimeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="busy_time_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["source", "end", "start"], name="busy_time_by_source")]

    def __str__(self) -> str:
        return f"busy {self.start:%Y-%m-%dT%H:%MZ}"


class Feed(models.Model):
    """The address under which a person's calendar program may read their own talks; only its hash is kept."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    titles = models.BooleanField(default=False)
    """Whether the feed says who the other one is; otherwise its titles are neutral."""

    def __str__(self) -> str:
        return f"feed of person {self.person_id}"


class Inbound(models.Model):
    """A message that came to the installation's mailbox: kept as it came, encrypted, before anything is decided.

    `decision` and `reason` are words of `deciding`; empty while undecided. Keys name what it was about.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the message: the same message twice is one message."""
    raw = EncryptedTextField()
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=20, blank=True, default="")
    conversation_key = models.UUIDField(null=True)
    person_key = models.UUIDField(null=True)
    partstat = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["received_at"], condition=Q(decided_at__isnull=True), name="inbound_undecided"),
            models.Index(fields=["received_at"], name="inbound_by_time"),
        ]

    def __str__(self) -> str:
        return f"message {self.key}"
