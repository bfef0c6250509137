"""What is owed to whom: the ledger's rows. `ledger` is their only writer."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models import Person
from leadership.people.persons import line_of
from policies.models import Policy, PolicyVersion
from policies.personal import PREFIX, cadence_of, own_terms
from policies.terms import Terms, at_slot

if TYPE_CHECKING:
    from django.db.models.manager import Manager

LIVE = ("planned", "open", "booked", "unconfirmed")
"""States in which something is still owed (docs/reference/cadence.md B.6)."""


OPEN = Q(state__in=["open", "booked", "unconfirmed"])
"""What a person can act on; indexes of open rows carry this very condition."""


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def live(self) -> ObligationQuerySet:
        return self.filter(state__in=LIVE)

    def open(self) -> ObligationQuerySet:
        """Open, booked or waiting for a word: what a person can act on."""
        return self.filter(OPEN)

    def promised(self) -> ObligationQuerySet:
        """What rhythms ask for; without the talks somebody asked for beyond that (A6), which nobody else counts."""
        return self.exclude(cycle_key__startswith=PREFIX)

    def waiting(self, now: datetime) -> ObligationQuerySet:
        """Those with something to do at `now` or before."""
        return self.filter(next_action_at__lte=now)

    def of(self, person: Person) -> ObligationQuerySet:
        return self.filter(person=person)

    def visible_to(self, reader: Person, *, on: date) -> ObligationQuerySet:
        """The member's own, those where the reader is the chosen coach, and those of the reader's line on `on`."""
        if not reader.is_active:
            return self.none()
        return self.filter(Q(person=reader) | Q(coach=reader) | line_of(reader, on=on, prefix="person__")).distinct()

    def pair_of(self, reader: Person) -> ObligationQuerySet:
        """Those the reader is part of, as member or as chosen coach: with everything the pair may see."""
        return self.filter(Q(person=reader) | Q(coach=reader)) if reader.is_active else self.none()


class Obligation(models.Model):
    """One conversation owed to one person: (policy, person, cycle_key, slot) names it for ever (R7).

    Dates are in the member's zone. Late and overdue are never stored; they are comparisons with a day (R14).
    `move_role` and `move_since` say who was asked to move first and since when; silence hands over (R16).

    A cycle is opened for everybody in one go, and each index is paid for by every row: the indexes below begin with
    whatever is looked up, so no foreign key has one of its own (docs/decisions/0028-what-an-event-costs.md).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        BOOKED = "booked", _("Booked")
        UNCONFIRMED = "unconfirmed", _("Waiting for a word")
        FULFILLED = "fulfilled", _("Heard")
        EXCUSED = "excused", _("Excused")
        MISSED = "missed", _("Did not happen")
        LAPSED = "lapsed", _("Not used")
        CANCELLED = "cancelled", _("Cancelled")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="obligations", db_index=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    policy_version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    """No index: a rhythm has as many rows as there are people; an embedded database would choose it before others."""
    cycle_key = models.CharField(max_length=60)
    slot = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    version = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True, default="")
    """Why it ended as it did: a word of ours, such as `left`, `exempt`, `leave`, `replaced`, `skip`."""

    opens_on = models.DateField()
    choose_by = models.DateField(null=True)
    due_on = models.DateField()
    overdue_from = models.DateField(null=True)
    close_on = models.DateField(null=True)
    credited_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)

    coach = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="coached_obligations", db_index=False
    )
    coach_chosen_on = models.DateField(null=True)
    offering = models.BooleanField(default=False)
    """Times have been offered and wait for an answer."""
    move_role = models.CharField(max_length=8, blank=True, default="")
    move_since = models.DateField(null=True)
    quiet_until = models.DateField(null=True)
    """The member said "not now": no reminders before this date; the date to be heard by stays."""
    warned_at = models.DateTimeField(null=True)
    soon_from = models.DateField(null=True)
    """The day from which it is due soon (R14), by the calendar there was when its dates were set."""
    told_from = models.DateField(null=True)
    """The day from which those above the pair may know that it is overdue: a working day after the warning (B.5)."""
    lft = models.BigIntegerField(null=True, editable=False)
    """The person's place on the number line, a copy that the database keeps (`linecopy`)."""
    next_action_at = models.DateTimeField(null=True)
    acted_until = models.DateTimeField(null=True)
    """The ladder has been walked up to this instant; a step at or before it is never sent late."""

    objects: Manager[Obligation] = ObligationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "person", "cycle_key", "slot"], name="an_obligation_exists_once_per_cycle_and_slot"
            ),
            models.CheckConstraint(
                condition=~Q(state="fulfilled") | Q(credited_on__isnull=False), name="a_fulfilled_obligation_says_when"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="an_obligation_opens_before_it_is_due"),
        ]
        indexes = [
            models.Index(fields=["person", "due_on"], name="obligation_by_person"),
            models.Index(
                fields=["next_action_at"], condition=Q(next_action_at__isnull=False), name="obligation_by_next_action"
            ),
            models.Index(fields=["due_on", "lft"], condition=OPEN, name="obligation_open_by_due"),
            models.Index(fields=["lft", "due_on"], condition=OPEN, name="obligation_open_by_line"),
            models.Index(fields=["told_from", "soon_from"], condition=OPEN, name="obligation_open_by_told"),
            models.Index(fields=["person", "policy", "due_on", "id"], condition=OPEN, name="obligation_open_of_person"),
            models.Index(
                fields=["overdue_from", "lft"],
                condition=OPEN & Q(told_from__isnull=False),
                name="obligation_told_by_overdue",
            ),
            models.Index(
                fields=["due_on", "lft"], condition=OPEN & Q(told_from__isnull=False), name="obligation_told_by_due"
            ),
            models.Index(
                fields=["state", "lft"],
                condition=Q(state__in=["fulfilled", "excused"], lft__isnull=False),
                name="obligation_ended_by_line",
            ),
            models.Index(fields=["coach", "state"], condition=Q(coach__isnull=False), name="obligation_of_coach"),
        ]

    def __str__(self) -> str:
        return f"obligation {self.key}"

    @property
    def name(self) -> str:
        """How facts name it."""
        return f"obligation:{self.key}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def terms(self) -> Terms:
        """What the version it opened with says of it; one of several anchored talks may have words of its own."""
        terms = self.policy_version.read()
        return own_terms(terms, cadence_of(self.cycle_key)) if self.is_own else at_slot(terms, self.slot)

    @property
    def is_own(self) -> bool:
        """Whether it is one of the talks the member asked for beyond what the rhythm promises."""
        return self.cycle_key.startswith(PREFIX)


