"""What was agreed and what came of it: conversations, offered times, and which obligations they cover.

No two talks of one person overlap, whoever writes them: the database refuses it (migration 0002), on PostgreSQL by an
exclusion constraint and on SQLite by a trigger, through the table `Occupied` that triggers keep.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from leadership.lib.fields import EncryptedTextField
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.models import ConversationType

if TYPE_CHECKING:
    from django.db.models.manager import Manager

AGREED = ("booked", "ended", "held_provisional", "held")
"""States in which a conversation takes its time in both calendars."""


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, reader: Person) -> ConversationQuerySet:
        """The two, and nobody else (docs/reference/access.md)."""
        return self.filter(Q(member=reader) | Q(coach=reader)) if reader.is_active else self.none()

    def held(self) -> ConversationQuerySet:
        return self.filter(state__in=("held", "held_provisional"))

    def agreed(self) -> ConversationQuerySet:
        return self.filter(state__in=AGREED)


class Conversation(models.Model):
    """A talk of `member` with `coach`. `start` and `end` are instants (UTC), `zone` the member's at booking."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Times offered")
        BOOKED = "booked", _("Booked")
        ENDED = "ended", _("Waiting for a word")
        HELD_PROVISIONAL = "held_provisional", _("Held, says the coach")
        HELD = "held", _("Held")
        NOT_HELD = "not_held", _("Did not happen")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Offer has passed")
        CANCELLED = "cancelled", _("Cancelled")
        VOIDED = "voided", _("Corrected")

    class Why(models.TextChoices):
        """What may be said with a move or a cancelling; never an illness, never a person."""

        CLASH = "clash", _("something else came up at that time")
        AWAY = "away", _("away that day")
        PREPARE = "prepare", _("more time to prepare would help")
        NOT_NEEDED = "not_needed", _("there is no need for it right now")

    class Side(models.TextChoices):
        MEMBER = "member", _("Member")
        COACH = "coach", _("Coach")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="talks_as_member")
    coach = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="talks_as_coach")
    type = models.ForeignKey(ConversationType, on_delete=models.PROTECT, related_name="+")
    asked_for = models.ForeignKey(
        Obligation, null=True, blank=True, on_delete=models.SET_NULL, related_name="asked_conversations"
    )
    """The obligation it was started from; what it covers is in `Commitment`."""
    state = models.CharField(max_length=16, choices=State)
    version = models.PositiveIntegerField(default=0)
    initiated_by = models.CharField(max_length=6, choices=Side)
    offered_by = models.CharField(max_length=6, choices=Side, blank=True, default="")
    """Whose offer of times it is, while times are offered; the answer is the other's."""
    minutes = models.PositiveSmallIntegerField()
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    holds_from = models.DateTimeField(null=True, blank=True)
    holds_until = models.DateTimeField(null=True, blank=True)
    """The time it takes in both calendars: start and end with the buffers around them."""
    coach_holds_from = models.DateTimeField(null=True, blank=True)
    coach_holds_until = models.DateTimeField(null=True, blank=True)
    """The same for the coach's calendar, where the coach's buffers are not the member's; None: as for the member."""
    zone = TimeZoneField(default="Europe/Stockholm", use_pytz=False)
    mode = models.CharField(
        max_length=10, default="in_person", choices=[("in_person", _("In person")), ("remote", _("Remote"))]
    )
    place = models.CharField(max_length=300, blank=True, default="")
    topic = EncryptedTextField(blank=True, default="")
    """What the member would like to talk about; the two see it, nobody else ever."""
    coach_kinds = models.JSONField(default=list)
    """How the coach was eligible when it was booked (R13)."""
    sequence = models.PositiveIntegerField(default=0)
    stamped_at = models.DateTimeField(null=True)
    """DTSTAMP of the newest calendar object."""
    drop_in = models.BooleanField(default=False, db_default=False)
    """The member came into hours the coach keeps open: it does not count against the coach's talks a day and a week."""
    moved_count = models.PositiveSmallIntegerField(default=0)
    moved_late = models.BooleanField(default=False)
    """The last move came less than a day before the talk: shown to the two, to nobody else."""
    why = models.CharField(max_length=10, choices=Why, blank=True, default="", db_default="")
    """Why it was moved or cancelled last, where whoever did it said so; for the two."""
    why_words = EncryptedTextField(blank=True, default="", db_default="")
    """In their own words; the two see it on the page of the talk, no letter and no log ever."""
    made_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=6, choices=Side, blank=True, default="")
    confirmed_by = models.CharField(max_length=6, choices=Side, blank=True, default="")
    confirmed_on = models.DateField(null=True)
    member_said_on = models.DateField(null=True)
    coach_said_on = models.DateField(null=True)
    """When each of the two has said that it was held, the member's dates; `confirmed_by` is whose word stands."""
    covered_by_member = models.BooleanField(default=False)
    covered_by_coach = models.BooleanField(default=False)
    """Each says for themselves that a short talk covered what was needed."""
    contested_on = models.DateField(null=True)
    not_held_by = models.CharField(max_length=6, choices=Side, blank=True, default="")
    not_held_on = models.DateField(null=True)
    next_action_at = models.DateTimeField(null=True)

    objects: Manager[Conversation] = ConversationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(member=F("coach")), name="a_conversation_is_between_two"),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__gt=F("start")), name="conversation_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AGREED)
                | Q(start__isnull=False, end__isnull=False, holds_from__isnull=False, holds_until__isnull=False),
                name="an_agreed_conversation_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(holds_from__isnull=True) | Q(holds_from__lte=F("start"), holds_until__gte=F("end")),
                name="a_conversation_holds_all_of_its_time",
            ),
            models.CheckConstraint(
                condition=(Q(coach_holds_from__isnull=True) | Q(coach_holds_from__lte=F("start")))
                & (Q(coach_holds_until__isnull=True) | Q(coach_holds_until__gte=F("end"))),
                name="a_conversation_holds_all_of_the_coachs_time",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "start"], name="conversation_by_member"),
            models.Index(fields=["coach", "start"], name="conversation_by_coach"),
            models.Index(
                fields=["next_action_at"], condition=Q(next_action_at__isnull=False), name="conversation_by_next_action"
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.key}"

    @property
    def name(self) -> str:
        """How facts name it."""
        return f"conversation:{self.key}"

    @property
    def covered_by_both(self) -> bool:
        return self.covered_by_member and self.covered_by_coach

    @property
    def made_the_offer(self) -> str:
        """The side whose times are on the table, or were last: `member` or `coach`."""
        return self.offered_by or self.initiated_by

    def side_of(self, person: Person) -> str:
        """`member` or `coach`. The caller has made sure that `person` is one of the two."""
        return self.Side.MEMBER if person.pk == self.member_id else self.Side.COACH

    def free_offers(self) -> None:
        """Lets go of the times offered in it."""
        self.offers.filter(held=True).update(held=False)

    def other(self, person: Person) -> Person:
        """The other one of the two."""
        return self.coach if person.pk == self.member_id else self.member


