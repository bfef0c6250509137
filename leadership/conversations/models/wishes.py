"""Before two are a pair: waiting for a coach who is full, and whom one would rather not meet."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leadership.obligations.models import Obligation
from leadership.people.models import Person

if TYPE_CHECKING:
    from django.db.models.manager import Manager


class NotWithQuerySet(models.QuerySet["NotWith"]):
    def visible_to(self, reader: Person) -> NotWithQuerySet:
        """The author's own, for ever; nobody else's, whatever their role."""
        return self.filter(person=reader) if reader.is_active else self.none()


class NotWith(models.Model):
    """`person` would rather not have a talk with `other`, in either role. Theirs alone: no fact is written of it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="not_with")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    objects: Manager[NotWith] = NotWithQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="not_with_somebody_is_said_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="not_with_is_about_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"


class WaitingQuerySet(models.QuerySet["WaitingForCoach"]):
    def visible_to(self, reader: Person) -> WaitingQuerySet:
        """The one who waits. A coach reads how many wait, not who."""
        return self.filter(obligation__person=reader) if reader.is_active else self.none()

    def live(self) -> WaitingQuerySet:
        """Those who still wait, and those who hold a place that they have not answered for."""
        return self.filter(state__in=("waiting", "offered"))


class WaitingForCoach(models.Model):
    """The member of `obligation` waits for a place with `coach`. The first asked is the first to be offered a place."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("A place is free")
        TAKEN = "taken", _("Place taken")
        PASSED = "passed", _("Passed on")
        LEFT = "left", _("Not waiting any more")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="waits")
    coach = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    """Until when a place is kept that was offered."""

    objects: Manager[WaitingForCoach] = WaitingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "coach"],
                condition=Q(state__in=("waiting", "offered")),
                name="one_waits_for_a_coach_once",
            ),
        ]
        indexes = [
            models.Index(fields=["coach", "asked_at"], condition=Q(state="waiting"), name="waiting_for_coach"),
            models.Index(fields=["answer_by"], condition=Q(state="offered"), name="place_kept_until"),
        ]

    def __str__(self) -> str:
        return f"wait {self.pk}"

    @property
    def name(self) -> str:
        """How facts name it."""
        return f"wait:{self.key}"