class Day(models.Model):
    """How far the calendar has been walked in one time zone: everything that days up to `reached` bring is done there.

    There is a row for every zone in which someone is, so that nobody is asked for their zone at every tick.
    """

    zone = models.CharField(max_length=63, unique=True)
    reached = models.DateField()

    def __str__(self) -> str:
        return f"{self.zone} {self.reached}"


class Cycle(models.Model):
    """A marker: everyone concerned in `zone` has been given what this policy's cycle asks; `generated_at` in UTC.

    `cycle_key` is the running cycle with the version in force, so that the second look at it costs nothing.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    cycle_key = models.CharField(max_length=60)
    zone = models.CharField(max_length=63)
    generated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "cycle_key", "zone"], name="a_cycle_is_marked_once")]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.cycle_key} {self.zone}"


class Stay(models.Model):
    """`person` has been in the audience of `policy` since `since`, later than their first day (R8, R9)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "policy"], name="a_person_has_one_stay_in_a_policy")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.policy_id} since {self.since}"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def granted(self) -> ExemptionQuerySet:
        """Those that count: HR has said yes."""
        return self.filter(approved_at__isnull=False)

    def waiting(self) -> ExemptionQuerySet:
        """Asked for, and not answered yet."""
        return self.filter(approved_at=None, declined_at=None)

    def visible_to(self, reader: Person) -> ExemptionQuerySet:
        """One's own; HR sees all."""
        if not reader.is_active:
            return self.none()
        return self if reader.is_hr else self.filter(person=reader)


class Exemption(models.Model):
    """`policy` does not apply to `person` from `start` to `end`, both included, at most twelve months (R15).

    Asked for by `requested_by` or entered by HR; it counts once `approved_at` says that HR has agreed.
    """

    class Reason(models.TextChoices):
        OWN_WISH = "own_wish", _("Own wish")
        LONG_ABSENCE = "long_absence", _("Long absence")
        ROLE = "role", _("Role")
        CONFLICT = "conflict", _("Conflict")
        OTHER = "other", _("Other")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exemptions")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    start = models.DateField()
    end = models.DateField()
    reason = models.CharField(max_length=20, choices=Reason)
    requested_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    objects: Manager[Exemption] = ExemptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="exemption_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(declined_at__isnull=True),
                name="an_exemption_is_not_approved_and_declined",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="exemption_by_person")]

    def __str__(self) -> str:
        return f"exemption {self.key}"

    @property
    def is_granted(self) -> bool:
        return self.approved_at is not None


class OptIn(models.Model):
    """`person` has asked for a rhythm that is for those who ask (B.5, opt_in), and is in it from `since`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "policy"], name="a_person_asks_once_for_a_rhythm")]

    def __str__(self) -> str:
        return f"{self.person_id} asked for {self.policy_id} on {self.since}"


class Wish(models.Model):
    """`person` would like to talk more often in a rhythm than it promises (A6), since `since`."""

    class Often(models.TextChoices):
        WEEK = "week", _("every week")
        FORTNIGHT = "fortnight", _("every other week")
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        HALF_YEAR = "half_year", _("every half-year")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    often = models.CharField(max_length=10, choices=Often)
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "policy"], name="a_person_has_one_wish_for_a_rhythm")]

    def __str__(self) -> str:
        return f"{self.person_id} wishes {self.policy_id} every {self.often}"


class Skip(models.Model):
    """The member has said "not this time" on `on`, without a reason (R15, allow_skip)."""

    obligation = models.OneToOneField(Obligation, on_delete=models.CASCADE, related_name="skip")
    on = models.DateField()

    def __str__(self) -> str:
        return f"skip of {self.obligation_id}"
