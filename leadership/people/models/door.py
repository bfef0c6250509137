"""How somebody's door stands: by which rules they may be booked, hours of single dates, hours open for whoever comes.

The hours of an ordinary week are `Person.work_hours`, how many talks a coach gives `CoachProfile`.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models.person import Person

if TYPE_CHECKING:
    from django.db.models.manager import Manager

STEPS = (5, 10, 15, 20, 30, 60)
MOST_BUFFER = 240
MOST_NOTICE = 28 * 24 * 60
MOST_HORIZON = 400


class Door(models.Model):
    """One person's own rules of booking, in minutes unless the name says otherwise; None is what is usual here."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="door")
    before = models.PositiveSmallIntegerField(_("minutes free before a talk"), null=True, blank=True)
    after = models.PositiveSmallIntegerField(_("minutes free after a talk"), null=True, blank=True)
    notice = models.PositiveIntegerField(_("minutes ahead at least"), null=True, blank=True)
    horizon = models.PositiveSmallIntegerField(_("days ahead at most"), null=True, blank=True)
    step = models.PositiveSmallIntegerField(_("talks begin every"), null=True, blank=True)
    lengths = models.JSONField(_("lengths to choose from"), default=list, blank=True)
    opens_on = models.DateField(_("no talks before"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(before__isnull=True) | Q(before__lte=MOST_BUFFER))
                & (Q(after__isnull=True) | Q(after__lte=MOST_BUFFER)),
                name="the_air_around_a_talk_is_at_most_four_hours",
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=True) | Q(notice__lte=MOST_NOTICE), name="notice_is_at_most_four_weeks"
            ),
            models.CheckConstraint(
                condition=Q(horizon__isnull=True) | Q(horizon__gte=1, horizon__lte=MOST_HORIZON),
                name="a_door_is_open_for_one_to_400_days",
            ),
            models.CheckConstraint(
                condition=Q(step__isnull=True) | Q(step__in=STEPS), name="talks_begin_on_a_step_of_the_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"door of person {self.person_id}"


class DayHours(models.Model):
    """Hours of one date (the person's own) instead of those of its weekday; no windows: not at work. On a public
    holiday they say that the person works; days away and pauses stay what they are."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="day_hours")
    day = models.DateField()
    windows = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="a_date_has_one_set_of_hours")]

    def __str__(self) -> str:
        return f"hours of person {self.person_id} on {self.day}"


class OfficeHoursQuerySet(models.QuerySet["OfficeHours"]):
    def visible_to(self, reader: Person) -> OfficeHoursQuerySet:
        """Open doors are there to be seen: everybody active sees those of active colleagues."""
        return self.filter(coach__is_active=True) if reader.is_active else self.none()

    def between(self, first: date, last: date) -> OfficeHoursQuerySet:
        """Those that are held on some day from `first` to `last`, both included."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=first), first_day__lte=last)


class OfficeHours(models.Model):
    """Every week on `weekday` (Monday is 0) from `opens` to `closes`, by the coach's clock, whoever wants drops in for
    `minutes`. From `first_day` to `last_day`, both included; no last day: until the coach says so."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    coach = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="office_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))
    minutes = models.PositiveSmallIntegerField(_("minutes for each"), default=15)
    place = models.CharField(_("place or video link"), max_length=120, blank=True, default="")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects: Manager[OfficeHours] = OfficeHoursQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="office_hours_end_after_they_begin"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="office_hours_are_on_a_day_of_the_week"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=120), name="a_drop_in_takes_5_to_120_min"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="office_hours_last_after_they_first",
            ),
        ]
        indexes = [models.Index(fields=["coach", "weekday"], name="office_hours_by_coach")]

    def __str__(self) -> str:
        return f"office hours {self.key}"
