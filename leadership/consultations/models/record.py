"""How those concerned were heard about a rhythm before it was adopted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models import Person
from policies.models import PolicyVersion


class Consultation(models.Model):
    """The record of a consultation held outside the app: when, with whom, what was heard, what changed.

    A demonstration may adopt by command without one; then `decided_on` says when,
    and the texts say that none is here.
    """

    version = models.OneToOneField(PolicyVersion, on_delete=models.CASCADE, related_name="consultation")
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    participants = models.TextField(_("with whom"))
    heard = models.TextField(_("what was heard"))
    changed = models.TextField(_("what changed"))
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__isnull=False) | Q(start__isnull=False, end__isnull=False),
                name="a_consultation_says_when",
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="consultation_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"consultation of version {self.version_id}"
