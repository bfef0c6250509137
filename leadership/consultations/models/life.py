"""What happens to a rhythm besides its adoption: begun by what teams said, suggested by anyone, its words mended,
reviewed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models import Person
from policies.models import Policy, PolicyVersion


class Suggestion(models.Model):
    """A rhythm somebody asked for; HR takes it up, or says why not now."""

    policy = models.OneToOneField(Policy, on_delete=models.CASCADE, related_name="suggestion")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    because = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(declined_at=None) | ~Q(because=""), name="a_no_says_why"),
        ]

    def __str__(self) -> str:
        return f"suggestion of policy {self.policy_id}"


class Origin(models.Model):
    """What teams said that gave rise to a wording: the themes of one question as everybody could read them then."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.CASCADE, related_name="origin")
    about = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    metric = models.SlugField(max_length=60)
    themes = models.JSONField()

    def __str__(self) -> str:
        return f"origin of version {self.version_id}"


class EarlierWording(models.Model):
    """How an adopted version read until its words, and nothing but its words, were changed."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="earlier_wordings")
    terms = models.JSONField()
    until = models.DateTimeField()
    changed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"earlier wording of version {self.version_id}"


class Review(models.Model):
    """A rhythm looked at again: what it was to do, what came of it, what was decided (plan, do, study, act)."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("Keep it")
        CHANGE = "change", _("Change it")
        RETIRE = "retire", _("Retire it")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="reviews")
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.CharField(max_length=6, choices=Decision)
    aim = models.TextField()
    result = models.TextField()
    figures = models.JSONField(default=dict)
    next_review_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="retire") | Q(next_review_on__isnull=False), name="what_stays_is_looked_at_again"
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.key}"

    @property
    def decided(self) -> str:
        """What was decided, told afterwards; the names of the choices ask for it."""
        said = {"keep": _("Kept"), "change": _("Kept while it is changed"), "retire": _("Retired")}
        return str(said[self.decision])


class ReviewNotice(models.Model):
    """That a review is near was told once, `days` before it (0: it was missed)."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="+")
    review_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "review_on", "days"], name="a_review_is_announced_once"),
        ]

    def __str__(self) -> str:
        return f"{self.days} days before the review of version {self.version_id}"