class OfferedTime(models.Model):
    """One of the times offered in a proposal. While `held`, it takes the time of both; `held_until` is the promise."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="offers")
    start = models.DateTimeField()
    end = models.DateTimeField()
    holds_from = models.DateTimeField()
    holds_until = models.DateTimeField()
    coach_holds_from = models.DateTimeField(null=True, blank=True)
    coach_holds_until = models.DateTimeField(null=True, blank=True)
    """The time it takes in the coach's calendar, where that differs; None: as for the member."""
    place = models.CharField(max_length=300, blank=True, default="", db_default="")
    """Where the two would meet then; the talk takes it over with the time."""
    counter = models.BooleanField(default=False, db_default=False)
    """Asked for by one of the two instead of the time that stands (`wished_times`); otherwise offered."""
    held = models.BooleanField(default=True)
    held_until = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "start", "counter"], name="a_time_is_offered_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="offered_time_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"offer of {self.start:%Y-%m-%dT%H:%MZ}"


class Occupied(models.Model):
    """One stretch of one person's time, taken by a conversation or an offer. Written by database triggers alone."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(OfferedTime, null=True, on_delete=models.CASCADE, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="occupied_time_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["person", "end", "start"], name="occupied_by_person")]

    def __str__(self) -> str:
        return f"occupied {self.start:%Y-%m-%dT%H:%MZ}"


class Answer(models.Model):
    """What one of the two answered from the calendar: the newest one alone, by SEQUENCE and DTSTAMP (RFC 5546)."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    partstat = models.CharField(max_length=20)
    sequence = models.PositiveIntegerField()
    dtstamp = models.DateTimeField()
    said_at = models.DateTimeField()
    comment = EncryptedTextField(blank=True, default="")
    """What they wrote with it; the two see it, nobody else ever."""
    proposed_start = models.DateTimeField(null=True)
    """Another time they asked for (COUNTER): a question to the two, never a move."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="each_has_one_newest_answer")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Commitment(models.Model):
    """`conversation`, if held as booked, will be counted for `obligation`."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="commitments")
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="commitments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation"], name="an_obligation_is_covered_by_one_booking"),
        ]

    def __str__(self) -> str:
        return f"commitment {self.pk}"


class Credit(models.Model):
    """`conversation` was counted for `obligation` on `credited_on`, the date of its start in the member's zone."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="credits")
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="credits")
    policy_id_of_obligation = models.BigIntegerField()
    is_own = models.BooleanField(default=False)
    """Counted for a talk the member asked for beyond what the policy promises: one talk may count for both."""
    credited_on = models.DateField()
    provisional = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(withdrawn_at__isnull=True), name="an_obligation_is_credited_once"
            ),
            models.UniqueConstraint(
                fields=["conversation", "policy_id_of_obligation", "is_own"],
                condition=Q(withdrawn_at__isnull=True),
                name="a_conversation_credits_a_policy_once",
            ),
        ]

    def __str__(self) -> str:
        return f"credit {self.pk}"


def credit_date(conversation: Conversation) -> date:
    """The local date of the start in the zone the member had then (R1). The conversation has a start."""
    assert conversation.start is not None
    return conversation.start.astimezone(conversation.zone).date()
