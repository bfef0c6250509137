"""A proposal, whom it reached, what they said, and what was answered."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models import Person
from policies.models import PolicyVersion


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def live(self) -> ProposalQuerySet:
        """Those that nobody has decided, changed or taken back."""
        return self.filter(ended_at=None)

    def visible_to(self, reader: Person) -> ProposalQuerySet:
        """Proposals, what was said and what was answered are open to everyone who works here."""
        return self if reader.is_active else self.none()


class Proposal(models.Model):
    """One wording put before those it would concern; `kind` review: what they say of a rhythm that is in force.

    `opens_on` and `closes_on` are days of the organisation, both included; representatives may speak before
    `opens_on`. `terms` is the wording as it was put; when the draft differs from it materially, the proposal is over.
    `salt` keeps voices without a name apart and is forgotten when the proposal ends.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("Proposal")
        REVIEW = "review", _("Review")

    class End(models.TextChoices):
        OPEN = "", _("Open")
        ADOPTED = "adopted", _("Adopted")
        CHANGED = "changed", _("Changed meanwhile")
        TAKEN_BACK = "taken_back", _("Taken back")
        REVIEWED = "reviewed", _("Reviewed")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.CHANGE)
    terms = models.JSONField()
    note = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    opens_on = models.DateField()
    closes_on = models.DateField()
    salt = models.CharField(max_length=40, blank=True, default="")
    negotiated_on = models.DateField(null=True, blank=True)
    negotiation_ref = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=End, default=End.OPEN, blank=True)
    ended_because = models.TextField(blank=True, default="")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(ended_at=None), name="a_version_is_talked_over_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="a_proposal_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(ended=""), name="an_ended_proposal_says_how"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.key}"

    @property
    def name(self) -> str:
        """How facts and letters call it."""
        return f"proposal:{self.key}"

    def is_over(self, on: date) -> bool:
        """Whether the last day to speak has passed on `on`, a day of the organisation."""
        return self.closes_on < on


class Invitation(models.Model):
    """Whom the proposal reached, and why: concerned by it, asked to listen, or representing those who are."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    concerned = models.BooleanField(default=False)
    coach = models.BooleanField(default=False)
    rep = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person"], name="a_person_is_asked_once_about_a_proposal"),
            models.CheckConstraint(
                condition=Q(concerned=True) | Q(coach=True) | Q(rep=True), name="an_invitation_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.person_id} to proposal {self.proposal_id}"


class Voice(models.Model):
    """What somebody thinks of the proposal as a whole. Dated by day alone.

    Without a name, `person` is empty and `handle` is what only the giver's own session can compute again
    (`consultations.handles`); when the proposal ends the handle is forgotten, and nobody can tell any more.
    """

    class Stance(models.TextChoices):
        CONSENT = "consent", _("I consent")
        ASIDE = "aside", _("I stand aside")
        CONCERN = "concern", _("I have a concern")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    nameless = models.BooleanField(default=False)
    handle = models.CharField(max_length=64, blank=True, default="")
    stance = models.CharField(max_length=8, choices=Stance)
    given_on = models.DateField()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"], condition=Q(person__isnull=False), name="a_person_has_one_voice"
            ),
            models.UniqueConstraint(
                fields=["proposal", "handle"], condition=~Q(handle=""), name="a_voice_without_a_name_is_one_voice"
            ),
            models.CheckConstraint(
                condition=Q(nameless=False) | Q(person__isnull=True), name="a_voice_without_a_name_names_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"voice {self.key}"


class Concern(models.Model):
    """A concern about one part of the rhythm: why, and what would help; then what the owner heard and changed.

    `met_on`: the day on which whoever raised it said that the answer meets it.
    """

    class Clause(models.TextChoices):
        WHOLE = "whole", _("the rhythm as a whole")
        AUDIENCE = "audience", _("who it is for")
        BINDING = "binding", _("whether it is compulsory")
        TYPES = "types", _("what kind of talk it is")
        CADENCE = "cadence", _("how often")
        COACH = "coach", _("with whom, and who chooses")
        INITIATIVE = "initiative", _("who makes the first move")
        VISIBILITY = "visibility", _("who can see what, and from when")
        WHY = "why", _("what it is good for")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="concerns")
    clause = models.CharField(max_length=10, choices=Clause, default=Clause.WHOLE)
    reason = models.TextField()
    change = models.TextField(blank=True, default="")
    raised_on = models.DateField()
    heard = models.TextField(blank=True, default="")
    changed = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    met_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["clause", "key"]
        constraints = [
            models.UniqueConstraint(fields=["voice", "clause"], name="a_voice_has_one_concern_about_a_clause"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | (~Q(heard="") & ~Q(changed="")), name="an_answer_says_what_was_heard"
            ),
        ]

    def __str__(self) -> str:
        return f"concern {self.key}"
