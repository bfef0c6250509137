"""What people say of their talks when they are asked: counted up, and by nobody.

Two tables that know nothing of each other. One says whose turn has been in the quarter that runs, not whether they
answered; the other counts answers by the week, not whose. The ids of turns are drawn by lot and all values of a week
are counted in one statement, so neither the order of rows nor their last change leads from one to the other.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models import Person, Unit
from policies.models import Policy


class Asked(models.TextChoices):
    """The questions, in the order they are asked."""

    SUPPORT = "support", _("I got the support I needed")
    WORTH = "worth", _("Was it worth your time?")
    CHANGE = "change", _("Compared with a quarter ago I get")


NO, PARTLY, YES = 1, 2, 3
"""Worth the time."""
LESS, SAME, MORE = 1, 2, 3
"""Support, compared with a quarter ago."""
VALUES = {Asked.SUPPORT: (1, 2, 3, 4, 5), Asked.WORTH: (NO, PARTLY, YES), Asked.CHANGE: (LESS, SAME, MORE)}
"""What may be answered."""


def by_lot() -> int:
    """An id that says nothing of the order."""
    return secrets.randbits(62) + 1


class PulseTurn(models.Model):
    """`person` has answered `question`, or put it aside, in this quarter of the organisation (`2026-Q4`); which of the
    two is not kept. `about`: the key of the rhythm, "" where the question is about none. Gone when the quarter is."""

    id = models.BigAutoField(primary_key=True, default=by_lot)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=8, choices=Asked)
    about = models.CharField(max_length=60, blank=True, default="")
    quarter = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "question", "about", "quarter"], name="everyone_is_asked_once_a_quarter"
            )
        ]

    def __str__(self) -> str:
        return f"turn in {self.quarter}"


class PulseTally(models.Model):
    """How many answered `question` with `value` (one of `VALUES`) in the week that begins on `week`, a Monday.

    By rhythm or by unit, never by both, so that no two counts can be laid across each other. A week belongs to the
    quarter its Sunday lies in, for turns as for tallies; so the answers of a quarter to one question, of one rhythm or
    of one unit, are as many people.
    """

    question = models.CharField(max_length=8, choices=Asked)
    week = models.DateField()
    policy = models.ForeignKey(Policy, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    value = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "week", "policy", "value"],
                condition=Q(policy__isnull=False),
                name="answers_about_a_rhythm_are_counted_in_one_place",
            ),
            models.UniqueConstraint(
                fields=["question", "week", "unit", "value"],
                condition=Q(unit__isnull=False),
                name="answers_of_a_unit_are_counted_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(policy__isnull=True) | Q(unit__isnull=True), name="an_answer_is_of_a_rhythm_or_of_a_unit"
            ),
        ]
        indexes = [models.Index(fields=["week", "question"], name="answers_by_week")]

    def __str__(self) -> str:
        return f"answers in the week of {self.week}"
